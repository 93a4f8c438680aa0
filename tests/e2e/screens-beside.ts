import { expect, type Locator, type Page } from '@playwright/test';
import { WalkBase, type Look, type Words } from './walk';

/** No mail at all, and mail with an octet that mail may not hold: neither changes anything. */
const NO_MAIL = { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('Milk and bread.\n') };
const BROKEN = {
  name: 'letter.eml',
  mimeType: 'message/rfc822',
  buffer: Buffer.from('From: ada@example.org\r\nSubject: A letter\r\n\r\nwith \0 inside\r\n'),
};

/** The second part of the walk: what stands beside list and message, or comes up when work takes long. */
export class Beside extends WalkBase {
  private readonly tray: Locator;

  constructor(page: Page, words: Words, look: Look) {
    super(page, words, look);
    this.tray = page.locator('[data-slot="tasks"]');
  }

  /** Folders as icons: between the widths of the others. */
  async rail(): Promise<void> {
    if (this.narrow) return;
    const { page, look } = this;
    const size = page.viewportSize() ?? { width: 1280, height: 720 };
    await page.setViewportSize({ ...size, width: 900 });
    await expect(page.locator('[data-slot="rail-connection"]')).toBeVisible();
    await look('rail');
    await page.setViewportSize(size);
    await expect(page.locator('[data-slot="connection-line"]')).toBeVisible();
  }

  async switches(): Promise<void> {
    const { page, words, look } = this;
    await page.getByRole('button', { name: words.triage.listMenu, exact: true }).click();
    await this.item(words.triage.commands.notifications).click();
    await expect(page.locator('dialog[open]')).toBeVisible();
    await look('notifications');
    await page.keyboard.press('Escape');
    await expect(page.locator('dialog[open]')).toHaveCount(0);
  }

  /** Reports of imports, and the tray while a file cannot be completed. */
  async files(): Promise<void> {
    const { page, words, look } = this;
    for (const [file, screen] of [
      [NO_MAIL, 'import refused'],
      [BROKEN, 'import report'],
    ] as const) {
      await this.withFolders(async () => {
        const chooser = page.waitForEvent('filechooser');
        await this.choose(words.folders.roles.archive, words.folders.actions.import);
        await (await chooser).setFiles([file]);
        await expect(page.locator('[data-slot="import-report"]')).toBeVisible();
        await look(screen);
        await page.keyboard.press('Escape');
        await expect(page.locator('[data-slot="import-report"]')).toHaveCount(0);
      });
    }
    await page.evaluate(() => {
      const written = new Promise<void>((resolve) => Object.assign(window, { endWriting: resolve }));
      const stream = { write: async () => {}, close: () => written, abort: async () => {} };
      const showSaveFilePicker = () => Promise.resolve({ createWritable: () => Promise.resolve(stream) });
      Object.assign(window, { showSaveFilePicker });
    });
    await this.withFolders(() => this.choose(words.folders.roles.archive, words.folders.actions.export));
    await expect(this.tray.getByRole('progressbar')).toHaveAttribute('max', /./u);
    await look('task tray');
    await this.tray.getByRole('button').click();
    await expect(this.tray.getByRole('button')).toBeDisabled();
    await look('task tray: stopping');
    await page.evaluate(() => (window as unknown as { endWriting: () => void }).endWriting());
    await expect(this.tray).toHaveCount(0);
  }

  /** The account menu, one account more, both in one tree, and the space each has. */
  async accounts(): Promise<void> {
    const { page, words, look } = this;
    await this.withFolders(async () => {
      await expect(page.locator('[data-slot="quota"]')).toBeVisible();
      await page.locator('[data-slot="account-menu"]').click();
      await expect(page.getByRole('menu')).toBeVisible();
      await look('account menu');
      await this.item(words.accounts.add).click();
    });
    await expect(page.locator('dialog[open]')).toBeVisible();
    await look('add account');
    await page.getByRole('button', { name: words.accounts.demo, exact: true }).click();
    await expect(page.locator('dialog[open]')).toHaveCount(0);
    await this.withFolders(async () => {
      const heads = page.locator('[data-slot="account-item"]');
      await expect(heads).toHaveCount(2);
      await look('two accounts');
      await heads.last().click({ button: 'right' });
      await expect(page.getByRole('menu')).toBeVisible();
      await look("menu of an account's head");
      await page.getByRole('menuitem').last().click();
      await expect(heads).toHaveCount(0);
    });
    await this.settled();
  }

  private item(name: string): Locator {
    return this.page.getByRole('menuitem', { name: this.opening(name) }).first();
  }

  private async choose(folder: string, action: string): Promise<void> {
    await this.folder(folder).click({ button: 'right' });
    await this.item(action).click();
  }
}
