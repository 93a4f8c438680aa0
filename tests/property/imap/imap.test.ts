/** @module-tag deep */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fetch,
  idle,
  ImapConnection,
  list,
  login,
  noop,
  numberSetContains,
  parseNumberSet,
  formatNumberSet,
  normalizeNumberSet,
  search,
  select,
  store,
  subtractNumberSet,
  unionNumberSets,
  type Command,
  type CommandId,
  type ConnectionEvent,
} from '../../../lib/imap/index';
import { encodeText } from '../../../lib/imap/wire/bytes';
import { Framer } from '../../../lib/imap/wire/framer';
import { Reader } from '../../../lib/imap/wire/reader';
import { decodeMailboxUtf7, encodeMailboxUtf7 } from '../../../lib/imap/wire/utf7';
import { joinFlight, WireWriter } from '../../../lib/imap/wire/writer';
import { flagRows, fullRows, literalRows } from '../../support/imap-transcripts';
import { toFixtureJson } from '../../support/imap-fixtures';

/** Fixed, so that a failure can be run again; fast-check prints it with the counterexample. */
const SEED = 20260314;
const run = <T>(property: fc.IProperty<T>, numRuns = 300): void => {
  fc.assert(property, { seed: SEED, numRuns });
};

const hello = encodeText('* PREAUTH [CAPABILITY IMAP4rev1 LITERAL+] hi\r\n* OK [ALERT] x\r\n');
const opened = encodeText('* 50 EXISTS\r\n* FLAGS (\\Seen)\r\nT1 OK [READ-WRITE] x\r\n');

/** A session whose server bytes arrive in the given pieces. */
function play(pieces: Iterable<Uint8Array>): { connection: ImapConnection; events: ConnectionEvent[] } {
  const connection = new ImapConnection({ security: 'memory' });
  const events: ConnectionEvent[] = [];
  connection.receive(hello);
  connection.enqueue(select('INBOX'));
  connection.receive(opened);
  connection.enqueue(
    fetch({
      set: [[1, Infinity]],
      uid: true,
      items: [
        'uid',
        'flags',
        'envelope',
        'bodystructure',
        'modseq',
        'size',
        'internaldate',
        { section: '1', peek: true },
      ],
    }),
  );
  for (const piece of pieces) connection.receive(piece);
  for (let event = connection.next(); event !== undefined; event = connection.next()) events.push(event);
  return { connection, events };
}

function* cut(bytes: Uint8Array, sizes: readonly number[]): Generator<Uint8Array> {
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length]!;
    yield bytes.slice(at, at + size);
    at += size;
  }
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

const transcriptOf = (rows: number, flags: number, literals: number, octets: number): Uint8Array =>
  join(
    fullRows(rows),
    flagRows(flags),
    literalRows(literals, octets),
    encodeText(
      '* 51 EXISTS\r\n* LIST () "/" {5}\r\na\r\nb)\r\n* 3 EXPUNGE\n* BAD LINE (\r\n* OK [INPROGRESS ("T2" 4 NIL)] {2}\r\n* NO [METADATA LONGENTRIES 5] x\r\n* 7 UIDFETCH (BINARY.SIZE[2] 9 X-GM-LABELS (a \\b) SAVEDATE NIL)\r\n* LIST () "/" a (CHILDINFO ("SUBSCRIBED"))\r\n* STATUS a (MAILBOXID (F1) APPENDLIMIT NIL)\r\n* OK [UIDNEXT 9] {3}\r\nT2 OK done\r\n',
    ),
  );
const transcript = transcriptOf(6, 4, 3, 300);

describe('any chunking gives the same events', () => {
  const whole = toFixtureJson(play([transcript]).events);

  it('one octet at a time', () => {
    expect(whole).toContain('"kind":"done"');
    expect(toFixtureJson(play(cut(transcript, [1])).events)).toBe(whole);
  });

  it('at every place', () => {
    // The cost is the square of the length: one of each is enough.
    const one = transcriptOf(1, 2, 2, 20);
    const events = toFixtureJson(play([one]).events);
    for (let at = 1; at < one.length; at += 1) {
      expect(toFixtureJson(play(cut(one, [at, one.length])).events), `cut at ${at}`).toBe(events);
    }
  });

  it('at random places', () => {
    run(
      fc.property(fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 30 }), (sizes) => {
        expect(toFixtureJson(play(cut(transcript, sizes)).events)).toBe(whole);
      }),
      100,
    );
  });
});

