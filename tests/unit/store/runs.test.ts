import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packUids, unpackUids } from '../../../lib/store/runs';

const packed = (...uids: readonly number[]) => packUids(Uint32Array.from(uids));

describe('UIDs of a mailbox', () => {
  it('are packed where they follow one another, and left alone where they do not', () => {
    expect(packed(1, 2, 3, 4, 9, 10, 11)).toEqual({ pairs: true, numbers: Uint32Array.of(1, 4, 9, 3) });
    expect(packed(1, 3, 5)).toEqual({ pairs: false, numbers: Uint32Array.of(1, 3, 5) });
    expect(packed()).toEqual({ pairs: false, numbers: new Uint32Array(0) });
  });

  it('come back as they were', () => {
    const sets = fc.uniqueArray(fc.oneof(fc.nat(60), fc.integer({ min: 2 ** 32 - 9, max: 2 ** 32 - 1 })));
    fc.assert(
      fc.property(sets, (numbers) => {
        const uids = Uint32Array.from(numbers).sort();
        expect(unpackUids(packUids(uids), numbers.length)).toEqual(uids);
        if (numbers.length > 0) expect(unpackUids(packUids(uids), numbers.length - 1)).toBeNull();
      }),
    );
  });

  it('of a damaged record are none', () => {
    expect(unpackUids({ pairs: true, numbers: Uint32Array.of(1, 2, 3) }, 10)).toBeNull();
    expect(unpackUids({ pairs: true, numbers: Uint32Array.of(1, 2 ** 32 - 1) }, 10)).toBeNull();
  });
});
