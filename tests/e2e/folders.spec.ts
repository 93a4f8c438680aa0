/** Folders made, nested, renamed, moved, deleted, read and emptied; counters of folders nobody has open. */
import type { Page } from '@playwright/test';
import type { AppServer } from '../support/app-server';
import type { Dovecot, DovecotUser } from '../support/dovecot';
import { message, messages } from '../support/mail-factory';
import { expectAccessible } from './accessibility';
import { expect, test } from './fixtures';
import { FoldersPage } from './pages/folders.page';
import type { MailPage } from './pages/mail.page';
import type { SignInPage } from './pages/sign-in.page';

async function open(
  { page, signInPage, mailPage }: { page: Page; signInPage: SignInPage; mailPage: MailPage },
  app: AppServer,
  user: DovecotUser,
): Promise<FoldersPage> {
  await signInPage.enter(app.url, user);
  await expect(mailPage.folder('Archive')).toBeVisible();
  await mailPage.expectLive();
  return new FoldersPage(page);
}

const mailboxes = async (dovecot: Dovecot, user: DovecotUser) =>
  (await dovecot.doveadm('mailbox', 'list', '-u', user.name)).trim().split('\n').sort();

test('made, nested, renamed in place while open, moved, deleted with what is inside', async ({
  dovecot,
  app,
  user,
  page,
  signInPage,
  mailPage,
}) => {
  await dovecot.save(user.name, 'INBOX', [message(1)]);
  const folders = await open({ page, signInPage, mailPage }, app, user);
  await folders.create('Proyectos');
  await folders.create('Año & 日本', 'Proyectos');
  await expect(folders.item('Año & 日本')).toHaveAttribute('aria-level', '2');
  expect(await mailboxes(dovecot, user)).toContain('Proyectos/Año & 日本');
  await dovecot.doveadm('mailbox', 'subscribe', '-u', user.name, 'INBOX');

  // The open folder keeps its mail and its place in the address under the new name.
  await dovecot.save(user.name, 'Proyectos/A&APE-o &- &ZeVnLA-', [
    message(3, { kind: 'plain', subject: 'Inside' }),
  ]);
  await expect(mailPage.row('Inside')).toBeVisible();
  await mailPage.openMessage('Inside');
  await folders.item('Proyectos').focus();
  await folders.key('F2');
  await expect(folders.nameField()).toBeFocused();
  await folders.nameField().fill('Projects');
  await folders.key('Enter');
  await expect(folders.item('Projects')).toBeVisible();
  await folders.expectFocus('Projects');
  await expect(mailPage.subject).toContainText('Inside');
  await expect(folders.item('Año & 日本')).toHaveAttribute('aria-selected', 'true');
  expect(decodeURIComponent(new URL(page.url()).hash)).toContain('Projects/Año');

  // Escape leaves the name as it was; a name that is none stays in the field with the reason.
  await folders.key('F2');
  await folders.nameField().fill('nothing');
  await folders.key('Escape');
  await expect(folders.item('Projects')).toBeFocused();
  await folders.key('F2');
  await folders.nameField().fill('a*b');
  await folders.key('Enter');
  await expect(folders.tree.getByRole('alert')).toContainText('cannot hold * or %');
  await folders.key('Escape');

  await folders.choose('Año & 日本', 'Move to…');
  await folders.dialog.getByLabel('Inside').selectOption({ label: 'Top level' });
  await folders.press('Move');
  await expect(folders.item('Año & 日本')).toHaveAttribute('aria-level', '1');
  await folders.create('Deep', 'Projects');
  await folders.choose('Projects', 'Delete…');
  await expect(folders.dialog).toContainText('The folder inside it is deleted too.');
  await expectAccessible(page);
  await folders.press('Delete for good');
  await expect(folders.item('Projects')).toHaveCount(0);
  await expect(mailPage.folder('Inbox')).toHaveAttribute('aria-selected', 'true');
  await folders.expectTold('Folder Projects deleted');
  expect(await mailboxes(dovecot, user)).not.toContain('Projects');
  expect(await mailboxes(dovecot, user)).toContain('Año & 日本');
});

test('names that cannot be, and what the server refuses, are said in the dialog', async ({
  app,
  user,
  page,
  signInPage,
  mailPage,
}) => {
  const folders = await open({ page, signInPage, mailPage }, app, user);
  await folders.newFolder.click();
  const name = folders.dialog.getByLabel('Name');
  await expect(name).toBeFocused();
  for (const [typed, reason] of [
    ['', 'Please type a name.'],
    ['a/b', 'cannot hold /'],
    ['Trash', 'There is a folder with this name already.'],
    // Only the server knows that this is no name.
    ['..', 'The server says'],
  ] as const) {
    await name.fill(typed);
    await folders.key('Enter');
    await expect(folders.dialog.getByRole('alert')).toContainText(reason);
  }
  await expectAccessible(page);
  await folders.key('Escape');
  await expect(folders.dialog).toHaveCount(0);
  await expect(folders.newFolder).toBeFocused();
  await folders.item('Inbox').click({ button: 'right' });
  await expect(folders.menu.getByRole('menuitem')).toHaveText([/New folder inside/, /Import mail/]);
});

