import { en } from '../../lib/i18n/messages/en';
import { es } from '../../lib/i18n/messages/es';
import { expectAccessible } from './accessibility';
import { foundClipped, foundUntranslated } from './clipping';
import { expect, test } from './fixtures';
import { pseudoMessages, speakPseudo } from './pseudo-locale';
import { everyScreen } from './screens';

/**
 * Each value of language, theme and width meets each value of the others: theme and width decide contrast and layout, all four
 * pairs of them are here, and a language changes neither.
 */
const PAIRS = [
  { locale: 'en-GB', words: en, colorScheme: 'light', width: 1280 },
  { locale: 'es-ES', words: es, colorScheme: 'dark', width: 1280 },
  { locale: 'en-GB', words: en, colorScheme: 'dark', width: 320 },
  { locale: 'es-ES', words: es, colorScheme: 'light', width: 320 },
] as const;

for (const { locale, words, colorScheme, width } of PAIRS) {
  test.describe(`${locale}, ${colorScheme}, ${width} px`, () => {
    test.use({ locale, colorScheme, viewport: { width, height: 720 } });
    test.setTimeout(360_000);
    test('axe finds nothing on any screen', async ({ page, demo }) => {
      await page.emulateMedia({ reducedMotion: 'reduce', colorScheme });
      const seen: string[] = [];
      await everyScreen(page, demo.url, words as typeof en, async (screen) => {
        seen.push(screen);
        await test.step(screen, async () => {
          await expectAccessible(page);
          expect(await foundClipped(page)).toEqual([]);
        });
      });
      expect(seen.length).toBeGreaterThanOrEqual(width === 320 ? 34 : 35);
    });
  });
}

/** From right to left only: it is the harder way to lay out, and what is not translated is so both ways. */
for (const direction of ['rtl'] as const) {
  for (const width of [320, 1280]) {
    test.describe(`pseudo-locale, ${direction}, ${width} px`, () => {
      test.use({ viewport: { width, height: 720 } });
      test.setTimeout(360_000);
      test('every text is translated, nothing is cut off or covered', async ({ page, context, demo }) => {
        await page.emulateMedia({ reducedMotion: 'reduce' });
        const locale = await speakPseudo(context, direction);
        const found: string[] = [];
        await everyScreen(page, demo.url, pseudoMessages, async (screen) => {
          await expect(page.locator('html')).toHaveAttribute('dir', direction);
          const here = [...(await foundUntranslated(page)), ...(await foundClipped(page))];
          found.push(...here.map((one) => `${screen}: ${one}`));
        });
        expect([...new Set(found)]).toEqual([]);
        expect(locale.missing()).toEqual([]);
      });
    });
  }
}
