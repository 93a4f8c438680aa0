/** From FETCH items to a row: decoded, bounded, safe to show as text. */
import type { BodyStructure, Envelope, EnvelopeAddress, FetchItems, Flag, Uid } from '../imap/types';
import {
  decodeEncodedWords,
  decodeParameters,
  envelopeToAddress,
  parseMailDate,
  safeDisplayText,
  type MimeAddress,
} from '../mime';
import {
  MAX_EMAIL_ID,
  MAX_KEYWORDS,
  MAX_ROW_ADDRESSES,
  MAX_STRUCTURE_PARTS,
  MAX_SUBJECT_LENGTH,
} from './limits';
import { linksFromFetch } from './thread-links';
import type { MessageRow } from './types';

/** The row of a FETCH answer; null unless it carries UID and ENVELOPE. Absent flags count as none. */
export function rowFromFetch(items: FetchItems): MessageRow | null {
  const { uid, envelope } = items;
  if (!isUid(uid) || !envelope) return null;
  const thread = linksFromFetch(items);
  return {
    uid,
    ...flagFields(items.flags ?? []),
    from: addressesOf(envelope.from),
    to: addressesOf(envelope.to),
    subject: subjectOf(envelope),
    date: dateOf(envelope, items.internalDate),
    size: items.size ?? 0,
    hasAttachment: items.bodyStructure ? hasAttachment(items.bodyStructure) : false,
    ...emailIdOf(items),
    ...(thread ? { thread } : {}),
  };
}

/** What names the message itself; an account is of one server, so that the two kinds of names never meet. */
export function emailIdOf({ emailId, gmailMessageId }: FetchItems): { readonly emailId?: string } {
  const id = emailId ?? (gmailMessageId === undefined ? '' : String(gmailMessageId));
  return id === '' || id.length > MAX_EMAIL_ID ? {} : { emailId: id };
}

/** The row with the flags of a later FETCH; the same object when they say nothing new. */
export function withFlags(row: MessageRow, flags: readonly Flag[]): MessageRow {
  const fields = flagFields(flags);
  const same =
    row.seen === fields.seen &&
    row.starred === fields.starred &&
    row.answered === fields.answered &&
    row.forwarded === fields.forwarded &&
    row.draft === fields.draft &&
    row.deleted === fields.deleted &&
    row.keywords.length === fields.keywords.length &&
    row.keywords.every((keyword, i) => keyword === fields.keywords[i]);
  return same ? row : { ...row, ...fields };
}

export const isUid = (uid: number | undefined): uid is Uid =>
  uid !== undefined && Number.isInteger(uid) && uid > 0 && uid <= 0xffff_ffff;

/**
 * Whether a person would say the message has an attachment: parts marked so, named parts and parts no mail program
 * shows in the text; not the pictures of an HTML body, signatures, reports' machine parts or a calendar alternative.
 */
export function hasAttachment(structure: BodyStructure): boolean {
  const stack: { readonly part: BodyStructure; readonly inside: string }[] = [
    { part: structure, inside: '' },
  ];
  let looked = 0;
  for (let item = stack.pop(); item && looked < MAX_STRUCTURE_PARTS; item = stack.pop()) {
    looked++;
    const { part, inside } = item;
    if (part.kind === 'multipart') {
      const subtype = part.subtype.toLowerCase();
      // At most as many children as are looked at anyhow: a structure may be wide.
      for (const child of part.parts.slice(0, MAX_STRUCTURE_PARTS))
        stack.push({ part: child, inside: subtype });
      continue;
    }
    const type = part.type.toLowerCase();
    const full = `${type}/${part.subtype.toLowerCase()}`;
    if (machineTypes.has(full) || (inside === 'alternative' && type === 'text')) continue;
    const disposition = part.disposition?.type.toLowerCase();
    if (disposition === 'attachment') return true;
    if (type === 'text' && disposition === 'inline' && inside === 'mixed' && !isNamed(part)) continue;
    if (type === 'text' ? isNamed(part) : !(inside === 'related' && (part.id !== null || type === 'image'))) {
      return true;
    }
  }
  return false;
}

type FlagFields = Pick<
  MessageRow,
  'seen' | 'starred' | 'answered' | 'forwarded' | 'draft' | 'deleted' | 'keywords'
>;

function flagFields(flags: readonly Flag[]): FlagFields {
  const lower = new Set(flags.map((flag) => flag.toLowerCase()));
  const keywords = flags.filter((flag) => !flag.startsWith('\\') && flag.toLowerCase() !== '$forwarded');
  return {
    seen: lower.has('\\seen'),
    starred: lower.has('\\flagged'),
    answered: lower.has('\\answered'),
    forwarded: lower.has('$forwarded'),
    draft: lower.has('\\draft'),
    deleted: lower.has('\\deleted'),
    keywords: keywords.length === 0 ? noKeywords : keywords.slice(0, MAX_KEYWORDS).sort(),
  };
}

/** Group markers are left out; at most MAX_ROW_ADDRESSES. */
function addressesOf(addresses: readonly EnvelopeAddress[]): readonly MimeAddress[] {
  const found: MimeAddress[] = [];
  for (const address of addresses) {
    if (found.length >= MAX_ROW_ADDRESSES) break;
    const decoded = envelopeToAddress(address.name, address.mailbox, address.host);
    if (decoded.address !== '' || decoded.name !== '') found.push(decoded);
  }
  return found;
}

function subjectOf(envelope: Envelope): string {
  return safeDisplayText(decodeEncodedWords((envelope.subject ?? '').slice(0, 4 * MAX_SUBJECT_LENGTH)))
    .slice(0, MAX_SUBJECT_LENGTH)
    .trim();
}

/** The Date field, unless it lies more than a day after the arrival or the field makes no sense: then the arrival. */
function dateOf(envelope: Envelope, internalDate: number | undefined): number {
  const claimed = envelope.date === null ? undefined : parseMailDate(envelope.date);
  if (claimed === undefined || claimed === null) return internalDate ?? 0;
  return internalDate !== undefined && claimed > internalDate + dayMs ? internalDate : claimed;
}

function isNamed(part: Extract<BodyStructure, { kind: 'part' }>): boolean {
  const ofDisposition = part.disposition ? decodeParameters(part.disposition.params).has('filename') : false;
  return ofDisposition || decodeParameters(part.params).has('name');
}

const dayMs = 86_400_000;
const noKeywords: readonly string[] = [];

const machineTypes: ReadonlySet<string> = new Set([
  'application/pgp-signature',
  'application/pgp-encrypted',
  'application/pkcs7-signature',
  'application/x-pkcs7-signature',
  'message/delivery-status',
  'message/disposition-notification',
  'message/feedback-report',
  'text/rfc822-headers',
]);
