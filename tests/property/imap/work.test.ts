/**
 * Twice as much of anything a server may send is about twice as much work, and never a hang: steps are counted by the engine itself
 * (`Coverage`), so that no busy machine changes the answer.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Coverage } from '../../fuzz/coverage';
import { readResponses } from '../../fuzz/target';
import { fullRows, literalRows } from '../../support/imap-transcripts';
import { responseTexts } from '../../support/response-texts';

let coverage: Coverage;
beforeAll(() => {
  coverage = new Coverage('/lib/imap/');
});
afterAll(() => coverage.end());

const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0) & 0xff);
const times = (text: string, n: number): string => text.repeat(n);

/** What grows, and how it looks `n` times over. */
const SHAPES: readonly (readonly [what: string, make: (n: number) => string | Uint8Array])[] = [
  ['honest rows', (n) => fullRows(n >>> 5)],
  ['rows with literals', (n) => literalRows(n >>> 4, 64)],
  ['open lists', (n) => `* 1 FETCH (ENVELOPE ${times('(', n)}\r\n`],
  ['lists inside lists that nobody reads', (n) => `* 1 FETCH (X ${times('(', n)}${times(')', n)})\r\n`],
  ['parts inside parts', (n) => `* 1 FETCH (BODYSTRUCTURE ${times('(', n)}"a"${times(' "b")', n)})\r\n`],
  ['parts beside parts', (n) => `* 1 FETCH (BODYSTRUCTURE (${times('("a" "b")', n)} "mixed"))\r\n`],
  ['parameters', (n) => `* 1 FETCH (BODYSTRUCTURE ("a" "b" (${times('"c" "d" ', n)}) NIL NIL "7bit" 1))\r\n`],
  ['addresses', (n) => `* 1 FETCH (ENVELOPE (NIL NIL (${times('(NIL NIL "a" "b")', n)})))\r\n`],
  ['strings where four belong', (n) => `* 1 FETCH (ENVELOPE (NIL NIL ((${times('"a" ', n)}))))\r\n`],
  ['escapes', (n) => `* LIST () "/" "${times('\\"', n)}"\r\n`],
  ['quotes nobody escaped', (n) => `* 1 FETCH (ENVELOPE (NIL "${times('"x', n)}"))\r\n`],
  ['quotes that begin and do not end', (n) => `* LIST ${times('"a ', n)}\r\n`],
  ['literals of nothing', (n) => `* 1 FETCH (X (${times('{0}\r\n ', n)}))\r\n`],
  [
    'literals announced inside literals',
    (n) => `* 1 FETCH (BODY[] {${6 * n}}\r\n${times('{9}\r\n ', n)})\r\n`,
  ],
  ['flags', (n) => `* FLAGS (${times('\\a', n)})\r\n`],
  ['capabilities that are none', (n) => `* CAPABILITY ${times('(', n)}\r\n`],
  ['numbers', (n) => `* SEARCH ${times('7 ', n)}\r\n`],
  ['ranges', (n) => `* VANISHED ${times('9:1,', n)}1\r\n`],
  ['ranges in a code', (n) => `A1 OK [COPYUID 1 ${times('9:1,', n)}1 2] x\r\n`],
  ['conversations', (n) => `* THREAD ${times('(1 ', n)}${times(')', n)}\r\n`],
  ['brackets', (n) => `* OK [${times('[', n)}\r\n`],
  ['a code without end', (n) => `* OK [X ${times('"]', n)}\r\n`],
  ['sections that do not end', (n) => `* 1 FETCH (BODY[${times('(', n)}\r\n`],
  ['sections that look as if they ended', (n) => `* 1 FETCH (${times('BODY[(] ', n)}\r\n`],
  ['lists of header names without end', (n) => `* 1 FETCH (${times('BODY[(] "x" ', n)})\r\n`],
  ['modified UTF-7', (n) => `* LIST () "/" "${times('&AOk-', n)}"\r\n`],
  ['modified UTF-7 that is none', (n) => `* LIST () "/" "${times('&', n)}"\r\n`],
  ['empty lines', (n) => `${times('\r\n\0', n)}* OK\r\n`],
  ['line ends inside a row', (n) => `* 1 FETCH (BODY[] {1}\r\nx${times('\r\n', n)} UID 7)\r\n`],
  ['short lines', (n) => times('* 5 EXISTS\r\n', n)],
  ['garbage', (n) => `${times('x ', n)}\r\n`],
  ['items', (n) => `* 1 FETCH (${times('UID 7 ', n)})\r\n`],
  ['sections', (n) => `* 1 FETCH (${times('BODY[1] "x" ', n)})\r\n`],
  ['notes', (n) => `* METADATA a (${times('/a NIL ', n)})\r\n`],
  ['namespaces', (n) => `* NAMESPACE (${times('("a" "/")', n)}) NIL NIL\r\n`],
];

it('is linear in what a server sends, whole and octet by octet', { tags: ['deep'] }, () => {
  const N = 700;
  const worse: string[] = [];
  let steps = 0;
  for (const [what, make] of SHAPES) {
    for (const chunk of [Infinity, 1]) {
      const [one = 0, two = 0] = [N, 2 * N].map((n) => {
        const made = make(n);
        const raw = typeof made === 'string' ? latin1(made) : made;
        coverage.take();
        responseTexts(raw, Math.min(chunk, raw.length));
        return coverage.take().steps;
      });
      steps += one;
      // Few steps are a matter of chance: what is skipped unread takes the same for any length.
      if (two > 100 && two > one * 2.5) worse.push(`${what} (${chunk}): ${one} to ${two}`);
    }
  }
  expect(worse).toEqual([]);
  // The counters see the code.
  expect(steps).toBeGreaterThan(SHAPES.length * N);
});

it('ends at a limit instead of going on', () => {
  const many = readResponses(latin1(`* 1 FETCH (X (${times('a ', 9_000)}))\r\n`), [1_000]);
  expect(many.at(-1)).toBe('ended by too-many-tokens');
  expect(readResponses(latin1(times('x', 50_000)), [1_000]).at(-1)).toBe('ended by line-too-long');
});
