import { message, messages } from '../support/mail-factory';
import { expect, test } from './fixtures';

const COUNT = 40;
const english = { language: 'en', kind: 'plain' } as const;
const SUBJECT = 'Notes of the walk';

test('a word in a text that was read is found while the server has not answered, and nobody else finds it after signing out', async ({
  page,
  dovecot,
  user,
  signInPage,
  mailPage,
  gated: { app, gate },
}) => {
  await dovecot.save(user.name, 'INBOX', [
    ...messages(COUNT - 2, english),
    message(COUNT - 2, { ...english, subject: SUBJECT, text: 'Seventeen herons stood at the weir' }),
    message(COUNT - 1, { ...english, subject: 'Two herons', text: 'Not read before it is looked for' }),
  ]);
  await signInPage.enter(app.url, user);
  await mailPage.expectCount(COUNT);
  await mailPage.openMessage(SUBJECT);
  await expect(page.getByText('Seventeen herons stood at the weir')).toBeVisible();

  gate.holdAfter('UID SEARCH', 0);
  await mailPage.focusList();
  await page.keyboard.press('/');
  const field = page.getByRole('searchbox', { name: 'Search Inbox' });
  const line = page.locator('[data-slot="view-line"]');
  await field.fill('heron');
  await mailPage.expectCount(2);
  await expect(mailPage.rowAt(1)).toContainText(SUBJECT);
  await expect(line).toHaveText(
    `2 found so far, in the ${COUNT} of ${COUNT} messages known here, 1 of them with their text. Asking the server…`,
  );
  // As a phrase, and with what only its row says.
  await field.fill('"at the weir" from:example.com');
  await mailPage.expectCount(1);
  await expect(line).toContainText('1 found so far');
  gate.release();
  await expect(line).toHaveText('1 found');
  await mailPage.expectCount(1);

  await field.press('Escape');
  await field.press('Escape');
  await mailPage.signOut.click();
  await signInPage.signIn(user);
  await mailPage.expectCount(COUNT);
  gate.holdAfter('UID SEARCH', 0);
  await mailPage.focusList();
  await page.keyboard.press('/');
  await field.fill('seventeen');
  await expect(line).toHaveText(
    `0 found so far, in the ${COUNT} of ${COUNT} messages known here, 0 of them with their text. Asking the server…`,
  );
  gate.release();
  await mailPage.expectCount(1);
});
