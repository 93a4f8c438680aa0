import { describe, expect, it } from 'vitest';
import { toMailboxName } from '../../../lib/imap';
import { ana, anaId, createWorld, INBOX, settle } from './support';
import { orderOf } from '../../support/job-order';

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
