import type { UntaggedEvent } from '../types';
import { normalizeNumberSet } from '../wire/numset';
import type { Reader } from '../wire/reader';

/** expunged-resp = "VANISHED" [SP "(EARLIER)"] SP known-uids                     ; RFC 7162 3.2.10 */
export function parseVanished(r: Reader): Extract<UntaggedEvent, { kind: 'vanished' }> {
  const earlier = r.open();
  if (earlier) {
    if (!r.keyword('earlier') || !r.close()) r.fail('expected (EARLIER)');
    r.expectSp();
  }
  return { kind: 'vanished', earlier, uids: normalizeNumberSet(r.expectSequenceSet()) };
}
