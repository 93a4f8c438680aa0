import type { UntaggedEvent } from '../types';
import type { Reader } from '../wire/reader';

/** acl-data = "ACL" SP mailbox *(SP identifier SP rights)                        ; RFC 4314 3.6 */
export function parseAcl(r: Reader): Extract<UntaggedEvent, { kind: 'acl' }> {
  const mailbox = r.expectMailbox();
  const rightsByIdentifier: (readonly [string, string])[] = [];
  while (!r.eol()) {
    const identifier = r.expectAstring();
    r.expectSp();
    rightsByIdentifier.push([identifier, r.expectAstring()]);
  }
  return { kind: 'acl', mailbox, rights: rightsByIdentifier };
}

/** listrights-data = "LISTRIGHTS" SP mailbox SP identifier SP rights *(SP rights)  ; RFC 4314 3.7 */
export function parseListRights(r: Reader): Extract<UntaggedEvent, { kind: 'listrights' }> {
  const mailbox = r.expectMailbox();
  r.expectSp();
  const identifier = r.expectAstring();
  r.expectSp();
  const required = r.expectAstring();
  const optional: string[] = [];
  while (!r.eol()) optional.push(r.expectAstring());
  return { kind: 'listrights', mailbox, identifier, required, optional };
}

/** myrights-data = "MYRIGHTS" SP mailbox SP rights            ; RFC 4314 3.8, also beside LIST (LIST-MYRIGHTS, RFC 8440) */
export function parseMyRights(r: Reader): Extract<UntaggedEvent, { kind: 'myrights' }> {
  const mailbox = r.expectMailbox();
  r.expectSp();
  return { kind: 'myrights', mailbox, rights: r.expectAstring() };
}
