/** Folders as files, asked of the engine a batch at a time. */
import { describe, expect, it } from 'vitest';
import { TransferDesk } from '../../../lib/engine/page-transfer';
import { toMailboxName, type UidValidity } from '../../../lib/imap/types';
import { MAX_RAW_HEADS } from '../../../lib/session/limits';

const PLACE = { mailbox: toMailboxName('INBOX'), uidValidity: 7 as UidValidity };

describe('a folder as an mbox file', () => {
  it('is asked for in batches, however many millions there are, and counts what is gone', async () => {
    let asked = 0;
    let most = 0;
    const ask = (request: { readonly kind: string; readonly uids: readonly number[] }) => {
      expect(request.kind).toBe('raw-heads');
      most = Math.max(most, request.uids.length);
      asked += request.uids.length;
      return Promise.resolve({ ok: true, value: [] });
    };
    const desk = new TransferDesk(
      ask as never,
      () => undefined,
      () => 'id',
    );
    const all = 1_500_001;
    let last = { done: -1, gone: -1 };
    for await (const { done, gone } of desk.mbox('a', PLACE, [[1, all]])) last = { done, gone };
    expect({ asked, most, last }).toEqual({ asked: all, most: MAX_RAW_HEADS, last: { done: 0, gone: all } });
  });
});
