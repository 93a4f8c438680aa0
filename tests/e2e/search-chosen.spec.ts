/** All that a search found: rows that were never loaded, and work on all of it as one. */
import { message, messages } from '../support/mail-factory';
import { expectAccessible } from './accessibility';
import { expect, test } from './fixtures';
import { FoldersPage } from './pages/folders.page';
import { TriagePage } from './pages/triage.page';
import { WirePage } from './pages/wire.page';

const english = { language: 'en', kind: 'plain' } as const;
const herons = (from: number, count: number, where: string): Buffer[] =>
  Array.from({ length: count }, (_, i) =>
    message(from + i, {
      ...english,
      subject: `Heron ${i} ${where}`,
      messageId: `<${where}-${i}@example.com>`,
    }),
  );

test('what was found is scrolled to its end and selected as a whole, in a folder and in all of them', async ({
  page,
  dovecot,
  user,
  signInPage,
  mailPage,
  gated: { app },
}) => {
  const triage = new TriagePage(page);
  const folders = new FoldersPage(page);
  // Among other mail, so that most of what is found has a row that nobody read.
  await dovecot.save(user.name, 'INBOX', [...herons(0, 230, 'inbox'), ...messages(320, english)]);
  await dovecot.save(user.name, 'Walks', herons(240, 120, 'walks'));
  const other = await dovecot.connect(user.name);
  const foundIn = async (folder: string, criteria: string): Promise<number> => {
    await other.select(folder);
    return (await other.search(criteria)).length;
  };
  await signInPage.enter(app.url, user);
  await mailPage.expectCount(550);

  // In the folder: rows of hits are read where somebody scrolls to.
  await mailPage.focusList();
  await page.keyboard.press('/');
  await page.getByRole('searchbox', { name: 'Search Inbox' }).fill('heron');
  await mailPage.expectCount(230);
  await mailPage.scrollTo(1);
  await expect(mailPage.rowAt(229)).toContainText('Heron 0 inbox');
  await mailPage.scrollTo(0);
  await mailPage.focusList();
  await page.keyboard.press('*');
  await page.keyboard.press('a');
  await expect(triage.heading).toHaveText('230 messages selected');
  await expect(page.getByText('What is found from now on is not part of it.')).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('s');
  await folders.expectTold('230 messages starred');
  expect(await foundIn('INBOX', 'FLAGGED')).toBe(230);

  // In all folders: the number is of all there is, and its end can be scrolled to.
  await page.getByRole('searchbox', { name: 'Search Inbox' }).focus();
  await page.getByRole('radio', { name: 'All folders' }).check();
  const header = page.locator('[data-slot="list-count"]');
  await expect(header).toHaveText('350 found');
  await mailPage.expectCount(350);
  await mailPage.scrollTo(1);
  await expect(mailPage.rowAt(349)).toContainText('Heron 0 ');
  await mailPage.scrollTo(0);
  await mailPage.focusList();
  await page.keyboard.press('Control+a');
  await expect(triage.heading).toHaveText(/^\d+ messages selected$/u);
  await page.keyboard.press('*');
  await page.keyboard.press('a');
  await expect(triage.heading).toHaveText('350 messages selected');
  await mailPage.action('Archive').click();
  await folders.expectTold('350 messages archived');
  await expect(mailPage.list).toHaveCount(0);
  expect(await foundIn('Archive', 'ALL')).toBe(350);
  expect(await foundIn('INBOX', 'ALL')).toBe(320);
  expect(await foundIn('Walks', 'ALL')).toBe(0);

  // Taken back as one, each to its folder.
  await page.keyboard.press('z');
  await folders.expectTold('350 messages taken back');
  await mailPage.expectCount(350);
  expect(await foundIn('Archive', 'ALL')).toBe(0);
  expect(await foundIn('INBOX', 'FLAGGED')).toBe(230);
  expect(await foundIn('Walks', 'ALL')).toBe(120);
  await other.logout();
});

test('a server that can look through many folders at once is asked once', async ({
  page,
  mailPage,
  signInPage,
  demo,
}) => {
  await signInPage.open(demo.url);
  await signInPage.tryDemo.click();
  await expect(mailPage.rows.first()).toBeVisible();
  const wire = new WirePage(page);
  await wire.open();
  await mailPage.focusList();
  await page.keyboard.press('/');
  await page.getByRole('radio', { name: 'All folders' }).check();
  await page.getByRole('searchbox', { name: 'Search all folders' }).fill('garden');
  await expect(page.locator('[data-slot="view-line"]')).toHaveText(/^\d+ found$/u);
  await wire.filter.fill('ESEARCH IN');
  await expect(wire.line('ESEARCH IN (mailboxes').first()).toBeVisible();
  await wire.filter.fill('UID SEARCH');
  await expect(wire.line('UID SEARCH')).toHaveCount(0);
});
