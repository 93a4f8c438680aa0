import { expect, type Locator, type Page } from '@playwright/test';

/** Everything done to folders, by the accessible names that are its contract (English). */
export class FoldersPage {
  readonly tree: Locator;
  readonly newFolder: Locator;
  readonly menu: Locator;
  readonly dialog: Locator;
  readonly tasks: Locator;
  readonly quota: Locator;
  readonly notifications: Locator;
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
    this.tree = page.getByRole('tree', { name: 'Folders' });
    this.newFolder = page.getByRole('button', { name: 'New folder', exact: true });
    this.menu = page.getByRole('menu');
    this.dialog = page.locator('[data-slot="ask-dialog"]');
    this.tasks = page.getByRole('region', { name: 'Under way' });
    this.quota = page.getByRole('meter', { name: 'Space used' });
    this.notifications = page.getByRole('region', { name: 'Notifications' });
  }

  item(name: string): Locator {
    return this.tree.locator('[role="treeitem"]').filter({ hasText: name });
  }

  async create(name: string, inside?: string): Promise<void> {
    if (inside === undefined) await this.newFolder.click();
    else await this.choose(inside, 'New folder inside…');
    await this.dialog.getByLabel('Name').fill(name);
    await this.dialog.getByRole('button', { name: 'Create', exact: true }).click();
    await expect(this.dialog).toHaveCount(0);
    await expect(this.item(name)).toHaveAttribute('aria-selected', 'true');
  }

  /** By the pointer's menu. */
  async choose(folder: string, action: string): Promise<void> {
    await this.item(folder).click({ button: 'right' });
    await this.menu.getByRole('menuitem', { name: action, exact: true }).click();
  }

  async press(name: string): Promise<void> {
    await this.dialog.getByRole('button', { name, exact: true }).click();
  }

  /** The name being typed in the folder's own place. */
  nameField(): Locator {
    return this.tree.getByRole('textbox');
  }

  async expectFocus(name: string): Promise<void> {
    await expect(this.item(name)).toBeFocused();
  }

  async key(name: string): Promise<void> {
    await this.page.keyboard.press(name);
  }

  async expectTold(text: string | RegExp): Promise<void> {
    await expect(this.notifications).toContainText(text);
  }
}
