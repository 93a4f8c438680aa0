import type { ModSeq } from '../types';
import type { Reader } from '../wire/reader';

export interface SearchNumbers {
  readonly numbers: Uint32Array;
  readonly modSeq: ModSeq | null;
}

/**
 * mailbox-data =/ "SEARCH" *(SP nz-number) [SP search-sort-mod-seq]             ; RFC 3501 7.2.5, RFC 7162 3.1.6
 *
 * Written straight into 32-bit numbers: a mailbox of a million messages answers with megabytes. Zeros are ignored.
 */
export function parseSearch(r: Reader): SearchNumbers {
  const { buf, end } = r;
  // A number takes at least two octets with its space.
  let numbers = new Uint32Array(Math.min(((end - r.pos) >>> 1) + 1, 1024));
  let count = 0;
  let at = r.pos;
  while (at < end) {
    const c = buf[at]!;
    if (c === 32) {
      at++;
      continue;
    }
    let n = 0;
    const from = at;
    while (at < end) {
      const digit = buf[at]! - 48;
      if (digit < 0 || digit > 9) break;
      n = n * 10 + digit;
      at++;
    }
    if (at === from || at - from > 10 || n > 4_294_967_295) break;
    if (n === 0) continue;
    if (count === numbers.length) {
      const grown = new Uint32Array(count * 2);
      grown.set(numbers);
      numbers = grown;
    }
    numbers[count++] = n;
  }
  r.pos = at;
  const modSeq = r.peek() === 40 ? parseModSeq(r) : null;
  r.expectEol();
  return { numbers: numbers.slice(0, count), modSeq };
}

/** search-sort-mod-seq = "(" "MODSEQ" SP mod-sequence-value ")" */
function parseModSeq(r: Reader): ModSeq {
  r.expectByte(40);
  if (!r.keyword('modseq')) r.fail('expected MODSEQ');
  r.expectSp();
  const value = r.number64() ?? r.fail('expected a mod-sequence');
  if (!r.close()) r.fail('expected )');
  return value as ModSeq;
}
