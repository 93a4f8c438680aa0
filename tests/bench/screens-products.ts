/** What a product's pages are made of: where to type, where to look. */
import type { Page } from '@playwright/test';

export interface Product {
  readonly name: string;
  readonly version: string;
  readonly url: string;
  /** Fills the sign-in form and leaves the button alone. */
  fillIn(page: Page, address: string, password: string): Promise<void>;
  /** CSS selectors, of the sign-in button and the list. */
  readonly signInButton: string;
  readonly list: string;
  /** A row of the list by its subject: what a person would click to read the message. */
  row(page: Page, subject: string): ReturnType<Page['locator']>;
  /** Asks for new mail where the product only polls; undefined where it needs no asking. */
  readonly polls: boolean;
  /**
   * Goes to another place of a long list, as a person does by the thumb of the scroll bar or by page numbers; resolves with the time (epoch
   * ms of the page's clock) at which it was asked for. `position` 0 is the newest message.
   */
  jump(page: Page, position: number): Promise<number>;
}

export function tagline(url: string): Product {
  return {
    name: 'tagline',
    version: '',
    url,
    signInButton: 'button[type=submit]',
    list: '[role=grid]',
    fillIn: async (page, address, password) => {
      await page.getByLabel('Email address', { exact: true }).fill(address);
      await page.getByLabel('Password', { exact: true }).fill(password);
    },
    row: (page, subject) => page.getByRole('row').filter({ hasText: subject }).first(),
    polls: false,
    jump: (page, position) =>
      page.evaluate((to) => {
        const grid = document.querySelector('[role=grid]');
        const row = grid?.querySelector<HTMLElement>('[role=row]');
        if (!grid || !row) throw new Error('no list');
        const rows = Number(grid.getAttribute('aria-rowcount'));
        // The track of a very long list is shorter than its rows are together.
        const share = (to * row.offsetHeight) / (rows * row.offsetHeight - grid.clientHeight);
        grid.scrollTop = Math.min(1, share) * (grid.scrollHeight - grid.clientHeight);
        return performance.timeOrigin + performance.now();
      }, position),
  };
}
