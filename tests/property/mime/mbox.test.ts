/**
 * Whatever is written into an mbox file comes out again, octet for octet, however the file is cut into pieces.
 * @module-tag deep
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MailFileReader } from '../../../lib/mime/mail-file';
import { MboxReader } from '../../../lib/mime/mbox-reader';
import { MboxWriter } from '../../../lib/mime/mbox-writer';
import { parseMboxStatus } from '../../../lib/mime/mbox-status';

const RUN = { seed: 20_261_122, numRuns: 2_000 };
const DATE = Date.UTC(2026, 10, 22, 4, 5, 6);

/** Lines that are hard: quoted and unquoted From, nests, empty ones, every kind of line end and none. */
const line = fc.tuple(
  fc.oneof(
    fc.constantFrom(
      '',
      'From ',
      '>From ',
      '>>>From x',
      'From someone@example.org Sun Nov 22 04:05:06 2026',
      '>',
      '>>',
    ),
    fc.constantFrom(
      'From',
      'Fro',
      '>F',
      '\r',
      ' From ',
      'Status: RO',
      'X-Keywords: x',
      'Subject: hi',
      '\0\x1a\xff',
    ),
    fc.string({ maxLength: 12 }),
  ),
  fc.constantFrom('\n', '\r\n', '\r\n', '\r', ''),
);
const message = fc.oneof(
  fc
    .array(line, { maxLength: 12 })
    .map((lines) => bytesOf(lines.map(([words, end]) => words + end).join(''))),
  fc.uint8Array({ maxLength: 80 }),
);
const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 });

describe('mbox', () => {
  it('gives back every message of every file', () => {
    fc.assert(
      fc.property(
        fc.array(message, { minLength: 1, maxLength: 5 }),
        cuts,
        cuts,
        (messages, writing, reading) => {
          const file = write(messages, writing);
          expect(read(file, reading).map(hex)).toEqual(messages.map(hex));
        },
      ),
      RUN,
    );
  });

  it('keeps no more than a line between pieces', () => {
    const reader = new MboxReader();
    reader.push(bytesOf('From a@example.org Sun Nov 22 04:05:06 2026\r\n\r\n'));
    const quotes = new Uint8Array(1_000_000).fill(0x3e);
    const told = reader
      .push(quotes)
      .reduce((sum, event) => sum + (event.kind === 'data' ? event.bytes.length : 0), 0);
    // The empty line before, and all but the one that a From may take away.
    expect(told).toBe(quotes.length + 2 - 1);
  });

  it('never throws at a file of anything', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), cuts, fc.boolean(), (bytes, sizes, prefixed) => {
        const reader = new MailFileReader({ maxMessage: 64, maxMessages: 3 });
        const whole = prefixed ? concat([bytesOf('From a Sun Nov 22 04:05:06 2026\n'), bytes]) : bytes;
        const items = [...pieces(whole, sizes)]
          .flatMap((piece) => [...reader.push(piece)])
          .concat(reader.end());
        for (const item of items) {
          if (item.kind === 'message') expect(item.message.bytes.length).toBeLessThanOrEqual(128);
        }
      }),
      RUN,
    );
  });
});

function write(messages: readonly Uint8Array[], sizes: readonly number[]): Uint8Array {
  const writer = new MboxWriter();
  const out: Uint8Array[] = [];
  for (const bytes of messages) {
    out.push(...writer.begin({ sender: 'ana@example.org', date: DATE, flags: ['\\Seen', 'work'] }));
    for (const piece of pieces(bytes, sizes)) out.push(...writer.push(piece).map((one) => one.slice()));
    out.push(...writer.end());
  }
  return concat(out);
}

function read(file: Uint8Array, sizes: readonly number[]): readonly Uint8Array[] {
  const reader = new MboxReader();
  const messages: Uint8Array[] = [];
  let parts: Uint8Array[] = [];
  const events = [...pieces(file, sizes)].flatMap((piece) => [...reader.push(piece)]);
  for (const event of [...events, ...reader.end()]) {
    if (event.kind === 'begin') expect(event.envelope.date).toBe(DATE);
    else if (event.kind === 'data') parts.push(event.bytes);
    else if (event.kind === 'end') {
      const whole = concat(parts);
      const status = parseMboxStatus(whole);
      expect(status.flags).toEqual(['\\Seen', 'work']);
      messages.push(whole.subarray(status.length));
      parts = [];
    } else throw new Error('no mbox');
  }
  return messages;
}

function* pieces(bytes: Uint8Array, sizes: readonly number[]): Generator<Uint8Array> {
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    yield bytes.slice(at, at + size);
    at += size;
  }
}

function bytesOf(latin1: string): Uint8Array {
  return Uint8Array.from(latin1, (character) => character.charCodeAt(0) & 0xff);
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
