/** Both stores under test, with a virtual timer, a virtual clock and IndexedDB in memory; and mail to keep in them. */
import {
  IDBCursor,
  IDBDatabase,
  IDBFactory,
  IDBIndex,
  IDBKeyRange,
  IDBObjectStore,
  IDBRequest,
  IDBTransaction,
} from 'fake-indexeddb';
import { afterAll, beforeAll } from 'vitest';
import { toMailboxName, toUid, type BodyStructure, type ModSeq, type UidValidity } from '../../../lib/imap';
import type { MessageDetail, MessageRow } from '../../../lib/mail';
import {
  createDiskStore,
  type DiskParts,
  type MailboxKey,
  type MailboxSave,
  type Store,
  type StoreTrouble,
} from '../../../lib/store';
import { databaseName } from '../../../lib/store/disk-parts';

const GLOBALS = {
  IDBCursor,
  IDBDatabase,
  IDBIndex,
  IDBKeyRange,
  IDBObjectStore,
  IDBRequest,
  IDBTransaction,
};

/** What a browser has and Node has not, for the tests of one file. */
export function useIndexedDb(): void {
  beforeAll(() => {
    Object.assign(globalThis, GLOBALS);
  });
  afterAll(() => {
    for (const name of Object.keys(GLOBALS)) Reflect.deleteProperty(globalThis, name);
  });
}

export interface Disk {
  readonly factory: IDBFactory;
  readonly store: Store;
  readonly troubles: StoreTrouble[];
  /** Lets every timer set so far run out. */
  readonly runTimers: () => void;
  /** Moves the clock on. */
  readonly tick: (ms: number) => void;
}

export const newFactory = (): IDBFactory => new IDBFactory();

/** A program's start: what is on disk stays in `factory`, nothing else does. */
export function startDisk(factory: IDBFactory | null = newFactory(), parts: Partial<DiskParts> = {}): Disk {
  const troubles: StoreTrouble[] = [];
  let timers: (() => void)[] = [];
  let now = 1_000;
  const store = createDiskStore({
    factory,
    now: () => now,
    setTimer: (_ms, fn) => {
      timers.push(fn);
      return () => {
        timers = timers.filter((timer) => timer !== fn);
      };
    },
    sealer: () => Promise.resolve(null),
    report: (_account, trouble) => troubles.push(trouble),
    ...parts,
  });
  return {
    factory: factory ?? newFactory(),
    store,
    troubles,
    runTimers: () => {
      for (const timer of timers.splice(0)) timer();
    },
    tick: (ms) => {
      now += ms;
    },
  };
}

export const account = 'demo:ana@example.org';
export const INBOX = toMailboxName('INBOX');

export const keyOf = (validity = 7, mailbox = 'INBOX', of = account): MailboxKey => ({
  account: of,
  mailbox: toMailboxName(mailbox),
  uidValidity: validity as UidValidity,
});

export const row = (uid: number, change: Partial<MessageRow> = {}): MessageRow => ({
  uid: toUid(uid),
  seen: false,
  starred: false,
  answered: false,
  forwarded: false,
  draft: false,
  deleted: false,
  keywords: [],
  from: [{ name: 'Ana', address: 'ana@example.org' }],
  to: [
    { name: '', address: 'ben@example.org', group: 'team', suspicious: 'mixed-script' },
    { name: `Person ${uid % 5}`, address: `p${uid % 5}@example.org` },
  ],
  subject: `Mail ${uid} ✓`,
  date: 1_700_000_000_000 + uid,
  size: 1_000 + uid,
  hasAttachment: uid % 3 === 0,
  ...change,
});

export const rowsOf = (...uids: readonly number[]): readonly MessageRow[] => uids.map((uid) => row(uid));

export const from1to = (count: number, first = 1): number[] =>
  Array.from({ length: count }, (_, i) => first + i);

