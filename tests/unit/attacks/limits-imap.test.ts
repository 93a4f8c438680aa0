/**
 * The protocol layer's limits. What is slow or large at its true size is smaller here and true every night (tests/soak).
 * @module-tag deep
 */
import { expect } from 'vitest';
import * as imap from '../../../lib/imap';
import * as constants from '../../../lib/imap/limits';
import { defaultLimits, MAX_RANGES, type ImapLimits } from '../../../lib/imap/limits';
import type { ConnectionEvent, FetchItems, SinglePartBody } from '../../../lib/imap/types';
import { testBounds, type Bound } from '../../support/bounds';
import { authenticated, ImapPeer, selected } from '../../support/imap-peer';

const KIB = 1024;
const MIB = 1024 * KIB;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function reasonOf(events: readonly ConnectionEvent[]): string | null {
  const closed = events.find(({ kind }) => kind === 'closed');
  return closed?.kind === 'closed' && closed.reason.kind === 'protocol' ? closed.reason.code : null;
}

/** What came of these octets: null, or why the connection ended. */
function told(peer: ImapPeer, ...pieces: readonly Uint8Array[]): string | null {
  for (const piece of pieces) peer.bytes(piece);
  return reasonOf(peer.news());
}

/** Octets the peer took of the same chunk said again and again. */
function takes(peer: ImapPeer, chunk: Uint8Array, most = 2_000 * MIB): number {
  let said = 0;
  while (said < most && peer.connection.state !== 'closed') {
    peer.bytes(chunk);
    said += chunk.length;
    if (peer.events.length > 100) peer.events.splice(0, peer.events.length - 4);
  }
  return said;
}

/** A line of exactly so many octets, its end included. */
const line = (octets: number, head = '* OK '): Uint8Array =>
  bytes(`${head}${'x'.repeat(octets - head.length - 2)}\r\n`);
const filler = new Uint8Array(64 * KIB).fill(120);
const body = { section: '', peek: true } as const;

function fetching(
  limits: Partial<ImapLimits>,
  sink?: imap.FetchOptions['sink'],
): { peer: ImapPeer; value: () => readonly imap.FetchRow[] } {
  const peer = selected('', { limits });
  const items = ['uid', 'envelope', 'bodystructure', 'size', body] as const;
  const id = peer.connection.enqueue(
    imap.fetch({ set: [[1, 9]], uid: true, items, ...(sink === undefined ? {} : { sink }) }),
  );
  return {
    peer,
    value: () => (peer.server('T2 OK').outcome(id) as { value: readonly imap.FetchRow[] }).value,
  };
}

/** The line's limit, inside a state that `make` leads to. */
const lineBound = (limit: number, make: () => ImapPeer): Bound => ({
  at: () => expect(told(make(), line(limit))).toBeNull(),
  above: () => {
    expect(told(make(), line(limit + 1))).toBe('line-too-long');
    const whole = line(limit + 1);
    expect(told(make(), whole.slice(0, 7), whole.slice(7, limit), whole.slice(limit))).toBe('line-too-long');
  },
  hostile: () => {
    const peer = make().bytes(bytes('* OK '));
    expect(takes(peer, filler)).toBeLessThanOrEqual(limit + filler.length);
    expect(reasonOf(peer.news())).toBe('line-too-long');
  },
});

const numbers = (octets: number): Uint8Array => {
  const head = '* SEARCH';
  const rest = octets - head.length - 2;
  return bytes(`${head}${' 4000000001'.repeat(Math.floor(rest / 11))}${' '.repeat(rest % 11)}\r\n`);
};

const envelopeOf = (literal: string): string =>
  `(NIL {${literal.length}}\r\n${literal} NIL NIL NIL NIL NIL NIL NIL "<m>")`;
const row = (item: string): Uint8Array => bytes(`* 1 FETCH (UID 1 ${item} RFC822.SIZE 3)\r\n`);
const itemsOf = (rows: readonly imap.FetchRow[]): FetchItems => rows[0]!.items;

/** multipart inside multipart: `levels` lists in all. */
const nested = (levels: number): string => {
  const leaf = '("text" "plain" NIL NIL NIL "7bit" 1 1)';
  return `${'('.repeat(levels - 1)}${leaf}${' "mixed")'.repeat(levels - 1)}`;
};

/** A kept body of so many octets as the server sends it: by reference, so that a test of megabytes costs none. */
function bodyPieces(octets: number): readonly Uint8Array[] {
  const pieces = [bytes(`* 1 FETCH (UID 1 BODY[] {${octets}}\r\n`)];
  for (let left = octets; left > 0; left -= filler.length)
    pieces.push(filler.subarray(0, Math.min(left, filler.length)));
  return [...pieces, bytes(')\r\n')];
}

