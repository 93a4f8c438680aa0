/** Folders, their live counters, long work and quota, against Dovecot over the real bridge. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toMailboxName } from '../../lib/imap/types';
import type { FolderJob, FolderRequest } from '../../lib/mail';
import type { SessionTarget } from '../../lib/session';
import { startBridge } from '../bridge/harness';
import { startDovecot, type Dovecot, type DovecotUser } from '../support/dovecot';
import { INBOX, LiveSession } from '../support/live-session';
import { message, messages } from '../support/mail-factory';
import { orderOf } from '../support/job-order';

const TARGET: SessionTarget = {
  id: 'main',
  name: 'Main',
  target: 'default-imap',
  tls: 'implicit',
  security: 'tls',
};
const WORK = toMailboxName('Work');
const TRASH = toMailboxName('Trash');

let dovecot: Dovecot;
let users = 0;

beforeAll(async () => {
  dovecot = await startDovecot();
});

afterAll(async () => {
  await dovecot.dispose();
});

async function signIn(user: DovecotUser): Promise<LiveSession> {
  const bridge = await startBridge({
    target: {
      host: 'localhost',
      port: dovecot.ports.imaps,
      tls: 'implicit',
      security: 'tls',
      ca: readFileSync(dovecot.caFile, 'utf8'),
    },
  });
  const live = new LiveSession({ origin: bridge.origin });
  live.session.watch('t1', INBOX);
  const result = await live.session.signIn({ target: TARGET, user: user.address, password: user.password });
  if (!result.ok) throw new Error(`sign-in: ${JSON.stringify(result.error)}`);
  await live.until('the folders are counted', () => live.counters.has(TRASH));
  return live;
}

function nextUser(): DovecotUser {
  users += 1;
  return dovecot.user(`folders${users}`);
}

async function edit(live: LiveSession, request: FolderRequest) {
  const result = await live.session.editFolder(request);
  if (!result.ok) throw new Error(`${request.kind}: ${JSON.stringify(result.error)}`);
  return result.value;
}

const has = (live: LiveSession, name: string) => live.folders.some((folder) => folder.name === name);

/** Commands the client sent, without their tags. */
const sent = (live: LiveSession) =>
  live.transcript
    .lines()
    .flatMap(({ direction, text }) => (direction === 'C' ? [text.replace(/^\S+ /, '')] : []));

test('counters of folders nobody has open follow deliveries, flags and deletions without polling', async () => {
  const user = nextUser();
  await dovecot.save(user.name, 'Work', messages(2, { kind: 'small' }));
  const live = await signIn(user);
  await live.until('NOTIFY', () => sent(live).some((line) => line.startsWith('NOTIFY SET')));
  await live.until('Work counted', () => live.counters.get(WORK) === 2);
  const asked = sent(live).length;
  await dovecot.save(user.name, 'Work', [message(7)]);
  await live.until('one more', () => live.counters.get(WORK) === 3);
  const other = await dovecot.connect(user.name);
  await other.select('Work');
  await other.store('1:*', '+FLAGS (\\Seen)');
  await live.until('all read', () => live.counters.get(WORK) === 0);
  await other.store('1:2', '-FLAGS (\\Seen)');
  await live.until('two unread', () => live.counters.get(WORK) === 2);
  await other.store('1', '+FLAGS (\\Deleted)');
  await other.command('EXPUNGE');
  await live.until('one unread', () => live.counters.get(WORK) === 1);
  // INBOX is open meanwhile and hears of its own mail by IDLE beside NOTIFY.
  await dovecot.deliver(user.name, message(9, { kind: 'plain', subject: 'Beside' }));
  await live.until('the mail', () => live.model().list.rowAt(0)?.subject.includes('Beside') === true);
  expect(
    sent(live)
      .slice(asked)
      .filter((line) => /^(?:STATUS|LIST|NOOP)/.test(line)),
  ).toEqual([]);
  expect(live.problems).toEqual([]);
  await other.logout();
  await live.session.signOut();
});

test('folders another client makes, renames and deletes appear by themselves', async () => {
  const user = nextUser();
  const live = await signIn(user);
  const other = await dovecot.connect(user.name);
  await other.ok('CREATE Neu');
  await live.until('made', () => has(live, 'Neu'));
  await other.ok('RENAME Neu Alt');
  await live.until('renamed', () => has(live, 'Alt') && !has(live, 'Neu'));
  expect(live.renames).toContain('Neu > Alt');
  await other.ok('SUBSCRIBE Alt');
  await live.until('subscribed', () =>
    live.folders.some(({ name, attributes }) => name === 'Alt' && attributes.includes('\\subscribed')),
  );
  await other.ok('DELETE Alt');
  await live.until('gone', () => !has(live, 'Alt'));
  await other.logout();
  await live.session.signOut();
});