/** Every message of the mailbox is known. */
export const saveOf = (
  uids: readonly number[],
  rows: readonly MessageRow[] = uids.map((uid) => row(uid)),
  validity = 7,
): MailboxSave => ({
  numbers: {
    uidValidity: validity as UidValidity,
    uidNext: toUid(Math.max(0, ...uids.slice(-1)) + 1),
    exists: uids.length,
    highestModSeq: 5n as ModSeq,
    readOnly: false,
  },
  runs: uids.length === 0 ? [] : [{ start: 0, uids: Uint32Array.from(uids) }],
  rows,
});

export const detail = (uid: number, change: Partial<MessageDetail> = {}): MessageDetail => ({
  uid: toUid(uid),
  subject: `Mail ${uid}`,
  from: [{ name: 'Ana', address: 'ana@example.org' }],
  sender: [],
  replyTo: [],
  to: [],
  cc: [],
  bcc: [],
  date: 0,
  messageId: `<${uid}@example.org>`,
  html: null,
  text: `Body of ${uid}`,
  htmlTooLarge: false,
  truncated: false,
  attachments: [
    {
      section: '2',
      name: 'a.pdf',
      type: 'application/pdf',
      size: 10,
      encoding: 'base64',
      contentId: null,
      inline: false,
    },
  ],
  inlineParts: [{ contentId: 'x', type: 'image/png', bytes: new Uint8Array([1, 2, uid & 255]) }],
  ...change,
});

export const structureOf = (uid: number): BodyStructure => ({
  kind: 'multipart',
  section: '',
  subtype: 'mixed',
  params: [['boundary', `b${uid}`]],
  disposition: null,
  parts: [
    {
      kind: 'part',
      section: '1',
      type: 'text',
      subtype: 'plain',
      params: [],
      id: null,
      description: null,
      encoding: '7bit',
      size: uid,
      lines: 1,
      disposition: { type: 'inline', params: [] },
      envelope: null,
      body: null,
    },
  ],
});

/** Everything a browser has on disk, as one text: numbers, strings, and octets as Latin-1 and as UTF-8. */
export async function dump(factory: IDBFactory): Promise<string> {
  const texts: string[] = [];
  const walk = (value: unknown): void => {
    if (value instanceof Uint8Array) {
      texts.push(Buffer.from(value).toString('latin1'), Buffer.from(value).toString('utf8'));
    } else if (value instanceof Map) {
      walk([...value]);
    } else if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
      for (const [name, one] of Object.entries(value)) {
        texts.push(name);
        walk(one);
      }
    } else texts.push(String(value));
  };
  for (const { name = '' } of await factory.databases()) {
    texts.push(name);
    const database = await request(factory.open(name));
    for (const store of database.objectStoreNames) {
      const held = database.transaction(store).objectStore(store);
      walk([await request(held.getAllKeys()), await request(held.getAll())]);
    }
    database.close();
  }
  return texts.join('\n');
}

/** What a request of IndexedDB answers. */
export function request<T>(asked: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    asked.addEventListener('success', () => resolve(asked.result));
    asked.addEventListener('error', () => reject(asked.error ?? new Error('failed')));
  });
}

/** A store that has an account open. */
export const openDisk = async (
  factory?: IDBFactory | null,
  parts: Partial<DiskParts> = {},
): Promise<Disk> => {
  const disk = startDisk(factory, parts);
  await disk.store.openAccount(account, true);
  return disk;
};
/** Mail is kept and read, wherever. */
export const works = async ({ store }: Disk): Promise<boolean> => {
  store.saveMailbox(keyOf(), saveOf([1, 2]));
  await store.putItem(account, 'draft', { id: 'new', value: 1 });
  const rows = await store.rows(keyOf(), [toUid(2)]);
  const drafts = await store.items(account, 'draft');
  return rows[0]?.subject === row(2).subject && drafts.some((item) => item.id === 'new');
};
/** The account's database past its store. */
export const rawOpen = (factory: IDBFactory, version?: number) =>
  request(factory.open(databaseName(account), version));