describe('no server bytes throw or hang', () => {
  const token = fc.constantFrom(
    '(',
    ')',
    '"',
    '\\',
    '{3}\r\n',
    '{3',
    '}',
    '[',
    ']',
    ' ',
    '\r\n',
    '\n',
    '*',
    '+',
    'NIL',
    'FETCH',
    '1',
    '999999999999',
    'ENVELOPE',
    'BODYSTRUCTURE',
    'BODY[',
    'FLAGS',
    'UID',
    'OK',
    'T2',
    'T1',
    'SEARCH',
    'LIST',
    '-1',
    '\0',
    '\xff',
    '<',
    '~',
  );

  it('mutated', () => {
    const edit = fc.record({
      at: fc.nat(transcript.length - 1),
      cut: fc.nat(20),
      add: fc.array(token, { maxLength: 4 }),
    });
    run(
      fc.property(
        fc.array(edit, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 5000 }),
        (edits, size) => {
          let bytes = transcript;
          for (const { at, cut: gone, add } of edits) {
            bytes = join(
              bytes.subarray(0, at),
              latin1(add.join('')),
              bytes.subarray(Math.min(bytes.length, at + gone)),
            );
          }
          const { connection, events } = play(cut(bytes, [size]));
          connection.end();
          for (let event = connection.next(); event !== undefined; event = connection.next())
            events.push(event);
          expect(events.filter((event) => event.kind === 'done')).toHaveLength(2);
          expect(connection.state).toBe('closed');
        },
      ),
      700,
    );
  });

  it('made of tokens', () => {
    run(
      fc.property(fc.array(token, { maxLength: 60 }), (tokens) => {
        const { connection } = play([latin1(`* ${tokens.join(' ')}\r\n`), latin1(`${tokens.join('')}\r\n`)]);
        connection.end();
        expect(connection.inFlight).toBe(0);
      }),
      700,
    );
  });
});

describe('the serialiser (I01-I05)', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({
      unit: fc.constantFrom('"', '\\', '\r', '\n', '{', '}', '3', '(', ')', '*', '%', ' ', 'é', '😀', '\x01'),
    }),
  );
  const sendable = anyText.filter((text) => !text.includes('\0'));

  it('strings come back as they went, and as many', () => {
    run(
      fc.property(fc.array(sendable, { minLength: 1, maxLength: 6 }), fc.boolean(), (texts, asAstring) => {
        const writer = new WireWriter();
        writer.raw('A1 TEST');
        for (const text of texts) {
          writer.sp();
          if (asAstring) writer.astring(text);
          else writer.string(text);
        }
        const reader = readBack(joinFlight(writer.finish('plus')[0]!));
        expect([reader.atom(), reader.sp(), reader.atom()]).toEqual(['A1', true, 'TEST']);
        const found: string[] = [];
        while (!reader.eol()) found.push(reader.expectAstring());
        expect(found).toEqual(texts);
      }),
    );
  });

  it('mailbox names come back', () => {
    run(
      fc.property(sendable, (name) => {
        if (name.toUpperCase() === 'INBOX') return;
        expect(decodeMailboxUtf7(encodeMailboxUtf7(name))).toBe(name);
        const writer = new WireWriter();
        writer.mailbox(name);
        const reader = readBack(joinFlight(writer.finish('plus')[0]!));
        expect(reader.expectMailbox()).toBe(name);
      }),
    );
  });

  it('NUL and half characters are refused', () => {
    run(
      fc.property(anyText, fc.constantFrom('\0', '\ud800', '\udc00x'), (text, bad) => {
        expect(() => new WireWriter().string(`${text}|${bad}`)).toThrow(/NUL|half/);
      }),
      100,
    );
  });

  it('no user text leaves its command', () => {
    run(
      fc.property(sendable, sendable, (user, password) => {
        const connection = new ImapConnection({ security: 'memory' });
        connection.receive(encodeText('* OK [CAPABILITY IMAP4rev1 LITERAL+] hi\r\n'));
        connection.enqueue(login(user, password));
        const reader = readBack(connection.output()!.bytes);
        const parts = [reader.expectAtom(), reader.sp(), reader.expectAtom(), reader.sp()];
        expect([...parts, reader.expectString(), reader.sp(), reader.expectString(), reader.eol()]).toEqual([
          'T1',
          true,
          'LOGIN',
          true,
          user,
          true,
          password,
          true,
        ]);
      }),
    );
  });
});

