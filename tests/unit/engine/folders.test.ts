import { describe, expect, it } from 'vitest';
import { OVERLAY_GRACE_MS } from '../../../lib/engine/limits';
import { toMailboxName, type UidValidity } from '../../../lib/imap';
import { ana, anaId, createWorld, INBOX, settle } from './support';
import { orderOf } from '../../support/job-order';
import { items } from '../mail/support';

const WORK = toMailboxName('Work');

async function signedIn() {
  const world = createWorld();
  const tab = await world.openTab();
  await tab.client.signIn(ana);
  await settle();
  return { world, tab };
}

describe('folder work over the port', () => {
  it('requests reach the session and are answered', async () => {
    const { world, tab } = await signedIn();
    const edited = tab.client.folderDesk.edit(anaId, { kind: 'delete', mailbox: WORK });
    await settle();
    expect(await edited).toEqual({ ok: true, value: null });
    expect(world.session.calls).toContain('editFolder {"kind":"delete","mailbox":"Work"}');
  });

  it('long work tells how far it is, and ends when asked; the result says where', async () => {
    const { tab } = await signedIn();
    const controller = new AbortController();
    const steps: number[] = [];
    const result = await tab.client.folderDesk.run(
      anaId,
      orderOf({ mailbox: INBOX, within: null, action: { kind: 'expunge' } }),
      {
        signal: controller.signal,
        onProgress: (done) => {
          steps.push(done);
          if (done === 3) controller.abort();
        },
      },
    );
    expect(result).toMatchObject({ ok: true, value: { cancelled: true, total: 10 } });
    expect(steps.slice(0, 4)).toEqual([0, 1, 2, 3]);
    expect(steps.length).toBeLessThan(10);
  });

  it('long work shows in every tab from the frame it is asked for, and what it did not get to comes back', async () => {
    const { world, tab } = await signedIn();
    const other = await world.openTab();
    await settle();
    for (const { client } of [tab, other]) client.watch(anaId, INBOX);
    await settle();
    world.session.open(4);
    world.session.listener.fetched(
      INBOX,
      [1, 2, 3, 4].map((uid) => ({ seq: uid, items: items(uid) })),
    );
    await settle();
    const shown = (): readonly number[][] =>
      [tab, other].map(({ client }) => {
        const list = client.list(anaId, INBOX);
        return Array.from({ length: list.rowCount }, (_, at) => Number(list.rowAt(at)?.uid));
      });
    const order = orderOf({
      mailbox: INBOX,
      within: { uidValidity: 7 as UidValidity, uids: [[1, 3]] },
      action: { kind: 'move', to: WORK, purpose: 'move' },
    });
    const running = tab.client.folderDesk.run(anaId, order);
    expect(shown()).toEqual([[4], [4, 3, 2, 1]]);
    world.session.listener.jobState(order, { kind: 'running' });
    await settle();
    expect(shown()).toEqual([[4], [4]]);
    await running;
    // The fake one did nothing of it, and said that it did.
    world.session.listener.jobState(order, {
      kind: 'ended',
      left: { uidValidity: 7 as UidValidity, uids: [[2, 2]] },
    });
    await settle();
    expect(shown()).toEqual([[4], [4, 2]]);
    await world.clock.advance(OVERLAY_GRACE_MS);
    expect(shown()).toEqual([
      [4, 3, 2, 1],
      [4, 3, 2, 1],
    ]);
  });

  it('long work that waits from before shows as soon as the engine knows of it', async () => {
    const { world, tab } = await signedIn();
    tab.client.watch(anaId, INBOX);
    await settle();
    world.session.open(2);
    world.session.listener.fetched(
      INBOX,
      [1, 2].map((uid) => ({ seq: uid, items: items(uid) })),
    );
    await settle();
    const order = orderOf({
      mailbox: INBOX,
      within: null,
      action: { kind: 'flag', flag: '\\Seen', add: true },
    });
    const seen = (): readonly (boolean | undefined)[] =>
      [0, 1].map((at) => tab.client.list(anaId, INBOX).rowAt(at)?.seen);
    world.session.listener.jobState(order, { kind: 'running' });
    await settle();
    expect(seen()).toEqual([true, true]);
    world.session.listener.jobState(order, { kind: 'failed' });
    await settle();
    expect(seen()).toEqual([false, false]);
  });

  it('work of an account that is gone is refused, not forgotten', async () => {
    const { tab } = await signedIn();
    const job = { mailbox: INBOX, within: null, action: { kind: 'expunge' } } as const;
    expect(await tab.client.folderDesk.run('nobody', orderOf(job))).toEqual({
      ok: false,
      error: { code: 'offline' },
    });
  });

  it('every tab learns new names, through any number of renames, and the quota', async () => {
    const { world, tab } = await signedIn();
    const other = await world.openTab();
    await settle();
    const { listener } = world.session;
    listener.folderRenamed(WORK, toMailboxName('Werk'), '/');
    listener.folderRenamed(toMailboxName('Werk'), toMailboxName('Old/Werk'), '/');
    listener.quota({ unit: 'bytes', used: 1, limit: 2 });
    await settle();
    for (const { client } of [tab, other]) {
      expect(client.folderDesk.renamedTo(anaId, toMailboxName('Work/Deep'))).toBe('Old/Werk/Deep');
      expect(client.folderDesk.renamedTo(anaId, INBOX)).toBeNull();
      expect(client.folderDesk.quota(anaId)).toEqual({ unit: 'bytes', used: 1, limit: 2 });
    }
  });
});
