/** IndexedDB that fails as real ones do. */
import { IDBObjectStore } from 'fake-indexeddb';
import { vi, type Mock } from 'vitest';

type Method<Name extends 'put' | 'get'> = IDBObjectStore[Name];
const put = Reflect.get(IDBObjectStore.prototype, 'put') as Method<'put'>;
const get = Reflect.get(IDBObjectStore.prototype, 'get') as Method<'get'>;

export const faulty = {
  /** The next so many transactions that put something meet a full disk. */
  refuse: (times: number): Mock => {
    const refused = new WeakSet<IDBTransaction>();
    let left = times;
    return vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
      this: IDBObjectStore,
      ...args
    ) {
      if (refused.has(this.transaction) || left === 0) return put.apply(this, args);
      left -= 1;
      refused.add(this.transaction);
      throw new DOMException('full', 'QuotaExceededError');
    });
  },
  /** Every read fails so. */
  failReads: (name: string): Mock =>
    vi.spyOn(IDBObjectStore.prototype, 'get').mockImplementation(function (this: IDBObjectStore, ...args) {
      if (this.name === 'outbox' || this.name === 'draft') return get.apply(this, args);
      throw new DOMException('damaged', name);
    }),
};
