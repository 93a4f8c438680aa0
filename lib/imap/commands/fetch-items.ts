/** What FETCH can be asked for: the items of RFC 9051 6.4.5 and of extensions, and which field of the answer each fills. */
import { LocalProtocolError } from '../errors';
import type { FetchItems } from '../types';
import type { WireWriter } from '../wire/writer';

/** An item without arguments. Each of an extension needs it: MODSEQ CONDSTORE, PREVIEW PREVIEW, and so on. */
export type FetchWord =
  | 'uid'
  | 'flags'
  | 'internaldate'
  | 'size'
  | 'envelope'
  /** BODYSTRUCTURE without its extension data. */
  | 'body'
  | 'bodystructure'
  /** RFC 7162 3.1.4.2 */
  | 'modseq'
  /** RFC 8970 3.1: the first words of the text, made by the server. */
  | 'preview'
  /** OBJECTID (RFC 8474 5.1, 5.2). */
  | 'emailid'
  | 'threadid'
  /** SAVEDATE (RFC 8514): when the message came to this mailbox. */
  | 'savedate'
  /** X-GM-EXT-1 */
  | 'x-gm-msgid'
  | 'x-gm-thrid'
  | 'x-gm-labels';

/** `peek: false` sets \Seen. `partial` cuts after decoding where the server decodes. */
interface Cut {
  readonly peek: boolean;
  readonly partial?: readonly [origin: number, length: number];
}

export type FetchRequest =
  | FetchWord
  /** `section` as in BODY[...]: `''`, `1.2`, `1.MIME`, `HEADER`, `HEADER.FIELDS (REFERENCES)`. */
  | (Cut & { readonly section: string })
  /** A part decoded by the server; `''` is the whole message (BINARY, RFC 3516 4.2). NO with UNKNOWN-CTE: it cannot. */
  | (Cut & { readonly binary: string })
  /** Octets of a part once decoded (BINARY.SIZE, RFC 3516 4.2). Costly on some servers. */
  | { readonly binarySize: string }
  /** The preview only where the server has it at hand, else NIL (RFC 8970 4). */
  | { readonly preview: 'lazy' };

/** fetch-att */
export function writeFetchItem(w: WireWriter, item: FetchRequest): void {
  if (typeof item === 'string') return void w.raw(item === 'size' ? 'RFC822.SIZE' : item.toUpperCase());
  if ('preview' in item) return void w.raw('PREVIEW (LAZY)');
  if ('binarySize' in item) return void w.raw(`BINARY.SIZE[${checked(item.binarySize, PART, 'part')}]`);
  const peek = item.peek ? '.PEEK' : '';
  if ('section' in item) w.raw(`BODY${peek}[${checked(item.section, SECTION, 'section')}]`);
  else w.raw(`BINARY${peek}[${checked(item.binary, PART, 'part')}]`);
  if (item.partial !== undefined)
    w.raw('<').number(item.partial[0]).raw('.').number(item.partial[1]).raw('>');
}

/** The field of a row that the item fills. */
export function fieldOf(item: FetchRequest): keyof FetchItems {
  if (typeof item === 'string') return FIELDS[item];
  if ('preview' in item) return 'preview';
  return 'binarySize' in item ? 'binarySizes' : 'sections';
}

/** The section that the item asks for, as `sectionKey` names it; undefined when it asks for none. */
export function keyOf(item: FetchRequest): string | undefined {
  if (typeof item === 'string') return undefined;
  if ('section' in item) return sectionKey(item.section);
  return 'binary' in item ? sectionKey(item.binary) : undefined;
}

/** Where the octets asked for begin; null: the whole section is asked for, and an answer says no place. */
export function originOf(item: FetchRequest): number | null {
  return typeof item === 'object' && 'peek' in item ? (item.partial?.[0] ?? null) : null;
}

/** Servers repeat header lists with other quotes and case: the part before them identifies the section. */
export function sectionKey(section: string): string {
  const space = section.indexOf(' ');
  return (space < 0 ? section : section.slice(0, space)).toUpperCase();
}

function checked(text: string, shape: RegExp, what: string): string {
  if (!shape.test(text)) throw new LocalProtocolError(`${JSON.stringify(text)} is no ${what}`);
  return text;
}

const FIELDS: Readonly<Record<FetchWord, keyof FetchItems>> = {
  uid: 'uid',
  flags: 'flags',
  internaldate: 'internalDate',
  size: 'size',
  envelope: 'envelope',
  body: 'bodyStructure',
  bodystructure: 'bodyStructure',
  modseq: 'modSeq',
  preview: 'preview',
  emailid: 'emailId',
  threadid: 'threadId',
  savedate: 'saveDate',
  'x-gm-msgid': 'gmailMessageId',
  'x-gm-thrid': 'gmailThreadId',
  'x-gm-labels': 'gmailLabels',
};
const SECTION =
  /^(?:[1-9]\d{0,9}(?:\.[1-9]\d{0,9}){0,99})?(?:(?:^|(?<=\d)\.)(?:HEADER|TEXT|(?<=\.)MIME|HEADER\.FIELDS(?:\.NOT)? \([!-'*+\-.0-9;-z|}~]+(?: [!-'*+\-.0-9;-z|}~]+)*\)))?$/i;
const PART = /^(?:[1-9]\d{0,9}(?:\.[1-9]\d{0,9}){0,99})?$/;
