import { readFile } from 'node:fs/promises';
import { message, messages } from '../support/mail-factory';
import { expect, test } from './fixtures';
import { messageIds } from './mailbox-state';

const COUNT = 20;
const id = (index: number) => `<mail-${index}@example.com>`;

test('keys pressed in a row act on one message each, and come back one by one', async ({
  page,
  app,
  dovecot,
  user,
  mailPage,
  enterWith,
}) => {
  await enterWith(app.url, messages(COUNT, { kind: 'plain' }));
  await mailPage.expectSettled();
  await mailPage.focusList();
  for (const key of ['e', 'e', '#', 'e', 's']) await page.keyboard.press(key);
  await mailPage.expectCount(COUNT - 4);
  await expect(mailPage.rowAt(0)).toContainText('#15');
  await expect(mailPage.rowAt(0)).toHaveAccessibleName(/starred/);
  await expect(mailPage.rowAt(0)).toBeFocused();
  await expect.poll(() => messageIds(dovecot, user.name, 'Archive')).toEqual([16, 18, 19].map(id));
  await expect.poll(() => messageIds(dovecot, user.name, 'Trash')).toEqual([id(17)]);
  for (const key of ['z', 'z', 'z', 'z', 'z']) await page.keyboard.press(key);
  await mailPage.expectCount(COUNT);
  await expect.poll(() => messageIds(dovecot, user.name, 'Archive')).toEqual([]);
  await expect.poll(() => messageIds(dovecot, user.name, 'Trash')).toEqual([]);
  expect(await messageIds(dovecot, user.name, 'INBOX')).toHaveLength(COUNT);
  await mailPage.expectCount(COUNT);
  await mailPage.expectSettled();
});

test('folder names of all kinds open, also from their address', async ({
  page,
  app,
  dovecot,
  user,
  signInPage,
  mailPage,
}) => {
  const names: readonly (readonly [wire: string, shown: string])[] = [
    ['A&APE-o nuevo', 'Año nuevo'],
    ['R&- D #1 100%', 'R& D #1 100%'],
    ['&ZeVnLIqe-', '日本語'],
  ];
  for (const [wire] of names) await dovecot.save(user.name, wire, messages(2, { kind: 'small' }));
  await signInPage.enter(app.url, user);
  for (const [, shown] of names) {
    await mailPage.openFolder(shown);
    await mailPage.expectCount(2);
    await page.reload();
    await mailPage.expectCount(2);
    await expect(mailPage.folder(shown)).toHaveAttribute('aria-selected', 'true');
  }
});

test('the open message goes away elsewhere: it stays readable, and nothing can be done to it', async ({
  app,
  dovecot,
  user,
  signInPage,
  mailPage,
}) => {
  await dovecot.save(user.name, 'INBOX', messages(COUNT, { kind: 'plain', language: 'en' }));
  await signInPage.enter(app.url, user);
  await mailPage.openMessage('#19');
  const other = await dovecot.connect(user.name);
  await other.select('INBOX');
  await other.expunge('20');
  await other.logout();
  await mailPage.expectCount(COUNT - 1);
  await expect(mailPage.reader).toContainText('We meet at the old station at nine. (19)');
  await expect(mailPage.action('Archive')).toBeDisabled();
  await mailPage.openMessage('#18');
  await expect(mailPage.action('Archive')).toBeEnabled();
});

test('an address of a message that is not there says so', async ({ page, app, mailPage, enterWith }) => {
  await enterWith(app.url, messages(3, { kind: 'plain' }));
  await page.goto(`${app.url}/mail#f=INBOX&u=77`);
  await expect(mailPage.reader.getByRole('alert')).toContainText('no longer in the folder');
});

test('at the top, arrivals slide in and the focus stays on its message', async ({
  app,
  dovecot,
  user,
  mailPage,
  enterWith,
}) => {
  await enterWith(app.url, messages(COUNT, { kind: 'small' }));
  await mailPage.focusList();
  expect(await mailPage.focusedUid()).toBe('20');
  await dovecot.deliver(user.name, message(30, { kind: 'small' }));
  await expect(mailPage.rowAt(0)).toContainText('#30');
  expect(await mailPage.focusedUid()).toBe('20');
  await expect(mailPage.rowAt(1)).toBeFocused();
});

