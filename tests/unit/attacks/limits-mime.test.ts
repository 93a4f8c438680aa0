/**
 * The limits of lib/mime: input beyond one is left out, and the message opens all the same.
 * @module-tag deep
 */
import { expect } from 'vitest';
import * as limits from '../../../lib/mime/limits';
import {
  createTransferDecoder,
  decodeEncodedWords,
  decodeParameters,
  displayDomain,
  encodeWords,
  forgetWords,
  htmlToText,
  MailFileReader,
  parseAddressList,
  parseHeaderParameters,
  parseHeaders,
  parseMailDate,
  parseMessage,
  parseReferences,
  previewText,
  safeFileName,
  type MimePart,
} from '../../../lib/mime';
import { formatMboxStatus, parseMboxStatus } from '../../../lib/mime/mbox-status';
import { testBounds, type Bound } from '../../support/bounds';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/**
 * `read` is given something of size `n` and says how much of it there was. Up to the limit that is `n`; beyond it `kept`, the limit unless
 * it is said otherwise (0: the whole is dropped). `huge` bounds what the test itself has to make.
 */
function keeps(limit: number, read: (n: number) => number, { kept = limit, huge = limit * 100 } = {}): Bound {
  return {
    at: () => expect(read(limit)).toBe(limit),
    above: () => expect(read(limit + 1)).toBe(kept),
    hostile: () => expect(read(huge)).toBe(kept),
  };
}

/** What is judged, not counted. */
const judged = (at: () => boolean, above: () => boolean, hostile: () => boolean): Bound => ({
  at: () => expect(at()).toBe(true),
  above: () => expect(above()).toBe(false),
  hostile: () => expect(hostile()).toBe(false),
});

const x = (n: number): string => 'x'.repeat(n);
const nested = (levels: number): MimePart =>
  parseMessage(
    bytes(
      Array.from(
        { length: levels },
        (_, at) => `Content-Type: multipart/mixed; boundary=b${at}\n\n--b${at}\n`,
      ).join('') + '\nx\n',
    ),
  );
const depthOf = (part: MimePart): number => 1 + Math.max(0, ...part.children.map(depthOf));
const multipart = (boundary: string): MimePart =>
  parseMessage(
    bytes(`Content-Type: multipart/mixed; boundary="${boundary}"\n\n--${boundary}\n\nx\n--${boundary}--\n`),
  );
const mbox = (...messages: readonly string[]): Uint8Array =>
  bytes(messages.map((message) => `From a@example.org Sat Jan  3 01:05:34 2026\n${message}\n`).join('\n'));
const mail = (octets: number): string => `From: a@example.org\n\n${x(octets - 23)}\n`.slice(0, octets);

/** How a file of mail is told: items, or what is wrong with all of it. */
function read(file: Uint8Array, options = {}): readonly string[] {
  const reader = new MailFileReader(options);
  const items = [...reader.push(file), ...reader.end()].map((item) =>
    item.kind === 'bad' ? item.why : `message of ${item.message.bytes.length}`,
  );
  return reader.bad === null ? items : [reader.bad];
}

/** Each is decoded as it is, however many came before it: what is remembered is a copy, never an answer of its own. */
const wordsOf = (count: number, length: number): readonly string[] =>
  Array.from({ length: count }, (_, at) => `${x(Math.max(0, length - 13 - String(at).length))}${at}`);
const remembers = (count: number, length: number): void => {
  forgetWords();
  for (const word of wordsOf(count, length)) {
    const raw = `=?utf-8?q?${word}?=`;
    expect([decodeEncodedWords(raw), decodeEncodedWords(raw)]).toEqual([word, word]);
  }
  forgetWords();
};