describe('number sets', () => {
  const range = fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 60 }));
  const set = fc.array(range, { maxLength: 12 });

  it('agree with sets of numbers', () => {
    run(
      fc.property(set, set, (a, b) => {
        const [x, y] = [normalizeNumberSet(a), normalizeNumberSet(b)];
        const [both, less] = [unionNumberSets(x, y), subtractNumberSet(x, y)];
        const numbers = Array.from({ length: 61 }, (_, i) => i + 1);
        const inX = (n: number): boolean => numberSetContains(x, n);
        const inY = (n: number): boolean => numberSetContains(y, n);
        expect(numbers.filter((n) => numberSetContains(both, n))).toEqual(
          numbers.filter((n) => inX(n) || inY(n)),
        );
        expect(numbers.filter((n) => numberSetContains(less, n))).toEqual(
          numbers.filter((n) => inX(n) && !inY(n)),
        );
        if (x.length > 0) expect(parseNumberSet(formatNumberSet(x))).toEqual(x);
      }),
    );
  });
});

describe('every command settles exactly once', () => {
  const makers: readonly (() => Command<unknown>)[] = [
    noop,
    idle,
    list,
    () => fetch({ set: [[1, 5]], uid: true, items: ['flags'] }),
    () => fetch({ set: [[1, 5]], uid: false, items: ['flags'] }),
    () => store({ set: [[1, 5]], uid: false, mode: 'add', flags: ['\\Seen'], silent: false }),
    () => search({ uid: true, criteria: { kind: 'text', field: 'subject', value: 'é' } }),
  ];
  const step = fc.oneof(
    fc.record({ do: fc.constant('enqueue' as const), n: fc.nat(makers.length - 1) }),
    fc.record({ do: fc.constantFrom('ok' as const, 'no' as const, 'garbage' as const), n: fc.nat(3) }),
    fc.record({
      do: fc.constantFrom('plus' as const, 'exists' as const, 'stop' as const, 'cancel' as const),
      n: fc.nat(9),
    }),
  );

  it('under any server history', () => {
    run(
      fc.property(fc.array(step, { maxLength: 40 }), fc.boolean(), (steps, literals) => {
        const connection = new ImapConnection({ security: 'memory' });
        connection.receive(
          encodeText(`* PREAUTH [CAPABILITY IMAP4rev1${literals ? ' LITERAL+' : ''}] hi\r\n`),
        );
        connection.enqueue(select('INBOX'));
        connection.receive(encodeText('T1 OK x\r\n'));
        const sent: string[] = [];
        const enqueued: CommandId[] = [1 as CommandId];
        let text = '';
        for (const { do: what, n } of steps) {
          text += String.fromCharCode(...(connection.output()?.bytes ?? []));
          sent.splice(0, sent.length, ...[...text.matchAll(/^(T\d+) /gm)].map((match) => match[1]!));
          if (connection.state === 'closed') break;
          if (what === 'enqueue') {
            if (connection.state === 'selected') enqueued.push(connection.enqueue(makers[n]!()));
          } else if (what === 'stop') connection.stopIdle();
          else if (what === 'cancel') connection.cancel(enqueued.at(-1)!);
          else if (what === 'plus') connection.receive(encodeText('+ go\r\n'));
          else if (what === 'exists') connection.receive(encodeText(`* ${n} EXISTS\r\n`));
          else connection.receive(encodeText(`${sent.at(-1 - n) ?? 'T1'} ${what} x\r\n`));
        }
        connection.end();
        const done: number[] = [];
        for (let event = connection.next(); event !== undefined; event = connection.next()) {
          if (event.kind === 'done') done.push(event.id);
        }
        expect(done.toSorted((a, b) => a - b)).toEqual(enqueued);
        expect(connection.inFlight).toBe(0);
      }),
      500,
    );
  });
});

function readBack(bytes: Uint8Array): Reader {
  const framer = new Framer({
    maxLine: () => 1_000_000,
    literal: () => 'keep',
    maxLiteral: 1_000_000,
    maxResponse: 2_000_000,
    textLines: false,
  });
  framer.push(bytes);
  expect(framer.next()).toBe(true);
  expect(framer.unread).toBe(0);
  const reader = new Reader();
  reader.load(framer);
  return reader;
}

function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (c) => c.charCodeAt(0) & 0xff);
}
