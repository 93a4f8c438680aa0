import type { WireWriter } from '../imap/wire/writer';
import { AddressScanner, type ScannedAddress } from '../mime/address-scanner';
import type { Headers } from '../mime/headers';
import { limits } from './limits';

/**
 * envelope = "(" env-date SP env-subject SP env-from SP env-sender SP env-reply-to SP env-to SP env-cc SP env-bcc SP
 *            env-in-reply-to SP env-message-id ")"                                        ; RFC 9051 9
 * Values are as in the header: encoded words stay encoded. Sender and Reply-To fall back to From (7.5.2).
 */
export function writeEnvelope(writer: WireWriter, headers: Headers): void {
  const from = addresses(headers.getAll('from'));
  const orFrom = (name: string): readonly ScannedAddress[] => {
    const own = addresses(headers.getAll(name));
    return own.length > 0 ? own : from;
  };
  writer.raw('(');
  nstring(writer, headers.get('date')).sp();
  nstring(writer, headers.get('subject')).sp();
  writeAddresses(writer, from);
  writeAddresses(writer.sp(), orFrom('sender'));
  writeAddresses(writer.sp(), orFrom('reply-to'));
  for (const name of ['to', 'cc', 'bcc']) writeAddresses(writer.sp(), addresses(headers.getAll(name)));
  nstring(writer.sp(), headers.get('in-reply-to'));
  nstring(writer.sp(), headers.get('message-id')).raw(')');
}

/** NUL cannot travel in a string of IMAP. */
export const nstring = (writer: WireWriter, text: string | undefined | null): WireWriter =>
  writer.nstring(text === undefined || text === null ? null : clean(text));

const clean = (text: string): string => text.replaceAll('\0', '').toWellFormed();

function addresses(values: readonly string[]): readonly ScannedAddress[] {
  const found: ScannedAddress[] = [];
  for (const value of values) {
    const scanner = new AddressScanner(value);
    for (
      let next = scanner.next();
      next !== undefined && found.length < limits.fetchItems * 100;
      next = scanner.next()
    )
      found.push(next);
  }
  return found;
}

/** addr-name, addr-adl, addr-mailbox, addr-host; a group is a start and an end marker around its members. */
function writeAddresses(writer: WireWriter, list: readonly ScannedAddress[]): void {
  if (list.length === 0) {
    writer.raw('NIL');
    return;
  }
  writer.raw('(');
  let group: string | undefined;
  for (const entry of list) {
    if (entry.group !== group) {
      if (group !== undefined) writer.raw('(NIL NIL NIL NIL)');
      if (entry.group !== undefined) writer.raw('(NIL NIL ').string(clean(entry.group)).raw(' NIL)');
      group = entry.group;
    }
    if (entry.address === '' && entry.name === '') continue;
    const at = entry.address.lastIndexOf('@');
    const mailbox = at < 0 ? entry.address : entry.address.slice(0, at);
    const host = at < 0 ? '' : entry.address.slice(at + 1);
    writer.raw('(');
    nstring(writer, entry.name === '' ? null : entry.name).raw(' NIL ');
    writer
      .string(clean(unquoted(mailbox)))
      .sp()
      .string(clean(host))
      .raw(')');
  }
  if (group !== undefined) writer.raw('(NIL NIL NIL NIL)');
  writer.raw(')');
}

/** A quoted local part without its quotes. */
const unquoted = (local: string): string =>
  local.length > 1 && local.startsWith('"') && local.endsWith('"')
    ? local.slice(1, -1).replaceAll(/\\([^])/g, '$1')
    : local;
