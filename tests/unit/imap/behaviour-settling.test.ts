/** Whatever a server does, a line costs that line, a command settles once, and only what cannot be followed ends the connection. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  append,
  fetch,
  idle,
  list,
  logout,
  noop,
  search,
  select,
  status,
  store,
  type Command,
} from '../../../lib/imap/index';
import { ImapConnection } from '../../../lib/imap/connection';
import type { CommandId } from '../../../lib/imap/types';
import { selected } from '../../support/imap-peer';

const SEED = 20_261_122;

describe('a malformed line', () => {
  it.each([
    '* 5 FETCH (FLAGS (\\\\Seen',
    '* FETCH nothing',
    '* 3 EXISTS and more',
    '* LIST (\\\\HasNoChildren "/" INBOX',
    '* SEARCH one two',
    '* ESEARCH (TAG',
    '* STATUS x (MESSAGES many)',
    '* VANISHED 5:',
    '* 99999999999999999999 EXISTS',
    '*',
    '* ',
    '* 0 FETCH (UID 1)',
  ])('untagged costs that line: %s', (line) => {
    const peer = selected();
    const id = peer.connection.enqueue(noop());
    peer.server(line, '* 12 EXISTS', 'T2 OK');
    expect(peer.outcome(id)).toMatchObject({ ok: true });
    const told = peer.events.flatMap((event) => (event.kind === 'untagged' ? [event.event.kind] : []));
    expect(told.at(-1)).toBe('exists');
    expect(told.length).toBe(2);
    expect(peer.connection.state).toBe('selected');
  });

  it.each(['T2', 'T2 ', 'T2 MAYBE', 'T2 BYE now', 'T2 [OK] done', 'T2 OKAY'])(
    'tagged settles its command with an error, and no other: %s',
    (line) => {
      const peer = selected();
      const first = peer.connection.enqueue(noop());
      const second = peer.connection.enqueue(list());
      peer.server(line, '* LIST () "/" a', 'T3 OK');
      expect(peer.outcome(first)).toMatchObject({ ok: false, failure: { kind: 'protocol' } });
      expect(peer.outcome(second)).toMatchObject({ ok: true, value: { entries: [{ name: 'a' }] } });
      expect(peer.connection.state).toBe('selected');
    },
  );

  it.each(['T2 OK [COPYUID 1 2', 'T2 OK [UIDNEXT many] x', 'T2 OK [] x', 'T2 OK', 'T2 ok [X Y Z]'])(
    'tagged and readable up to its code is what it says: %s',
    (line) => {
      const peer = selected();
      const id = peer.connection.enqueue(noop());
      peer.server(line);
      expect(peer.outcome(id)).toMatchObject({ ok: true });
    },
  );

  it('without a tag is BAD for the oldest command; the tagged line that comes after all is nobody’s', () => {
    const peer = selected();
    const first = peer.connection.enqueue(noop());
    const second = peer.connection.enqueue(list());
    peer.server('Server Unavailable. 15', '* LIST () "/" a', 'T2 OK late', 'T3 OK');
    expect(peer.outcome(first)).toMatchObject({ failure: { kind: 'bad', text: 'Server Unavailable. 15' } });
    expect(peer.outcome(second)).toMatchObject({ ok: true });
    expect(peer.connection.state).toBe('selected');
    // Once: a second time it is a tag nobody has.
    peer.server('T2 OK later');
    expect(peer.connection.state).toBe('closed');
  });

  it('that ends a SELECT leaves no mailbox open that we could name', () => {
    const peer = selected();
    const id = peer.connection.enqueue(select('b'));
    peer.server('T2 MAYBE');
    expect(peer.outcome(id)).toMatchObject({ failure: { kind: 'protocol' } });
    expect(peer.connection.state).toBe('authenticated');
  });

  it('says no more of a command whose end could not be read, and sends nothing of it any more', () => {
    const peer = selected();
    const text = { kind: 'text', field: 'subject', value: 'é' } as const;
    peer.connection.enqueue(search({ uid: true, criteria: text }));
    peer.client();
    peer.server('T2 gibberish');
    expect(peer.client()).toBe('');
    peer.server('+ too late');
    expect(peer.connection.state).toBe('closed');
  });
});

/** More than one line's worth. */
const LONG = Array.from({ length: 1_200 }, (_, at) => [1_000_001 + 2 * at, 1_000_001 + 2 * at] as const);

const makers: readonly (() => Command<unknown>)[] = [
  noop,
  idle,
  list,
  () => status('a', ['messages']),
  () => select('b'),
  () => fetch({ set: [[1, 5]], uid: true, items: ['flags'] }),
  () => fetch({ set: [[1, 5]], uid: false, items: ['flags', { section: '', peek: true }] }),
  () => store({ set: [[1, 5]], uid: false, mode: 'add', flags: ['\\Seen'], silent: false }),
  () => search({ uid: true, criteria: { kind: 'text', field: 'subject', value: 'é' }, return: ['all'] }),
  () => store({ set: LONG, uid: true, mode: 'add', flags: ['\\Seen'], silent: true }),
  () => search({ uid: true, criteria: { kind: 'uids', set: LONG } }),
  () => append('a', new Uint8Array([104, 105])),
  logout,
];

