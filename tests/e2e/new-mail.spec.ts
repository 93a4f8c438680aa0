/** New mail that comes while a pointer is over the list: rows stand still, and a pill says what waits. */
import { message, messages } from '../support/mail-factory';
import { expectAccessible } from './accessibility';
import { expect, test } from './fixtures';
import { mailboxState } from './mailbox-state';

test('rows stand still under the pointer; the pill, Home or leaving brings the news in', async ({
  dovecot,
  app,
  user,
  page,
  mailPage,
  enterWith,
}) => {
  await enterWith(app.url, messages(30, { kind: 'small' }));
  await mailPage.expectSettled();
  const deliver = (number: number) =>
    dovecot.deliver(user.name, message(number, { kind: 'plain', subject: `News ${number}` }));
  const inbox = async () => Object.keys(await mailboxState(dovecot, user.name, 'INBOX'));
  const pill = (name: string) => page.getByRole('button', { name, exact: true });
  const said = page.locator('[data-slot="live-region"]');
  const count = page.locator('[data-slot="list-count"]');

  // With nobody's pointer there, mail comes in at the top.
  await deliver(101);
  await expect(mailPage.rowAt(0)).toContainText('News 101');

  await mailPage.rowAt(2).hover();
  const before = await mailPage.firstVisibleRow();
  await deliver(102);
  await expect(pill('1 new message')).toBeVisible();
  await deliver(103);
  await deliver(104);
  await expect(pill('3 new messages')).toBeVisible();
  expect(await mailPage.firstVisibleRow()).toEqual(before);
  await expect(mailPage.row('News 102')).toHaveCount(0);
  await expect(count).toContainText('34 messages');
  await expect(said).toContainText('Press Home to show them.');
  await expectAccessible(page);
  // What is pressed is what was seen.
  await mailPage.rowAt(0).click();
  await expect(mailPage.subject).toContainText('News 101');
  expect(await mailPage.firstVisibleRow()).toEqual(before);

  await pill('3 new messages').click();
  await expect(mailPage.rowAt(0)).toContainText('News 104');
  await mailPage.expectCount(34);
  await expect(page.locator('[data-slot="news-pill"]')).toHaveCount(0);
  await expect(mailPage.subject).toContainText('News 101');
  await page.keyboard.press('Escape');
  await expect(mailPage.subject).toHaveCount(0);

  // By key, and the focus goes along.
  await mailPage.rowAt(3).hover();
  await deliver(105);
  await expect(pill('1 new message')).toBeVisible();
  await mailPage.focusList();
  await page.keyboard.press('Home');
  await expect(mailPage.rowAt(0)).toContainText('News 105');
  await expect(mailPage.rowAt(0)).toBeFocused();

  // What was taken back is one's own, no news.
  await page.keyboard.press('e');
  await expect(mailPage.row('News 105')).toHaveCount(0);
  await expect(mailPage.undo).toBeVisible();
  await expect(mailPage.folder('Archive')).toHaveAccessibleName(/^Archive, 1 unread/u);
  // Painted at once, both; what follows must find it on the server.
  await expect.poll(inbox).not.toContain('<mail-105@example.com>');
  await mailPage.rowAt(3).hover();
  await page.keyboard.press('z');
  await expect(mailPage.rowAt(0)).toContainText('News 105');
  await expect.poll(inbox).toContain('<mail-105@example.com>');

  await mailPage.rowAt(3).hover();
  await deliver(106);
  await expect(pill('1 new message')).toBeVisible();
  await page.mouse.move(1_000, 300);
  await expect(mailPage.rowAt(0)).toContainText('News 106');
  await expect(page.locator('[data-slot="news-pill"]')).toHaveCount(0);
});
