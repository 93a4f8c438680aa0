/**
 * "This is my device" (security.md 4.3): the sealed sign-in outlives the tab, in IndexedDB. Who it is of lies beside it in clear, as their mail
 * does; the password does not: its key has a half at the bridge.
 */
import type { AccountId } from '../mail';
import type { ServerTarget, SignInRequest } from './port';
import { isServerTarget } from './seal';

/** Somebody this device is of, without what signs in. */
export type HeldSignIn = Omit<SignInRequest, 'password'>;

export interface DeviceForm {
  readonly account: AccountId;
  readonly sealed: string;
  readonly who: HeldSignIn;
  /** Epoch ms: made with the bridge's half of that moment. */
  readonly sealedAt: number;
  /** Epoch ms of the last time it was signed in with. */
  readonly usedAt: number;
}

export interface DeviceShelf {
  /** Epoch ms. */
  now(): number;
  all(): Promise<readonly DeviceForm[]>;
  put(form: DeviceForm): Promise<void>;
  drop(account: AccountId): Promise<void>;
}

const DATABASE = 'tagline-device';
const OBJECT_STORE = 'forms';

export function createDeviceShelf(factory: IDBFactory, now: () => number): DeviceShelf {
  const run = async <T>(
    mode: IDBTransactionMode,
    act: (store: IDBObjectStore) => IDBRequest<T>,
  ): Promise<T> => {
    const database = await opened(factory);
    try {
      return await settled(act(database.transaction(OBJECT_STORE, mode).objectStore(OBJECT_STORE)));
    } finally {
      database.close();
    }
  };
  return {
    now,
    all: async () => {
      const values: readonly unknown[] = await run('readonly', (store) => store.getAll());
      return values.map(toForm).filter((form) => form !== null);
    },
    put: async (form) => {
      await run('readwrite', (store) => store.put(form));
    },
    drop: async (account) => {
      await run('readwrite', (store) => store.delete(account));
    },
  };
}

/** Written by us, but maybe by an older us. */
function toForm(value: unknown): DeviceForm | null {
  if (!isRecord(value) || !isRecord(value['who']) || !isRecord(value['who']['server'])) return null;
  const { account, sealed, sealedAt, usedAt } = value;
  const { user, address } = value['who'];
  const { id, name, target, tls, security } = value['who']['server'];
  const server: Record<keyof ServerTarget, unknown> = { id, name, target, tls, security };
  if (typeof account !== 'string' || typeof sealed !== 'string' || typeof user !== 'string') return null;
  if (typeof sealedAt !== 'number' || typeof usedAt !== 'number' || !isServerTarget(server)) return null;
  const who = { server, user, ...(typeof address === 'string' ? { address } : {}) };
  return { account, sealed, who, sealedAt, usedAt };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

function opened(factory: IDBFactory): Promise<IDBDatabase> {
  const request = factory.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(OBJECT_STORE, { keyPath: 'account' });
  return settled(request);
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('IndexedDB failed'));
  });
}
