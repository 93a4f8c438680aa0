import type { UntaggedEvent } from '../types';
import type { Reader } from '../wire/reader';

/** quotaroot-response = "QUOTAROOT" SP mailbox *(SP quota-root-name)              ; RFC 9208 4.2.2 */
export function parseQuotaRoot(r: Reader): Extract<UntaggedEvent, { kind: 'quotaroot' }> {
  const mailbox = r.expectMailbox();
  const roots: string[] = [];
  while (r.sp() && !r.eol()) roots.push(r.expectAstring());
  return { kind: 'quotaroot', mailbox, roots };
}
