/** Command lines no longer than a server reads: long sets of UIDs go in several commands that look like one. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  copy,
  expunge,
  fetch,
  move,
  noop,
  numberSetOf,
  parseNumberSet,
  PeerMemory,
  search,
  store,
  uidExpunge,
  unionNumberSets,
  type Command,
  type NumberSet,
} from '../../../lib/imap/index';
import { MAX_COMMAND_LINE, SHORT_COMMAND_LINE } from '../../../lib/imap/limits';
import { ImapPeer, selected } from '../../support/imap-peer';

/** So many UIDs, no two beside each other: the longest way to say them. */
const scattered = (count: number, from = 100_000): NumberSet =>
  numberSetOf(Array.from({ length: count }, (_, i) => from + i * 2));

const makers: Readonly<Record<string, (set: NumberSet) => Command<unknown>>> = {
  'UID FETCH': (set) => fetch({ set, uid: true, items: ['flags'] }),
  FETCH: (set) => fetch({ set, uid: false, items: ['flags'] }),
  'UID STORE': (set) => store({ set, uid: true, mode: 'add', flags: ['\\Seen'], silent: true }),
  'UID COPY': (set) => copy({ set, uid: true, to: 'an archive' }),
  'UID MOVE': (set) => move({ set, uid: true, to: 'an archive' }),
  'UID EXPUNGE': (set) => uidExpunge(set),
  'UID SEARCH': (set) =>
    search({
      uid: true,
      criteria: {
        kind: 'and',
        of: [
          { kind: 'flag', flag: '\\Seen', set: true },
          { kind: 'uids', set },
        ],
      },
    }),
};

/** The lines sent and the set of numbers in each. */
function sentSets(text: string): { readonly tag: string; readonly line: string; readonly set: NumberSet }[] {
  return text
    .split('\r\n')
    .slice(0, -1)
    .map((line) => ({
      line,
      tag: line.split(' ')[0]!,
      set: parseNumberSet(/(?:^| )(\d[\d:,]*)(?: |$)/.exec(line)![1]!)!,
    }));
}

describe('a set of UIDs too long for one line', () => {
  it.each(Object.entries(makers))(
    '%s goes in several, sorted and disjoint, each within the limit',
    (name, make) => {
      const peer = selected('MOVE UIDPLUS ESEARCH');
      const set = scattered(5_000);
      const id = peer.connection.enqueue(make([...set].reverse()));
      let sent = sentSets(peer.client());
      // SEARCH answers without tags wait for one another.
      for (let at = 0; at < sent.length; at++) {
        peer.server(`${sent[at]!.tag} OK done`);
        sent = [...sent, ...sentSets(peer.client())];
      }
      expect(peer.outcome(id)).toMatchObject({ ok: true });
      expect(sent.length).toBeGreaterThan(3);
      // As few as the limit allows.
      expect(sent.length).toBeLessThan(8);
      for (const { line } of sent) {
        expect(line.length + 2).toBeLessThanOrEqual(MAX_COMMAND_LINE);
        expect(line).toContain(` ${name} `);
      }
      expect(sent.reduce<NumberSet>((all, one) => unionNumberSets(all, one.set), [])).toEqual(set);
      expect(sent.reduce((count, one) => count + one.set.length, 0)).toBe(set.length);
    },
  );

  it('short sets, one range, and sets with * go as they are', () => {
    const peer = selected();
    for (const set of [
      scattered(500),
      [[1, 4_000_000_000]] as const,
      [...scattered(3_000), [900_000, Infinity] as const],
    ]) {
      peer.connection.enqueue(fetch({ set, uid: true, items: ['flags'] }));
      expect(peer.client().match(/UID FETCH/g)).toHaveLength(1);
    }
  });

  it('sequence numbers are not cut where another one may go between two parts and give them other messages', () => {
    const seqs = scattered(5_000);
    const commands: readonly Command<unknown>[] = [
      move({ set: seqs, uid: false, to: 'a' }),
      copy({ set: seqs, uid: false, to: 'a' }),
      search({ uid: true, criteria: { kind: 'seqs', set: seqs } }),
    ];
    for (const command of commands) {
      const peer = selected('MOVE UIDPLUS ESEARCH');
      const id = peer.connection.enqueue(command);
      const sent = sentSets(peer.client());
      expect(sent.map(({ set }) => set.length)).toEqual([seqs.length]);
      peer.server(`${sent[0]?.tag} OK done`);
      expect(peer.client()).toBe('');
      expect(peer.outcome(id)).toMatchObject({ ok: true });
    }
  });

  it('is written compactly and in order, whatever order it comes in (imap quirk 43)', () => {
    const peer = selected();
    const mixed: NumberSet = [
      [9, 9],
      [5, 7],
      [8, 8],
      [1, 1],
      [2, 2],
      [20, 18],
    ];
    peer.connection.enqueue(store({ set: mixed, uid: true, mode: 'add', flags: ['\\Seen'], silent: true }));
    peer.connection.enqueue(copy({ set: mixed, uid: true, to: 'a' }));
    peer.connection.enqueue(uidExpunge(mixed));
    peer.connection.enqueue(search({ uid: true, criteria: { kind: 'uids', set: mixed } }));
    expect([...peer.client().matchAll(/ ([\d:,]+)(?: |\r)/g)].map((match) => match[1])).toEqual(
      Array.from({ length: 4 }, () => '1:2,5:9,18:20'),
    );
  });
});

