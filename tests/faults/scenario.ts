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

export interface Manners {
  /** What the server offers, where that is less than all. */
  readonly without?: readonly string[];
  /** Octets the account may hold. */
  readonly quota?: number;
  /** Folders besides INBOX, Archive, Trash and Sent. */
  readonly folders?: readonly string[];
  /** Folders there are not. */
  readonly missing?: readonly string[];
  /** Upper-case commands that are answered NO with this text, so many times. */
  readonly refuse?: { readonly command: string; readonly text: string; readonly times: number };
}

export interface Scenario {
  readonly name: string;
  readonly manners?: Manners;
  /** `INBOX 3 \Seen`: folder, number, flags. */
  readonly mail: readonly string[];
  /** Octets and cuts count from the first dial; else from when the INBOX was read and the line became quiet. */
  readonly fromStart?: true;
  readonly act: (me: Person, others: Others) => Promise<void>;
  /** As `mail`, sorted by nobody. */
  readonly ends: readonly string[];
  /** How each op ends; all `done` where nothing is said. */
  readonly opEnds?: readonly string[];
  /** Besides those with mail: what the page is compared in. */
  readonly folders?: readonly string[];
  /** Names of folders of the account afterwards, where that is what was done. */
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

/** Folders the page is compared in. */
export function foldersOf({ mail, ends, folders = [] }: Scenario): readonly string[] {
  return [...new Set([...mail, ...ends].map((line) => parseMail(line).folder).concat(folders))];
}
