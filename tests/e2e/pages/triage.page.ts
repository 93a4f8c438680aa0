import { expect, type Locator, type Page } from '@playwright/test';

/** Selecting, the menus and the dialogs of the mail screen, by their accessible names (English). */
export class TriagePage {
  readonly toast: Locator;
  /** "3 messages selected", in the place of the open message. */
  readonly heading: Locator;
  readonly menu: Locator;
  /** Where the palette and the move dialog are typed into. */
  readonly field: Locator;
  readonly options: Locator;
  private readonly page: Page;
  private readonly list: Locator;

  constructor(page: Page) {
    this.page = page;
    this.list = page.getByRole('grid', { name: 'Messages' });
    this.toast = page.locator('[data-slot="toast"]');
    this.heading = page.locator('[data-slot="bulk-pane"]').getByRole('heading', { level: 2 });
    this.menu = page.getByRole('menu');
    this.field = page.getByRole('dialog').getByRole('combobox');
    this.options = page.getByRole('dialog').getByRole('option');
  }

  dialog(name: string): Locator {
    return this.page.getByRole('dialog', { name, exact: true });
  }

  menuItem(name: string): Locator {
    return this.menu.getByRole('menuitem', { name, exact: true });
  }

  /** Places of the selected rows among those that are drawn, 0 being the newest message. */
  async expectSelected(positions: readonly number[]): Promise<void> {
    await expect
      .poll(() =>
        this.list
          .locator('[role="row"][aria-selected="true"]')
          .evaluateAll((rows) =>
            rows.map((row) => Number(row.getAttribute('aria-rowindex')) - 1).sort((a, b) => a - b),
          ),
      )
      .toEqual(positions);
  }

  selectedUids(): Promise<readonly (string | null)[]> {
    return this.list
      .locator('[role="row"][aria-selected="true"]')
      .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-uid')));
  }

  uids(positions: readonly number[]): Promise<readonly (string | null)[]> {
    return Promise.all(
      positions.map((position) =>
        this.list.locator(`[role="row"][aria-rowindex="${position + 1}"]`).getAttribute('data-uid'),
      ),
    );
  }
}
