/** Whole folders as one selection, long work that is stopped, and what other clients marked as deleted. */
import { message, messages } from '../support/mail-factory';
import { expectAccessible } from './accessibility';
import { expect, test } from './fixtures';
import { FoldersPage } from './pages/folders.page';
import { TriagePage } from './pages/triage.page';

test('2,000 messages are selected, archived, brought back and deleted as one; what arrives meanwhile stays', async ({
  counted,
  dovecot,
  user,
  page,
  mailPage,
  enterWith,
}) => {
  const { proxy } = counted;
  const triage = new TriagePage(page);
  const folders = new FoldersPage(page);
  await enterWith(counted.app.url, messages(2_000, { kind: 'small' }));
  await mailPage.expectSettled();

  await mailPage.focusList();
  await page.keyboard.press('Control+a');
  await expect(triage.heading).toHaveText(/^\d+ messages selected$/u);
  await expect(page.getByText('messages are not loaded yet and are not selected')).toBeVisible();
  proxy.reset();
  await page.getByRole('button', { name: 'Select all 2,000 messages in Inbox' }).click();
  await expect(triage.heading).toHaveText('2,000 messages selected');
  await expect(page.getByText('What arrives from now on is not part of it.')).toBeVisible();
  await expectAccessible(page);
  // Nothing was listed for it, and nothing more was loaded.
  expect(proxy.counts().commands.filter((name) => /SEARCH/u.test(name))).toEqual([]);
  await dovecot.deliver(user.name, message(9_001, { kind: 'plain', subject: 'Came later' }));
  await expect(mailPage.row('Came later')).toHaveAttribute('aria-selected', 'false');

  await mailPage.action('Archive').click();
  await folders.expectTold('2,000 messages archived');
  await mailPage.expectCount(1);
  await expect(mailPage.row('Came later')).toBeVisible();
  await triage.expectSelected([]);
  const moves = proxy.counts().commands.filter((name) => name === 'UID MOVE');
  expect(moves).toHaveLength(4);
  await page.keyboard.press('z');
  await folders.expectTold('2,000 messages taken back');
  await mailPage.expectCount(2_001);
  const other = await dovecot.connect(user.name);
  expect(await other.select('Archive')).toMatchObject({ exists: 0 });

  // By keys, less one that is pressed out of it.
  await mailPage.expectSettled();
  await mailPage.focusList();
  await page.keyboard.press('*');
  await page.keyboard.press('a');
  await expect(triage.heading).toHaveText('2,001 messages selected');
  await mailPage.rowAt(2).click({ modifiers: ['ControlOrMeta'] });
  await expect(triage.heading).toHaveText('2,000 messages selected');
  const [kept] = await triage.uids([2]);
  await page.keyboard.press('s');
  await folders.expectTold('2,000 messages starred');
  await other.select('INBOX');
  expect(await other.search('UNFLAGGED')).toEqual([Number(kept)]);

  await page.keyboard.press('*');
  await page.keyboard.press('a');
  await expect(triage.heading).toHaveText('2,001 messages selected');
  await page.keyboard.press('#');
  await folders.expectTold('2,001 messages moved to Trash');
  await mailPage.openFolder('Trash');
  await mailPage.expectCount(2_001);
  await mailPage.expectSettled();
  await mailPage.focusList();
  await page.keyboard.press('*');
  await page.keyboard.press('a');
  await expect(triage.heading).toHaveText('2,001 messages selected');
  await page.keyboard.press('#');
  await expect(folders.dialog).toContainText('Delete 2,001 messages for good?');
  await expectAccessible(page);
  // Asked again at once: that the first question closes is told a moment later, and closes no other.
  await page.keyboard.press('Escape');
  await page.keyboard.press('#');
  await expect(folders.dialog).toContainText('Delete 2,001 messages for good?');
  await page.keyboard.press('Escape');
  await expect(folders.dialog).toHaveCount(0);
  await mailPage.expectCount(2_001);
  await page.keyboard.press('#');
  await folders.press('Delete for good');
  await folders.expectTold('2,001 messages deleted for good');
  await expect(page.getByText('Nothing here')).toBeVisible();
  await other.logout();
});

