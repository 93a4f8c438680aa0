/** What a person did survives: the end of the engine, a reload, a server that is away, and their own second thoughts. */
import { messages } from '../support/mail-factory';
import { expectAccessible } from './accessibility';
import { expect, test } from './fixtures';
import { mailboxState, messageIds } from './mailbox-state';
import { FoldersPage } from './pages/folders.page';
import { TriagePage } from './pages/triage.page';

const id = (index: number) => `<mail-${index}@example.com>`;

test.describe('an engine that ends with its page', () => {
  test.beforeEach(async ({ context }) => {
    await context.addInitScript(() => {
      Reflect.deleteProperty(globalThis, 'SharedWorker');
    });
  });

  test('a star and an archived message wait over a reload, are done once the server is back, and can be taken back', async ({
    page,
    dovecot,
    user,
    signInPage,
    mailPage,
    gated: { app, gate },
  }) => {
    const triage = new TriagePage(page);
    await dovecot.save(user.name, 'INBOX', messages(6, { kind: 'plain' }));
    await signInPage.enter(app.url, user);
    await mailPage.expectCount(6);
    await mailPage.expectLive();
    await mailPage.expectSealed();

    gate.network.refuse();
    await expect(mailPage.connection).toContainText('Reconnecting');
    await mailPage.row('#4').locator('[data-slot="row-star"]').click();
    await mailPage.row('#2').click({ modifiers: ['ControlOrMeta'] });
    await mailPage.action('Archive').click();
    await mailPage.expectCount(5);
    await expect(mailPage.connection).toContainText('2 actions waiting');
    await page.reload();
    await expect(mailPage.connection).toContainText('2 actions waiting');
    expect((await mailboxState(dovecot, user.name, 'INBOX'))[id(4)]).toBe('');

    gate.network.resume();
    await expect(mailPage.connection).toContainText('Live', { timeout: 40_000 });
    await expect(mailPage.connection).not.toContainText('waiting');
    await mailPage.expectCount(5);
    await expect(mailPage.row('#4')).toHaveAccessibleName(/^Unread, starred, /);
    await expect.poll(() => messageIds(dovecot, user.name, 'Archive')).toEqual([id(2)]);
    expect((await mailboxState(dovecot, user.name, 'INBOX'))[id(4)]).toBe('\\Flagged');

    // What was done before another reload is walked back, step by step, and each step is named.
    await page.reload();
    await mailPage.expectCount(5);
    await mailPage.expectLive();
    await mailPage.focusList();
    await page.keyboard.press('z');
    await expect(triage.toast).toContainText('Undone: Archived');
    await mailPage.expectCount(6);
    await page.keyboard.press('z');
    await expect(triage.toast).toContainText('Undone: Starred');
    await expect(mailPage.row('#4')).toHaveAccessibleName(/^Unread, (?!starred)/);
    await expect.poll(() => messageIds(dovecot, user.name, 'Archive')).toEqual([]);
    await expect.poll(async () => (await mailboxState(dovecot, user.name, 'INBOX'))[id(4)]).toBe('');
  });
});

test('1,200 messages are moved in one row: stopped, gone on with, and in sight again after a reload', async ({
  page,
  dovecot,
  user,
  signInPage,
  mailPage,
  gated: { app, gate },
}) => {
  const folders = new FoldersPage(page);
  const triage = new TriagePage(page);
  await dovecot.save(user.name, 'INBOX', messages(1_200, { kind: 'small' }));
  await signInPage.enter(app.url, user);
  await mailPage.expectCount(1_200);
  await mailPage.expectSettled();
  await mailPage.focusList();
  await page.keyboard.press('*');
  await page.keyboard.press('a');
  await expect(triage.heading).toHaveText('1,200 messages selected');

  gate.holdAfter('UID MOVE', 1);
  await mailPage.action('Archive').click();
  await expect(folders.tasks).toContainText('500 of 1,200');
  const stop = folders.tasks.getByRole('button', { name: 'Stop: Archiving from Inbox' });
  await stop.click();
  await expect(stop).toBeDisabled();
  gate.release();
  await folders.expectTold('Inbox: stopped after 1,000 of 1,200 messages');
  await expect(folders.tasks).toContainText('Stopped at 1,000 of 1,200');
  await mailPage.expectCount(200);
  await expectAccessible(page);

  gate.holdAfter('UID MOVE', 0);
  await folders.tasks.getByRole('button', { name: 'Go on: Archiving from Inbox' }).click();
  await expect(folders.tasks).toContainText('0 of 200');
  await page.reload();
  await expect(folders.tasks).toContainText('0 of 200');
  await expect(folders.tasks.getByRole('progressbar', { name: 'Archiving from Inbox' })).toBeVisible();
  gate.release();
  await folders.expectTold('200 messages archived');
  await expect(folders.tasks).toHaveCount(0);
  const other = await dovecot.connect(user.name);
  expect(await other.select('Archive')).toMatchObject({ exists: 1_200 });
  expect(await other.select('INBOX')).toMatchObject({ exists: 0 });
  await other.logout();
});
