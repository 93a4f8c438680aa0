import { describe, expect, it } from 'vitest';
import { toMailboxName, toUid, type UidValidity } from '../../../lib/imap';
import { inbox, uidsOf } from './inbox';
import { anaId, INBOX, settle } from './support';

describe('ops', () => {
  const star = { kind: 'flag', flag: '\\Flagged', add: true } as const;
  const trash = toMailboxName('Trash');
  const toTrash = { kind: 'move', to: trash, purpose: 'trash' } as const;
  const on = (uid: number) => ({
    account: anaId,
    mailbox: INBOX,
    uidValidity: 7 as UidValidity,
    uids: [toUid(uid)],
  });

  it('is on the screen when dispatch returns, and stays through the confirmation', async () => {
    const { world, tab } = await inbox(3);
    const seen: boolean[] = [];
    tab.client.subscribe((touched) => {
      if (touched.some((one) => one.kind === 'list')) {
        seen.push(tab.client.list(anaId, INBOX).rowAt(1)?.starred ?? false);
      }
    });
    const op = tab.client.dispatch({ ...on(2), action: star });
    expect(seen).toEqual([true]);
    await settle();
    expect(world.session.ops).toEqual([op]);
    world.session.listener.opState(op, { kind: 'running' });
    await settle();
    world.session.listener.opState(op, { kind: 'done', moved: [] });
    await settle();
    world.session.listener.fetched(INBOX, [{ seq: 2, items: { uid: toUid(2), flags: ['\\Flagged'] } }]);
    await settle();
    expect(seen).toEqual(seen.map(() => true));
    expect(tab.client.recentOps().map((recent) => recent.state.kind)).toEqual(['done']);
  });

  it('takes a star back that the server never confirmed', async () => {
    const { world, tab } = await inbox(3);
    const op = tab.client.dispatch({ ...on(2), action: star });
    await settle();
    world.session.listener.opState(op, { kind: 'done', moved: [] });
    await settle();
    await world.clock.advance(10_000);
    await settle();
    expect(tab.client.list(anaId, INBOX).rowAt(1)?.starred).toBe(false);
  });

  it('reverts on refusal', async () => {
    const { world, tab } = await inbox(3);
    const op = tab.client.dispatch({ ...on(2), action: toTrash });
    expect(uidsOf(tab)).toEqual([3, 1]);
    await settle();
    world.session.listener.opState(op, { kind: 'failed', error: { code: 'action-refused' } });
    await settle();
    expect(uidsOf(tab)).toEqual([3, 2, 1]);
    expect(tab.client.recentOps()).toMatchObject([
      { state: { kind: 'failed', error: { code: 'action-refused' } } },
    ]);
  });

  it('shows in other tabs too, and counts in both folders', async () => {
    const { world, tab } = await inbox(3);
    world.session.listener.folders([
      { name: INBOX, delimiter: '/', attributes: [] },
      { name: trash, delimiter: '/', attributes: ['\\Trash'] },
    ]);
    world.session.listener.status(INBOX, { messages: 3, unseen: 3 });
    world.session.listener.status(trash, { messages: 5, unseen: 1 });
    const other = await world.openTab();
    other.client.watch(anaId, INBOX);
    await settle();
    const op = tab.client.dispatch({ ...on(3), action: toTrash });
    expect(tab.client.folders(anaId)).toMatchObject([
      { total: 2, unseen: 2 },
      { total: 6, unseen: 2 },
    ]);
    await settle();
    world.session.listener.opState(op, { kind: 'queued' });
    await settle();
    expect(uidsOf(other)).toEqual([2, 1]);
    expect(other.client.recentOps()).toEqual([]);
    world.session.listener.expunged(INBOX, 3);
    world.session.listener.opState(op, { kind: 'done', moved: [[toUid(3), toUid(9)]] });
    await settle();
    for (const { client } of [tab, other]) {
      expect(client.folders(anaId)).toMatchObject([
        { total: 2, unseen: 2 },
        { total: 6, unseen: 2 },
      ]);
    }
  });

  it('undoes in the same frame: a queued move comes back, a done star goes', async () => {
    const { world, tab } = await inbox(3);
    const move = tab.client.dispatch({ ...on(2), action: toTrash });
    tab.client.undo(move.id);
    expect(uidsOf(tab)).toEqual([3, 2, 1]);
    await settle();
    // The echo of what was queued before the undo reached the engine changes nothing on the screen.
    world.session.listener.opState(move, { kind: 'queued' });
    await settle();
    expect(uidsOf(tab)).toEqual([3, 2, 1]);
    world.session.listener.opState(move, { kind: 'cancelled' });
    await settle();
    expect(uidsOf(tab)).toEqual([3, 2, 1]);

    const flag = tab.client.dispatch({ ...on(2), action: star });
    await settle();
    world.session.listener.fetched(INBOX, [{ seq: 2, items: { flags: ['\\Flagged'] } }]);
    world.session.listener.opState(flag, { kind: 'done', moved: [] });
    await settle();
    expect(tab.client.list(anaId, INBOX).rowAt(1)?.starred).toBe(true);
    tab.client.undo(flag.id);
    expect(tab.client.list(anaId, INBOX).rowAt(1)?.starred).toBe(false);
    await settle();
    expect(world.session.calls).toEqual(expect.arrayContaining([`undo ${move.id}`, `undo ${flag.id}`]));
  });

  it('refused after a part of it, keeps what was done and gives back the rest', async () => {
    const { world, tab } = await inbox(3);
    const op = tab.client.dispatch({ ...on(2), uids: [toUid(1), toUid(2)], action: toTrash });
    expect(uidsOf(tab)).toEqual([3]);
    await settle();
    const part = { uids: [toUid(1)], moved: [[toUid(1), toUid(9)]] as const };
    world.session.listener.opState(op, { kind: 'failed', error: { code: 'action-partly' }, part });
    await settle();
    expect(uidsOf(tab)).toEqual([3, 2]);
    world.session.listener.expunged(INBOX, 1);
    await settle();
    expect(uidsOf(tab)).toEqual([3, 2]);
    tab.client.undo(op.id);
    await settle();
    expect(world.session.calls).toContain(`undo ${op.id}`);
  });

  it('that waited before this page is painted once the list comes, and said again to an engine that lost it', async () => {
    const { world, tab } = await inbox(3);
    const op = tab.client.dispatch({ ...on(2), action: toTrash });
    await settle();
    world.session.waiting = { ops: [{ op, state: { kind: 'queued' } }], jobs: [] };
    const later = await world.openTab();
    later.client.watch(anaId, INBOX);
    await settle();
    expect(uidsOf(later)).toEqual([3, 1]);
    expect(later.client.recentOps()).toEqual([{ op, state: { kind: 'queued' }, isFound: true }]);
    world.session.waiting = { ops: [], jobs: [] };
    world.session.ops.length = 0;
    later.events.onShow();
    tab.events.onShow();
    await settle();
    expect(world.session.ops).toEqual([op, op]);
  });

  it('is done at once when there is nothing to change', async () => {
    const { world, tab } = await inbox(3);
    const op = tab.client.dispatch({ ...on(2), action: { ...star, add: false } });
    await settle();
    expect(op.uids).toEqual([]);
    expect(world.session.ops).toEqual([]);
    expect(tab.client.recentOps()).toMatchObject([{ state: { kind: 'done' } }]);
  });
});
