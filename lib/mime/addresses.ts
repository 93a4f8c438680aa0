import { AddressScanner, type ScannedAddress } from './address-scanner';
import { isSuspiciousDomain } from './domain';
import { decodeEncodedWords } from './encoded-words';
import {
  MAX_ADDRESSES,
  MAX_ADDRESS_LENGTH,
  MAX_ADDRESS_LIST_LENGTH,
  MAX_DISPLAY_NAME_LENGTH,
} from './limits';
import { safeDisplayText } from './safe-text';

export interface MimeAddress {
  /** Decoded and fit to be shown; '' when there is none. */
  readonly name: string;
  /** The addr-spec as sent, never decoded; '' for a group without members. Always show it beside the name (M04). */
  readonly address: string;
  readonly group?: string;
  readonly suspicious?: 'name-holds-address' | 'invalid' | 'mixed-script';
}

/**
 * The addresses of a From, To or similar field (RFC 5322 3.4 and the obsolete forms of 4.4): groups, comments, routes, quoted local
 * parts. Never throws; one pass; at most MAX_ADDRESSES (P07). An encoded word is decoded in names only. Where readers of mail
 * disagree about the address (two of them in one entry, text after ">"), every address is given and marked 'invalid' (M01, M02).
 * An empty group gives one entry with `group` and no address.
 */
export function parseAddressList(raw: string): readonly MimeAddress[] {
  const addresses: MimeAddress[] = [];
  const scanner = new AddressScanner(raw.slice(0, MAX_ADDRESS_LIST_LENGTH));
  while (addresses.length < MAX_ADDRESSES) {
    const scanned = scanner.next();
    if (scanned === undefined) break;
    addresses.push(toAddress(scanned));
  }
  return addresses;
}

/**
 * One address of an IMAP ENVELOPE (RFC 9051 7.5.2). A null host is a group's marker there: the start of a group comes back with
 * `group` set and no address, its end (all null) as an 'invalid' empty address that callers drop.
 */
export function envelopeToAddress(
  name: string | null,
  mailbox: string | null,
  host: string | null,
): MimeAddress {
  if (PLACEHOLDERS.has(mailbox ?? '')) return envelopeToAddress(name, '', host);
  if (PLACEHOLDERS.has(host ?? '')) return envelopeToAddress(name, mailbox, '');
  if (host === null && mailbox !== null && name === null) {
    return { name: '', address: '', group: displayName(mailbox) };
  }
  const local = quotedIfNeeded(mailbox ?? '');
  const address = host === null || host === '' ? (mailbox ?? '') : `${local}@${host}`;
  return toAddress({ name: name ?? '', address, broken: false });
}

/** What servers write for what an address lacks (Dovecot, Cyrus, UW). */
const PLACEHOLDERS: ReadonlySet<string> = new Set([
  'MISSING_DOMAIN',
  'MISSING_MAILBOX',
  '.MISSING-HOST-NAME.',
  'MISSING-HOST-NAME',
  'unspecified-domain',
]);

function toAddress(scanned: ScannedAddress): MimeAddress {
  const name = displayName(scanned.name);
  const address = safeDisplayText(scanned.address).slice(0, MAX_ADDRESS_LENGTH);
  const group = scanned.group === undefined ? undefined : displayName(scanned.group);
  if (group !== undefined && address === '' && name === '') return { name, address, group };
  const suspicious = suspicion(name, address, scanned);
  return {
    name,
    address,
    ...(group === undefined ? {} : { group }),
    ...(suspicious === undefined ? {} : { suspicious }),
  };
}

/** Servers give a quoted local part without its quotes; they are needed again to read the address in one way only. */
function quotedIfNeeded(local: string): string {
  if (!/[ "(),:;<>@[\\\]]/.test(local) || (local.startsWith('"') && isOneQuotedString(local))) return local;
  return `"${local.replaceAll(/["\\]/g, '\\$&')}"`;
}

function displayName(raw: string): string {
  const text = safeDisplayText(decodeEncodedWords(raw.slice(0, MAX_DISPLAY_NAME_LENGTH * 4))).trim();
  return text.slice(0, MAX_DISPLAY_NAME_LENGTH);
}

function suspicion(name: string, address: string, scanned: ScannedAddress): MimeAddress['suspicious'] {
  if (scanned.broken || address !== scanned.address || !isAddressShape(address)) return 'invalid';
  const domain = address.slice(address.lastIndexOf('@') + 1);
  if (holdsOtherDomain(name, domain)) return 'name-holds-address';
  return isSuspiciousDomain(domain) ? 'mixed-script' : undefined;
}

/** addr-spec: one local part (atoms or one quoted string), one "@", one domain; no encoded word (RFC 2047 section 5). */
function isAddressShape(address: string): boolean {
  const at = address.lastIndexOf('@');
  const local = address.slice(0, at);
  const domain = address.slice(at + 1);
  if (at < 1 || address.includes('=?') || address.includes('\uFFFD')) return false;
  if (
    !/^(?:\[[^[\]\s]+\]|[^\s@<>()[\]\\,;:"]+)$/.test(domain) ||
    domain.startsWith('.') ||
    domain.includes('..')
  ) {
    return false;
  }
  if (local.startsWith('"')) return local.length > 2 && isOneQuotedString(local);
  return !/[\s@<>()[\]\\,;:"]/.test(local);
}

function isOneQuotedString(text: string): boolean {
  for (let at = 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at === text.length - 1;
  }
  return false;
}

/** M04: the name shows a domain after an "@" (full-width and small forms too) that is not the address's own. */
function holdsOtherDomain(name: string, domain: string): boolean {
  if (!/[@\uff20\ufe6b]/.test(name)) return false;
  const own = domain.toLowerCase();
  const pieces = name.normalize('NFKC').toLowerCase().split('@').slice(1);
  return pieces.some((piece) => {
    const shown = /^ ?([\p{L}\p{N}.-]+)/u.exec(piece)?.[1]?.replace(/\.$/, '') ?? '';
    return shown.includes('.') && !shown.startsWith('.') && shown !== own;
  });
}
