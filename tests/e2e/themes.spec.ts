/** The choice of light and dark: where it is made, that it is kept, and that it stands before anything is painted. */
import type { Page } from '@playwright/test';
import { expectAccessible } from './accessibility';
import { expect, test } from './fixtures';
import { TriagePage } from './pages/triage.page';

const scheme = (page: Page) => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
const paper = (page: Page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);

test('a theme is chosen by its name, kept, shared by tabs, and there before the first paint', async ({
  page,
  context,
  demo,
  signInPage,
  mailPage,
}) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await signInPage.open(demo.url);
  const light = await paper(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  const dark = await paper(page);
  expect(dark).not.toBe(light);

  await signInPage.tryDemo.click();
  await expect(mailPage.rows.first()).toBeVisible();
  const triage = new TriagePage(page);
  const choose = async (name: string) => {
    await page.keyboard.press('Control+k');
    await triage.field.fill(name);
    await expect(triage.options.first()).toContainText(name);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  };
  await choose('Light theme');
  await expect.poll(() => scheme(page)).toBe('light');
  expect(await paper(page)).toBe(light);
  await expectAccessible(page);

  // Another tab has it too, and follows while it is open.
  const other = await context.newPage();
  await other.emulateMedia({ colorScheme: 'light' });
  await other.goto(demo.url);
  await choose('Dark theme');
  await expect.poll(() => scheme(other)).toBe('dark');
  expect(await paper(other)).toBe(dark);
  await other.close();

  // Stands while scripts of the page have not run yet: only the one inside the document has.
  await page.emulateMedia({ colorScheme: 'light' });
  const quiet = await context.newPage();
  await quiet.route('**/_next/static/**/*.js', () => undefined);
  await quiet.goto(demo.url, { waitUntil: 'commit' });
  await expect.poll(() => scheme(quiet)).toBe('dark');
  await quiet.close();

  await choose('Theme of the system');
  await expect.poll(() => scheme(page)).toBe('light dark');
  expect(await paper(page)).toBe(light);
  await page.reload();
  await expect(mailPage.rows.first()).toBeVisible();
  expect(await paper(page)).toBe(light);
});
