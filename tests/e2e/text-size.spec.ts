/** A browser set to text of twice the usual size: everything grows with it, and the layout is that of a screen half as wide. */
import { foundClipped } from './clipping';
import { expect, test } from './fixtures';
import { MessageBodyPage } from './pages/message-body.page';
import { TriagePage } from './pages/triage.page';

test.use({
  launchOptions: [
    async ({ launchOptions }, use) => {
      await use({
        ...launchOptions,
        args: [...(launchOptions.args ?? []), '--blink-settings=defaultFontSize=32'],
      });
    },
    { scope: 'worker' },
  ],
});

test('twice the size of text: no screen cuts anything off, and rows are as high as what is in them', async ({
  page,
  demo,
  signInPage,
  mailPage,
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await signInPage.open(demo.url);
  expect(await foundClipped(page)).toEqual([]);
  const size = (name: string) =>
    page
      .locator(name)
      .first()
      .evaluate((element) => getComputedStyle(element).fontSize);
  expect(await size('body')).toBe('28px');
  await signInPage.tryDemo.click();
  await mailPage.expectSettled();
  await expect(page.locator('[data-layout]')).toHaveAttribute('data-layout', 'one');
  expect((await mailPage.rowAt(0).boundingBox())?.height).toBe(104);
  expect(await foundClipped(page)).toEqual([]);

  const triage = new TriagePage(page);
  await mailPage.press('x');
  await expect(page.locator('[data-slot^="bulk-"]').first()).toBeVisible();
  expect(await foundClipped(page)).toEqual([]);
  await page.keyboard.press('v');
  await expect(triage.field).toBeVisible();
  expect(await foundClipped(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Show folders', exact: true }).click();
  await expect(page.getByRole('tree')).toBeVisible();
  expect(await foundClipped(page)).toEqual([]);
  await page.keyboard.press('Escape');

  await mailPage.rowAt(0).click();
  const body = new MessageBodyPage(page);
  await body.expectShown((await mailPage.subject.textContent()) ?? '');
  expect(await foundClipped(page)).toEqual([]);
});
