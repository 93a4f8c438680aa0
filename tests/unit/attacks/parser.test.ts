/**
 * The rows of docs/attacks.md on what a server sends: size, shape and order. Each ends in a value, a typed error or a closed
 * connection. How long they take and what memory they hold is measured nightly (tests/soak/floods.test.ts, tests/soak/growth.test.ts).
 */
import { describe, expect, it } from 'vitest';
import * as imap from '../../../lib/imap';
import { defaultLimits } from '../../../lib/imap/limits';
import { buildFolders, Mailbox } from '../../../lib/mail';
import { MAX_FOLDER_DEPTH, MAX_FOLDERS } from '../../../lib/mail/limits';
import type { FetchItems, ListEntry } from '../../../lib/imap/types';
import { PartReading } from '../../../lib/session/tasks/fetch-part';
import type { Link } from '../../../lib/session/link';
import { authenticated, flagsOf, ImapPeer, selected } from '../../support/imap-peer';
import { AFTER, GREETING, login as signedIn, OddServer, plain } from '../../support/odd-server';

const MIB = 1024 * 1024;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const body = { section: '', peek: true } as const;
const closed = (peer: ImapPeer): string | null => {
  const event = peer.news().find(({ kind }) => kind === 'closed');
  return event?.kind === 'closed' && event.reason.kind === 'protocol' ? event.reason.code : null;
};
/** Says the same chunk again and again until the connection ends; octets said until then. */
function flood(peer: ImapPeer, chunk: Uint8Array, most: number): number {
  let said = 0;
  while (peer.connection.state !== 'closed' && said < most) {
    peer.bytes(chunk);
    said += chunk.length;
    peer.events.splice(0, Math.max(0, peer.events.length - 4));
  }
  return said;
}

describe('literals', () => {
  it.each<readonly [string, string | null]>([
    ['{4294967295}', 'literal-too-large'],
    ['{1073741825}', 'literal-too-large'],
    ['{99999999999999999999}', 'literal-too-large'],
    ['{18446744073709551616}', 'literal-too-large'],
    ['{111111111111111111111}', 'literal-syntax'],
    [`{${'9'.repeat(60_000)}}`, 'literal-syntax'],
    [`{${'0'.repeat(60_000)}1}`, 'literal-syntax'],
    ['{-1}', null],
    ['{ 1}', null],
    ['{1 }', null],
    ['{}', null],
    ['{0x10}', null],
    ['{1.5}', null],
  ])('P01: the size %.24s is refused before anything is kept for it', (size, code) => {
    const peer = selected();
    peer.server(`* LIST () "/" ${size}`, '* OK still here');
    expect(closed(peer)).toBe(code);
    if (code !== null) return;
    expect(peer.connection.state).toBe('selected');
  });

  it('P01: {1+} from a server is a literal of one octet, and one of 1 GiB that goes to a sink is not kept', () => {
    const peer = authenticated();
    const id = peer.connection.enqueue(imap.list());
    peer.server('* LIST () "/" {1+}\\r\\nA', '* LIST () "/" {01}\\r\\nB', 'T1 OK');
    expect(peer.outcome(id)).toMatchObject({ value: { entries: [{ name: 'A' }, { name: 'B' }] } });
    let written = 0;
    const streaming = selected();
    const sink = { write: (chunk: Uint8Array) => (written += chunk.length), end: () => undefined };
    streaming.connection.enqueue(imap.fetch({ set: [[1, 1]], uid: true, items: [body], sink: () => sink }));
    streaming.bytes(bytes(`* 1 FETCH (UID 1 BODY[] {${defaultLimits.maxStreamedLiteral}}\r\n`));
    streaming.bytes(bytes('x'.repeat(1_000)));
    expect([streaming.connection.state, written]).toEqual(['selected', 1_000]);
  });

  it('P02: a body cut after any octet is never whole: neither for its sink nor for its command', () => {
    const answer = bytes(
      '* 1 FETCH (UID 1 BODY[] {6}\r\nab\r\ncd)\r\n* 2 FETCH (UID 2 BODY[] "xy")\r\nT2 OK\r\n',
    );
    for (let at = 0; at <= answer.length; at += 1) {
      const ends: boolean[] = [];
      let sunk = '';
      const kept = selected();
      const keeping = kept.connection.enqueue(imap.fetch({ set: [[1, 2]], uid: true, items: [body] }));
      const streamed = selected();
      const streaming = streamed.connection.enqueue(
        imap.fetch({
          set: [[1, 1]],
          uid: true,
          items: [body],
          sink: () => ({
            write: (chunk) => void (sunk += new TextDecoder().decode(chunk)),
            end: (complete) => void ends.push(complete),
          }),
        }),
      );
      for (const peer of [kept, streamed]) {
        peer.bytes(answer.slice(0, at));
        peer.connection.end();
      }
      const whole = at === answer.length;
      expect(kept.outcome(keeping)).toMatchObject({ ok: whole });
      expect(streamed.outcome(streaming)).toMatchObject({ ok: whole });
      expect(ends.length).toBeLessThanOrEqual(1);
      if (sunk !== 'ab\r\ncd') expect(ends).not.toContain(true);
      else expect(ends).toEqual([true]);
    }
  });

  it('P02: a part that comes in fewer octets than announced is asked for on, not taken for whole', async () => {
    const whole = 'abcdefghij';
    const asked: number[] = [];
    const link = {
      run: (command: imap.Command<unknown>) => {
        const peer = selected();
        const id = peer.connection.enqueue(command);
        const from = Number(/<(\d+)\./.exec(peer.client())?.[1]);
        asked.push(from);
        const piece = whole.slice(from, from + 4);
        peer.server(`* 1 FETCH (UID 1 BODY[1]<${from}> {${piece.length}}\\r\\n${piece})`, 'T2 OK');
        return Promise.resolve(peer.outcome(id));
      },
    } as unknown as Link;
    const part = { section: '1', encoding: '7bit', size: whole.length };
    let read = '';
    const reading = new PartReading(
      imap.toUid(1),
      part,
      (piece) => void (read += new TextDecoder().decode(piece)),
    );
    expect(await reading.run(link)).toEqual({ ok: true, value: whole.length });
    expect(read).toBe(whole);
    expect(asked).toEqual([0, 4, 8]);
  });
});

