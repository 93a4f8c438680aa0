/**
 * Time grows no faster than what is read, for every reader of hostile text. Each figure is printed; the ratio of two runs says
 * it, in processor time.
 */
import { describe, expect, it } from 'vitest';
import {
  decodeEncodedWords,
  decodeFlowed,
  displayDomain,
  htmlToText,
  parseAddressList,
  parseHeaderParameters,
  parseHeaders,
  parseMailDate,
  parseMessage,
  parseReferences,
  previewText,
  safeDisplayText,
} from '../../lib/mime';
import { linkify } from '../../components/reader/linkify';
import { selected } from '../support/imap-peer';
import { processorMs, ratioOfDouble } from '../support/weigh';
import { bytes, MIB, say } from './figures';

describe('time grows no faster than what is read', () => {
  const read = (text: string) => {
    const wire = bytes(`${text}\r\n`);
    return () =>
      void selected('', {
        limits: { maxLine: 64 * MIB, maxTokens: 10_000_000, maxListLine: 64 * MIB },
      }).bytes(wire.slice());
  };
  const addresses = (n: number): string => '(NIL NIL "a" "example.org")'.repeat(n);
  const nilled = (n: number): string => Array.from({ length: n }, () => 'NIL').join(' ');

  it.each<readonly [string, number, (n: number) => () => void]>([
    ['P01: digits of a literal', 400_000, (n) => read(`* LIST () "/" {${'1'.repeat(n)}}`)],
    ['P04: open lists', 200_000, (n) => read(`* 1 FETCH (BODYSTRUCTURE ${'('.repeat(n)}${')'.repeat(n)})`)],
    ['P04: branches of a conversation', 200_000, (n) => read(`* THREAD ${'(1 '.repeat(n)}${')'.repeat(n)}`)],
    ['P04: unknown data', 200_000, (n) => read(`* 1 FETCH (X-NEW ${'('.repeat(n)}${')'.repeat(n)})`)],
    ['P05: lines', 60_000, (n) => read('* 5 EXISTS\r\n'.repeat(n))],
    [
      'P07: addresses of an envelope',
      20_000,
      (n) => read(`* 1 FETCH (ENVELOPE (NIL NIL NIL NIL NIL (${addresses(n)}) NIL NIL NIL NIL))`),
    ],
    ['P07: addresses of a field', 25_000, (n) => parsing(parseAddressList, 'a b <c@d.example>, ', n)],
    ['P07: groups inside groups', 20_000, (n) => parsing(parseAddressList, 'g: ', n)],
    ['P07: comments inside comments', 100_000, (n) => parsing(parseAddressList, '(', n)],
    ['P08: lines of a header', 40_000, (n) => parsing((text) => parseHeaders(bytes(text)), 'A: b\n ', n)],
    ['P08: references', 30_000, (n) => parsing(parseReferences, '<a@b.example>\r\n ', n)],
    [
      'P09: parts',
      100_000,
      (n) =>
        parsing(
          (text) => parseMessage(bytes(text)),
          '--b\n\nx\n',
          n,
          'Content-Type: multipart/mixed; boundary=b\n\n',
        ),
    ],
    [
      'P09: levels',
      5_000,
      (n) => parsing((text) => parseMessage(bytes(text)), 'Content-Type: message/rfc822\n\n', n),
    ],
    [
      'P12: keywords',
      100_000,
      (n) => read(`* FLAGS (${Array.from({ length: n }, (_, at) => `k${at}`).join(' ')})`),
    ],
    ['P16: values of an ID', 100_000, (n) => read(`* ID (${nilled(2 * n)})`)],
  ])(
    '%s',
    (name, n, work) => {
      const { ratio, ms } = ratioOfDouble(n, work);
      const growth =
        ratio === null ? 'too short to compare' : `twice as much takes ${ratio.toFixed(2)} times as long`;
      say(`${name}: ${growth} (${ms.toFixed(0)} ms)`);
      expect(ratio ?? 0).toBeLessThan(2.5);
    },
    60_000,
  );

  const pumps = [
    'a',
    ' ',
    '\n',
    '<',
    '>',
    '<a',
    '(',
    '((a)',
    '"',
    '"\\',
    '\\',
    '=?',
    '=?utf-8?q?',
    '=?utf-8?q?a?=',
    '@',
    'a@',
    'a.',
    ';',
    'a=',
    '; a*0=',
    '&',
    '&#',
    '<!--',
    '<a ',
    '<blockquote>',
    'http://a',
    'mailto:',
    ':',
    ',',
    ',a',
    '> ',
    '\u202e',
    'xn--',
    '[',
    '[a]',
  ];
  it.each(
    Object.entries<(text: string) => unknown>({
      parseAddressList,
      decodeEncodedWords,
      parseMailDate,
      parseReferences,
      parseHeaderParameters,
      displayDomain,
      safeDisplayText,
      htmlToText,
      previewText,
      decodeFlowed: (text) => decodeFlowed(text, true),
      linkify,
    }),
  )(
    'P11: %s reads 100 kB of whatever is repeated in no time',
    (name, parse) => {
      let longest = 0;
      for (const pump of pumps) {
        for (const start of ['', '"', '<', '=?utf-8?q?', 'x ']) {
          const run = parsing(parse, pump, Math.ceil(100_000 / pump.length), start);
          // The square of it would be seconds: a busy moment is told apart by a second and third try.
          const ms = Math.min(...[1, 2, 3].map(() => processorMs(run)));
          longest = Math.max(longest, ms);
          expect(ms, `${JSON.stringify(start)}, then ${JSON.stringify(pump)} again and again`).toBeLessThan(
            200,
          );
        }
      }
      say(`${name} of 100 kB: ${longest.toFixed(1)} ms of processor at worst`);
    },
    120_000,
  );
});

function parsing(parse: (text: string) => unknown, piece: string, times: number, start = ''): () => void {
  const text = start + piece.repeat(times);
  return () => void parse(text);
}
