/**
 * What is read back from a database is input: another version of the program may have written it, or a damaged disk. Each check
 * gives back what it is sure of, or null; a bad record costs itself only.
 */
import * as v from 'valibot';
import type {
  BodyStructure,
  ListEntry,
  MailboxName,
  MailboxStatus,
  ModSeq,
  Uid,
  UidValidity,
} from '../imap/types';
import type { MessageDetail } from '../mail/types';
import type { Directory } from './disk-pages';
import { MAX_KEYWORD_LISTS, MAX_TABLE } from './limits';
import type { Marks } from './marks';
import { ascends, isSoundTable, packUids, unpackUids, type RunTable } from './runs';
import type { MailboxNumbers, StoredFolders } from './types';

const RECORD_VERSION = 1;

const version = v.literal(RECORD_VERSION);
const whole = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 53 - 1));
const branded = <T>(): v.GenericSchema<T> => v.custom<T>((value) => v.is(whole, value));
const uid = branded<Uid>();
const uidValidity = branded<UidValidity>();
const modSeq = v.custom<ModSeq>((value) => typeof value === 'bigint');
const mailboxName = v.custom<MailboxName>((value) => typeof value === 'string');
const texts = v.array(v.string());
const pairs = v.array(v.tuple([v.string(), v.string()]));

const numbers = v.object({
  uidValidity,
  uidNext: v.nullable(uid),
  exists: whole,
  highestModSeq: v.nullable(modSeq),
  readOnly: v.boolean(),
});

/** The small record of a mailbox; its rows are elsewhere. */
export interface MailboxRecord {
  readonly v: typeof RECORD_VERSION;
  readonly name: MailboxName;
  /** Null where only bodies are kept of it. */
  readonly numbers: MailboxNumbers | null;
  /** Epoch ms when it was opened or saved last. */
  readonly at: number;
  /** What bodies and structures are kept of, the newest last. */
  readonly validities: readonly UidValidity[];
}

const mailbox: v.GenericSchema<unknown, MailboxRecord> = v.object({
  v: version,
  name: mailboxName,
  numbers: v.nullable(numbers),
  at: v.number(),
  validities: v.array(uidValidity),
});

export const readMailbox = (value: unknown): MailboxRecord | null => read(mailbox, value);

/** A mailbox's UIDs, its runs, and which pages hold its rows. */
export type Table = RunTable & Directory;

const uint32s = v.instance(Uint32Array);
const table = v.object({
  v: version,
  pairs: v.boolean(),
  numbers: uint32s,
  starts: uint32s,
  lengths: uint32s,
  firsts: uint32s,
  pages: uint32s,
});

export function readTable(value: unknown): Table | null {
  const known = read(table, value);
  const uids = known && unpackUids(known, MAX_TABLE);
  if (!known || !uids) return null;
  const { starts, lengths, firsts, pages } = known;
  if (!isSoundTable({ uids, starts, lengths })) return null;
  return firsts.length === pages.length && ascends(firsts) ? { uids, starts, lengths, firsts, pages } : null;
}

export const tableRecord = ({ uids, ...rest }: Table): unknown => record({ ...rest, ...packUids(uids) });

export type MarksRecord = Marks & { readonly v: typeof RECORD_VERSION };

const uint16s = v.instance(Uint16Array);
const marks = v.object({
  v: version,
  bits: uint16s,
  sets: uint16s,
  keywords: v.pipe(v.array(texts), v.maxLength(MAX_KEYWORD_LISTS)),
});

/** `count`: messages of the mailbox. */
export function readMarks(value: unknown, count: number): MarksRecord | null {
  const known = read(marks, value);
  if (!known || known.bits.length !== count) return null;
  return known.sets.length === 0 || known.sets.length === count ? known : null;
}

const entry: v.GenericSchema<unknown, ListEntry> = v.object({
  name: mailboxName,
  delimiter: v.nullable(v.string()),
  attributes: texts,
  oldName: v.exactOptional(mailboxName),
  childInfo: v.exactOptional(texts),
});
const status: v.GenericSchema<unknown, MailboxStatus> = v.object({
  messages: v.exactOptional(whole),
  unseen: v.exactOptional(whole),
  uidNext: v.exactOptional(uid),
  uidValidity: v.exactOptional(uidValidity),
  highestModSeq: v.exactOptional(modSeq),
  size: v.exactOptional(whole),
  deleted: v.exactOptional(whole),
  deletedStorage: v.exactOptional(whole),
  recent: v.exactOptional(whole),
  appendLimit: v.exactOptional(v.nullable(whole)),
  mailboxId: v.exactOptional(v.string()),
});
const folders: v.GenericSchema<unknown, StoredFolders> = v.object({
  entries: v.array(entry),
  statuses: v.array(v.tuple([mailboxName, status])),
});

