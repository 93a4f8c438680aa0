/** Rows that are in no list are shown as ops leave them. */
import { describe, expect, it } from 'vitest';
import { asOpsLeave, StandingOps } from '../../../lib/engine/standing-ops';
import type { RecentOp } from '../../../lib/engine/page-ops';
import { toMailboxName, toUid } from '../../../lib/imap/types';
import { inverseOp, type Op, type OpAction, type OpState } from '../../../lib/mail';
import { row, validity } from '../mail/support';

const [SENT, ARCHIVE] = [toMailboxName('Sent'), toMailboxName('Archive')];
const place = { mailbox: SENT, uidValidity: validity };
const star: OpAction = { kind: 'flag', flag: '\\Flagged', add: true };
const move: OpAction = { kind: 'move', to: ARCHIVE, purpose: 'archive' };
const op = (id: string, action: OpAction, ...uids: number[]): Op => ({
  id,
  account: 'a',
  ...place,
  uids: uids.map(toUid),
  action,
});
const DONE: OpState = { kind: 'done', moved: [[toUid(7), toUid(70)]] };

function world() {
  const recent: RecentOp[] = [];
  const standing = new StandingOps(() => recent);
  const seen = (uid: number) => asOpsLeave(place, row(uid), standing.of('a').ops);
  const put = (one: Op, state: OpState): void => {
    recent.push({ op: one, state });
    standing.changed();
  };
  return { recent, standing, seen, put };
}

describe('ops as they stand', () => {
  it('paint flags and hide what leaves, of just these messages of this folder', () => {
    const { put, seen, standing } = world();
    put(op('1', star, 5), { kind: 'queued' });
    put(op('2', move, 7), DONE);
    expect(seen(5)?.starred).toBe(true);
    expect(seen(6)?.starred).toBe(false);
    expect(seen(7)).toBeNull();
    expect(asOpsLeave({ ...place, mailbox: ARCHIVE }, row(7), standing.of('a').ops)).not.toBeNull();
    expect(standing.of('b').ops).toEqual([]);
    expect(standing.of('a')).toBe(standing.of('a'));
  });

  it('are no more when they were refused or taken back', () => {
    const { put, seen, standing } = world();
    const archived = op('2', move, 7);
    put(op('1', star, 5), { kind: 'failed', error: { code: 'action-refused' } });
    put(archived, DONE);
    const back = inverseOp(archived, [[toUid(7), toUid(70)]], validity);
    if (back === null) throw new Error('a move has a way back');
    expect(standing.told(back, { kind: 'queued' })).toBe(false);
    expect(seen(5)?.starred).toBe(false);
    expect(seen(7)?.uid).toBe(7);
    expect(standing.of('a').returned).toBe(0);
    // It has another UID there now: whoever shows it looks for it.
    expect(standing.told(back, { kind: 'done', moved: [] })).toBe(true);
    expect(standing.of('a').returned).toBe(1);
    expect(standing.told(op('3', star, 1), { kind: 'done', moved: [] })).toBe(false);
  });
});
