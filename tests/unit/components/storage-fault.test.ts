import { describe, expect, it } from 'vitest';
import { storageFault, type StorageTrouble } from '../../../components/device/storage-fault';
import { FAULTS } from '../../../lib/mail';

const none: ReadonlySet<string> = new Set();
const of = (kept: boolean, ...storage: StorageTrouble[]) => ({ kept, storage });
const TROUBLES = Object.keys(FAULTS).filter(
  (code): code is StorageTrouble => code.startsWith('store-') && !/too-many|unsupported|too-large/.test(code),
);

describe('the line about what this device keeps', () => {
  it('tells whoever wanted mail kept here of every trouble, the latest first', () => {
    expect(TROUBLES.length).toBe(12);
    for (const code of TROUBLES) expect(storageFault(of(true, code), 0, none)).toEqual({ code });
    expect(storageFault(of(true, 'store-rebuilt', 'store-broken'), 0, none)).toEqual({
      code: 'store-broken',
    });
    expect(storageFault(of(true), 3, none)).toBeNull();
  });

  it('says nothing of it to others while nothing waits, and then only what becomes of that', () => {
    const quiet = TROUBLES.filter((code) => storageFault(of(false, code), 0, none) === null);
    expect(TROUBLES.filter((code) => !quiet.includes(code))).toEqual(['store-items-sealed']);
    for (const code of ['store-none', 'store-newer', 'store-items-memory'] as const)
      expect(storageFault(of(false, code), 1, none)).toEqual({ code: 'store-items-memory' });
    expect(storageFault(of(false, 'store-evicted'), 1, none)).toBeNull();
  });

  it('does not come back with what was put aside, but with what is new', () => {
    const aside = new Set(['store-none']);
    expect(storageFault(of(true, 'store-none'), 0, aside)).toBeNull();
    expect(storageFault(of(true, 'store-none', 'store-items-memory'), 0, aside)).toEqual({
      code: 'store-items-memory',
    });
  });
});
