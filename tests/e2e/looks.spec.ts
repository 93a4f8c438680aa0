import { join } from 'node:path';
import type { Locator } from '@playwright/test';
import config from '../../playwright.config';
import { expect, test } from './fixtures';
import { differences, factsOf, readFacts, writeFacts, type Fact } from './looks-facts';
import { GalleryPage } from './pages/gallery.page';

/**
 * The gallery is photographed at each run, for people (test-results), and judged by facts: where everything stands, px, and what
 * colour it has. Pixels are no judge here: a letter that begins a third of a pixel further down is drawn anew.
 * After a change that is meant: `npx playwright test looks --update-snapshots`, and look at the photographs and at what git shows.
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
test.setTimeout(300_000);

const PHOTO = { animations: 'disabled', caret: 'hide', scale: 'css' } as const;

/** Lists of sentences: the tests of the faults' table and of the languages hold them, and each new sentence would move all below. */
const WORDS = new Set(['notices', 'faults']);

const isUpdate = (): boolean => ['all', 'changed'].includes(test.info().config.updateSnapshots);

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [320, 1280]) {
    test.describe(`${colorScheme}, ${width} px`, () => {
      test.use({ colorScheme, viewport: { width, height: 900 } });
      test('every section of the gallery looks as it did', async ({ page, demo }, info) => {
        const gallery = new GalleryPage(page);
        await gallery.open(demo.url);
        const ids = (await gallery.sectionIds()).filter((id) => !WORDS.has(id));
        const name = `${width}-${colorScheme}`;
        const before = readFacts(name);
        const now = new Map<string, readonly Fact[]>();
        for (const id of ids) {
          const section = gallery.section(id);
          now.set(id, await stillFactsOf(section));
          if (!isUpdate()) expect.soft(differences(before.get(id) ?? [], now.get(id) ?? []), id).toEqual([]);
          const photo = info.outputPath(`${id}-${name}.png`);
          await section.screenshot({ ...PHOTO, path: photo });
          await info.attach(`${id}, ${name}`, { path: photo, contentType: 'image/png' });
        }
        if (isUpdate()) writeFacts(name, now);
        else expect([...before.keys()]).toEqual([...ids]);
      });
    });
  }
}

test.describe('the test itself', () => {
  test.use({ colorScheme: 'light', viewport: { width: 320, height: 900 } });
  const CHANGES = [
    ['a button in another colour', '[data-slot="button"] { color: rgb(200 0 0) !important }'],
    ['icons moved by 2 px', '[data-slot="icon-button"] svg { transform: translateX(2px); transition: none }'],
    ['the dot of unread mail gone', String.raw`.size-1\.5.bg-accent { background: transparent !important }`],
  ] as const;
  for (const [what, style] of CHANGES) {
    test(`notices ${what}`, async ({ page, demo }) => {
      const gallery = new GalleryPage(page);
      const id = what.includes('unread') ? 'list' : 'controls';
      await gallery.open(demo.url, id);
      const section = gallery.section(id);
      const before = await stillFactsOf(section);
      const photo = await section.screenshot(PHOTO);
      // The page's policy lets no style element in.
      await page.evaluate((text) => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(text);
        document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
      }, style);
      expect(differences(before, await stillFactsOf(section))).not.toEqual([]);
      expect((await section.screenshot(PHOTO)).equals(photo)).toBe(false);
    });
  }
});

/** Facts once two looks at them are the same: lists measure themselves, and fonts come. */
async function stillFactsOf(section: Locator): Promise<readonly Fact[]> {
  let now = await factsOf(section);
  await expect
    .poll(async () => {
      const before = now;
      now = await factsOf(section);
      return differences(before, now);
    })
    .toEqual([]);
  return now;
}
