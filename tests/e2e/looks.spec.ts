import { join } from 'node:path';
import type { Locator } from '@playwright/test';
import config from '../../playwright.config';
import { expect, test } from './fixtures';
import {
  differences,
  factsOf,
  isSameBrowser,
  readFacts,
  writeBrowser,
  writeFacts,
  type Fact,
} from './looks-facts';
import { GalleryPage } from './pages/gallery.page';

/**
 * Photographs of the gallery, and beside them facts: where everything stands and what colour it has. The facts hold in every
 * browser; photographs only in the version that made them (looks/browser.txt), so in another one they are left out, and said to be.
 * After a change that is meant: `npx playwright test looks --update-snapshots`, and look at what git shows.
 */
test.use({
  locale: 'en-GB',
  launchOptions: {
    ...config.use?.launchOptions,
    args: [
      ...(config.use?.launchOptions?.args ?? []),
      '--font-render-hinting=none',
      '--disable-lcd-text',
      '--force-color-profile=srgb',
    ],
    env: {
      ...(process.env as Record<string, string>),
      FONTCONFIG_FILE: join(import.meta.dirname, 'looks', 'fonts.conf'),
    },
  },
});
test.setTimeout(150_000);

/** Less than the smallest sign that means something: the unread dot has 28. */
const PHOTO = {
  animations: 'disabled',
  caret: 'hide',
  scale: 'css',
  maxDiffPixels: 20,
} as const;

/**
 * Sections that are photographed in two of the four looks, so that the photographs stay small; the facts are of all.
 */
const LARGE = new Set(['folders', 'list', 'message']);
/** Lists of sentences: the tests of the faults' table and of the languages hold them, and each new sentence would move all below. */
const WORDS = new Set(['notices', 'faults']);
const isPhotographed = (id: string, name: string): boolean =>
  !LARGE.has(id) || name === '1280-light' || name === '320-dark';

const isUpdate = (): boolean => ['all', 'changed'].includes(test.info().config.updateSnapshots);

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [320, 1280]) {
    test.describe(`${colorScheme}, ${width} px`, () => {
      test.use({ colorScheme, viewport: { width, height: 900 } });
      test('every section of the gallery looks as it did', async ({ page, demo, browser }, info) => {
        const gallery = new GalleryPage(page);
        await gallery.open(demo.url);
        const ids = (await gallery.sectionIds()).filter((id) => !WORDS.has(id));
        const name = `${width}-${colorScheme}`;
        const before = readFacts(name);
        const now = new Map<string, readonly Fact[]>();
        const photograph = isUpdate() || isSameBrowser(browser.version());
        if (!photograph)
          info.annotations.push({
            type: 'photographs',
            description: `not compared: this is ${browser.version()}`,
          });
        for (const id of ids) {
          const section = gallery.section(id);
          now.set(id, await factsOf(section));
          if (!isUpdate()) expect.soft(differences(before.get(id) ?? [], now.get(id) ?? []), id).toEqual([]);
          if (photograph && isPhotographed(id, name))
            await expect
              .soft(section)
              .toHaveScreenshot(`${id}-${name}.png`, { ...PHOTO, mask: masked(section) });
        }
        if (isUpdate()) {
          writeFacts(name, now);
          writeBrowser(browser.version());
        } else expect([...before.keys()]).toEqual([...ids]);
      });
    });
  }
}

test.describe('the test itself', () => {
  test.use({ colorScheme: 'light', viewport: { width: 320, height: 900 } });
  const CHANGES = [
    ['a button in another colour', '[data-slot="button"] { color: rgb(200 0 0) !important }'],
    ['icons moved by 2 px', '[data-slot="icon-button"] svg { transform: translateX(2px) }'],
    ['the dot of unread mail gone', '.bg-accent { background: transparent !important }'],
  ] as const;
  for (const [what, style] of CHANGES) {
    test(`notices ${what}`, async ({ page, demo, browser }) => {
      const gallery = new GalleryPage(page);
      const id = what.includes('unread') ? 'list' : 'controls';
      await gallery.open(demo.url, id);
      const section = gallery.section(id);
      const before = await factsOf(section);
      expect(differences(before, await factsOf(section))).toEqual([]);
      const photo = await section.screenshot({ animations: 'disabled', caret: 'hide' });
      // The page's policy lets no style element in.
      await page.evaluate((text) => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(text);
        document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
      }, style);
      if (id === 'controls') expect(differences(before, await factsOf(section))).not.toEqual([]);
      expect((await section.screenshot({ animations: 'disabled', caret: 'hide' })).equals(photo)).toBe(false);
      if (isUpdate() || !isSameBrowser(browser.version()) || !isPhotographed(id, '320-light')) return;
      await expect(
        expect(section).toHaveScreenshot(`${id}-320-light.png`, {
          ...PHOTO,
          timeout: 2_000,
          mask: masked(section),
        }),
      ).rejects.toThrow(/pixels/u);
    });
  }
});

/** Mail is drawn in its sender's way. */
const masked = (section: Locator): Locator[] => [section.locator('iframe')];
