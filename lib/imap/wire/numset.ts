/**
 * Sets of message numbers and UIDs as inclusive ranges (RFC 9051 9, sequence-set). `Infinity` is `*`, the largest
 * number in use. Functions that combine sets take and give ascending, disjoint, non-adjacent ranges ("normal" sets).
 */
import { LocalProtocolError } from '../errors';
import type { NumberSet } from '../types';

export const MAX_NUMBER = 4_294_967_295;
const EMPTY: NumberSet = [];

/** Reads `1:3,7,9:*`; undefined unless the whole text is a sequence-set. The result is normal. */
export function parseNumberSet(text: string): NumberSet | undefined {
  const ranges: [number, number][] = [];
  for (const item of text.split(',')) {
    const colon = item.indexOf(':');
    const a = parseSeqNumber(colon < 0 ? item : item.slice(0, colon));
    const b = colon < 0 ? a : parseSeqNumber(item.slice(colon + 1));
    if (a === undefined || b === undefined) return undefined;
    ranges.push(a <= b ? [a, b] : [b, a]);
  }
  return normalizeNumberSet(ranges);
}

/**
 * Prints a set for the wire.
 * @throws LocalProtocolError when it is empty or holds anything but 1..2^32-1 and `Infinity`.
 */
export function formatNumberSet(set: NumberSet): string {
  if (set.length === 0) throw new LocalProtocolError('an empty number set cannot be sent');
  return set.map(formatRange).join(',');
}

/** Any ranges, in any order and overlapping, to the normal form. */
export function normalizeNumberSet(ranges: NumberSet): NumberSet {
  if (ranges.length === 0) return EMPTY;
  const sorted = ranges.map(([a, b]) => (a <= b ? [a, b] : [b, a]) as [number, number]);
  if (!isNormal(sorted)) sorted.sort((x, y) => compare(x[0], y[0]) || compare(x[1], y[1]));
  const out: [number, number][] = [];
  for (const [low, high] of sorted) {
    const last = out.at(-1);
    // Infinity is a name, not a number: 5:7,* must not melt into 5:*.
    if (last !== undefined && (low <= last[1] || low === last[1] + 1)) {
      if (high > last[1]) last[1] = high;
    } else {
      out.push([low, high]);
    }
  }
  return out;
}

/** A normal set of single numbers. */
export function numberSetOf(numbers: Iterable<number>): NumberSet {
  const sorted = Float64Array.from(numbers).sort();
  const out: [number, number][] = [];
  let last: [number, number] | undefined;
  for (const n of sorted) {
    if (last !== undefined && n <= last[1] + 1 && (n !== Infinity || last[1] === Infinity)) last[1] = n;
    else out.push((last = [n, n]));
  }
  return out;
}

/** How many ranges the normal set of these would have; `numbers` come out ascending. No memory is taken for it. */
export function countRanges(numbers: Uint32Array): number {
  numbers.sort();
  let ranges = 0;
  let last = -1;
  for (const n of numbers) {
    if (n > last + 1) ranges++;
    last = n;
  }
  return ranges;
}

export function unionNumberSets(a: NumberSet, b: NumberSet): NumberSet {
  return normalizeNumberSet([...a, ...b]);
}

/** What is in `a` and not in `b`; both normal. */
export function subtractNumberSet(a: NumberSet, b: NumberSet): NumberSet {
  const out: [number, number][] = [];
  let j = 0;
  for (const [start, high] of a) {
    let low = start;
    while (j < b.length && b[j]![1] < low) j++;
    let k = j;
    let open = true;
    while (k < b.length && b[k]![0] <= high) {
      const [cutLow, cutHigh] = b[k]!;
      if (cutLow > low) out.push([low, cutLow - 1]);
      if (cutHigh >= high) {
        open = false;
        break;
      }
      low = cutHigh + 1;
      k++;
    }
    if (open) out.push([low, high]);
  }
  return out;
}

/** What is in both; both normal. */
export function intersectNumberSets(a: NumberSet, b: NumberSet): NumberSet {
  const out: [number, number][] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const low = Math.max(a[i]![0], b[j]![0]);
    const high = Math.min(a[i]![1], b[j]![1]);
    if (low <= high) out.push([low, high]);
    if (a[i]![1] < b[j]![1]) i++;
    else j++;
  }
  return out;
}

/** Whether a normal set holds `n`; `low:*` holds everything from `low` on. */
export function numberSetContains(set: NumberSet, n: number): boolean {
  let low = 0;
  let high = set.length - 1;
  while (low <= high) {
    const mid = (low + high) >>> 1;
    const range = set[mid]!;
    if (n < range[0]) high = mid - 1;
    else if (n > range[1]) low = mid + 1;
    else return true;
  }
  return false;
}

/** How many numbers; `Infinity` for an open range. A lone `*` counts one. */
export function numberSetCount(set: NumberSet): number {
  let count = 0;
  for (const [low, high] of set) count += low === high ? 1 : high - low + 1;
  return count;
}

/**
 * The numbers in the order of the ranges (COPYUID pairs need that order).
 * @throws LocalProtocolError for an open range, and for more than `max` numbers: a server can write four thousand million
 * in twelve octets, so ask `numberSetCount` first.
 */
export function* iterateNumberSet(set: NumberSet, max = 1_000_000): Generator<number, void, undefined> {
  if (numberSetCount(set) > max) throw new LocalProtocolError(`a set of more than ${max} numbers`);
  for (const [low, high] of set) {
    if (high === Infinity) throw new LocalProtocolError('a set with * has no numbers of its own');
    for (let n = low; n <= high; n++) yield n;
  }
}

/**
 * Cuts a set into sets whose printed form has at most `maxOctets` octets: servers bound command lines, some at 1,000
 * octets, Exchange at 8,000.
 */
export function splitNumberSet(set: NumberSet, maxOctets: number): readonly NumberSet[] {
  const out: NumberSet[] = [];
  let part: (readonly [number, number])[] = [];
  let octets = 0;
  for (const range of set) {
    const size = formatRange(range).length + 1;
    if (part.length > 0 && octets + size - 1 > maxOctets) {
      out.push(part);
      part = [];
      octets = 0;
    }
    part.push(range);
    octets += size;
  }
  if (part.length > 0) out.push(part);
  return out;
}

function formatRange([low, high]: readonly [number, number]): string {
  return low === high ? formatNumber(low) : `${formatNumber(low)}:${formatNumber(high)}`;
}

function formatNumber(n: number): string {
  if (n === Infinity) return '*';
  if (!Number.isInteger(n) || n < 1 || n > MAX_NUMBER)
    throw new LocalProtocolError(`${n} is no message number`);
  return String(n);
}

function parseSeqNumber(text: string): number | undefined {
  if (text === '*') return Infinity;
  if (text.length === 0 || text.length > 10) return undefined;
  let n = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return undefined;
    n = n * 10 + digit;
  }
  return n >= 1 && n <= MAX_NUMBER ? n : undefined;
}

function isNormal(ranges: NumberSet): boolean {
  for (let i = 1; i < ranges.length; i++) if (ranges[i]![0] <= ranges[i - 1]![1]) return false;
  return true;
}

/** Infinity minus Infinity is NaN, so no subtraction. */
function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
