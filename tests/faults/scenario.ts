/** What a scenario is: the mail there is, what somebody does, and what there is afterwards, however often the line was cut. */
import type { Person } from './person';

/** Somebody else's mail program, and the postman. */
export interface Others {
  /** Delivers a letter. */
  deliver(folder: string, number: number): Promise<void>;
  flag(folder: string, number: number, flag: string, add: boolean): Promise<void>;
  remove(folder: string, number: number): Promise<void>;
  /** The folder is made anew with the same mail: other UIDs, another UIDVALIDITY. */
  renumber(folder: string): Promise<void>;
}

/** The network, where a scenario takes it away itself. */
export interface Line {
  down(): void;
  up(): void;
}

export interface Scene {
  readonly others: Others;
  readonly line: Line;
  /** A second tab of the same engine. */
  readonly tab: () => Promise<Person>;
}

export interface Manners {
  /** All that the embedded server can, not only what matters here. */
  readonly talkative?: true;
  /** What the server does not offer. */
  readonly without?: readonly string[];
  /** What the embedded server offers besides; others have their own list. */
  readonly also?: readonly string[];
  /** Octets the account may hold. */
  readonly quota?: number;
  /** Connections the account may have. */
  readonly connections?: number;
  /** Folders besides INBOX, Archive and Trash. */
  readonly folders?: readonly string[];
  /** Folders there are not. */
  readonly missing?: readonly string[];
  /** This command, in upper case, is always answered NO. */
  readonly refuse?: string;
}

export interface Ending {
  /** As `mail`, in any order. */
  readonly ends: readonly string[];
  /** How each op was told to have ended, `-` where an undo had nothing to take back; all `done` where nothing is said. */
  readonly ops?: readonly string[];
}

export interface Scenario extends Ending {
  readonly name: string;
  readonly manners?: Manners;
  /** `INBOX 3 \Seen`: folder, number, flags. */
  readonly mail: readonly string[];
  /** Octets and cuts count from the first dial; else from when a folder was read and the line became quiet. */
  readonly fromStart?: true;
  /** That folder; INBOX where nothing is said. */
  readonly at?: string;
  /** Rows of it that are on screen then; all of them where nothing is said. */
  readonly rows?: number;
  /** Nothing comes before it is asked for: what is scrolled to is still to be fetched. */
  readonly onlyAsked?: true;
  readonly act: (me: Person, scene: Scene) => Promise<void>;
  /** What may be the end instead, once the line was cut, and why that is as good. */
  readonly orElse?: readonly (Ending & { readonly because: string })[];
  /** Names of folders of the account afterwards, ` -` behind those without subscription. */
  readonly tree?: readonly string[];
}

export function parseMail(line: string): {
  readonly folder: string;
  readonly number: number;
  readonly flags: readonly string[];
} {
  const [folder = '', number = '', ...flags] = line.split(' ');
  return { folder, number: Number(number), flags };
}

/** Folders the page is compared in: those with mail, and INBOX. */
export function foldersOf({ mail, ends, tree }: Scenario): readonly string[] {
  const folders = new Set([...mail, ...ends].map((line) => parseMail(line).folder));
  return [...folders].filter((name) => tree === undefined || tree.includes(name));
}
