/** The server's word on conversations is as old as the mail it was said of. */
import { describe, expect, it } from 'vitest';
import { isOlderThan } from '../../../lib/query/use-server-threads';
import type { UidValidity } from '../../../lib/imap/types';
import type { MessageRow } from '../../../lib/mail';
import { row } from '../mail/support';

const threads = {
  uidValidity: 7 as UidValidity,
  uids: Uint32Array.of(3, 5, 9),
  roots: Uint32Array.of(3, 3, 9),
  conversations: 2,
};
const list = (uids: readonly number[], uidValidity = 7) => ({
  uidValidity: uidValidity as UidValidity,
  rowCount: uids.length,
  rowAt: (at: number): MessageRow | undefined => (uids[at] === undefined ? undefined : row(uids[at])),
});

describe('an answer of the server', () => {
  it('is of today while the same messages are there', () => {
    expect(isOlderThan(threads, list([9, 5, 3]))).toBe(false);
    expect(isOlderThan({ ...threads, uids: new Uint32Array(0), roots: new Uint32Array(0) }, list([]))).toBe(
      false,
    );
  });

  it('is of before once mail came, went, came and went, or the folder is another', () => {
    expect(isOlderThan(threads, list([11, 9, 5, 3]))).toBe(true);
    expect(isOlderThan(threads, list([9, 5]))).toBe(true);
    expect(isOlderThan(threads, list([11, 9, 5]))).toBe(true);
    expect(isOlderThan(threads, list([9, 5, 3], 8))).toBe(true);
  });
});
