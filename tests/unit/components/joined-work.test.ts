/** Work on several folders as one. */
import { describe, expect, it } from 'vitest';
import { farOf, joinResults } from '../../../components/folders/joined-work';
import { toMailboxName, type UidValidity } from '../../../lib/imap/types';
import type { FolderJob, FolderJobResult } from '../../../lib/mail/types';

const job = (mailbox: string): FolderJob => ({
  mailbox: toMailboxName(mailbox),
  within: { uidValidity: 1 as UidValidity, uids: [[1, 9]] },
  action: { kind: 'move', to: toMailboxName('Archive'), purpose: 'archive' },
});
const result = (part: Partial<FolderJobResult>): FolderJobResult => ({
  done: 9,
  total: 9,
  cancelled: false,
  failure: null,
  undo: job('Archive'),
  rest: null,
  ...part,
});

describe('work on several folders', () => {
  it('is as far as all of it together, once all were counted', () => {
    expect(farOf(['a', 'b'], new Map())).toEqual([0, 0]);
    expect(farOf(['a', 'b'], new Map([['a', [5, 20]]]))).toEqual([5, 0]);
    expect(
      farOf(
        ['a', 'b'],
        new Map([
          ['a', [5, 20]],
          ['b', [0, 3]],
        ]),
      ),
    ).toEqual([5, 23]);
  });

  it('ends with one number, one way back, and what is left of each', () => {
    expect(joinResults([result({}), result({ total: 12, done: 12 })], true)).toMatchObject({
      done: 21,
      total: 21,
      isCut: false,
      isLost: false,
      rest: [],
      undo: [job('Archive'), job('Archive')],
    });
    const cut = joinResults(
      [result({}), result({ done: 0, cancelled: true, undo: null, rest: job('Walks') })],
      true,
    );
    expect(cut).toMatchObject({ done: 9, total: 18, isCut: true, isLost: false, rest: [job('Walks')] });
    const failed = joinResults([result({ failure: { code: 'offline' } }), result({})], true);
    expect(failed).toMatchObject({ isCut: true, failure: { code: 'offline' } });
  });

  it('says when the way back does not lead to all that was moved', () => {
    expect(joinResults([result({}), result({ undo: null })], true)).toMatchObject({ isLost: true });
    expect(joinResults([result({}), result({ undo: null })], false)).toMatchObject({ isLost: false });
    // Nothing was moved there.
    expect(joinResults([result({ done: 0, undo: null })], true)).toMatchObject({ isLost: false });
  });
});
