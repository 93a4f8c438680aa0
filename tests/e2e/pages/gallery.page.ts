import { expect, type Locator, type Page } from '@playwright/test';

/** The moment all specimens are of (components/gallery/invented-mail.ts). */
const NOW = Date.UTC(2026, 4, 12, 8, 42);

export const OPENED = 'dialog[open], [popover]:popover-open, [data-slot="wire-drawer"]';

/** `/gallery`, standing still: fixed clock, fonts loaded, no animation. */
export class GalleryPage {
  readonly sections: Locator;
  /** Buttons that open what covers the page. */
  readonly openers: Locator;
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
    this.sections = page.locator('[data-section]');
    this.openers = page.locator('[data-gallery="opener"] > button');
  }

  /** All of it, or one section alone. */
  async open(url: string, only?: string): Promise<void> {
    await this.page.emulateMedia({ reducedMotion: 'reduce' });
    await this.page.clock.setFixedTime(NOW);
    // Only another document reads another hash.
    await this.page.goto('about:blank');
    await this.page.goto(`${url}/gallery${only === undefined ? '' : `#${only}`}`);
    await expect(this.section(only ?? 'dialogs')).toBeVisible();
    if (only === undefined || only === 'message')
      await expect(
        this.page.locator('[data-slot="html-body"] iframe').contentFrame().locator('h2'),
      ).toBeVisible();
    await this.page.evaluate(() => document.fonts.ready);
  }

  section(id: string): Locator {
    return this.page.locator(`[data-section="${id}"]`);
  }

  sectionIds(): Promise<readonly string[]> {
    return this.sections.evaluateAll((all) => all.map((one) => one.getAttribute('data-section') ?? ''));
  }

  /** What an opener opens: a dialog, a menu or the protocol drawer. */
  get opened(): Locator {
    return this.page.locator(OPENED);
  }

  /** Specimens that are screens of their own and too small for what floats in them. */
  beyondTheirScreens(): Promise<readonly string[]> {
    return this.page.locator('[data-screen]').evaluateAll((screens) =>
      screens
        .filter((screen) => {
          const frame = screen.getBoundingClientRect();
          return Array.from(screen.querySelectorAll('section, [role="status"], main')).some((one) => {
            const { top, bottom, height } = one.getBoundingClientRect();
            if (height === 0) return false;
            return top < frame.top - 1 || bottom > frame.bottom + 1;
          });
        })
        .map((screen) => screen.closest('[data-specimen]')?.getAttribute('data-specimen') ?? ''),
    );
  }

  /** Buttons of a toast whose focus ring does not stand out from the toast as 3 to 1 (WCAG 1.4.11). */
  faintRings(): Promise<readonly string[]> {
    return this.page.locator('[data-slot="toast"] button').evaluateAll((buttons) => {
      const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
      const luminanceOf = (colour: string): number => {
        if (canvas === null) return Number.NaN;
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        const [r = 0, g = 0, b = 0] = Array.from(canvas.getImageData(0, 0, 1, 1).data, (octet) => {
          const part = octet / 255;
          return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      return buttons
        .filter((button) => {
          if (!(button instanceof HTMLElement)) return true;
          button.focus({ focusVisible: true } as FocusOptions);
          const toast = button.closest('[data-slot="toast"]') ?? button;
          const [ring, ground] = [
            getComputedStyle(button).outlineColor,
            getComputedStyle(toast).backgroundColor,
          ];
          const [dark = 0, light = 0] = [luminanceOf(ring), luminanceOf(ground)].toSorted((a, b) => a - b);
          button.blur();
          return !((light + 0.05) / (dark + 0.05) >= 3);
        })
        .map((button) => button.textContent ?? '');
    });
  }

  async close(): Promise<void> {
    await this.page.keyboard.press('Escape');
    await expect(this.opened).toHaveCount(0);
  }
}
