import { Mbsync, type LocalMessage } from '../support/mbsync';
import { message, messages } from '../support/mail-factory';
import { expect, test } from './fixtures';

const COUNT = 30;
const is = (index: number) => (local: LocalMessage) => local.messageId === `<mail-${index}@example.com>`;

test('what mbsync flags, moves and expunges shows without a click', async ({
  app,
  dovecot,
  user,
  signInPage,
  mailPage,
}) => {
  await dovecot.save(user.name, 'INBOX', messages(COUNT, { kind: 'plain' }));
  const mbsync = await Mbsync.open(dovecot, user.name);
  await mbsync.sync();
  await signInPage.enter(app.url, user);
  await mailPage.expectCount(COUNT);
  await mailPage.expectLive();
  await expect(mailPage.rowAt(3)).toHaveAccessibleName(/^Unread, (?!starred)/);

  expect(mbsync.flag('INBOX', is(26), { add: ['F', 'S'] })).toBe(1);
  expect(mbsync.flag('INBOX', is(20), { add: ['R'] })).toBe(1);
  await mbsync.sync();
  await expect(mailPage.rowAt(3)).toHaveAccessibleName(/^starred, /);
  await expect(mailPage.row('#20')).toHaveAccessibleName(/answered/);
  await expect(mailPage.folder('Inbox')).toHaveAccessibleName('Inbox, 29 unread');

  expect(mbsync.flag('INBOX', is(26), { remove: ['F', 'S'] })).toBe(1);
  await mbsync.sync();
  await expect(mailPage.rowAt(3)).toHaveAccessibleName(/^Unread, (?!starred)/);

  expect(mbsync.move('INBOX', is(28), 'Archive')).toBe(1);
  expect(mbsync.remove('INBOX', is(29))).toBe(1);
  await mbsync.sync();
  await mailPage.expectCount(COUNT - 2);
  await expect(mailPage.rowAt(0)).toContainText('#27');
  await expect(mailPage.rowAt(1)).toContainText('#26');
  await expect(mailPage.row('#28')).toHaveCount(0);
  await expect(mailPage.folder('Inbox')).toHaveAccessibleName('Inbox, 28 unread');
  mbsync.dispose();

  await mailPage.openFolder('Archive');
  await mailPage.expectCount(1);
  await expect(mailPage.rowAt(0)).toContainText('#28');
});

test('mail delivered by LMTP appears as an unread row and is announced', async ({
  page,
  app,
  dovecot,
  user,
  signInPage,
  mailPage,
}) => {
  await signInPage.enter(app.url, user);
  await expect(page.getByText('Your inbox is empty')).toBeVisible();
  await mailPage.expectLive();

  await dovecot.deliver(user.name, message(1, { kind: 'plain', subject: 'Primera noticia' }));
  await expect(mailPage.rowAt(0)).toHaveAccessibleName(/^Unread, Bruno Keller, Primera noticia, /);
  await expect(mailPage.folder('Inbox')).toHaveAccessibleName('Inbox, 1 unread');
  await expect(page).toHaveTitle('(1) Inbox – Tagline');
  await expect(page.getByRole('status').filter({ hasText: '1 new message in Inbox' })).toBeAttached();

  await dovecot.deliver(user.name, message(2, { kind: 'attachments', subject: 'Segunda noticia' }));
  await expect(mailPage.rowAt(0)).toHaveAccessibleName(
    /^Unread, Chloé Martin, Segunda noticia, attachment, /,
  );
  await expect(mailPage.rowAt(1)).toContainText('Primera noticia');
  await mailPage.expectCount(2);
});
