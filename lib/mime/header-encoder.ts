import { parseAddressList, type MimeAddress } from './addresses';
import { utf8Bytes } from './bytes';
import { encodeAllWords, encodeWords } from './encoded-words';

/** A caller asked for a message that cannot be written as meant. */
export class LocalMimeError extends Error {
  override readonly name = 'LocalMimeError';
}

/**
 * One field with its CRLF, folded at 78 columns where it has blanks. Addresses are encoded name by name, other text word by word.
 * Throws LocalMimeError for CR, LF or NUL in the value (I06) and for a bad field name.
 */
export function encodeHeader(name: string, value: string): string {
  if (!/^[!-9;-~]{1,76}$/.test(name)) throw new LocalMimeError('a field name is printable ASCII without ":"');
  if (/[\0\r\n]/.test(value)) throw new LocalMimeError(`line end or NUL in the field ${name}`);
  return fold(`${name}: ${isAsciiText(value) ? value : encodeValue(name, value)}`);
}

/** `Name <address>` with the name quoted or encoded as it needs. Throws LocalMimeError for line ends and other controls. */
export function formatAddress(address: Pick<MimeAddress, 'name' | 'address'>): string {
  const { name } = address;
  if (/[\p{Cc}<>]/u.test(address.address) || /[\0\r\n]/.test(name)) {
    throw new LocalMimeError('control character in an address');
  }
  if (name === '') return address.address;
  return `${phraseOf(name)} <${address.address}>`;
}

/** `; filename="a.pdf"`, or RFC 2231 pieces for what is not ASCII or long; each on a line of its own. */
export function attachmentParameters(attribute: string, value: string | undefined): string {
  if (value === undefined || value === '') return '';
  if (/\p{Cc}/u.test(value)) throw new LocalMimeError('control character in a file name');
  if (isAsciiText(value) && value.length <= 60) return `;\r\n ${attribute}=${quote(value)}`;
  const pieces: string[] = [];
  let piece = "utf-8''";
  for (const octet of utf8Bytes(value)) {
    const character = String.fromCharCode(octet);
    const encoded = /[A-Za-z0-9._-]/.test(character)
      ? character
      : `%${octet.toString(16).toUpperCase().padStart(2, '0')}`;
    if (piece.length + encoded.length > 55) {
      pieces.push(piece);
      piece = '';
    }
    piece += encoded;
  }
  pieces.push(piece);
  if (pieces.length === 1) return `;\r\n ${attribute}*=${pieces[0]!}`;
  return pieces.map((text, index) => `;\r\n ${attribute}*${index}*=${text}`).join('');
}

const addressFields = new Set(
  'from sender reply-to to cc bcc resent-from resent-sender resent-to resent-cc resent-bcc'.split(' '),
);

function encodeValue(name: string, value: string): string {
  if (!addressFields.has(name.toLowerCase())) return encodeWords(value);
  let text = '';
  let group: string | undefined;
  for (const address of parseAddressList(value)) {
    if (address.group !== group) {
      if (group !== undefined) text += ';';
      if (text !== '') text += ', ';
      if (address.group !== undefined) text += `${phraseOf(address.group)}: `;
      group = address.group;
    } else if (text !== '') text += ', ';
    if (address.address !== '') text += formatAddress(address);
  }
  return group === undefined ? text : `${text};`;
}

function phraseOf(name: string): string {
  if (!isAsciiText(name) || name.includes('=?')) return encodeAllWords(name);
  return /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+$/.test(name) ? name : quote(name);
}

function quote(text: string): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}

function isAsciiText(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}

function fold(line: string): string {
  let text = '';
  let start = 0;
  while (line.length - start > 78) {
    // Never directly after the name: a line of blanks only would end the field for some readers.
    const first = start === 0 ? line.indexOf(':') + 2 : start + 1;
    let at = line.lastIndexOf(' ', start + 78);
    if (at < first) at = line.indexOf(' ', Math.max(first, start + 78));
    while (at > first && line[at - 1] === ' ') at--;
    if (at < first || line.slice(at).trim() === '') break;
    text += `${line.slice(start, at)}\r\n`;
    start = at;
  }
  return `${text}${line.slice(start)}\r\n`;
}
