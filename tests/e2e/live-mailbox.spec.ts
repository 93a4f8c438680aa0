import { messages, senderOf, subjectOf } from '../support/mail-factory';
import { expect, test } from './fixtures';

const COUNT = 2_000;

test('sign-in by SCRAM: folders, 2,000 messages, the oldest one', async ({
  app,
  dovecot,
  user,
  signInPage,
  mailPage,
}) => {
  await dovecot.save(user.name, 'INBOX', messages(COUNT, { kind: 'small' }));
  const kept = [...messages(5, { kind: 'small' })].map((message) => ({ message, flags: ['\\Seen'] }));
  await dovecot.save(user.name, 'Projects/Garden', kept);
  await dovecot.save(user.name, 'Archive', messages(3, { kind: 'small' }));

  await signInPage.enter(app.url, user);
  await mailPage.expectCount(COUNT);
  await expect(mailPage.rowAt(0)).toContainText(subjectOf(COUNT - 1));
  await expect(mailPage.rowAt(0)).toContainText(senderOf(COUNT - 1));
  await mailPage.expectLive();
  expect(dovecot.log()).toContain(`Login: user=<${user.name}>, method=SCRAM-SHA-256`);

  const titles = await mailPage.folders.getByRole('treeitem').evaluateAll((items) => {
    return items.map((item) => (item.getAttribute('aria-label') ?? '').split(',', 1)[0]);
  });
  expect(titles).toEqual(['Inbox', 'Drafts', 'Sent', 'Archive', 'Junk', 'Trash', 'Projects', 'Garden']);
  await expect(mailPage.folder('Inbox')).toHaveAccessibleName('Inbox, 2,000 unread');
  await expect(mailPage.folder('Archive')).toHaveAccessibleName('Archive, 3 unread');
  await expect(mailPage.folder('Garden')).toHaveAccessibleName('Garden');
  await expect(mailPage.folder('Garden')).toHaveAttribute('aria-level', '2');

  await mailPage.press('End');
  await expect(mailPage.rowAt(COUNT - 1)).toContainText(subjectOf(0));
  await expect(mailPage.rowAt(COUNT - 1)).toBeFocused();
  await expect(mailPage.rowAt(COUNT - 1)).toBeInViewport();
  await mailPage.press('Home');
  await expect(mailPage.rowAt(0)).toBeFocused();
  await expect(mailPage.rowAt(0)).toBeInViewport();
  await mailPage.scrollTo(1);
  await expect(mailPage.rowAt(COUNT - 1)).toBeInViewport();

  await mailPage.openFolder('Garden');
  await mailPage.expectCount(5);
  await expect(mailPage.rowAt(0)).toContainText(subjectOf(4));
});
