import { messages, subjectOf } from '../support/mail-factory';
import { expect, test } from './fixtures';
import { mailboxState, messageIds } from './mailbox-state';

const COUNT = 12;
const NEWEST = '<mail-11@example.com>';
const ALL = Array.from({ length: COUNT }, (_, index) => `<mail-${index}@example.com>`).sort();

test.beforeEach(async ({ app, enterWith }) => {
  await enterWith(app.url, messages(COUNT, { kind: 'plain', language: 'en' }));
});

test('read, unread and star reach the server', async ({ page, dovecot, user, mailPage }) => {
  const flags = async () => (await mailboxState(dovecot, user.name, 'INBOX'))[NEWEST];
  const row = mailPage.rowAt(0);
  await expect(row).toHaveAccessibleName(/^Unread, /);
  await expect(mailPage.folder('Inbox')).toHaveAccessibleName('Inbox, 12 unread');

  await mailPage.openMessage('#11');
  await expect(row).toHaveAccessibleName(/^(?!Unread)/);
  await expect(mailPage.folder('Inbox')).toHaveAccessibleName('Inbox, 11 unread');
  await expect.poll(flags).toBe('\\Seen');

  await mailPage.action('Star').click();
  await expect(mailPage.action('Star')).toHaveAttribute('aria-pressed', 'true');
  await expect(row).toHaveAccessibleName(/^starred, /);
  await expect.poll(flags).toBe('\\Flagged \\Seen');

  await mailPage.action('Mark as unread').click();
  await expect(row).toHaveAccessibleName(/^Unread, starred, /);
  await expect.poll(flags).toBe('\\Flagged');
  await mailPage.action('Mark as read').click();
  await expect(row).toHaveAccessibleName(/^starred, /);
  await expect.poll(flags).toBe('\\Flagged \\Seen');

  await page.keyboard.press('s');
  await expect(mailPage.action('Star')).toHaveAttribute('aria-pressed', 'false');
  await expect.poll(flags).toBe('\\Seen');
  await page.keyboard.press('z');
  await expect(mailPage.action('Star')).toHaveAttribute('aria-pressed', 'true');
  await expect.poll(flags).toBe('\\Flagged \\Seen');
});

test('archive and its undo move the message there and back', async ({ dovecot, user, mailPage }) => {
  await mailPage.openMessage('#11');
  await mailPage.action('Archive').click();
  await mailPage.expectCount(COUNT - 1);
  await mailPage.holdToast();
  await expect(mailPage.rowAt(0)).toContainText(subjectOf(10, { language: 'en' }));
  await expect.poll(() => messageIds(dovecot, user.name, 'Archive')).toEqual([NEWEST]);
  expect(await messageIds(dovecot, user.name, 'INBOX')).not.toContain(NEWEST);
  expect(await mailboxState(dovecot, user.name, 'Archive')).toEqual({ [NEWEST]: '\\Seen' });

  await mailPage.undo.click();
  await mailPage.expectCount(COUNT);
  await expect(mailPage.row('#11')).toHaveCount(1);
  await expect.poll(() => messageIds(dovecot, user.name, 'INBOX')).toEqual(ALL);
  expect(await messageIds(dovecot, user.name, 'Archive')).toEqual([]);
  await mailPage.expectCount(COUNT);
});

test('delete by key moves to Trash, z brings back; in Trash it is for good', async ({
  page,
  dovecot,
  user,
  mailPage,
}) => {
  await mailPage.openMessage('#11');
  await page.keyboard.press('#');
  await mailPage.expectCount(COUNT - 1);
  await expect.poll(() => messageIds(dovecot, user.name, 'Trash')).toEqual([NEWEST]);
  await page.keyboard.press('z');
  await mailPage.expectCount(COUNT);
  await expect.poll(() => messageIds(dovecot, user.name, 'INBOX')).toEqual(ALL);
  expect(await messageIds(dovecot, user.name, 'Trash')).toEqual([]);

  await mailPage.openMessage('#10');
  await mailPage.action('Delete').click();
  await expect.poll(() => messageIds(dovecot, user.name, 'Trash')).toEqual(['<mail-10@example.com>']);
  await mailPage.openFolder('Trash');
  await mailPage.expectCount(1);
  await mailPage.openMessage('#10');
  await mailPage.action('Delete').click();
  await expect(page.getByText('Nothing here')).toBeVisible();
  await expect(mailPage.undo).toHaveCount(0);
  await expect.poll(() => messageIds(dovecot, user.name, 'Trash')).toEqual([]);
  expect(await messageIds(dovecot, user.name, 'INBOX')).not.toContain('<mail-10@example.com>');
});
