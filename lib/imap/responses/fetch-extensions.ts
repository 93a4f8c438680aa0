/** Items of FETCH that are asked for now and then; those of every list are read in fetch.ts. */
import type { BinarySize, FetchItems } from '../types';
import type { Reader } from '../wire/reader';

/** Room for the items of this file. */
export interface RareItems {
  binarySizes?: FetchItems['binarySizes'];
}

/** The value of an item whose name (in lower case, up to a bracket) was just read; what nobody knows is skipped. */
export function parseRareItem(r: Reader, name: string, items: RareItems): void {
  // The brackets belong to the name, and `]` ends an atom.
  const closed = r.byte(0x5d);
  if (closed) r.gap();
  if (closed && name.startsWith(BINARY_SIZE)) addBinarySize(r, name.slice(BINARY_SIZE.length), items);
  else r.skipValue();
}

/** "BINARY.SIZE" section-binary SP number                                       ; RFC 9051 7.5.2, RFC 3516 4.3 */
function addBinarySize(r: Reader, section: string, items: RareItems): void {
  const size: BinarySize = { section, octets: r.expectNumber() };
  items.binarySizes = [...(items.binarySizes ?? []), size];
}

const BINARY_SIZE = 'binary.size[';
