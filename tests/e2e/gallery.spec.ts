import { expectAccessible } from './accessibility';
import { foundClipped } from './clipping';
import { expect, test } from './fixtures';
import { GalleryPage, OPENED } from './pages/gallery.page';

/** Screens beside each other on one page have each their landmarks. */
const LANDMARKS = ['landmark-main-is-top-level', 'landmark-no-duplicate-main', 'landmark-unique'];

const LOOKS = [
  { locale: 'en-GB', colorScheme: 'light', width: 1280 },
  { locale: 'es-ES', colorScheme: 'dark', width: 320 },
] as const;

for (const { locale, colorScheme, width } of LOOKS) {
  test.describe(`${locale}, ${colorScheme}, ${width} px`, () => {
    test.use({ locale, colorScheme, viewport: { width, height: 900 } });
    test.setTimeout(300_000);
    test('every specimen is drawn and accessible, and so is everything that opens', async ({
      page,
      demo,
    }) => {
      const gallery = new GalleryPage(page);
      await gallery.open(demo.url);
      // Some say nothing before they have lasted for a moment.
      await expect
        .poll(() =>
          page.locator('[data-of]').evaluateAll((all) =>
            all
              .filter((one) => {
                const { width, height } = (one.lastElementChild ?? one).getBoundingClientRect();
                return width < 8 || height < 8;
              })
              .map((one) => one.getAttribute('data-specimen')),
          ),
        )
        .toEqual([]);
      await expectAccessible(page, { without: LANDMARKS });
      expect(await foundClipped(page)).toEqual([]);
      expect(await gallery.beyondTheirScreens()).toEqual([]);
      expect(await gallery.faintRings()).toEqual([]);
      for (const section of ['dialogs', 'wire']) {
        await gallery.open(demo.url, section);
        for (const opener of await gallery.openers.all()) {
          await opener.click();
          await expect(gallery.opened).toBeVisible();
          await expectAccessible(page, { within: OPENED });
          expect(await foundClipped(page)).toEqual([]);
          await gallery.close();
        }
      }
    });
  });
}

test('switches of theme and direction', async ({ page, demo }) => {
  const gallery = new GalleryPage(page);
  await gallery.open(demo.url);
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await paper();
  await page.getByLabel('Theme').selectOption('dark');
  await expect.poll(paper).not.toBe(light);
  await page.getByLabel('Theme').selectOption('system');
  await expect.poll(paper).toBe(light);
  await page.getByLabel('Direction').selectOption('rtl');
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
  await page.getByRole('button', { name: 'Español' }).click();
  await expect(gallery.section('controls').getByRole('button', { name: 'Cancelar' })).toBeVisible();
});

test('nothing of it is in the files of the app, and it asks for nothing', async ({ page, demo }) => {
  const scripts: string[] = [];
  page.on('response', (response) => {
    if (response.url().endsWith('.js')) scripts.push(response.url());
  });
  await page.goto(demo.url);
  await expect(page.getByRole('button', { name: 'Try the demo' })).toBeVisible();
  expect(scripts.length).toBeGreaterThan(3);
  for (const url of scripts)
    expect(await (await page.request.get(url)).text(), url).not.toContain('Hohenfelsen');

  const requests: string[] = [];
  page.on('request', (request) => requests.push(new URL(request.url()).pathname));
  const gallery = new GalleryPage(page);
  await gallery.open(demo.url);
  const own = /^\/(?:gallery|mail-frame|icon\.svg|_next\/static\/.+)$/u;
  expect(requests.filter((path) => !own.test(path))).toEqual([]);
});
