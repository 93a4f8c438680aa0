import { expect, type Locator, type Page } from '@playwright/test';

export type MailAction = 'Star' | 'Unstar' | 'Archive' | 'Delete' | 'Mark as unread' | 'Mark as read';

/** The mail screen, by the accessible names that are its contract (English). */
export class MailPage {
  readonly folders: Locator;
  readonly list: Locator;
  /** Rows that are rendered: a window of the folder, headers apart. */
  readonly rows: Locator;
  readonly reader: Locator;
  readonly subject: Locator;
  readonly undo: Locator;
  /** Live, Reconnecting in n s, Offline or Signed out. */
  readonly connection: Locator;
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
    this.folders = page.getByRole('navigation', { name: 'Folders' }).getByRole('tree', { name: 'Folders' });
    this.list = page.getByRole('grid', { name: 'Messages' });
    this.rows = this.list.getByRole('row').filter({ has: page.getByRole('gridcell') });
    this.reader = page.getByRole('main', { name: 'Message' });
    this.subject = this.reader
      .getByRole('heading', { level: 1 })
      .or(this.reader.getByRole('heading', { level: 2 }))
      .first();
    this.undo = page.getByRole('button', { name: 'Undo', exact: true });
    this.connection = page
      .getByRole('status')
      .filter({ hasText: /Live|Reconnecting|Offline|Signed out|Connecting/ });
  }

  folder(name: string): Locator {
    return this.folders.getByRole('treeitem', { name: new RegExp(`^${escaped(name)}(?:\\b|,|$)`) });
  }

  async openFolder(name: string): Promise<void> {
    await this.folder(name).click();
    await expect(this.folder(name)).toHaveAttribute('aria-selected', 'true');
  }

  row(text: string | RegExp): Locator {
    return this.rows.filter({ hasText: text });
  }

  async openMessage(text: string | RegExp): Promise<void> {
    await this.row(text).first().click();
    await expect(this.reader).toBeVisible();
  }

  /** EXISTS of the open folder as the screen says it. */
  async expectCount(count: number): Promise<void> {
    await expect(this.list).toHaveAttribute('aria-rowcount', String(count));
  }

  action(name: MailAction): Locator {
    return this.reader.getByRole('button', { name, exact: true });
  }

  async scrollToOldest(): Promise<void> {
    await this.list.focus();
    await this.page.keyboard.press('End');
  }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
