import { expect, type Locator, type Page } from '@playwright/test';
import type { en } from '../../lib/i18n/messages/en';

/** Sentences the screens are in, so that one walk goes in every language. */
export type Words = typeof en;

/** Called on each screen, by a name for people. */
export type Look = (screen: string) => Promise<void>;

/** What walks through the app have in common: finding their way by sentences of any language, at any width. */
export class WalkBase {
  protected readonly page: Page;
  protected readonly words: Words;
  protected readonly look: Look;
  protected readonly narrow: boolean;

  constructor(page: Page, words: Words, look: Look) {
    this.page = page;
    this.words = words;
    this.look = look;
    this.narrow = (page.viewportSize()?.width ?? 0) < 700;
  }

  protected folder(name: string): Locator {
    return this.page.getByRole('treeitem', { name: this.opening(name) }).first();
  }

  /** Beginning of a name: counts follow, or what is put into it. */
  protected opening(name: string): RegExp {
    const fixed = name.split('{', 1)[0] ?? '';
    return new RegExp(`^${fixed.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}`, 'u');
  }

  /** Where the folders have no pane of their own, they are opened first and closed afterwards. */
  protected async withFolders(act: () => Promise<void>): Promise<void> {
    const { page, words } = this;
    if (this.narrow) {
      await page.getByRole('button', { name: words.folders.open, exact: true }).click();
      await expect(page.getByRole('tree')).toBeVisible();
    }
    await act();
    if (this.narrow && (await page.getByRole('tree').count()) > 0) {
      await page.keyboard.press('Escape');
      await expect(page.getByRole('tree')).toHaveCount(0);
    }
  }

  protected async openFolder(name: string): Promise<void> {
    const { page, words } = this;
    if (this.narrow) await page.getByRole('button', { name: words.folders.open, exact: true }).click();
    await this.folder(name).click();
    if (name === words.folders.roles.archive) await this.settled();
  }

  protected async settled(): Promise<void> {
    await expect(this.page.locator('[role="row"][data-uid]').first()).toBeVisible();
  }

  protected async focusRow(): Promise<void> {
    await this.page.locator('[role="grid"] [role="row"][data-uid][tabindex="0"]').focus();
  }
}