test('the thumb dragged wildly over 20,000 messages ends on the right rows', async ({
  app,
  mailPage,
  enterWith,
}) => {
  const count = 20_000;
  await enterWith(app.url, messages(count, { kind: 'small' }));
  await mailPage.list.evaluate(async (grid) => {
    for (let step = 0; step < 60; step += 1) {
      grid.scrollTop = grid.scrollHeight * ((step * 7919) % 1000) * 0.001;
      await new Promise(requestAnimationFrame);
    }
  });
  for (const share of [0.31, 0.77, 0.05]) {
    await mailPage.scrollTo(share);
    const rows = await mailPage.rows.evaluateAll((all) =>
      all.map((row) => [Number(row.getAttribute('aria-rowindex')), Number(row.getAttribute('data-uid'))]),
    );
    const known = rows.filter(([, uid]) => uid !== 0);
    expect(known.length).toBeGreaterThan(10);
    expect(known.filter(([index = 0, uid = 0]) => index + uid !== count + 1)).toEqual([]);
  }
});

test('5 MB arrive whole', async ({ page, app, dovecot, user, signInPage, mailPage }) => {
  const bytes = Buffer.from(
    Array.from({ length: 5_000_000 }, (_, index) => (index * 31 + (index >> 8)) % 256),
  );
  const lines = bytes.toString('base64').match(/.{1,76}/g) ?? [];
  const head = [
    'From: Ana <ana@example.com>',
    'To: reader@example.org',
    'Subject: A large file',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="b"',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'See the file.',
    '--b',
    'Content-Type: application/zip',
    'Content-Disposition: attachment; filename="big.zip"',
    'Content-Transfer-Encoding: base64',
    '',
  ];
  await dovecot.save(user.name, 'INBOX', [Buffer.from([...head, ...lines, '--b--', ''].join('\r\n'))]);
  await signInPage.enter(app.url, user);
  await mailPage.openMessage('A large file');
  await expect(mailPage.reader).toContainText('See the file.');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    mailPage.reader.getByRole('button', { name: 'Download big.zip, 5 MB' }).click(),
  ]);
  const saved = await readFile(await download.path());
  expect(saved.equals(bytes)).toBe(true);
});

test('a folder deleted elsewhere while it is open: said, gone from the tree, and the session goes on', async ({
  page,
  app,
  dovecot,
  user,
  signInPage,
  mailPage,
}) => {
  await dovecot.save(user.name, 'INBOX', messages(3));
  await dovecot.save(user.name, 'Doomed', messages(4));
  await signInPage.enter(app.url, user);
  await mailPage.openFolder('Doomed');
  await mailPage.expectCount(4);
  const other = await dovecot.connect(user.name);
  await other.ok('DELETE Doomed');
  await other.ok('CREATE Fresh');
  await other.logout();
  await expect(page.getByRole('region', { name: 'Notifications' })).toContainText(
    'The folder Doomed was deleted or renamed by another program.',
  );
  await mailPage.expectLive();
  await expect(mailPage.folder('Fresh')).toBeVisible();
  await expect(mailPage.folder('Doomed')).toHaveCount(0);
  await expect(mailPage.folder('Inbox')).toHaveAttribute('aria-selected', 'true');
  await mailPage.expectCount(3);
});

test('triage by keys while mail comes and goes: the list ends as the server has it', async ({
  page,
  app,
  dovecot,
  user,
  mailPage,
  enterWith,
}) => {
  const rounds = 10;
  await enterWith(app.url, messages(60));
  await mailPage.openMessage('#59');
  // Far enough from the oldest ones, which the other client takes away: what both remove is counted once.
  for (let step = 0; step < 14; step += 1) await page.keyboard.press('j');
  await expect(mailPage.subject).toContainText('#45');
  await mailPage.leaveList();

  const other = await dovecot.connect(user.name);
  await other.select('INBOX');
  for (let round = 0; round < rounds; round += 1) {
    await dovecot.deliver(user.name, message(100 + round, { kind: 'plain' }));
    await other.expunge(String(1 + round));
    for (const key of ['s', 'e', 'j', 'j']) await page.keyboard.press(key);
  }
  await mailPage.expectCount(60 - rounds);
  await expect.poll(async () => (await other.search('ALL')).length).toBe(60 - rounds);
  await mailPage.press('Home');
  const shown = await mailPage.rows.evaluateAll((rows) =>
    rows.map((row) => Number(row.getAttribute('data-uid'))),
  );
  const held = [...(await other.search('ALL'))].reverse();
  expect(shown).toEqual(held.slice(0, shown.length));
  await other.logout();
});
