import { readFileSync } from 'node:fs';
import { expect, type Download, type Locator, type Page } from '@playwright/test';

export interface TestFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** Mail in and out as files, by the accessible names that are its contract (English). */
export class TransferPage {
  readonly tasks: Locator;
  readonly report: Locator;
  readonly veil: Locator;
  readonly notifications: Locator;
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
    this.tasks = page.getByRole('region', { name: 'Under way' });
    this.report = page.locator('[data-slot="import-report"]');
    this.veil = page.locator('[data-slot="drop-veil"]');
    this.notifications = page.getByRole('region', { name: 'Notifications' });
  }

  /** By the folder's menu. */
  async choose(folder: Locator, action: 'Import mail…' | 'Export…'): Promise<void> {
    await folder.click({ button: 'right' });
    await this.page.getByRole('menuitem', { name: action, exact: true }).click();
  }

  async importInto(folder: Locator, ...files: readonly TestFile[]): Promise<void> {
    const chooser = this.page.waitForEvent('filechooser');
    await this.choose(folder, 'Import mail…');
    await (await chooser).setFiles([...files]);
  }

  /** What `act` makes the browser save. */
  async saved(act: () => Promise<void>): Promise<{ readonly name: string; readonly bytes: Buffer }> {
    const [download] = await Promise.all([this.page.waitForEvent('download'), act()]);
    return { name: download.suggestedFilename(), bytes: await bytesOf(download) };
  }

  /** A file held over an element, then let go. */
  async drag(target: Locator, file: TestFile): Promise<{ drop(): Promise<void> }> {
    const dataTransfer = await this.page.evaluateHandle(
      ({ name, bytes }) => {
        const data = new DataTransfer();
        data.items.add(new File([Uint8Array.from(bytes)], name));
        return data;
      },
      { name: file.name, bytes: [...file.buffer] },
    );
    await target.dispatchEvent('dragover', { dataTransfer });
    return { drop: () => target.dispatchEvent('drop', { dataTransfer }) };
  }

  async press(name: string): Promise<void> {
    await this.report.locator('footer').getByRole('button', { name, exact: true }).click();
    await expect(this.report).toHaveCount(0);
  }

  async expectTold(text: string | RegExp, timeout = 30_000): Promise<void> {
    await expect(this.notifications).toContainText(text, { timeout });
  }
}

async function bytesOf(download: Download): Promise<Buffer> {
  return readFileSync(await download.path());
}
