/** @module-tag deep */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ParseError } from '../../../lib/imap/errors';
import { parseResponse } from '../../../lib/imap/responses/response';
import { encodeText } from '../../../lib/imap/wire/bytes';
import { Reader } from '../../../lib/imap/wire/reader';
import { before, findLf, firstFlagged, flagSpecial, flagZeros, usual } from '../../../lib/imap/wire/words';
import { toFixtureJson } from '../../support/imap-fixtures';

/** Mostly the octets that decide, and their neighbours. */
const octet = fc.oneof(
  fc.constantFrom(0, 1, 9, 10, 11, 13, 32, 33, 34, 35, 41, 91, 92, 93, 127, 128, 138, 139, 255),
  fc.constantFrom(97, 98),
  fc.nat(255),
);
const octets = (maxLength: number): fc.Arbitrary<Uint8Array> =>
  fc.array(octet, { maxLength }).map((list) => Uint8Array.from(list));
const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

it('the first octet that is 0 is found, and what stands before it', () => {
  fc.assert(
    fc.property(fc.tuple(octet, octet, octet, octet), octet, (four, wanted) => {
      const bytes = Uint8Array.from(four);
      const word = viewOf(bytes).getInt32(0, true);
      const flags = flagZeros(word ^ Math.imul(wanted, 0x01010101));
      const place = bytes.indexOf(wanted);
      expect(flags === 0 ? -1 : firstFlagged(flags)).toBe(place);
      if (place < 0) return;
      const kept = Uint8Array.from(four, (c, i) => (i < place ? c : 0));
      expect(before(word, place)).toBe(viewOf(kept).getInt32(0, true));
    }),
    { numRuns: 2_000 },
  );
});

it('the first octet that does not stand for itself in a quoted string is found', () => {
  fc.assert(
    fc.property(fc.tuple(octet, octet, octet, octet), (four) => {
      const bytes = Uint8Array.from(four);
      const flags = flagSpecial(viewOf(bytes).getInt32(0, true));
      const place = four.findIndex((c) => c === 0x22 || c === 0x5c || c > 127);
      expect(flags === 0 ? -1 : firstFlagged(flags)).toBe(place);
    }),
    { numRuns: 2_000 },
  );
});

it('a line ends where it ends, wherever the buffer and the search begin', () => {
  fc.assert(
    fc.property(octets(80), fc.nat(7), fc.nat(80), (bytes, offset, from) => {
      const all = new Uint8Array(bytes.length + offset);
      all.fill(10, 0, offset);
      all.set(bytes, offset);
      const chunk = all.subarray(offset);
      expect(findLf(chunk, viewOf(chunk), from)).toBe(bytes.indexOf(10, from));
    }),
    { numRuns: 2_000 },
  );
});

it('a string that comes once is read like the others', () => {
  const read = (raw: Uint8Array, once: boolean): unknown => {
    const reader = new Reader();
    reader.reset(raw, 1);
    try {
      return [once ? reader.nstringOnce() : reader.nstring(), reader.pos, reader.tokens];
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      return [error.message, reader.pos, reader.tokens];
    }
  };
  fc.assert(
    fc.property(octets(90), (bytes) => {
      const raw = Uint8Array.from([32, 34, ...bytes]);
      expect(read(raw, true)).toEqual(read(raw, false));
    }),
    { numRuns: 3_000 },
  );
});

it('goes over known octets only where all of them stand', () => {
  fc.assert(
    fc.property(fc.integer({ min: 4, max: 20 }), fc.nat(24), (length, changed) => {
      const text = 'abcdefghijklmnopqrst'.slice(0, length);
      const raw = encodeText(`${text}x`);
      if (changed < raw.length) raw[changed]! ^= 1;
      const reader = new Reader();
      reader.reset(raw);
      const stands = changed >= length;
      expect(reader.passes(usual(text))).toBe(stands);
      expect(reader.pos).toBe(stands ? length : 0);
      reader.reset(raw, 0, length - 1);
      expect(reader.passes(usual(text))).toBe(false);
    }),
  );
});

it('names of items mean the same in any case and with any spaces', () => {
  const read = (items: string): unknown => {
    const reader = new Reader();
    reader.reset(encodeText(`* 1 FETCH (${items})\r\n`));
    return parseResponse(reader);
  };
  const ITEMS = [
    'UID 7',
    'FLAGS (\\Seen)',
    'INTERNALDATE "01-Jan-2026 10:11:12 +0000"',
    'RFC822.SIZE 99',
    'ENVELOPE (NIL "Hi" NIL NIL NIL NIL NIL NIL NIL "<a@example.org>")',
    'BODYSTRUCTURE ("text" "plain" NIL NIL NIL "7bit" 5 1)',
  ];
  const usually = read(ITEMS.join(' '));
  const written = ITEMS.map((item) =>
    fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })).map((how) => {
      const [isLower, spaces, more] = how;
      const space = item.indexOf(' ');
      const name = item.slice(0, space);
      return `${isLower ? name.toLowerCase() : name}${' '.repeat(spaces)}${item.slice(space + 1)}${' '.repeat(more)}`;
    }),
  );
  fc.assert(
    fc.property(fc.tuple(...written), (items) => {
      expect(read(items.join(''))).toEqual(usually);
    }),
  );
});

it('what structures usually hold means the same in another spelling', () => {
  const read = (structure: string): unknown => {
    const reader = new Reader();
    reader.reset(encodeText(`* 1 FETCH (BODYSTRUCTURE ${structure})\r\n`));
    const response = parseResponse(reader);
    // One that cannot be read is told with its octets.
    const what =
      response.kind === 'untagged' && response.event.kind === 'malformed' ? response.event.reason : response;
    return [toFixtureJson([what]), reader.tokens];
  };
  const TEXT = '("text" "plain" NIL NIL NIL "7bit" 5 1)';
  const structures: readonly ((rest: string) => string)[] = [
    (rest) => `(${TEXT} "mixed" ("boundary" ${rest} NIL NIL)`,
    (rest) => `(${TEXT}${TEXT} "alternative" ("boundary" ${rest})`,
    (rest) => `(${TEXT} "related" ("boundary" ${rest} ("inline" NIL) NIL)`,
    (rest) => `("image" "png" NIL NIL NIL "base64" ${rest}`,
    (rest) =>
      `("image" "png" ("name" "a") NIL NIL "base64" 12 NIL ("attachment" ("filename" ${rest}) NIL NIL)`,
  ];
  const rests = [
    '"x")',
    'NIL)',
    '{2}\r\na")',
    '"x" "size" "12")',
    '"x" "a" "b" "c" "d")',
    '"x" (1 2) NIL "y" "size" NIL)',
    '"x" ((1) "a" "b"))',
    '"a"b" "c"  "d" )',
    '12)',
    '12 3)',
    'x)',
    ')',
    '"x"',
  ];
  fc.assert(
    fc.property(fc.constantFrom(...structures), fc.constantFrom(...rests), (structure, rest) => {
      const usually = structure(rest);
      const spaced = usually.replaceAll('"mixed" ', '"mixed"  ').replaceAll('" ("', '"  ("');
      const other = spaced.replace('NIL NIL "base64"', 'nil NIL "base64"').replace('12 NIL (', '12 nil (');
      expect(other).not.toBe(usually);
      expect(read(usually)).toEqual(read(other));
    }),
    { numRuns: 300 },
  );
});