test('by keys alone: menu, rename of a special folder after a warning, delete asks first', async ({
  dovecot,
  app,
  user,
  page,
  signInPage,
  mailPage,
}) => {
  await dovecot.save(user.name, 'Sent', [message(1), message(2)]);
  const folders = await open({ page, signInPage, mailPage }, app, user);
  await folders.item('Sent').focus();
  await folders.key('Shift+F10');
  await expect(folders.menu).toBeVisible();
  await expectAccessible(page);
  await folders.key('Escape');
  await folders.expectFocus('Sent');
  await folders.key('F2');
  await expect(folders.dialog).toContainText('the account’s “Sent”');
  await expect(folders.dialog.getByLabel('Name')).toBeFocused();
  await folders.key('Escape');
  await folders.expectFocus('Sent');
  await folders.key('Delete');
  await expect(folders.dialog).toContainText('2 messages will be deleted.');
  await expect(folders.dialog).toContainText('Nothing goes to Trash');
  await expect(folders.dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await folders.key('Enter');
  await expect(folders.dialog).toHaveCount(0);
  await folders.expectFocus('Sent');
  expect(await mailboxes(dovecot, user)).toContain('Sent');
  await folders.create('Work');
  await folders.item('Work').focus();
  await folders.key('Shift+F10');
  await folders.key('End');
  await folders.key('ArrowUp');
  await folders.key('Enter');
  await folders.expectTold('Unsubscribed from Work');
  await folders.expectFocus('Work');
  await expect(folders.item('Work')).toHaveAccessibleDescription('Work (not subscribed)');
});

test.describe('with the commands counted', () => {
  test('a folder nobody has open counts what comes within seconds, and nobody polls', async ({
    counted,
    dovecot,
    user,
    page,
    signInPage,
    mailPage,
  }) => {
    const { app, proxy } = counted;
    await dovecot.save(user.name, 'Work', [message(1)]);
    await open({ page, signInPage, mailPage }, app, user);
    await expect(mailPage.folder('Work')).toHaveAccessibleName(/^Work, 1 unread/u);
    await expect.poll(() => proxy.counts().commands.at(-1)).toBe('IDLE');
    proxy.reset();
    await dovecot.save(user.name, 'Work', [message(2), message(3)]);
    await expect(mailPage.folder('Work')).toHaveAccessibleName(/^Work, 3 unread/u);
    const other = await dovecot.connect(user.name);
    await other.select('Work');
    await other.store('1:2', '+FLAGS (\\Seen)');
    await expect(mailPage.folder('Work')).toHaveAccessibleName(/^Work, 1 unread/u);
    // INBOX is open and hears of its mail as before.
    await dovecot.deliver(user.name, message(9, { kind: 'plain', subject: 'Beside' }));
    await expect(mailPage.rowAt(0)).toContainText('Beside');
    expect(proxy.counts().commands.filter((name) => /STATUS|LIST|NOOP/u.test(name))).toEqual([]);
    await other.logout();
  });

  test('a folder is read and Trash emptied as sets, not message by message', async ({
    counted,
    dovecot,
    user,
    page,
    signInPage,
    mailPage,
  }) => {
    const { app, proxy } = counted;
    await dovecot.save(user.name, 'INBOX', messages(1_300, { kind: 'small' }));
    await dovecot.save(user.name, 'Trash', messages(700, { kind: 'small' }));
    const folders = await open({ page, signInPage, mailPage }, app, user);
    await expect(mailPage.folder('Inbox')).toHaveAccessibleName('Inbox, 1,300 unread');
    proxy.reset();
    await folders.choose('Inbox', 'Mark all as read');
    await folders.expectTold('1,300 messages in Inbox marked as read');
    await expect(mailPage.folder('Inbox')).toHaveAccessibleName('Inbox');
    expect(proxy.counts().commands.filter((name) => name === 'UID STORE')).toHaveLength(3);
    await folders.choose('Trash', 'Empty Trash…');
    await expect(folders.dialog).toContainText('700 messages will be deleted.');
    await expectAccessible(page);
    await folders.press('Empty Trash');
    await folders.expectTold('700 messages deleted for good from Trash');
    await mailPage.openFolder('Trash');
    await expect(page.getByText('Nothing here')).toBeVisible();
    expect((await dovecot.doveadm('search', '-u', user.name, 'mailbox', 'Trash', 'all')).trim()).toBe('');
    await expect(folders.quota).toHaveAttribute('aria-valuetext', /of 1\.1 GB used$/u);
  });
});

test('a folder another program deletes closes, and says so', async ({
  dovecot,
  app,
  user,
  page,
  signInPage,
  mailPage,
}) => {
  await dovecot.save(user.name, 'Work', [message(1)]);
  const folders = await open({ page, signInPage, mailPage }, app, user);
  await mailPage.openFolder('Work');
  await mailPage.expectCount(1);
  await dovecot.doveadm('mailbox', 'delete', '-u', user.name, 'Work');
  await expect(mailPage.folder('Inbox')).toHaveAttribute('aria-selected', 'true');
  await folders.expectTold('The folder Work was deleted or renamed by another program.');
  await expect(folders.item('Work')).toHaveCount(0);
});
