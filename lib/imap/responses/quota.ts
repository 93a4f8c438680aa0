import type { QuotaResource, UntaggedEvent } from '../types';
import type { Reader } from '../wire/reader';

/**
 * quota-response = "QUOTA" SP quota-root-name SP quota-list                     ; RFC 9208 4.2.1
 * quota-list = "(" quota-resource *(SP quota-resource) ")" ; RFC 2087 lets it be empty
 * quota-resource = resource-name SP resource-usage SP resource-limit
 *
 * Courier (5.0.13) leaves the list away where nothing is bounded.
 *
 * Numbers have up to 63 bits; what exceeds exact integers keeps its magnitude, which is all a bar needs.
 */
export function parseQuota(r: Reader): Extract<UntaggedEvent, { kind: 'quota' }> {
  const root = r.expectAstring();
  const resources: QuotaResource[] = [];
  if (!r.sp()) return { kind: 'quota', root, resources };
  r.expectByte(40);
  while (!r.close()) {
    r.sp();
    const name = r.expectAtom().toUpperCase();
    r.expectSp();
    const usage = readAmount(r);
    r.expectSp();
    resources.push({ name, usage, limit: readAmount(r) });
  }
  return { kind: 'quota', root, resources };
}

function readAmount(r: Reader): number {
  return Number(r.number64() ?? r.fail('expected an amount'));
}