describe('size and depth', () => {
  it('P03: a line without end ends the connection at its limit, which is narrower before the sign-in', () => {
    const chunk = new Uint8Array(16_384).fill(120);
    const early = new ImapPeer().server('* OK hi');
    expect(flood(early, chunk, MIB)).toBe(64 * 1024 + chunk.length);
    expect(closed(early)).toBe('line-too-long');
    const late = selected();
    late.bytes(bytes('* OK '));
    expect(flood(late, chunk, 4 * MIB)).toBe(MIB);
    expect(closed(late)).toBe('line-too-long');
    const greeting = new ImapPeer();
    expect(flood(greeting, chunk, MIB)).toBe(64 * 1024 + chunk.length);
  });

  const deep = (depth: number, inside = ''): string => `${'('.repeat(depth)}${inside}${')'.repeat(depth)}`;
  it.each([4_000, 100_000])('P04: lists nested %i deep cost the value they are in', (depth) => {
    const peer = selected();
    const id = peer.connection.enqueue(
      imap.fetch({ set: [[1, 9]], uid: false, items: ['bodystructure', 'envelope', 'size', 'uid'] }),
    );
    const nested = deep(depth);
    for (const value of [
      `BODYSTRUCTURE ${nested}`,
      `BODYSTRUCTURE ("text" "plain" NIL NIL NIL "7bit" 1 1 NIL NIL NIL NIL ${nested})`,
      `ENVELOPE (NIL NIL ${nested} NIL NIL NIL NIL NIL NIL NIL)`,
    ]) {
      peer.bytes(bytes(`* 1 FETCH (UID 1 ${value} RFC822.SIZE 3)\r\n`));
      peer.bytes(
        bytes(`* ACL a ${nested}\r\n* X-NEW ${nested}\r\n* ID ${nested}\r\n* METADATA a ${nested}\r\n`),
      );
      peer.bytes(bytes(`* NAMESPACE ${nested} NIL NIL\r\n* LIST ${nested} "/" a\r\n* THREAD ${nested}\r\n`));
      peer.bytes(bytes(`* OK [X-CODE ${nested}] fine\r\n`));
    }
    peer.server('T2 OK');
    expect(peer.outcome(id)).toMatchObject({ ok: true, value: [{ seq: 1, items: { uid: 1, size: 3 } }] });
    expect(peer.connection.state).toBe('selected');
  });

  it('P05: data nobody asked for, without end, ends the connection', { tags: ['deep'] }, () => {
    for (const line of [
      '* 5 EXISTS\r\n',
      '* 5 RECENT\r\n',
      '* 1 FETCH (FLAGS (\\Seen))\r\n',
      '* LIST () "/" a\r\n',
      '* X\r\n',
    ]) {
      const chunk = bytes(line.repeat(Math.floor(16_384 / line.length)));
      const peer = selected('', { limits: { maxUnsolicited: MIB } });
      expect(flood(peer, chunk, 4 * MIB)).toBeLessThanOrEqual(MIB + chunk.length);
      expect(closed(peer)).toBe('unsolicited-flood');
    }
    expect(defaultLimits.maxUnsolicited).toBe(50 * MIB);
  });

  it('P07: an envelope of 100,000 addresses keeps 10,000 of them and says so', () => {
    const peer = selected('', { limits: { maxLine: 4 * MIB } });
    const id = peer.connection.enqueue(imap.fetch({ set: [[1, 1]], uid: false, items: ['envelope'] }));
    const many = '(NIL NIL "a" "example.org")'.repeat(100_000);
    peer.bytes(
      bytes(`* 1 FETCH (UID 1 ENVELOPE (NIL NIL NIL NIL NIL (${many}) NIL NIL NIL NIL))\r\nT2 OK\r\n`),
    );
    expect(peer.events[0]).toMatchObject({ event: { kind: 'malformed' } });
    const { value } = peer.outcome(id) as { value: { items: FetchItems }[] };
    expect(value[0]?.items.envelope?.to).toHaveLength(10_000);
  });

  it(
    'P14: of more folders than anybody has a bounded number is kept, and no depth is too deep',
    { tags: ['deep'] },
    () => {
      const peer = authenticated();
      const id = peer.connection.enqueue(imap.list());
      peer.client();
      for (let at = 0; at < 110_000; at += 1_000)
        peer.bytes(bytes(Array.from({ length: 1_000 }, (_, i) => `* LIST () "/" f${at + i}\r\n`).join('')));
      peer.server('T1 OK');
      const outcome = peer.outcome(id) as { value: { entries: ListEntry[] } };
      expect(outcome.value.entries).toHaveLength(100_000);
      expect(buildFolders(outcome.value.entries)).toHaveLength(MAX_FOLDERS);
      const name = imap.toMailboxName(Array.from({ length: 1_000 }, (_, i) => `d${i}`).join('/'));
      const tree = buildFolders([{ name, delimiter: '/', attributes: [] }]);
      expect(tree.at(-1)).toMatchObject({ name, selectable: true });
      expect(tree.length).toBeLessThanOrEqual(MAX_FOLDER_DEPTH);
    },
  );
});

