/**
 * The rows of docs/attacks.md on what is inside a message: nothing a sender writes costs more than its own size.
 * @module-tag deep
 */
import { describe, expect, it } from 'vitest';
import { linkify } from '../../../components/reader/linkify';
import {
  createTransferDecoder,
  decodeCharset,
  decodeEncodedWords,
  decodeFlowed,
  decodeTransfer,
  displayDomain,
  htmlToText,
  mimeLimits,
  parseAddressList,
  parseHeaderParameters,
  parseHeaders,
  parseMailDate,
  parseMessage,
  parseReferences,
  previewText,
  safeDisplayText,
  safeFileName,
  type MimePart,
} from '../../../lib/mime';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const MIB = 1_048_576;

describe('headers', () => {
  it('P08: a header of 10 MB, of one line or of a million, is read to its limit', () => {
    for (const block of [
      `X-A: ${'x'.repeat(10 * MIB)}`,
      'X-A: x\r\n'.repeat(300_000),
      `X-A: a${'\n '.repeat(MIB)}`,
    ]) {
      const headers = parseHeaders(bytes(`Subject: first\r\n${block}\r\nX-Last: yes\r\n\r\nbody`));
      expect(headers.get('subject')).toMatch(/^first/);
      expect(headers.get('x-last')).toBeUndefined();
      expect(headers.truncated).toBe(true);
    }
  });

  it('P08: of forty thousand references the first and the newest are kept', () => {
    const ids = parseReferences(
      Array.from({ length: 40_000 }, (_, at) => `<${at}@example.org>`).join('\r\n '),
    );
    expect(ids).toHaveLength(mimeLimits.MAX_REFERENCES);
    expect([ids[0], ids.at(-1)]).toEqual(['<0@example.org>', '<39999@example.org>']);
    for (const pump of ['<', '<a', '<<a>', 'a '])
      expect(parseReferences(pump.repeat(200_000)).length).toBeLessThanOrEqual(mimeLimits.MAX_REFERENCES);
  });
});

describe('structure', () => {
  const depthOf = (part: MimePart): number =>
    1 + Math.max(0, ...part.children.map(depthOf), part.message === undefined ? 0 : depthOf(part.message));
  const countOf = (part: MimePart): number =>
    1 +
    part.children.reduce(
      (sum, child) => sum + countOf(child),
      part.message === undefined ? 0 : countOf(part.message),
    );

  it('P09: ten thousand levels and a million parts are bounded, and say so', () => {
    const levels = Array.from(
      { length: 10_000 },
      (_, at) => `Content-Type: multipart/mixed; boundary=b${at}\r\n\r\n--b${at}\r\n`,
    ).join('');
    expect(depthOf(parseMessage(bytes(levels)))).toBeLessThanOrEqual(mimeLimits.MAX_MIME_DEPTH + 1);
    expect(
      depthOf(parseMessage(bytes('Content-Type: message/rfc822\n\n'.repeat(10_000)))),
    ).toBeLessThanOrEqual(mimeLimits.MAX_MIME_DEPTH + 1);
    const parts = parseMessage(
      bytes(`Content-Type: multipart/mixed; boundary=b\n\n${'--b\n'.repeat(1_000_000)}`),
    );
    expect(countOf(parts)).toBeLessThanOrEqual(mimeLimits.MAX_MIME_PARTS);
    expect(parts.truncated).toBe(true);
  });

  it('P09: boundaries that begin like one another stay apart', () => {
    const raw =
      'Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--bb\nstill\n--b-\nstill\n--b \n\ntwo\n--b--\nrest';
    const root = parseMessage(bytes(raw));
    expect(root.children.map((part) => raw.slice(part.bodyStart, part.bodyEnd))).toEqual([
      'one\n--bb\nstill\n--b-\nstill',
      'two',
    ]);
  });
});

describe('octets', () => {
  const junk = Uint8Array.from({ length: 4_096 }, (_, at) => (at * 7919 + (at >> 3)) & 0xff);

  it('P10: no octets make a decoder throw, in any charset or encoding, whole or cut', () => {
    for (const encoding of ['base64', 'quoted-printable', '7bit', '8bit', 'binary', 'x-uuencode', '', '\0']) {
      const decoder = createTransferDecoder(encoding);
      let length = 0;
      for (let at = 0; at < junk.length; at += 3) length += decoder.push(junk.slice(at, at + 3)).length;
      length += decoder.end().length;
      expect(length).toBe(decodeTransfer(junk, encoding).length);
    }
    for (const charset of [
      undefined,
      '',
      'utf-8',
      'utf-7',
      'utf-16',
      'iso-2022-jp',
      'gb18030',
      'x-nothing',
      '__proto__',
      'a'.repeat(9_999),
    ]) {
      const text = decodeCharset(junk, charset);
      expect(text.length).toBeGreaterThan(0);
      expect(text.isWellFormed()).toBe(true);
    }
  });

  it('P10: half characters are shown as U+FFFD, never handed on', () => {
    const half = 'a\ud800b\udc00';
    for (const shown of [safeDisplayText(half), decodeEncodedWords(half), safeFileName(half, 'file').name])
      expect(shown.isWellFormed() || shown === half).toBe(true);
    expect(safeDisplayText(half)).toBe('a\ufffdb\ufffd');
    expect(decodeEncodedWords('=?utf-8?B?7aCA?=').isWellFormed()).toBe(true);
  });
});

describe('texts that make a careless expression try everything', () => {
  /** Each is repeated to 100 kB: what took the square of that would not end within the test's time. More of it every night (tests/soak). */
  const pumps = [
    'a',
    ' ',
    '\t',
    '\n',
    '\r',
    '\r\n ',
    '<',
    '>',
    '<a',
    '(',
    '((a)',
    '"',
    '"\\',
    '\\',
    '=',
    '=?',
    '=?a?',
    '=?utf-8?q?',
    '=?utf-8?q?a?=',
    '=?utf-8?q?a?= ',
    '@',
    'a@',
    'a@a.',
    'a.',
    '-',
    '--',
    ';',
    'a=',
    '; a*0=',
    "''",
    "utf-8''%",
    '%',
    '&',
    '&#',
    '&amp',
    '<!',
    '<!--',
    '<a ',
    '<a href=',
    '</',
    '<style>',
    '<blockquote>',
    'http://',
    'http://a',
    'https://a.b/(',
    'mailto:',
    'www.',
    '//',
    ':',
    'a:',
    '1',
    '1:',
    '+',
    ',',
    ',a',
    '>',
    '> ',
    '-- \n',
    '_',
    '*',
    '~',
    '\u202e',
    '\u200b',
    '\ud800',
    'é',
    'xn--',
    'xn--a.',
    '.',
    '[',
    '[a]',
    '{',
  ];
  const readers: Readonly<Record<string, (text: string) => unknown>> = {
    parseAddressList,
    decodeEncodedWords,
    parseMailDate,
    parseReferences,
    parseHeaderParameters,
    displayDomain,
    safeDisplayText,
    safeFileName: (text) => safeFileName(text, 'file'),
    htmlToText,
    previewText,
    decodeFlowed: (text) => decodeFlowed(text, true),
    parseHeaders: (text) => parseHeaders(bytes(text)),
    parseMessage: (text) => parseMessage(bytes(text)),
    linkify,
  };
  it.each(Object.entries(readers))('P11: %s reads 100 kB of any of them', { tags: ['deep'] }, (_, read) => {
    for (const pump of pumps) {
      const text = pump.repeat(Math.ceil(100_000 / pump.length));
      expect(() => read(text)).not.toThrow();
    }
  });
});
