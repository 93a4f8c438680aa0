import { expect, type Locator, type Page } from '@playwright/test';

/** The protocol drawer, by the accessible names that are its contract (English). */
export class WirePage {
  readonly drawer: Locator;
  readonly list: Locator;
  /** Lines that are rendered: a window of all. */
  readonly lines: Locator;
  /** The line that has the keyboard. */
  readonly focused: Locator;
  readonly opener: Locator;
  readonly filter: Locator;
  readonly handle: Locator;
  /** The active line in plain words. */
  readonly detail: Locator;
  /** The way back to the newest line, shown while it is out of sight. */
  readonly newest: Locator;
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
    this.drawer = page.getByRole('region', { name: 'Protocol' });
    this.list = this.drawer.getByRole('listbox', { name: 'Lines' });
    this.lines = this.list.getByRole('option');
    this.focused = this.list.locator('[role="option"]:focus');
    this.opener = page.getByRole('button', { name: /(?:Show|Hide) the protocol$/ });
    this.filter = this.drawer.getByRole('searchbox', { name: 'Filter lines' });
    this.handle = this.drawer.getByRole('separator', { name: 'Height of the protocol drawer' });
    this.detail = this.drawer.locator('[data-slot="wire-detail"]');
    this.newest = this.drawer.locator('[data-slot="wire-follow"]');
  }

  line(text: string | RegExp): Locator {
    return this.lines.filter({ hasText: text });
  }

  button(name: string | RegExp): Locator {
    return this.drawer.getByRole('button', { name });
  }

  /** Lines the list holds, rendered or not. */
  async total(): Promise<number> {
    return Number((await this.lines.first().getAttribute('aria-setsize')) ?? 0);
  }

  /** Opens by the key and waits for the first lines. */
  async open(): Promise<void> {
    await this.page.keyboard.press('w');
    await expect(this.lines.first()).toBeVisible();
  }

  /** Where the view stands once nothing moves it any more, px. */
  async restingTop(): Promise<number> {
    const top = () => this.list.evaluate((box) => box.scrollTop);
    let before = await top();
    await expect
      .poll(async () => {
        const last = before;
        before = await top();
        return before === last;
      })
      .toBe(true);
    return before;
  }

  /** Distance of the view from the newest line, px. */
  fromEnd(): Promise<number> {
    return this.list.evaluate((box) => box.scrollHeight - box.clientHeight - box.scrollTop);
  }
}