describe('numbers that cannot be', () => {
  const opened = (): Mailbox => {
    const mailbox = new Mailbox();
    mailbox.opened({ uidValidity: 1 as never, exists: 3, readOnly: false, resumed: false });
    for (const seq of [1, 2, 3]) mailbox.fetched([{ seq, items: rowOf(seq * 10) }]);
    return mailbox;
  };
  const rowOf = (uid: number): FetchItems => ({
    uid: imap.toUid(uid),
    flags: [],
    envelope: {
      date: null,
      subject: `s${uid}`,
      from: [],
      sender: [],
      replyTo: [],
      to: [],
      cc: [],
      bcc: [],
      inReplyTo: null,
      messageId: null,
    },
  });

  it.each<readonly [string, (mailbox: Mailbox) => { readonly resync: string | null }]>([
    ['EXPUNGE beyond the end', (m) => m.expunged(4)],
    ['EXPUNGE 0', (m) => m.expunged(0)],
    ['EXISTS that falls', (m) => m.exists(2)],
    ['EXISTS beyond 32 bits', (m) => m.exists(2 ** 32)],
    ['FETCH beyond the end', (m) => m.fetched([{ seq: 9, items: rowOf(90) }])],
    ['UID 0', (m) => m.fetched([{ seq: 1, items: rowOf(0) }])],
    ['a UID that becomes another', (m) => m.fetched([{ seq: 2, items: rowOf(25) }])],
    ['VANISHED of more than there are', (m) => m.vanished([[1, 4_000_000_000]])],
    ['VANISHED of what cannot be named', (m) => m.vanished([[0, 5]])],
  ])('P06: %s changes nothing and asks for the mailbox anew', (_, act) => {
    const mailbox = opened();
    const before = [0, 1, 2].map((position) => mailbox.list.rowAt(position)?.uid);
    expect(act(mailbox).resync).toEqual(expect.any(String));
    expect([0, 1, 2].map((position) => mailbox.list.rowAt(position)?.uid)).toEqual(before);
  });

  it('P06: UIDs that go back ask for the mailbox anew', () => {
    const mailbox = new Mailbox();
    mailbox.opened({ uidValidity: 1 as never, exists: 3, readOnly: false, resumed: false });
    expect(mailbox.fetched([{ seq: 1, items: rowOf(50) }]).resync).toBeNull();
    expect(mailbox.fetched([{ seq: 2, items: rowOf(40) }]).resync).toEqual(expect.any(String));
  });

  it('P06: the wire knows no message 0, and a session survives all of it', async () => {
    const server = new OddServer(GREETING, plain(2, signedIn(AFTER)));
    await server.signIn();
    for (const line of [
      '0 EXPUNGE',
      '9 EXPUNGE',
      '0 FETCH (FLAGS ())',
      '77 FETCH (UID 0)',
      '4294967296 EXISTS',
    ])
      server.say(`* ${line}`);
    await server.clock.advance(5_000);
    expect(server.log.filter((line) => /^error|^expunged/.test(line))).toEqual([]);
    expect(server.statuses.at(-1)?.kind).toBe('live');
  });
});