describe('the answers of the parts', () => {
  const half = 1_000;
  const set = scattered(2 * half);
  const uidsOf = (part: NumberSet): number[] => part.map(([low]) => low);

  it('FETCH: all rows, in the order they came, with the numbers of the end', () => {
    const peer = selected();
    const id = peer.connection.enqueue(fetch({ set, uid: true, items: ['flags'] }));
    const [one, two] = sentSets(peer.client());
    peer.server(
      `* 5 FETCH (UID ${one!.set[0]![0]} FLAGS ())`,
      `* 6 FETCH (UID ${one!.set[1]![0]} FLAGS ())`,
      `${one!.tag} OK`,
    );
    expect(peer.outcome(id)).toBeUndefined();
    // An EXPUNGE under the second part renumbers the rows of the first.
    peer.server('* 5 EXPUNGE', `* 9 FETCH (UID ${two!.set[0]![0]} FLAGS ())`, `${two!.tag} OK done`);
    expect(peer.outcome(id)).toMatchObject({
      ok: true,
      text: 'done',
      value: [
        { seq: 5, items: { uid: one!.set[1]![0] } },
        { seq: 9, items: { uid: two!.set[0]![0] } },
      ],
    });
  });

  it('SEARCH: one set and one count, of ESEARCH and of old', () => {
    for (const has of ['ESEARCH', '']) {
      const peer = selected(has);
      const id = peer.connection.enqueue(
        search({ uid: true, criteria: { kind: 'uids', set }, return: ['all', 'count', 'min', 'max'] }),
      );
      const found: number[] = [];
      for (let sent = sentSets(peer.client()); sent.length > 0; sent = sentSets(peer.client())) {
        for (const { tag, set: part } of sent) {
          const some = uidsOf(part).slice(0, 3);
          found.push(...some);
          const all = some.join(has === '' ? ' ' : ',');
          if (has === '') peer.server(`* SEARCH ${all}`, `${tag} OK`);
          else
            peer.server(
              `* ESEARCH (TAG "${tag}") UID ALL ${all} COUNT 3 MIN ${some[0]} MAX ${some[2]}`,
              `${tag} OK`,
            );
        }
      }
      expect(peer.outcome(id)).toMatchObject({
        ok: true,
        value: { all: numberSetOf(found), count: found.length, min: found[0], max: found.at(-1), uid: true },
      });
      expect(found.length).toBeGreaterThan(3);
    }
  });

  it('COPY: the pairs of all parts; none when one part is silent on them', () => {
    for (const silent of [false, true]) {
      const peer = selected('UIDPLUS');
      const id = peer.connection.enqueue(copy({ set, uid: true, to: 'a' }));
      const [one, two] = sentSets(peer.client());
      peer.server(`${one!.tag} OK [COPYUID 7 100000 5] done`);
      peer.server(silent ? `${two!.tag} OK done` : `${two!.tag} OK [COPYUID 7 100002 6] done`);
      expect(peer.outcome(id)).toMatchObject({
        ok: true,
        value: silent
          ? null
          : {
              uidValidity: 7,
              from: [
                [100_000, 100_000],
                [100_002, 100_002],
              ],
              to: [
                [5, 5],
                [6, 6],
              ],
            },
      });
    }
  });

  it('STORE: what was left alone in any part', () => {
    const peer = selected('CONDSTORE');
    const id = peer.connection.enqueue(
      store({ set, uid: true, mode: 'add', flags: ['\\Seen'], silent: true, unchangedSince: 9n as never }),
    );
    const [one, two] = sentSets(peer.client());
    peer.server(`${one!.tag} OK [MODIFIED 100000] x`, `${two!.tag} OK [MODIFIED 103998] x`);
    expect(peer.outcome(id)).toMatchObject({
      ok: true,
      value: {
        modified: [
          [100_000, 100_000],
          [103_998, 103_998],
        ],
      },
    });
  });

  it('a part that fails is the failure of all; parts not sent are not sent any more', () => {
    const peer = selected();
    const id = peer.connection.enqueue(
      search({ uid: true, criteria: { kind: 'uids', set: scattered(5_000) } }),
    );
    const behind = peer.connection.enqueue(noop());
    peer.client();
    peer.server('* SEARCH 1', 'T3 NO too much');
    expect(peer.outcome(id)).toMatchObject({ failure: { kind: 'no', text: 'too much' } });
    expect(peer.client()).toMatch(/^T\d+ NOOP\r\n$/);
    expect(peer.outcome(behind)).toBeUndefined();
  });

  it('cut between two parts is not taken for not sent', () => {
    const peer = selected();
    const id = peer.connection.enqueue(
      search({ uid: true, criteria: { kind: 'uids', set: scattered(5_000) } }),
    );
    peer.client();
    peer.server('T3 OK');
    // The second part was accepted and never left.
    peer.connection.end();
    expect(peer.outcome(id)).toMatchObject({ failure: { kind: 'closed', sent: true } });
  });

  it('is cancelled as one before any of it left, and not after', () => {
    const peer = selected();
    const running = peer.connection.enqueue(search({ uid: true, criteria: { kind: 'all' } }));
    peer.client();
    const long = search({ uid: true, criteria: { kind: 'uids', set: scattered(5_000) } });
    const waiting = peer.connection.enqueue(long);
    expect(peer.connection.cancel(waiting)).toBe(true);
    expect(peer.outcome(waiting)).toMatchObject({ failure: { kind: 'cancelled' } });
    const begun = peer.connection.enqueue(long);
    peer.server('T2 OK');
    expect(peer.outcome(running)).toMatchObject({ ok: true });
    expect(peer.connection.cancel(begun)).toBe(false);
  });
});