/** Two literals that make a response of so many octets. */
function response(octets: number): Uint8Array {
  const head = '* 1 FETCH (UID 1 BODY[] {100}\r\n';
  const middle = ` ENVELOPE ${envelopeOf('').replace('{0}', '{00000}')})\r\n`;
  const literal = octets - head.length - 100 - middle.length;
  return bytes(
    `${head}${'a'.repeat(100)}${middle.replace('{00000}\r\n', `{${String(literal).padStart(5, '0')}}\r\n${'b'.repeat(literal)}`)}`,
  );
}

const esearch = (count: number): string =>
  `* ESEARCH (TAG "T2") UID ALL ${Array.from({ length: count }, (_, at) => 2 * at + 1).join(',')}`;
const rangesOf = (outcome: unknown): number =>
  (outcome as { value: { all?: readonly unknown[] } }).value.all?.length ?? 0;
function searched(answer: string): unknown {
  const peer = selected('ESEARCH');
  const id = peer.connection.enqueue(imap.search({ uid: true, criteria: { kind: 'all' }, return: ['all'] }));
  peer.client();
  peer.bytes(bytes(`${answer}\r\nT2 OK\r\n`));
  return peer.outcome(id);
}

/** Lines of a FETCH whose set has `octets` in print, to a server that reads so much a line. */
function linesFor(maxLine: number, octets: number): readonly string[] {
  const peer = selected('', { peer: new imap.PeerMemory(maxLine) });
  // Numbers of four digits and a comma each; the first makes up for the rest.
  const first = 10 ** ((octets + 1) % 5 === 0 ? 3 : ((octets + 1) % 5) - 2 + 5);
  const count = (octets - String(first).length) / 5;
  const rest = Array.from({ length: count }, (_, at) => 1_002 + 2 * at);
  const set = imap.numberSetOf([first, ...rest]);
  expect(imap.formatNumberSet(set).length).toBe(octets);
  peer.connection.enqueue(imap.fetch({ set, uid: true, items: ['flags'] }));
  return peer.client().split('\r\n').slice(0, -1);
}

/** What stands around a set in that line, and room for a longer tag. */
const AROUND = 'UID FETCH 1 (FLAGS)\r\n'.length + 24;
const commandLineBound = (limit: number): Bound => ({
  at: () => expect(linesFor(limit, limit - AROUND)).toHaveLength(1),
  above: () => expect(linesFor(limit, limit - AROUND + 1)).toHaveLength(2),
  hostile: () => {
    const lines = linesFor(limit, 20_000);
    expect(lines.length).toBeLessThanOrEqual(Math.ceil(20_000 / (limit - AROUND - 5)));
    for (const one of lines) expect(one.length + 2).toBeLessThanOrEqual(limit);
  },
});

const FEW_TOKENS: Partial<ImapLimits> = { maxTokens: 10_000 };
const flags = (count: number): Uint8Array => bytes(`* FLAGS (${'a '.repeat(count - 1)}a)\r\n`);
const SMALL: Partial<ImapLimits> = { maxResponse: 20_000, maxAnswer: 50_000 };