test('long work is stopped, says how far it got, and takes that back', async ({
  dovecot,
  user,
  page,
  signInPage,
  mailPage,
  gated: { app, gate },
}) => {
  const folders = new FoldersPage(page);
  await dovecot.save(user.name, 'INBOX', messages(2_000, { kind: 'small' }));
  await signInPage.enter(app.url, user);
  await expect(mailPage.folder('Inbox')).toHaveAccessibleName('Inbox, 2,000 unread');
  gate.holdAfter('UID STORE', 2);
  await folders.choose('Inbox', 'Mark all as read');
  await expect(folders.tasks.getByRole('progressbar', { name: 'Marking Inbox as read' })).toHaveAttribute(
    'value',
    '1000',
  );
  await expect(folders.tasks).toContainText('1,000 of 2,000');
  await expectAccessible(page);
  const stop = folders.tasks.getByRole('button', { name: 'Stop: Marking Inbox as read' });
  await stop.click();
  await expect(stop).toBeDisabled();
  gate.release();
  await folders.expectTold('Inbox: stopped after 1,500 of 2,000 messages');
  await mailPage.holdToast();
  await expect(folders.tasks).toContainText('Stopped at 1,500 of 2,000');
  await expectAccessible(page);
  await folders.tasks.getByRole('button', { name: 'Dismiss: Marking Inbox as read' }).press('Enter');
  await expect(folders.tasks).toHaveCount(0);
  await expect(mailPage.folder('Inbox')).toHaveAccessibleName('Inbox, 500 unread');
  const other = await dovecot.connect(user.name);
  await other.select('INBOX');
  expect(await other.search('UNSEEN')).toHaveLength(500);
  await mailPage.undo.click();
  await folders.expectTold('1,500 messages taken back');
  await expect(mailPage.folder('Inbox')).toHaveAccessibleName('Inbox, 2,000 unread');
  await expect.poll(async () => (await other.search('UNSEEN')).length).toBe(2_000);
  await other.logout();
});

test('what another client marks as deleted is struck, comes back, or goes for good by its number', async ({
  counted,
  dovecot,
  user,
  page,
  signInPage,
  mailPage,
}) => {
  const { proxy } = counted;
  const triage = new TriagePage(page);
  const folders = new FoldersPage(page);
  await dovecot.save(
    user.name,
    'INBOX',
    ['One', 'Two', 'Three', 'Four', 'Five'].map((subject, at) => message(at + 1, { kind: 'plain', subject })),
  );
  await signInPage.enter(counted.app.url, user);
  await expect(mailPage.row('Five')).toBeVisible();
  const expunge = page.getByRole('button', { name: 'Expunge now' });
  await expect(expunge).toHaveCount(0);
  const other = await dovecot.connect(user.name);
  await other.select('INBOX');
  await other.store('2:4', '+FLAGS (\\Deleted)');
  for (const subject of ['Two', 'Three', 'Four'])
    await expect(mailPage.row(subject)).toHaveAccessibleName(/marked as deleted/u);
  await expect(mailPage.row('Two').getByTitle('Two')).toHaveCSS('text-decoration-line', 'line-through');
  await expect(mailPage.row('One')).not.toHaveAccessibleName(/marked as deleted/u);
  await expectAccessible(page);

  // By the menu, back by z; by the open message's button; by its key.
  await mailPage.row('Three').click({ button: 'right' });
  await triage.menuItem('Undelete').click();
  await expect(mailPage.row('Three')).not.toHaveAccessibleName(/marked as deleted/u);
  await expect(triage.toast).toContainText('Undeleted');
  await page.keyboard.press('z');
  await expect(mailPage.row('Three')).toHaveAccessibleName(/marked as deleted/u);
  await mailPage.openMessage('Three');
  await page.getByRole('toolbar').getByRole('button', { name: 'Undelete' }).click();
  await expect(mailPage.row('Three')).not.toHaveAccessibleName(/marked as deleted/u);
  await expect.poll(() => other.search('DELETED')).toEqual([2, 4]);

  // What is marked after the question was asked is not in the answer.
  proxy.reset();
  await expunge.click();
  await expect(folders.dialog).toContainText('Delete 2 messages for good?');
  await expectAccessible(page);
  await expect(folders.dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await other.store('1', '+FLAGS (\\Deleted)');
  await expect(mailPage.row('One')).toHaveAccessibleName(/marked as deleted/u);
  await folders.press('Expunge now');
  await folders.expectTold('2 messages deleted for good');
  await mailPage.expectCount(3);
  const sent = proxy.counts().commands;
  expect(sent.filter((name) => name === 'UID EXPUNGE')).toHaveLength(1);
  expect(sent.filter((name) => /^(?:CLOSE|EXPUNGE|UID STORE)$/u.test(name))).toEqual([]);
  await other.select('INBOX');
  expect(await other.search('DELETED')).toEqual([1]);
  await page.keyboard.press('Control+k');
  await triage.field.fill('expunge');
  await expect(triage.options.first()).toContainText('Expunge now');
  await page.keyboard.press('Enter');
  await expect(folders.dialog).toContainText('Delete 1 message for good?');
  await page.keyboard.press('Escape');
  await mailPage.expectCount(3);
  await other.logout();
});
