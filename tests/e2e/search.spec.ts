import { message, messages, senderOf, subjectOf } from '../support/mail-factory';
import { expect, test } from './fixtures';

const COUNT = 120;
const english = { language: 'en', kind: 'plain' } as const;

test('a folder is searched by words and operators, worked in, sorted, and is as before afterwards', async ({
  page,
  app,
  dovecot,
  user,
  signInPage,
  mailPage,
}) => {
  await dovecot.save(user.name, 'INBOX', messages(COUNT, english));
  await signInPage.enter(app.url, user);
  await mailPage.expectCount(COUNT);
  const field = page.getByRole('searchbox', { name: 'Search Inbox' });
  const header = page.locator('[data-slot="list-count"]');

  await mailPage.focusList();
  await page.keyboard.press('/');
  await expect(field).toBeFocused();
  // Among those that no window of the list has loaded yet.
  await field.fill('subject:"#7"');
  await mailPage.expectCount(11);
  await expect(header).toHaveText('11 found');
  await expect(page.locator('[data-slot="view-line"]')).toHaveText('11 found');
  await expect(mailPage.rowAt(0)).toContainText(subjectOf(79, english));
  await expect(mailPage.rowAt(10)).toContainText(subjectOf(7, english));
  expect(new URL(page.url()).hash).toContain('q=subject');

  // Keys go on in the list; what is done to a hit is done on the server, and shown in the whole folder too.
  await field.press('Enter');
  await expect(mailPage.rowAt(0)).toBeFocused();
  await page.keyboard.press('s');
  await expect(mailPage.rowAt(0)).toHaveAccessibleName(/starred, /);
  await page.keyboard.press('e');
  await mailPage.expectCount(10);
  await expect(mailPage.rowAt(0)).toContainText(subjectOf(78, english));
  await page.keyboard.press('z');
  await mailPage.expectCount(11);
  await mailPage.rowAt(10).click();
  await expect(mailPage.subject).toContainText(subjectOf(7, english));
  await page.keyboard.press('k');
  await expect(mailPage.subject).toContainText(subjectOf(70, english));

  // A reload shows the same.
  await page.reload();
  await mailPage.expectCount(11);
  await expect(field).toHaveValue('subject:"#7"');

  // New mail that belongs comes in; nothing made sense of is said.
  await field.fill('umbrellas before:soon');
  await expect(page.getByText('Nothing found').first()).toBeVisible();
  await expect(page.locator('[data-slot="search-problem"]')).toHaveText(
    '“before:soon” makes no sense to the search and is left out.',
  );
  await dovecot.save(user.name, 'INBOX', [
    message(0, { ...english, subject: 'Two umbrellas', messageId: '<u@example.com>' }),
  ]);
  await mailPage.expectCount(1);
  await expect(mailPage.rowAt(0)).toContainText('Two umbrellas');

  await field.press('Escape');
  await expect(field).toHaveValue('');
  await mailPage.expectCount(COUNT + 1);
  await field.press('Escape');
  await expect(field).toHaveCount(0);
  await expect(mailPage.rowAt(0)).toContainText('Two umbrellas');
  await expect(page.locator('[role="grid"] :focus, [role="grid"]:focus')).toHaveCount(1);

  // Sorted by the name that is shown, and the order is kept while messages are opened.
  await page.getByRole('button', { name: 'List options' }).click();
  await page.getByRole('menuitemradio', { name: 'By sender' }).click();
  await expect(header).toContainText('By sender');
  const first = Array.from({ length: COUNT }, (_, index) => senderOf(index)).sort()[0] ?? '';
  await expect(mailPage.rowAt(0)).toContainText(first);
  await mailPage.rowAt(0).click();
  await expect(mailPage.subject).toBeVisible();
  await expect(header).toContainText('By sender');
  await mailPage.openFolder('Sent');
  await mailPage.openFolder('Inbox');
  await expect(header).not.toContainText('By sender');
});