describe('how long a line may be', () => {
  it('is 1,000 octets for servers known for it', () => {
    const yahoo = selected('XYMHIGHESTMODSEQ');
    const uw = new ImapPeer().server('* PREAUTH mail.example.org IMAP4rev1 2007f.404 at Tue, 1 Dec 2026');
    const other = selected('IDLE');
    expect([yahoo, uw, other].map(({ connection }) => connection.peer.maxLine)).toEqual([
      SHORT_COMMAND_LINE,
      SHORT_COMMAND_LINE,
      MAX_COMMAND_LINE,
    ]);
    yahoo.connection.enqueue(makers['UID MOVE']!(scattered(500)));
    const sent = sentSets(yahoo.client());
    expect(sent.length).toBeGreaterThan(3);
    for (const { line } of sent) expect(line.length + 2).toBeLessThanOrEqual(SHORT_COMMAND_LINE);
  });

  it('is 1,000 octets once a long one was refused, also when it was one part of several (Exchange, BAD 10)', () => {
    for (const count of [600, 3_000]) {
      const peer = selected('MOVE');
      const set = scattered(count);
      const id = peer.connection.enqueue(move({ set, uid: true, to: 'a' }));
      const first = sentSets(peer.client());
      const refused = first.filter(({ line }) => line.length > 4_000);
      for (const { tag, line } of first)
        peer.server(`${tag} ${line.length > 4_000 ? 'BAD Command Error. 10' : 'OK'}`);
      const again = sentSets(peer.client());
      for (const { line } of again) expect(line.length + 2).toBeLessThanOrEqual(SHORT_COMMAND_LINE);
      const sets = (some: typeof again): NumberSet =>
        some.reduce<NumberSet>((all, one) => unionNumberSets(all, one.set), []);
      expect(sets(again)).toEqual(sets(refused));
      for (const { tag } of again) peer.server(`${tag} OK`);
      expect(peer.outcome(id)).toMatchObject({ ok: true });
      // The extension was not the reason.
      expect(peer.connection.capabilities.has('MOVE')).toBe(true);
    }
  });

  it('is never less than that, and never more than the default', () => {
    expect(new PeerMemory(1).maxLine).toBe(SHORT_COMMAND_LINE);
    expect(new PeerMemory(3_000).maxLine).toBe(3_000);
    expect(new PeerMemory(1e9).maxLine).toBe(MAX_COMMAND_LINE);
  });

  it('holds for any set, to the octet', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 4_294_967_295 }), { minLength: 20, maxLength: 900 }),
        fc.integer({ min: SHORT_COMMAND_LINE, max: MAX_COMMAND_LINE }),
        fc.constantFrom(...Object.keys(makers)),
        (numbers, maxLine, name) => {
          const peer = selected('ESEARCH', { peer: new PeerMemory(maxLine) });
          const set = numberSetOf(numbers);
          peer.connection.enqueue(makers[name]!(set));
          let all: NumberSet = [];
          for (let sent = sentSets(peer.client()); sent.length > 0; sent = sentSets(peer.client())) {
            for (const { tag, line, set: part } of sent) {
              expect(line.length + 2).toBeLessThanOrEqual(maxLine);
              all = unionNumberSets(all, part);
              peer.server(`${tag} OK`);
            }
          }
          expect(all).toEqual(set);
        },
      ),
      { seed: 20_261_122, numRuns: 200 },
    );
  });

  it('EXPUNGE without numbers has nothing to cut', () => {
    expect(expunge().split).toBeUndefined();
  });
});
