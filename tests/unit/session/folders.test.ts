import { describe, expect, it } from 'vitest';
import { toMailboxName } from '../../../lib/imap/types';
import type { FolderJob, FolderRequest } from '../../../lib/mail';
import { JOB_BATCH } from '../../../lib/session/limits';
import { INBOX, SessionWorld, settle, USER } from '../../support/session-world';
import { orderOf } from '../../support/job-order';

const WORK = toMailboxName('Work');
const DEEP = toMailboxName('Work/Deep');
const TRASH = toMailboxName('Trash');
const emptyTrash: FolderJob = { mailbox: TRASH, within: null, action: { kind: 'expunge' } };
const readAll: FolderJob = {
  mailbox: INBOX,
  within: null,
  action: { kind: 'flag', flag: '\\Seen', add: true },
};

async function signedIn(options: ConstructorParameters<typeof SessionWorld>[0] = {}) {
  const world = new SessionWorld(options);
  world.session.watch('t1', INBOX);
  await world.signIn();
  await world.clock.advance(2_000);
  return world;
}

/** Commands without their tags, in order of sending, of the connection that was dialled last or the given one. */
const commands = (world: SessionWorld, wire = 0) =>
  (world.wires[wire]?.flights ?? [])
    .join('')
    .split('\r\n')
    .map((line) => line.replace(/^\S+ /, ''));

async function edit(world: SessionWorld, request: FolderRequest) {
  const done = world.session.editFolder(request);
  await world.clock.advance(1_000);
  return done;
}

const account = (world: SessionWorld) => {
  const found = world.server.account(USER.user);
  if (found === undefined) throw new Error('no account');
  return found;
};