test('made, nested, renamed while open, moved and deleted: one connection, nothing inconsistent', async () => {
  const user = nextUser();
  const live = await signIn(user);
  expect(await edit(live, { kind: 'create', parent: null, label: 'Proyectos & año' })).toBe(
    'Proyectos & año',
  );
  const parent = toMailboxName('Proyectos & año');
  expect(await edit(live, { kind: 'create', parent, label: '日本 "x"' })).toBe('Proyectos & año/日本 "x"');
  const deep = toMailboxName('Proyectos & año/日本 "x"');
  await dovecot.doveadm('mailbox', 'status', '-u', user.name, 'messages', deep);
  live.session.watch('t1', deep);
  await live.until('open', () => live.opened.includes(deep));
  expect(await edit(live, { kind: 'rename', mailbox: parent, label: 'Projects' })).toBe('Projects');
  const renamed = 'Projects/日本 "x"';
  await live.until('open again', () => live.opened.includes(renamed));
  expect(live.folders.find(({ name }) => name === renamed)?.attributes).toContain('\\subscribed');
  expect(await edit(live, { kind: 'move', mailbox: toMailboxName(renamed), parent: null })).toBe('日本 "x"');
  await live.until('open a third time', () => live.opened.includes('日本 "x"'));
  expect(
    await edit(live, { kind: 'create', parent: toMailboxName('Projects'), label: 'Inside' }),
  ).not.toBeNull();
  expect(await edit(live, { kind: 'delete', mailbox: toMailboxName('Projects') })).toBeNull();
  expect(has(live, 'Projects') || has(live, 'Projects/Inside')).toBe(false);
  expect((await dovecot.doveadm('mailbox', 'list', '-u', user.name)).includes('Projects')).toBe(false);
  expect(live.problems).toEqual([]);
  expect(live.statuses.some(({ kind }) => kind === 'reconnecting')).toBe(false);
  expect(await live.session.editFolder({ kind: 'delete', mailbox: INBOX })).toMatchObject({
    error: { code: 'folder-fixed' },
  });
  await live.session.signOut();
});

test('1,200 unread are read and 1,200 messages of Trash are gone, whatever others marked', async () => {
  const user = nextUser();
  await dovecot.save(user.name, 'INBOX', messages(1_200, { kind: 'small' }));
  await dovecot.save(user.name, 'Trash', messages(1_200, { kind: 'small' }));
  const live = await signIn(user);
  const steps: number[] = [];
  const run = (job: FolderJob) =>
    live.session.folderJob(
      orderOf(job),
      (done) => steps.push(done),
      () => false,
    );
  const read = await run({
    mailbox: INBOX,
    within: null,
    action: { kind: 'flag', flag: '\\Seen', add: true },
  });
  expect(read).toMatchObject({
    ok: true,
    value: { done: 1_200, total: 1_200, cancelled: false, failure: null },
  });
  expect(steps).toEqual([0, 0, 500, 1_000, 1_200]);
  await live.until('INBOX counts nothing unread', () => live.counters.get(INBOX) === 0);
  const emptied = await run({ mailbox: TRASH, within: null, action: { kind: 'expunge' } });
  expect(emptied).toMatchObject({ value: { done: 1_200, cancelled: false, failure: null } });
  await live.until('Trash counts nothing', () => live.counters.get(TRASH) === 0);
  const other = await dovecot.connect(user.name);
  expect(await other.select('Trash')).toMatchObject({ exists: 0 });
  await other.select('INBOX');
  expect(await other.search('UNSEEN')).toEqual([]);
  await other.logout();
  expect(live.problems).toEqual([]);
  await live.session.signOut();
});

test('a whole folder is moved away, brought back and removed: nothing is left behind, nothing that came later goes', async () => {
  const user = nextUser();
  await dovecot.save(user.name, 'INBOX', messages(1_501, { kind: 'small' }));
  const live = await signIn(user);
  const whole = async (mailbox: typeof INBOX) => {
    const chosen = await live.session.chooseSet(mailbox, 'all');
    if (!chosen.ok) throw new Error(chosen.error.code);
    return chosen.value;
  };
  const run = async (job: FolderJob) => {
    const result = await live.session.folderJob(
      orderOf(job),
      () => undefined,
      () => false,
    );
    if (!result.ok) throw new Error(result.error.code);
    expect(result.value).toMatchObject({ done: 1_501, failure: null });
    return result.value.undo;
  };
  const move = { kind: 'move', to: TRASH, purpose: 'trash' } as const;
  const chosen = await whole(INBOX);
  expect(chosen).toMatchObject({ count: 1_501, exact: true });
  await dovecot.deliver(user.name, message(7_001));
  const undo = await run({ mailbox: INBOX, within: chosen, action: move });
  if (undo === null) throw new Error('no way back');
  await run(undo);
  const other = await dovecot.connect(user.name);
  expect(await other.select('INBOX')).toMatchObject({ exists: 1_502 });
  expect(await other.select('Trash')).toMatchObject({ exists: 0 });
  const uids = await other.select('INBOX').then(() => other.search('ALL'));
  const back = { ...chosen, uids: [[uids[1] ?? 0, uids.at(-1) ?? 0]] as const };
  await run({ mailbox: INBOX, within: back, action: move });
  await run({ mailbox: TRASH, within: await whole(TRASH), action: { kind: 'expunge' } });
  expect(await other.select('Trash')).toMatchObject({ exists: 0 });
  expect(await other.select('INBOX')).toMatchObject({ exists: 1 });
  await other.logout();
  expect(live.problems).toEqual([]);
  await live.session.signOut();
});

test('the quota of the account is told, and told again once space was freed', async () => {
  const user = nextUser();
  await dovecot.save(user.name, 'Trash', messages(50, { kind: 'small' }));
  const live = await signIn(user);
  await live.until('quota', () => live.quota !== undefined);
  const before = live.quota;
  expect(before).toMatchObject({ unit: 'bytes', limit: 1_073_741_824 });
  expect(before?.used).toBeGreaterThan(0);
  await live.session.folderJob(
    orderOf({ mailbox: TRASH, within: null, action: { kind: 'expunge' } }),
    () => undefined,
    () => false,
  );
  await live.until('less used', () => (live.quota?.used ?? Infinity) < (before?.used ?? 0));
  await live.session.signOut();
});