const rows: Readonly<Record<keyof typeof limits, Bound>> = {
  MAX_HEADER_BYTES: keeps(
    limits.MAX_HEADER_BYTES,
    (n) => 3 + (parseHeaders(bytes(`A: ${x(n - 3)}`)).get('a')?.length ?? 0),
    {
      huge: limits.MAX_HEADER_BYTES * 20,
    },
  ),
  MAX_HEADER_LINES: keeps(
    limits.MAX_HEADER_LINES,
    (n) => parseHeaders(bytes('A:\n'.repeat(n))).entries.length,
    {
      huge: 300_000,
    },
  ),
  MAX_REFERENCES: keeps(limits.MAX_REFERENCES, (n) => parseReferences('<a@b>'.repeat(n)).length),
  MAX_MESSAGE_ID_LENGTH: keeps(
    limits.MAX_MESSAGE_ID_LENGTH,
    (n) => (parseReferences(`<${x(n)}>`)[0]?.length ?? 2) - 2,
    {
      kept: 0,
    },
  ),
  MAX_ADDRESSES: keeps(limits.MAX_ADDRESSES, (n) => parseAddressList('a@b,'.repeat(n)).length, {
    huge: 200_000,
  }),
  MAX_ADDRESS_LIST_LENGTH: keeps(
    limits.MAX_ADDRESS_LIST_LENGTH,
    // The last address ends at the limit; cut, it has another domain.
    (n) => (parseAddressList(`a@b,${' '.repeat(n - 7)}c@d`).at(-1)?.address === 'c@d' ? n : 0),
    { kept: 0, huge: limits.MAX_ADDRESS_LIST_LENGTH * 20 },
  ),
  MAX_DISPLAY_NAME_LENGTH: keeps(
    limits.MAX_DISPLAY_NAME_LENGTH,
    (n) => parseAddressList(`"${x(n)}" <a@b>`)[0]?.name.length ?? 0,
  ),
  MAX_ADDRESS_LENGTH: keeps(
    limits.MAX_ADDRESS_LENGTH,
    (n) => parseAddressList(`<${x(n - 2)}@b>`)[0]?.address.length ?? 0,
  ),
  MAX_DOMAIN_LENGTH: keeps(limits.MAX_DOMAIN_LENGTH, (n) => displayDomain(x(n)).length),
  MAX_PARAMETERS: keeps(limits.MAX_PARAMETERS, (n) => {
    const text = Array.from({ length: n }, (_, at) => `p${at}=x`).join(';');
    const pairs = Array.from({ length: n }, (_, at) => [`p${at}`, 'x'] as const);
    expect(decodeParameters(pairs).size).toBe(parseHeaderParameters(`text/plain;${text}`).params.size);
    return decodeParameters(pairs).size;
  }),
  MAX_PARAMETER_LENGTH: keeps(limits.MAX_PARAMETER_LENGTH, (n) => {
    const lengthOf = (...pairs: readonly (readonly [string, string])[]): number =>
      decodeParameters(pairs).get('a')?.length ?? 0;
    expect(lengthOf(['a*', `utf-8''${x(n)}`])).toBeLessThanOrEqual(limits.MAX_PARAMETER_LENGTH);
    expect(lengthOf(['a*0', x(n)], ['a*1', x(n)], ['a*2*', x(n)])).toBeLessThanOrEqual(
      limits.MAX_PARAMETER_LENGTH,
    );
    return lengthOf(['a', x(n)]);
  }),
  MAX_MIME_DEPTH: keeps(limits.MAX_MIME_DEPTH, (n) => depthOf(nested(n)) - 1),
  MAX_MIME_PARTS: keeps(limits.MAX_MIME_PARTS, (n) => {
    const root = parseMessage(
      bytes(`Content-Type: multipart/mixed; boundary=b\n\n${'--b\n\nx\n'.repeat(n - 1)}--b--\n`),
    );
    expect(root.truncated === true).toBe(n > limits.MAX_MIME_PARTS);
    return 1 + root.children.length;
  }),
  MAX_BOUNDARY_LENGTH: keeps(limits.MAX_BOUNDARY_LENGTH, (n) => multipart(x(n)).children.length * n, {
    kept: 0,
  }),
  MAX_ENCODED_WORD_LENGTH: {
    at: () => {
      const words = encodeWords('é'.repeat(500)).split(/\s+/);
      expect(Math.max(...words.map((word) => word.length))).toBeLessThanOrEqual(
        limits.MAX_ENCODED_WORD_LENGTH,
      );
      expect(decodeEncodedWords(words.join(' '))).toBe('é'.repeat(500));
    },
    // Only the encoder keeps to it: longer ones of others are read.
    above: () =>
      expect(decodeEncodedWords(`=?utf-8?q?${x(limits.MAX_ENCODED_WORD_LENGTH)}?=`)).toBe(
        x(limits.MAX_ENCODED_WORD_LENGTH),
      ),
    hostile: () => expect(decodeEncodedWords(`=?utf-8?q?${x(500_000)}?=`)).toBe(x(500_000)),
  },
  MAX_CHARSET_LABEL_LENGTH: keeps(
    limits.MAX_CHARSET_LABEL_LENGTH,
    (n) => (decodeEncodedWords(`=?us-ascii*${x(n - 9)}?q?a?=`) === 'a' ? n : 0),
    { kept: 0 },
  ),
  MAX_PENDING_BLANKS: {
    at: () => expect(quotedPrintable(`a${' '.repeat(limits.MAX_PENDING_BLANKS)}\nb`)).toBe('a\nb'),
    above: () =>
      expect(quotedPrintable(`a${' '.repeat(limits.MAX_PENDING_BLANKS + 1)}\nb`).length).toBe(
        3 + limits.MAX_PENDING_BLANKS,
      ),
    hostile: () => expect(quotedPrintable(`a${' '.repeat(1_000_000)}b`)).toHaveLength(1_000_002),
  },
  MAX_FILE_NAME_BYTES: {
    at: () =>
      expect(safeFileName(`${x(limits.MAX_FILE_NAME_BYTES - 4)}.pdf`, 'f').name).toBe(
        `${x(limits.MAX_FILE_NAME_BYTES - 4)}.pdf`,
      ),
    above: () =>
      expect(safeFileName(`${x(limits.MAX_FILE_NAME_BYTES - 3)}.pdf`, 'f').name).toBe(
        `${x(limits.MAX_FILE_NAME_BYTES - 4)}.pdf`,
      ),
    hostile: () => {
      for (const long of ['é', '😀', 'a. ', '..', '\u202e']) {
        const { name } = safeFileName(`${long.repeat(100_000)}.pdf`, 'file');
        expect(bytes(name).length).toBeLessThanOrEqual(limits.MAX_FILE_NAME_BYTES);
        expect(name.isWellFormed()).toBe(true);
      }
    },
  },
  MAX_RAW_FILE_NAME_LENGTH: judged(
    () => safeFileName(`${'/'.repeat(limits.MAX_RAW_FILE_NAME_LENGTH - 5)}a.pdf`, 'f').name === 'a.pdf',
    () => safeFileName(`${'/'.repeat(limits.MAX_RAW_FILE_NAME_LENGTH - 4)}a.pdf`, 'f').name === 'a.pdf',
    () => safeFileName(`${'/'.repeat(10_000_000)}a.pdf`, 'f').name === 'a.pdf',
  ),
  MAX_EXTENSION_LENGTH: keeps(
    limits.MAX_EXTENSION_LENGTH,
    (n) => safeFileName(`a.${x(n)}`, 'f').extension.length,
    { kept: 0 },
  ),
  MIN_YEAR: judged(
    () => parseMailDate(`1 Jan ${limits.MIN_YEAR} 00:00:00 +0000`) === 0,
    () => parseMailDate(`31 Dec ${limits.MIN_YEAR - 1} 23:59:59 +0000`) !== undefined,
    () =>
      ['0000', '-9999', '0001'].some((year) => parseMailDate(`1 Jan ${year} 00:00:00 +0000`) !== undefined),
  ),
  MAX_YEAR: judged(
    () => parseMailDate(`31 Dec ${limits.MAX_YEAR} 23:59:59 +0000`) !== undefined,
    () => parseMailDate(`1 Jan ${limits.MAX_YEAR + 1} 00:00:00 +0000`) !== undefined,
    () =>
      ['275760', '999999', '9'.repeat(50)].some(
        (year) => parseMailDate(`1 Jan ${year} 00:00:00 +0000`) !== undefined,
      ),
  ),
  MAX_DATE_LENGTH: judged(
    () => parseMailDate(`${'1 Jan 2026 10:00'.padStart(limits.MAX_DATE_LENGTH)}`) !== undefined,
    () => parseMailDate(`${'1 Jan 2026'.padStart(limits.MAX_DATE_LENGTH + 4)}`) !== undefined,
    () => parseMailDate(`${'('.repeat(1_000_000)}1 Jan 2026`) !== undefined,
  ),
  MAX_HTML_LENGTH: keeps(limits.MAX_HTML_LENGTH, (n) => htmlToText(x(n)).length, { huge: 20_000_000 }),
  MAX_QUOTE_DEPTH: keeps(
    limits.MAX_QUOTE_DEPTH,
    (n) => htmlToText(`${'<blockquote>'.repeat(n)}x`).split('>').length - 1,
    { huge: 10_000 },
  ),
  MAX_PREVIEW_INPUT: judged(
    () => previewText(`${' '.repeat(limits.MAX_PREVIEW_INPUT - 1)}x`) === 'x',
    () => previewText(`${' '.repeat(limits.MAX_PREVIEW_INPUT)}x`) === 'x',
    () => previewText(`${' '.repeat(20_000_000)}x`) === 'x',
  ),
  PREVIEW_LENGTH: keeps(limits.PREVIEW_LENGTH, (n) => previewText(x(n)).length),
  MAX_MBOX_FROM_LINE: judged(
    () => read(bytes(`${fromLine(limits.MAX_MBOX_FROM_LINE)}From: a@b.example\n\nx\n`)).length === 1,
    () => read(bytes(`${fromLine(limits.MAX_MBOX_FROM_LINE + 1)}From: a@b.example\n\nx\n`))[0] !== 'no-mail',
    () => read(bytes(`${fromLine(1_000_000)}From: a@b.example\n\nx\n`))[0] !== 'no-mail',
  ),
  MAX_MBOX_KEYWORDS: keeps(limits.MAX_MBOX_KEYWORDS, (n) => {
    const flags = Array.from({ length: n }, (_, at) => `k${at}`);
    const head = bytes(`Status: O\nX-Status: \nX-Keywords: ${flags.slice(0, 1_000).join(' ')}\n\n`);
    expect(parseMboxStatus(head).flags.length).toBeLessThanOrEqual(limits.MAX_MBOX_KEYWORDS);
    return parseMboxStatus(formatMboxStatus(flags)).flags.length;
  }),
  MAX_FILE_MESSAGE: {
    at: () => expect(read(bytes(mail(2_000)), { maxMessage: 2_000 })[0]).toMatch(/^message/),
    above: () =>
      expect(read(mbox(mail(2_001), mail(100)), { maxMessage: 2_000 })).toEqual([
        'too-large',
        expect.stringMatching(/^message/),
      ]),
    hostile: () => {
      const reader = new MailFileReader();
      const piece = new Uint8Array(1_048_576).fill(120);
      reader.push(bytes('From: a@example.org\r\n\r\n'));
      for (let said = 0; said < limits.MAX_FILE_MESSAGE * 4; said += piece.length)
        expect(reader.push(piece)).toEqual([]);
      expect(reader.end()).toMatchObject([{ kind: 'bad', why: 'too-large' }]);
    },
  },
  MAX_FILE_MESSAGES: {
    at: () => expect(read(mbox(mail(50), mail(50)), { maxMessages: 2 })).toHaveLength(2),
    above: () => expect(read(mbox(mail(50), mail(50), mail(50)), { maxMessages: 2 })).toEqual(['too-many']),
    hostile: () =>
      expect(read(mbox(...Array.from({ length: 5_000 }, () => mail(50))), { maxMessages: 2 })).toEqual([
        'too-many',
      ]),
  },
  MAX_REMEMBERED: {
    at: () => remembers(limits.MAX_REMEMBERED, 30),
    above: () => remembers(limits.MAX_REMEMBERED + 1, 30),
    hostile: () => remembers(limits.MAX_REMEMBERED * 10, 30),
  },
  MAX_REMEMBERED_LENGTH: {
    at: () => remembers(3, limits.MAX_REMEMBERED_LENGTH),
    above: () => remembers(3, limits.MAX_REMEMBERED_LENGTH + 1),
    hostile: () => remembers(3, 100_000),
  },
};

testBounds('lib/mime', Object.keys(limits), rows);

function quotedPrintable(text: string): string {
  const decoder = createTransferDecoder('quoted-printable');
  return [decoder.push(bytes(text)), decoder.end()].map((piece) => new TextDecoder().decode(piece)).join('');
}

/** An mbox From line of so many octets. */
function fromLine(octets: number): string {
  const end = ' Sat Jan  3 01:05:34 2026\n';
  return `From ${x(octets - 5 - end.length)}${end}`;
}