describe('folders', () => {
  it('made at the top level and inside another, subscribed, told before the answer', async () => {
    const world = await signedIn();
    expect(await edit(world, { kind: 'create', parent: null, label: ' Work ' })).toEqual({
      ok: true,
      value: 'Work',
    });
    expect(await edit(world, { kind: 'create', parent: WORK, label: 'An\u0303o' })).toEqual({
      ok: true,
      value: 'Work/Año',
    });
    expect(account(world).subscriptions).toEqual(expect.arrayContaining(['Work', 'Work/Año']));
    expect(world.folders).toEqual(expect.arrayContaining(['Work', 'Work/Año']));
    expect(world.counters.get('Work')).toBe(0);
  });

  it.each([
    ['', 'folder-name-empty'],
    ['a/b', 'folder-name-delimiter'],
    ['a*', 'folder-name-wildcard'],
    ['50%', 'folder-name-wildcard'],
    ['a\r\nb', 'folder-name-control'],
    ['a\u202eb', 'folder-name-control'],
    ['\ud800', 'folder-name-control'],
    ['x'.repeat(101), 'folder-name-long'],
    ['inbox', 'folder-exists'],
    ['Trash', 'folder-exists'],
  ])('a name that is no name is refused before anything is sent: %j (I05)', async (label, code) => {
    const world = await signedIn();
    const result = await edit(world, { kind: 'create', parent: null, label });
    expect(result).toMatchObject({ ok: false, error: { code } });
    expect(commands(world).some((line) => line.startsWith('CREATE'))).toBe(false);
  });

  it('renamed while open: left by UNSELECT, open again under the new name, subscriptions too', async () => {
    const world = await signedIn();
    account(world).create('Work');
    account(world).create('Work/Deep');
    account(world).subscribe('Work/Deep');
    world.deliver(3, 'Work/Deep', 'Deep');
    await edit(world, { kind: 'subscribe', mailbox: WORK, subscribed: true });
    world.session.watch('t1', DEEP);
    await world.clock.advance(1_000);
    const before = commands(world).length;
    expect(await edit(world, { kind: 'rename', mailbox: WORK, label: 'Werk' })).toEqual({
      ok: true,
      value: 'Werk',
    });
    const sent = commands(world).slice(before);
    expect(sent.indexOf('UNSELECT')).toBeGreaterThanOrEqual(0);
    expect(sent.indexOf('UNSELECT')).toBeLessThan(sent.indexOf('RENAME Work Werk'));
    expect(sent.some((line) => line.startsWith('CLOSE'))).toBe(false);
    expect(world.log).toContain('renamed Work > Werk');
    expect(account(world).subscriptions).toEqual(expect.arrayContaining(['Werk', 'Werk/Deep']));
    expect(account(world).subscriptions).not.toContain('Work');
    expect(world.subjects(toMailboxName('Werk/Deep'))).toEqual(['Deep 3', 'Deep 2', 'Deep 1']);
    world.deliver(1, 'Werk/Deep', 'Live');
    await world.clock.advance(1_000);
    expect(world.subjects(toMailboxName('Werk/Deep'))[0]).toBe('Live 1');
    expect(world.problems).toEqual([]);
    expect(world.wires).toHaveLength(1);
  });

  it('what was done before a rename goes to the server before it, and is undone after it', async () => {
    const world = await signedIn({ messages: 3 });
    account(world).create('Work');
    world.deliver(2, 'Work', 'W');
    await edit(world, { kind: 'subscribe', mailbox: WORK, subscribed: true });
    world.session.watch('t1', WORK);
    await world.clock.advance(1_000);
    const uid = world.uids('Work')[0];
    if (uid === undefined) throw new Error('no message');
    world.session.enqueue(world.op('m', [uid], { kind: 'move', to: TRASH, purpose: 'trash' }, WORK));
    await edit(world, { kind: 'rename', mailbox: WORK, label: 'Werk' });
    expect(world.uids('Trash')).toHaveLength(1);
    expect(world.uids('Werk')).toHaveLength(1);
    world.session.undo('m');
    await world.clock.advance(1_000);
    expect(world.uids('Trash')).toHaveLength(0);
    expect(world.uids('Werk')).toHaveLength(2);
    expect(account(world).mailbox('Work')).toBeUndefined();
  });

  it('moved into another and back to the top level; never into itself', async () => {
    const world = await signedIn();
    await edit(world, { kind: 'create', parent: null, label: 'Work' });
    await edit(world, { kind: 'create', parent: null, label: 'Old' });
    const old = toMailboxName('Old');
    expect(await edit(world, { kind: 'move', mailbox: WORK, parent: old })).toEqual({
      ok: true,
      value: 'Old/Work',
    });
    const inOld = toMailboxName('Old/Work');
    expect(await edit(world, { kind: 'move', mailbox: old, parent: inOld })).toMatchObject({
      error: { code: 'folder-in-itself' },
    });
    expect(await edit(world, { kind: 'move', mailbox: inOld, parent: null })).toEqual({
      ok: true,
      value: 'Work',
    });
  });

  it('deleted with all inside it, the deepest first; INBOX never', async () => {
    const world = await signedIn();
    for (const name of ['Work', 'Work/Deep', 'Work/Deep/Deeper', 'Workshop']) account(world).create(name);
    await edit(world, { kind: 'subscribe', mailbox: WORK, subscribed: true });
    const before = commands(world).length;
    expect(await edit(world, { kind: 'delete', mailbox: WORK })).toEqual({ ok: true, value: null });
    const deleted = commands(world)
      .slice(before)
      .filter((line) => line.startsWith('DELETE'));
    expect(deleted).toEqual(['DELETE Work/Deep/Deeper', 'DELETE Work/Deep', 'DELETE Work']);
    expect(world.folders).toContain('Workshop');
    expect(world.folders).not.toContain('Work');
    expect(account(world).subscriptions).not.toContain('Work');
    expect(await edit(world, { kind: 'delete', mailbox: INBOX })).toMatchObject({
      error: { code: 'folder-fixed' },
    });
    expect(await edit(world, { kind: 'rename', mailbox: INBOX, label: 'x' })).toMatchObject({
      error: { code: 'folder-fixed' },
    });
  });

  it("the server's refusal is told with its words", async () => {
    const world = await signedIn();
    const result = await edit(world, { kind: 'rename', mailbox: toMailboxName('Gone'), label: 'x' });
    expect(result).toEqual({
      ok: false,
      error: { code: 'mailbox-missing', serverText: 'No such mailbox' },
    });
    account(world).create('Hidden');
    // Made by another client after LIST: only the server knows.
    expect(await edit(world, { kind: 'create', parent: null, label: 'Hidden' })).toEqual({
      ok: false,
      error: { code: 'folder-exists', serverText: 'Mailbox exists' },
    });
    expect(world.folders).toContain('Hidden');
  });

  it('a folder another client deleted closes, and the folders are read again (L36)', async () => {
    const world = await signedIn();
    account(world).create('Work');
    await edit(world, { kind: 'subscribe', mailbox: WORK, subscribed: true });
    account(world).delete('Work');
    world.session.watch('t1', WORK);
    await world.clock.advance(2_000);
    expect(world.failures.map(({ mailbox, error }) => [mailbox, error.code])).toEqual([
      ['Work', 'mailbox-missing'],
    ]);
    expect(world.folders).not.toContain('Work');
  });
});

