import type { Locator, Page } from '@playwright/test';

/** "On this device", and the line that says why less is kept (English). */
export class DevicePage {
  readonly dialog: Locator;
  readonly keep: Locator;
  readonly forget: Locator;
  readonly notice: Locator;
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
    this.dialog = page.getByRole('dialog', { name: 'On this device' });
    this.keep = this.dialog.getByRole('checkbox', { name: 'Keep mail on this device' });
    this.forget = this.dialog.getByRole('button', { name: 'Forget what is kept here', exact: true });
    this.notice = page.getByRole('region', { name: 'On this device' });
  }

  async open(): Promise<void> {
    await this.page.getByRole('button', { name: /^Accounts: / }).click();
    await this.page.getByRole('menuitem', { name: 'What this device keeps…' }).click();
  }

  /** What a button saves, as text. */
  async saved(press: () => Promise<void>): Promise<string> {
    const [download] = await Promise.all([this.page.waitForEvent('download'), press()]);
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString();
  }
}
