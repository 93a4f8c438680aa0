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

  async close(): Promise<void> {
    await this.page.keyboard.press('Escape');
    await expect(this.opened).toHaveCount(0);
  }
}