describe('answers to nobody', () => {
  it('P15: a body is kept only for who asked for it, and for what was asked', () => {
    const peer = selected();
    const id = peer.connection.enqueue(
      imap.fetch({ set: [[5, 6]], uid: true, items: ['uid', { section: '1', peek: true }] }),
    );
    peer.server(
      '* 1 FETCH (UID 5 BODY[1] {1}\\r\\na)',
      '* 2 FETCH (UID 9 BODY[1] {1}\\r\\nb)',
      '* 3 FETCH (UID 6 BODY[2] {1}\\r\\nc)',
      '* 3 FETCH (UID 6 BODY[] {1}\\r\\nd)',
      '* 4 FETCH (BODY[HEADER] {1}\\r\\ne)',
      '* 3 FETCH (UID 6 ENVELOPE (NIL "x" NIL NIL NIL NIL NIL NIL NIL NIL))',
      '* 4 FETCH (FLAGS (\\Deleted))',
      'T2 OK',
    );
    expect(peer.outcome(id)).toMatchObject({
      value: [{ seq: 1, items: { uid: 5, sections: [{ section: '1', bytes: bytes('a') }] } }],
    });
    const others = peer.events.flatMap((event) =>
      event.kind === 'untagged' && event.event.kind === 'fetch' ? (event.event.items.sections ?? []) : [],
    );
    expect(others.map((section) => section.bytes)).toEqual([null, null, null, null]);
  });

  it('P15: a message opened by its UID is not replaced by another one, and no flags of another mailbox are set', () => {
    const peer = selected();
    const id = peer.connection.enqueue(imap.fetch({ set: [[5, 5]], uid: true, items: ['envelope'] }));
    peer.server('* 1 FETCH (UID 6 ENVELOPE (NIL "other" NIL NIL NIL NIL NIL NIL NIL NIL))', 'T2 OK');
    expect(peer.outcome(id)).toMatchObject({ ok: true, value: [] });
    const searching = peer.connection.enqueue(imap.noop());
    peer.server('* SEARCH 1 2 3', '* ESEARCH (TAG "T2") UID ALL 1:3', 'T3 OK');
    expect(peer.outcome(searching)).toMatchObject({ ok: true, value: undefined });
  });

  it('P20: a tag used again, or before its time, ends the connection', () => {
    for (const line of [
      'T1 OK again',
      'T9 OK early',
      'X1 OK whose',
      'T2x OK nearly',
      'T0 OK none',
      't2 OK small',
    ]) {
      const peer = selected();
      const id = peer.connection.enqueue(imap.noop());
      peer.client();
      peer.server(line);
      expect(closed(peer), line).toBe('unknown-tag');
      expect(peer.connection.inFlight).toBe(0);
      peer.server('T2 OK late');
      expect(peer.news()).toEqual([]);
      expect(id).toBe(2);
    }
  });

  it('P20: a completion settles the command of its tag and no other, in any order', () => {
    const peer = selected();
    const first = peer.connection.enqueue(imap.noop());
    const second = peer.connection.enqueue(imap.status('a', ['messages']));
    peer.client();
    peer.server('* STATUS a (MESSAGES 1)', 'T3 OK second', 'T2 NO first');
    expect(peer.outcome(second)).toMatchObject({ ok: true });
    expect(peer.outcome(first)).toMatchObject({ ok: false, failure: { kind: 'no' } });
    peer.server('T2 OK again');
    expect(closed(peer)).toBe('unknown-tag');
  });

  it.each(['T2', 'T2 ', 'T2 MAYBE', 'T2 \\xff\\xfe', 'T2 BYE now', 'T2 PREAUTH now', 'T2 * OK', 'T2 OKAY'])(
    'P20: the completion %j fails its command at once, and only it',
    (line) => {
      const peer = selected();
      const id = peer.connection.enqueue(imap.noop());
      const next = peer.connection.enqueue(imap.fetch(flagsOf(1)));
      peer.client();
      peer.server(line);
      expect(peer.outcome(id)).toMatchObject({ ok: false, failure: { kind: 'protocol' } });
      expect(peer.client()).toMatch(/^T3 FETCH/);
      peer.server('T3 OK');
      expect(peer.outcome(next)).toMatchObject({ ok: true });
    },
  );
});