describe('long work on a whole folder', () => {
  it('marks all as read in batches, the newest first, with progress and a true count at the end', async () => {
    const world = await signedIn({ messages: 3 * JOB_BATCH + 7 });
    const steps: string[] = [];
    const job = world.session.folderJob(
      orderOf(readAll),
      (done, total) => steps.push(`${done}/${total}`),
      () => false,
    );
    await world.clock.advance(2_000);
    expect(await job).toMatchObject({
      ok: true,
      value: { done: 1_507, total: 1_507, cancelled: false, failure: null },
    });
    expect(steps).toEqual(['0/0', '0/1507', '500/1507', '1000/1507', '1500/1507', '1507/1507']);
    const stores = commands(world).filter((line) => line.startsWith('UID STORE'));
    expect(stores[0]).toBe('UID STORE 1008:1507 +FLAGS (\\Seen)');
    expect(stores).toHaveLength(4);
    expect(world.unseen.get('INBOX')).toBe(0);
    expect(world.model().list.rowAt(0)?.seen).toBe(true);
    expect(commands(world)).toContain('UID SEARCH RETURN (ALL) UNSEEN');
    expect(world.problems).toEqual([]);
  });

  it('empties a folder nobody has open by exactly what it marked; mail that comes meanwhile stays', async () => {
    let arrived = false;
    const world = await signedIn({
      messages: 2,
      onSend: (text) => {
        if (text.includes('UID EXPUNGE') && !arrived) {
          arrived = true;
          world.deliver(1, 'Trash', 'Late');
        }
        return true;
      },
    });
    world.deliver(700, 'Trash', 'Old');
    const job = world.session.folderJob(
      orderOf(emptyTrash),
      () => undefined,
      () => false,
    );
    await world.clock.advance(2_000);
    expect(await job).toMatchObject({ value: { done: 700, cancelled: false, failure: null } });
    expect(world.uids('Trash')).toHaveLength(1);
    const sent = commands(world, 1).filter((line) => /^UID (?:STORE|EXPUNGE)/.test(line));
    expect(sent).toEqual([
      'UID STORE 201:700 +FLAGS.SILENT (\\Deleted)',
      'UID EXPUNGE 201:700',
      'UID STORE 1:200 +FLAGS.SILENT (\\Deleted)',
      'UID EXPUNGE 1:200',
    ]);
    await world.clock.advance(1_000);
    expect(world.counters.get('Trash')).toBe(1);
    expect(world.subjects()).toHaveLength(2);
  });

  it('ends after the batch under way when asked, and says how far it got', async () => {
    const world = await signedIn({ messages: 2 * JOB_BATCH });
    let batches = 0;
    const job = world.session.folderJob(
      orderOf(readAll),
      (done) => (batches = done / JOB_BATCH),
      () => batches >= 1,
    );
    await world.clock.advance(2_000);
    expect(await job).toMatchObject({
      ok: true,
      value: { done: 500, total: 1_000, cancelled: true, failure: null },
    });
    expect(account(world).mailbox('INBOX')?.countWithout('\\Seen')).toBe(500);
  });

  it('goes on after a cut connection, and does nothing twice', async () => {
    let cuts = 0;
    const world = await signedIn({
      messages: 2 * JOB_BATCH,
      onSend: (text) => !(text.includes('UID STORE 1:500') && ++cuts === 1),
    });
    const job = world.session.folderJob(
      orderOf(readAll),
      () => undefined,
      () => false,
    );
    await world.clock.advance(10_000);
    expect(await job).toMatchObject({ value: { done: 1_000, cancelled: false, failure: null } });
    expect(cuts).toBe(2);
    expect(account(world).mailbox('INBOX')?.countWithout('\\Seen')).toBe(0);
  });

  it('removes nothing where single messages cannot be removed (L19)', async () => {
    const world = await signedIn({ capabilities: ['IMAP4rev1', 'AUTH=PLAIN', 'SASL-IR', 'MOVE'] });
    world.deliver(2, 'Trash');
    const job = world.session.folderJob(
      orderOf(emptyTrash),
      () => undefined,
      () => false,
    );
    await world.clock.advance(1_000);
    expect(await job).toEqual({ ok: false, error: { code: 'job-unsafe' } });
    expect(account(world).mailbox('Trash')?.countWithout('\\Deleted')).toBe(2);
  });

  it('a folder that cannot be opened is said, not waited for', async () => {
    const world = await signedIn();
    const gone = { ...emptyTrash, mailbox: toMailboxName('Gone') };
    const job = world.session.folderJob(
      orderOf(gone),
      () => undefined,
      () => false,
    );
    await settle();
    await world.clock.advance(500);
    expect(await job).toMatchObject({ ok: false, error: { code: 'mailbox-missing' } });
  });
});
