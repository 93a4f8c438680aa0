import { expect, type Locator, type Page } from '@playwright/test';

/** Several accounts side by side, by the accessible names that are their contract (English). */
export class AccountsPage {
  readonly heads: Locator;
  readonly menuButton: Locator;
  readonly menu: Locator;
  readonly dialog: Locator;
  readonly email: Locator;
  readonly password: Locator;
  readonly submit: Locator;
  readonly alert: Locator;
  readonly notifications: Locator;
  readonly liveRegion: Locator;
  private readonly page: Page;
  private readonly tree: Locator;

  constructor(page: Page) {
    this.page = page;
    this.tree = page.getByRole('navigation', { name: 'Folders' }).getByRole('tree', { name: 'Folders' });
    this.heads = this.tree.locator('[data-slot="account-item"]');
    this.menuButton = page.getByRole('button', { name: /^Accounts: / });
    this.menu = page.getByRole('menu', { name: 'Accounts' });
    this.dialog = page.getByRole('dialog', { name: 'Add account' });
    this.email = this.dialog.getByLabel('Email address', { exact: true });
    this.password = this.dialog.getByLabel('Password', { exact: true });
    this.submit = this.dialog.getByRole('button', { name: 'Add account', exact: true });
    this.alert = this.dialog.getByRole('alert');
    this.notifications = page.getByRole('region', { name: 'Notifications' });
    this.liveRegion = page.locator('[data-slot="live-region"]');
  }

  head(address: string): Locator {
    return this.heads.and(this.page.getByRole('treeitem', { name: address }));
  }

  folder(address: string, name: string): Locator {
    return this.tree
      .getByRole('treeitem', { name: new RegExp(`^${name}(?:,|$)`) })
      .and(this.page.locator(`[data-account="default:${address}"]`));
  }

  async open(address: string, name: string): Promise<void> {
    await this.folder(address, name).click();
    await expect(this.folder(address, name)).toHaveAttribute('aria-selected', 'true');
  }

  async choose(item: string): Promise<void> {
    await this.menuButton.click();
    await this.menu.getByRole('menuitem', { name: item, exact: true }).click();
  }

  async add(user: { readonly address: string; readonly password: string }): Promise<void> {
    await this.choose('Add account…');
    await this.email.fill(user.address);
    await this.password.fill(user.password);
    await this.submit.click();
    await expect(this.dialog).toHaveCount(0);
    await expect(this.head(user.address)).toBeVisible();
  }
}
