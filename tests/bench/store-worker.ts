/**
 * The store on disk in a browser's worker, beside the plain way: one object a row, keyed by UID. Both write the same rows, in pieces
 * of the same size, each piece a transaction that is waited for.
 */
import { toMailboxName, toUid, type UidValidity } from '../../lib/imap';
import type { MessageRow } from '../../lib/mail';
import { createDiskStore, type MailboxKey, type Store } from '../../lib/store';
import { storeRows } from './store-input';

export interface StoreRequest {
  readonly rounds: number;
  /** Rows of the large mailbox, of each round of ours, and of each round of the plain way. */
  readonly large: number;
  readonly ours: number;
  readonly plain: number;
}

export interface StoreResult {
  /** Rows a second of each round. */
  readonly write: Record<'ours' | 'plain', number[]>;
  /** Milliseconds for 50 rows somewhere in the mailbox, by rounds. */
  readonly read: Record<'ours' | 'plain', number[][]>;
  /** Milliseconds from opening the database to the list of what is known. */
  readonly open: Record<'ours' | 'plain', number[]>;
  /** Milliseconds for one flag of the large mailbox, on disk. */
  readonly flag: number[];
}

const PIECE = 10_000;
const WINDOW = 50;
const READS = 100;
const LARGE = 'large';
const mailbox = toMailboxName('INBOX');

const keyOf = (account: string): MailboxKey => ({ account, mailbox, uidValidity: 1 as UidValidity });

/** A program's start. */
function newStore(): Store {
  return createDiskStore({
    factory: indexedDB,
    now: () => Date.now(),
    setTimer: (ms, fn) => {
      const timer = setTimeout(fn, ms);
      return () => clearTimeout(timer);
    },
    sealer: () => Promise.resolve(null),
    report: (_account, trouble) => {
      throw new Error(trouble);
    },
  });
}

/** Resolves with the milliseconds that writing took, without making the rows. */
async function fillOurs(store: Store, account: string, count: number): Promise<number> {
  await store.openAccount(account, true);
  let spent = 0;
  const uids = Uint32Array.from({ length: count }, (_, i) => i + 1);
  for (let from = 0; from < count; from += PIECE) {
    const rows = storeRows(from + 1, Math.min(PIECE, count - from));
    const to = from + rows.length;
    const started = performance.now();
    store.saveMailbox(keyOf(account), {
      numbers: {
        uidValidity: 1 as UidValidity,
        uidNext: toUid(to + 1),
        exists: to,
        highestModSeq: null,
        readOnly: false,
      },
      runs: [{ start: 0, uids: uids.subarray(0, to) }],
      rows,
    });
    await store.settled();
    spent += performance.now() - started;
  }
  return spent;
}

const PLAIN = 'plain';

const openPlain = (): Promise<IDBDatabase> => {
  const request = indexedDB.open(PLAIN, 1);
  request.addEventListener('upgradeneeded', () =>
    request.result.createObjectStore('rows', { keyPath: 'uid' }),
  );
  return settled(request);
};

async function fillPlain(count: number): Promise<number> {
  const database = await openPlain();
  let spent = 0;
  for (let from = 0; from < count; from += PIECE) {
    const rows = storeRows(from + 1, Math.min(PIECE, count - from));
    const started = performance.now();
    const transaction = database.transaction('rows', 'readwrite', { durability: 'relaxed' });
    for (const row of rows) transaction.objectStore('rows').put(row);
    await new Promise((resolve, reject) => {
      transaction.addEventListener('complete', resolve);
      transaction.addEventListener('abort', () => reject(transaction.error ?? new Error('aborted')));
    });
    spent += performance.now() - started;
  }
  database.close();
  return spent;
}

async function readPlain(count: number, read: number[], open: number[]): Promise<void> {
  const started = performance.now();
  const database = await openPlain();
  const keys = await settled(database.transaction('rows').objectStore('rows').getAllKeys());
  open.push(performance.now() - started);
  if (keys.length !== count) throw new Error(`${keys.length} of ${count} keys`);
  for (let i = 0; i < READS; i += 1) {
    const from = 1 + Math.floor(((i * 7_919) % READS) * ((count - WINDOW) / READS));
    const begun = performance.now();
    const range = IDBKeyRange.bound(from, from + WINDOW - 1);
    const rows: unknown[] = await settled(database.transaction('rows').objectStore('rows').getAll(range));
    read.push(performance.now() - begun);
    if (rows.length !== WINDOW) throw new Error(`${rows.length} rows`);
  }
  database.close();
}

async function readOurs(count: number, read: number[], open: number[]): Promise<void> {
  const started = performance.now();
  const store = newStore();
  await store.openAccount(LARGE, true);
  const known = await store.mailbox(LARGE, mailbox);
  open.push(performance.now() - started);
  if (known?.runs[0]?.uids.length !== count) throw new Error('not all messages are known');
  for (let i = 0; i < READS; i += 1) {
    const from = 1 + Math.floor(((i * 7_919) % READS) * ((count - WINDOW) / READS));
    const uids = Array.from({ length: WINDOW }, (_, at) => toUid(from + at));
    const begun = performance.now();
    const rows: readonly (MessageRow | undefined)[] = await store.rows(keyOf(LARGE), uids);
    read.push(performance.now() - begun);
    if (rows.some((row, at) => row?.uid !== from + at)) throw new Error('rows are missing');
  }
  await store.settled();
}

async function flagOurs(count: number): Promise<number> {
  const store = newStore();
  await store.openAccount(LARGE, true);
  const known = await store.mailbox(LARGE, mailbox);
  const [row] = await store.rows(keyOf(LARGE), [toUid(count >> 1)]);
  await store.settled();
  if (!known || !row) throw new Error('the mailbox is missing');
  const started = performance.now();
  store.saveMailbox(keyOf(LARGE), { ...known, rows: [{ ...row, starred: !row.starred }] });
  await store.settled();
  return performance.now() - started;
}

async function measure({ rounds, large, ours, plain }: StoreRequest): Promise<StoreResult> {
  const result: StoreResult = {
    write: { ours: [], plain: [] },
    read: { ours: [], plain: [] },
    open: { ours: [], plain: [] },
    flag: [],
  };
  await fillOurs(newStore(), LARGE, large);
  // The first round warms up, and does not count.
  for (let round = -1; round < rounds; round += 1) {
    const counts = round >= 0;
    const store = newStore();
    const oursSpeed = (ours * 1_000) / (await fillOurs(store, `round ${round}`, ours));
    await store.dropAccount(`round ${round}`);
    await settled(indexedDB.deleteDatabase(PLAIN));
    const plainSpeed = (plain * 1_000) / (await fillPlain(plain));
    const sides = { ours: [[], []] as [number[], number[]], plain: [[], []] as [number[], number[]] };
    await readOurs(large, ...sides.ours);
    await readPlain(plain, ...sides.plain);
    const flag = await flagOurs(large);
    if (!counts) continue;
    result.write.ours.push(oursSpeed);
    result.write.plain.push(plainSpeed);
    result.flag.push(flag);
    for (const side of ['ours', 'plain'] as const) {
      result.read[side].push(sides[side][0]);
      result.open[side].push(...sides[side][1]);
    }
  }
  return result;
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('IndexedDB failed')));
  });
}

self.addEventListener('message', (event: MessageEvent<StoreRequest>) => {
  measure(event.data).then(
    (result) => self.postMessage(result),
    (error: unknown) => {
      // An error of a promise is none of the worker.
      setTimeout(() => {
        throw error;
      });
    },
  );
});