type Named = keyof ImapLimits | 'MAX_COMMAND_LINE' | 'MAX_RANGES' | 'SHORT_COMMAND_LINE';
const rows: Readonly<Record<Named, Bound>> = {
  maxLine: lineBound(defaultLimits.maxLine, () => selected()),
  maxLineBeforeLogin: lineBound(defaultLimits.maxLineBeforeLogin, () => new ImapPeer().server('* OK hi')),
  maxListLine: {
    at: () => {
      const peer = selected();
      peer.bytes(numbers(defaultLimits.maxListLine));
      expect(peer.connection.state).toBe('selected');
      expect(peer.news()[0]).toMatchObject({ event: { kind: 'search' } });
    },
    above: () => expect(told(selected(), numbers(defaultLimits.maxListLine + 1))).toBe('line-too-long'),
    hostile: () => {
      for (const name of ['SEARCH', 'ESEARCH', 'SORT', 'THREAD', 'VANISHED']) {
        const peer = selected('', { limits: { maxListLine: 2 * MIB } }).bytes(bytes(`* ${name} `));
        expect(takes(peer, filler)).toBeLessThanOrEqual(2 * MIB + filler.length);
        expect(reasonOf(peer.news())).toBe('line-too-long');
      }
    },
  },
  maxKeptLiteral: {
    at: () => {
      const { peer, value } = fetching({});
      peer.bytes(row(`ENVELOPE ${envelopeOf('s'.repeat(defaultLimits.maxKeptLiteral))}`));
      expect(itemsOf(value()).envelope?.subject).toHaveLength(defaultLimits.maxKeptLiteral);
    },
    above: () => {
      const { peer, value } = fetching({});
      peer.bytes(row(`ENVELOPE ${envelopeOf('s'.repeat(defaultLimits.maxKeptLiteral + 1))}`));
      expect(peer.events).toMatchObject([{ event: { kind: 'malformed' } }]);
      expect(itemsOf(value())).toMatchObject({ size: 3, envelope: { subject: '', messageId: '<m>' } });
    },
    hostile: () => {
      const { peer, value } = fetching({});
      peer.bytes(bytes(`* 1 FETCH (UID 1 ENVELOPE (NIL {${100 * MIB}}\r\n`));
      expect(takes(peer, filler, 100 * MIB)).toBe(100 * MIB);
      peer.bytes(bytes(' NIL NIL NIL NIL NIL NIL NIL "<m>"))\r\n'));
      expect(itemsOf(value()).envelope).toMatchObject({ subject: '', messageId: '<m>' });
    },
  },
  maxKeptBody: {
    at: () => {
      const { peer, value } = fetching({});
      for (const piece of bodyPieces(defaultLimits.maxKeptBody)) peer.bytes(piece);
      expect(itemsOf(value()).sections?.[0]?.bytes).toHaveLength(defaultLimits.maxKeptBody);
    },
    above: () => {
      const { peer, value } = fetching({});
      for (const piece of bodyPieces(defaultLimits.maxKeptBody + 1)) peer.bytes(piece);
      expect(peer.events).toMatchObject([{ event: { kind: 'malformed' } }]);
      expect(itemsOf(value()).sections?.[0]?.bytes).toBeNull();
    },
    hostile: () => {
      const { peer, value } = fetching({});
      for (const piece of bodyPieces(200 * MIB)) peer.bytes(piece);
      expect(itemsOf(value()).sections?.[0]?.bytes).toBeNull();
    },
  },
  maxStreamedLiteral: {
    at: () => {
      let octets = 0;
      const ends: boolean[] = [];
      const { peer, value } = fetching({}, () => ({
        write: (chunk) => void (octets += chunk.length),
        end: (complete) => void ends.push(complete),
      }));
      for (const piece of bodyPieces(defaultLimits.maxStreamedLiteral)) peer.bytes(piece);
      expect([octets, ends, itemsOf(value()).sections?.[0]?.streamed]).toEqual([
        defaultLimits.maxStreamedLiteral,
        [true],
        true,
      ]);
    },
    above: () => {
      const { peer } = fetching({}, () => ({ write: () => undefined, end: () => undefined }));
      expect(told(peer, bodyPieces(defaultLimits.maxStreamedLiteral + 1)[0]!)).toBe('literal-too-large');
    },
    hostile: () => {
      for (const size of ['4294967295', '18446744073709551615', '99999999999999999999'])
        expect(told(selected(), bytes(`* 1 FETCH (BODY[] {${size}}\r\n`))).toBe('literal-too-large');
    },
  },
  maxResponse: {
    at: () => {
      for (const chunk of [Infinity, 1_000]) {
        const { peer, value } = fetching(SMALL);
        const whole = response(20_000);
        expect(whole).toHaveLength(20_000);
        for (let at = 0; at < whole.length; at += Math.min(chunk, whole.length))
          peer.bytes(whole.slice(at, at + Math.min(chunk, whole.length)));
        expect(itemsOf(value()).sections?.[0]?.bytes).toHaveLength(100);
      }
    },
    above: () => {
      const { peer } = fetching(SMALL);
      const whole = response(20_001);
      expect(told(peer, whole.slice(0, 50), whole.slice(50))).toBe('response-too-large');
    },
    hostile: () => {
      const { peer } = fetching(SMALL);
      peer.bytes(bytes('* 1 FETCH (UID 1'));
      const more = bytes(` BODY[] {1000}\r\n${'a'.repeat(1_000)}`);
      expect(takes(peer, more)).toBeLessThanOrEqual(20_000 + more.length);
      expect(reasonOf(peer.news())).toBe('response-too-large');
    },
  },
  maxAnswer: {
    at: () => {
      const peer = authenticated('', { limits: SMALL });
      peer.connection.enqueue(imap.list());
      for (let at = 0; at < 50; at += 1) peer.bytes(line(1_000, '* LIST () "/" '));
      expect(peer.connection.state).toBe('authenticated');
    },
    above: () => {
      const peer = authenticated('', { limits: SMALL });
      peer.connection.enqueue(imap.list());
      for (let at = 0; at < 49; at += 1) peer.bytes(line(1_000, '* LIST () "/" '));
      expect(told(peer, line(1_001, '* LIST () "/" '))).toBe('response-too-large');
    },
    hostile: () => {
      const peer = authenticated('', { limits: SMALL });
      peer.connection.enqueue(imap.list());
      expect(takes(peer, bytes('* LIST () "/" a\r\n'.repeat(100)))).toBeLessThanOrEqual(50_000 + 1_700);
    },
  },
  maxTokens: {
    // Its true million is read every night: so many do not fit a line of the usual length.
    at: () => expect(told(selected('', { limits: FEW_TOKENS }), flags(10_000))).toBeNull(),
    above: () => expect(told(selected('', { limits: FEW_TOKENS }), flags(10_001))).toBe('too-many-tokens'),
    hostile: () => {
      for (const value of ['"" ', 'NIL ', '{0}\r\n ', '() ', '1 '])
        expect(
          told(
            selected('', { limits: FEW_TOKENS }),
            bytes(`* 1 FETCH (X-NEW (${value.repeat(100_000)}))\r\n`),
          ),
          value,
        ).toBe('too-many-tokens');
    },
  },
  maxDepth: {
    at: () => {
      const { peer, value } = fetching({});
      peer.bytes(row(`BODYSTRUCTURE ${nested(defaultLimits.maxDepth)}`));
      let part = itemsOf(value()).bodyStructure;
      let depth = 1;
      for (; part?.kind === 'multipart'; depth += 1) part = part.parts[0];
      expect([depth, (part as SinglePartBody).type]).toEqual([defaultLimits.maxDepth, 'text']);
    },
    above: () => {
      const { peer, value } = fetching({});
      peer.bytes(row(`BODYSTRUCTURE ${nested(defaultLimits.maxDepth + 1)}`));
      expect(peer.events).toMatchObject([{ event: { kind: 'malformed' } }]);
      expect(itemsOf(value())).toEqual({ uid: 1, size: 3 });
    },
    hostile: () => {
      const { peer, value } = fetching({ maxLine: 4 * MIB });
      peer.bytes(row(`BODYSTRUCTURE ${'('.repeat(900_000)}${')'.repeat(900_000)}`));
      expect(itemsOf(value())).toEqual({ uid: 1, size: 3 });
    },
  },
  maxUnsolicited: {
    at: () => {
      const peer = selected();
      const chunk = line(64 * KIB);
      expect(takes(peer, chunk, defaultLimits.maxUnsolicited)).toBe(defaultLimits.maxUnsolicited);
      expect(peer.connection.state).toBe('selected');
    },
    above: () => {
      const peer = selected();
      takes(peer, line(64 * KIB), defaultLimits.maxUnsolicited);
      expect(told(peer, bytes('*'))).toBe('unsolicited-flood');
    },
    hostile: () => {
      const limits = { maxUnsolicited: 2 * MIB };
      for (const make of [
        () => selected('', { limits }),
        () => new ImapPeer({ limits }).server('* OK hi'),
        () => {
          const idling = selected('IDLE', { limits });
          idling.connection.enqueue(imap.idle());
          return idling.server('+ idling');
        },
      ]) {
        const chunk = bytes('* OK still here\r\n'.repeat(1_000));
        expect(takes(make(), chunk)).toBeLessThanOrEqual(2 * MIB + chunk.length);
      }
    },
  },
  MAX_COMMAND_LINE: commandLineBound(constants.MAX_COMMAND_LINE),
  SHORT_COMMAND_LINE: commandLineBound(constants.SHORT_COMMAND_LINE),
  MAX_RANGES: {
    at: () => expect(rangesOf(searched(esearch(MAX_RANGES)))).toBe(MAX_RANGES),
    // The line costs itself; the command is left without its answer.
    above: () => expect(rangesOf(searched(esearch(MAX_RANGES + 1)))).toBe(0),
    hostile: () =>
      expect(
        searched(`* SEARCH ${Array.from({ length: MAX_RANGES + 1 }, (_, at) => 2 * at + 1).join(' ')}`),
      ).toMatchObject({
        ok: false,
        failure: { kind: 'protocol' },
      }),
  },
};

const names = [
  ...Object.keys(defaultLimits),
  ...Object.keys(constants).filter((name) => /^[A-Z_]+$/.test(name)),
];
testBounds('lib/imap', names, rows);