export const readFolders = (value: unknown): StoredFolders | null => read(folders, value);

const address = v.object({
  name: v.string(),
  address: v.string(),
  group: v.exactOptional(v.string()),
  suspicious: v.exactOptional(v.picklist(['name-holds-address', 'invalid', 'mixed-script'])),
});
const addresses = v.array(address);
const detail: v.GenericSchema<unknown, MessageDetail> = v.object({
  uid,
  subject: v.string(),
  from: addresses,
  sender: addresses,
  replyTo: addresses,
  to: addresses,
  cc: addresses,
  bcc: addresses,
  date: v.number(),
  messageId: v.nullable(v.string()),
  html: v.nullable(v.string()),
  text: v.nullable(v.string()),
  htmlTooLarge: v.boolean(),
  truncated: v.boolean(),
  attachments: v.array(
    v.object({
      section: v.string(),
      name: v.string(),
      type: v.string(),
      size: v.number(),
      encoding: v.string(),
      contentId: v.nullable(v.string()),
      inline: v.boolean(),
    }),
  ),
  inlineParts: v.array(v.object({ contentId: v.string(), type: v.string(), bytes: v.instance(Uint8Array) })),
});

/** `guard`: what its row said when it was kept, so that a UID given to another message does not show this one (L07). */
export interface BodyRecord {
  readonly v: typeof RECORD_VERSION;
  readonly guard: string | null;
  readonly detail: MessageDetail;
}

const body: v.GenericSchema<unknown, BodyRecord> = v.object({
  v: version,
  guard: v.nullable(v.string()),
  detail,
});

export const readBody = (value: unknown): BodyRecord | null => read(body, value);

const bucket = v.object({ v: version, texts: v.instance(Uint8Array) });

/** Structures of neighbouring UIDs, as JSON in UTF-8. */
export const readBucket = (value: unknown): { readonly texts: Uint8Array } | null => read(bucket, value);

const disposition = v.nullable(v.object({ type: v.string(), params: pairs }));
const raw = v.array(
  v.object({
    name: v.nullable(v.string()),
    mailbox: v.nullable(v.string()),
    host: v.nullable(v.string()),
  }),
);
const envelope = v.object({
  date: v.nullable(v.string()),
  subject: v.nullable(v.string()),
  from: raw,
  sender: raw,
  replyTo: raw,
  to: raw,
  cc: raw,
  bcc: raw,
  inReplyTo: v.nullable(v.string()),
  messageId: v.nullable(v.string()),
});
const structure: v.GenericSchema<unknown, BodyStructure> = v.variant('kind', [
  v.object({
    kind: v.literal('multipart'),
    section: v.string(),
    subtype: v.string(),
    parts: v.array(v.lazy(() => structure)),
    params: pairs,
    disposition,
  }),
  v.object({
    kind: v.literal('part'),
    section: v.string(),
    type: v.string(),
    subtype: v.string(),
    params: pairs,
    id: v.nullable(v.string()),
    description: v.nullable(v.string()),
    encoding: v.string(),
    size: v.number(),
    lines: v.nullable(v.number()),
    disposition,
    envelope: v.nullable(envelope),
    body: v.nullable(v.lazy(() => structure)),
  }),
]);

export const readStructure = (value: unknown): BodyStructure | null => read(structure, value);

/** The very value, not a copy; null when it is not what it should be, or nested deeper than any stack. */
function read<T>(schema: v.GenericSchema<unknown, T>, value: unknown): T | null {
  try {
    return v.is(schema, value) ? (value as T) : null;
  } catch {
    return null;
  }
}

/** A record as it is written. */
export const record = <T extends object>(value: T): T & { readonly v: typeof RECORD_VERSION } => ({
  ...value,
  v: RECORD_VERSION,
});