/** What a server may do besides answering: each a line or a piece of one; `@` is a tag that is or was in flight. */
const SAYINGS = [
  '* 5 EXISTS\r\n',
  '* 2 EXPUNGE\r\n',
  '* 1 FETCH (UID 1 FLAGS (\\Seen))\r\n',
  '* 1 FETCH (UID 1 BODY[] {5}\r\nhello)\r\n',
  '* 1 FETCH (UID 1 BODY[] {50}\r\nhel',
  '* LIST () "/" a\r\n',
  '* SEARCH 1 2\r\n',
  '* ESEARCH (TAG "@") UID ALL 1:3\r\n',
  '* OK still here\r\n',
  '* BAD what\r\n',
  '* 1 FETCH (\r\n',
  '*\r\n',
  '\r\n',
  'nonsense\r\n',
  '+ go\r\n',
  '+\r\n',
  '@ OK\r\n',
  '@ OK done\r\n',
  '@ OK done\r\n',
  '@ NO no\r\n',
  '@ BAD bad\r\n',
  '@ gibberish\r\n',
  '@ OK [CAPABILITY IMAP4rev1 ESEARCH LITERAL+] x\r\n',
  '@ OK twice\r\n@ OK twice\r\n',
  'T999 OK of nobody\r\n',
  'X OK of somebody else\r\n',
  'DONE BAD what\r\n',
  '* BYE enough\r\n',
] as const;

describe('every command settles exactly once', () => {
  const step = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ do: fc.constant('enqueue' as const), n: fc.nat(makers.length - 1) }),
    },
    { weight: 6, arbitrary: fc.record({ do: fc.constant('say' as const), n: fc.nat(SAYINGS.length - 1) }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('answer' as const), n: fc.nat(3) }) },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constantFrom('stop' as const, 'cancel' as const), n: fc.nat(9) }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('end' as const), n: fc.nat(20) }) },
  );
  const server = fc.record({
    steps: fc.array(step, { maxLength: 60 }),
    capabilities: fc.constantFrom('', ' ESEARCH', ' LITERAL+ ESEARCH', ' LITERAL- MOVE'),
    chunk: fc.constantFrom(1, 3, 1_000),
    /** Octets of the server's after which nothing comes: it was cut. */
    cut: fc.oneof(fc.constant(Infinity), fc.nat(400)),
  });

  it('whatever the server says, repeats, cuts off or leaves out', { tags: ['deep'] }, () => {
    const seen = { closed: 0, open: 0, ok: 0, failed: 0 };
    fc.assert(
      fc.property(server, ({ steps, capabilities, chunk, cut }) => {
        const connection = new ImapConnection({ security: 'memory' });
        const enqueued: CommandId[] = [];
        const done: number[] = [];
        let sent = '';
        let left = cut;
        const drain = (): void => {
          for (let event = connection.next(); event !== undefined; event = connection.next()) {
            if (event.kind !== 'done') continue;
            done.push(event.id);
            seen[event.outcome.ok ? 'ok' : 'failed'] += 1;
          }
          sent += String.fromCharCode(...(connection.output()?.bytes ?? []));
        };
        const say = (text: string): void => {
          const bytes = Uint8Array.from(text, (c) => c.charCodeAt(0)).slice(0, left);
          left -= bytes.length;
          for (let at = 0; at < bytes.length; at += chunk) {
            connection.receive(bytes.slice(at, at + chunk));
            if (at % 2 === 0) drain();
          }
          drain();
        };
        const tag = (n: number): string =>
          [...sent.matchAll(/^(T\d+) /gm)].map((match) => match[1]!).at(-1 - n) ?? 'T1';
        const enqueue = (command: Command<unknown>): void => {
          try {
            enqueued.push(connection.enqueue(command));
          } catch (error) {
            // Refused at the call: it was never a command.
            expect(error).toMatchObject({ name: 'LocalProtocolError' });
          }
          drain();
        };
        connection.receive(
          Uint8Array.from(`* PREAUTH [CAPABILITY IMAP4rev1${capabilities}] hi\r\n`, (c) => c.charCodeAt(0)),
        );
        enqueue(select('INBOX'));
        say('* 5 EXISTS\r\nT1 OK x\r\n');
        for (const { do: what, n } of steps) {
          if (what === 'enqueue') enqueue(makers[n]!());
          else if (what === 'say') say(SAYINGS[n]!.replaceAll('@', tag(n % 3)));
          else if (what === 'answer') say(`${tag(n)} OK answered\r\n`);
          else if (what === 'stop') connection.stopIdle();
          else if (what === 'cancel' && enqueued.length > 0)
            connection.cancel(enqueued.at(-1 - (n % enqueued.length))!);
          else if (what === 'end' && n === 0) connection.end();
          drain();
        }
        seen[connection.state === 'closed' ? 'closed' : 'open'] += 1;
        connection.end();
        drain();
        expect(done.toSorted((a, b) => a - b)).toEqual(enqueued);
        expect([connection.inFlight, connection.state]).toEqual([0, 'closed']);
        expect(connection.output()).toBeUndefined();
      }),
      { seed: SEED, numRuns: 3_000 },
    );
    // The histories are no monoculture: many live on, many end, commands succeed and fail.
    expect(Math.min(seen.closed, seen.open, seen.ok, seen.failed)).toBeGreaterThan(300);
  });
});
