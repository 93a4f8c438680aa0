/**
 * The manners of servers people really have: what they offer, how they call their folders, and where they leave the standard.
 * A personality is data and small functions over this server's own answers; nothing here keeps state of a connection.
 */
import type { NameRules, ServerAccount } from '../account';
import type { CommandSpec, Completion } from '../command';
import type { SearchKey } from '../commands/search-keys';
import type { MailboxObserver } from '../mailbox';
import type { StoredMessage } from '../message';
import type { Session } from '../session';

/** What a folder is for, whatever it is called. */
export type FolderUse = 'Archive' | 'Drafts' | 'Junk' | 'Sent' | 'Trash';

export interface FolderSpec {
  readonly name: string;
  /** As LIST tells it (RFC 6154); null: the server has no word for it. */
  readonly use: string | null;
  /** A name that only holds others. */
  readonly hollow?: true;
}

/** A command as it came, before it is read. */
export interface RawCommand {
  /** Upper case, without UID. */
  readonly name: string;
  /** The whole line, one character an octet; literals included. */
  readonly line: string;
}

export interface FetchManners {
  readonly order?: 'descending';
  /** RFC822.SIZE of a message of so many octets. */
  readonly size?: (octets: number) => number;
  /** Sections up to so many octets come as quoted strings where they can. */
  readonly quotedOctets?: number;
  /** Literals of whole sections that end in CRLF are counted without it. */
  readonly miscounts?: true;
  /** Items that answer OK and no value. */
  readonly emptyItems?: readonly string[];
  /** ENVELOPE and BODYSTRUCTURE after this server wrote them, one character an octet. */
  readonly envelope?: (written: string) => string;
  readonly structure?: (written: string) => string;
  /** Items of its own, by name: all after the name. */
  readonly items?: ReadonlyMap<string, (session: Session, message: StoredMessage) => string>;
}

export interface Personality {
  readonly name: string;
  /** Text of the first line. */
  readonly greeting: string;
  /** Whether capabilities stand in the first line. */
  readonly greetsWithCapabilities: boolean;
  readonly capabilities: { readonly before: readonly string[]; readonly after: readonly string[] };
  /** How the longer list of after sign-in is told: in the OK, in a line before it, or only when asked for. */
  readonly tellsCapabilities: 'code' | 'line' | 'asked';
  /** Text of the OK of LOGIN and AUTHENTICATE. */
  readonly signedIn: (command: string, user: string) => string;
  readonly id: readonly (readonly [name: string, value: string])[];
  readonly names: NameRules;
  /** All of NAMESPACE's answer. */
  readonly namespace: string;
  readonly folders: Readonly<Record<FolderUse, FolderSpec>>;
  /** Folders it has besides these and INBOX. */
  readonly others?: readonly FolderSpec[];
  readonly limits?: {
    /** Octets of a command line, and how a longer one is answered. */
    readonly line?: { readonly octets: number; readonly answer: Completion };
    /** Connections of one account, and how a sign-in above is answered. */
    readonly connections?: { readonly count: number; readonly answer: Completion };
    /** Newest messages of a mailbox that are shown at all. */
    readonly view?: number;
    /** Milliseconds without a command after which the connection ends, IDLE or not; and its last words. */
    readonly silence?: { readonly ms: number; readonly bye: string };
  };
  readonly fetch?: FetchManners;
  readonly search?: {
    /** Upper case; others are answered BADCHARSET. */
    readonly charsets?: readonly string[];
    /** Texts match whole words only. */
    readonly words?: true;
    /** Keys of its own: what follows is one string. */
    readonly keys?: ReadonlyMap<string, (text: string) => SearchKey>;
  };
  /** Commands it has besides or instead of this server's. */
  readonly commands?: ReadonlyMap<string, CommandSpec>;
  /** New messages are not told in the answer to these. */
  readonly silentAfter?: readonly string[];
  /** Codes the OK of SELECT is preceded by, besides the usual. */
  readonly selectCodes?: readonly string[];
  /** Keywords one may set; null: any. */
  readonly keywords?: readonly string[] | null;
  /** An answer in place of the command's own; undefined: it runs. */
  readonly answer?: (command: RawCommand) => Completion | undefined;
  /** The last line of a command. */
  readonly completion?: (command: string, completion: Settled) => Settled;
  /** Each line without values in literals, its end left out; null: nothing is said. */
  readonly line?: (text: string) => string | null;
  readonly observe?: (account: ServerAccount) => MailboxObserver;
}

export type Settled = Exclude<Completion, { readonly kind: 'more' }>;

/** Where what this server's own demo calls `Sent` or `Projects/Garden` stands here. */
export function placeOf(personality: Personality, name: string): string {
  if (name === 'INBOX') return name;
  const { folders, names } = personality;
  if (Object.hasOwn(folders, name)) return folders[name as FolderUse].name;
  return names.prefix + name.replaceAll('/', names.delimiter);
}
