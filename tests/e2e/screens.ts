import { expect, type Page } from '@playwright/test';
import { Beside } from './screens-beside';
import { WalkBase, type Look, type Words } from './walk';

/**
 * Goes through every screen, dialog, menu and drawer of the app with one sign-in to the demo, and calls `look` on each. What it
 * changes it takes back.
 */
export async function everyScreen(page: Page, url: string, words: Words, look: Look): Promise<void> {
  const walk = new Walk(page, words, look);
  await walk.signIn(url);
  await walk.folders();
  await walk.list();
  await walk.message();
  await walk.overlays();
  await walk.dialogs();
  const beside = new Beside(page, words, look);
  await beside.rail();
  await beside.switches();
  await beside.files();
  await beside.accounts();
  await walk.odds(url);
}

class Walk extends WalkBase {
  async signIn(url: string): Promise<void> {
    const { page, look } = this;
    await page.goto(url);
    const submit = page.locator('form button[type="submit"]');
    await expect(submit).toBeVisible();
    await look('sign-in');
    await submit.click();
    await expect(page.locator('[aria-invalid="true"]').first()).toBeVisible();
    await look('sign-in: a field is empty');
    await page.locator('input[name="username"]').fill('demo@example.org');
    await page.locator('input[name="password"]').fill('wrong');
    await submit.click();
    await expect(page.locator('form [role="alert"]')).toBeVisible();
    await look('sign-in: refused');
    await page.getByRole('button', { name: this.words.login.demo, exact: true }).click();
    await this.settled();
  }

  async folders(): Promise<void> {
    const { page, words, look } = this;
    await this.openFolder(words.folders.roles.archive);
    await this.withFolders(async () => {
      await look('folders');
      await this.folder(words.folders.roles.trash).click({ button: 'right' });
      await expect(page.getByRole('menu')).toBeVisible();
      await look('folder menu');
      await page.keyboard.press('Escape');
    });
    const questions = [
      ['createInside', words.folders.roles.trash],
      ['rename', words.folders.roles.archive],
      ['move', 'Garden'],
      ['delete', 'Garden'],
      ['empty', words.folders.roles.trash],
    ] as const;
    for (const [action, folder] of questions) {
      await this.withFolders(async () => {
        await this.folder(folder).click({ button: 'right' });
        await page
          .getByRole('menuitem', { name: this.opening(words.folders.actions[action]) })
          .first()
          .click();
        await expect(page.locator('dialog[data-slot="ask-dialog"]')).toBeVisible();
        await look(`folder dialog: ${action}`);
        await page.keyboard.press('Escape');
        await expect(page.locator('dialog[data-slot="ask-dialog"]')).toHaveCount(0);
      });
    }
  }

  async list(): Promise<void> {
    const { page, words, look } = this;
    await this.focusRow();
    await look('list');
    await page.keyboard.press('ContextMenu');
    await expect(page.getByRole('menu')).toBeVisible();
    await look('message menu');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: words.triage.listMenu, exact: true }).click();
    await expect(page.getByRole('menu')).toBeVisible();
    await look('list menu');
    await page.keyboard.press('Escape');
    await this.focusRow();
    await page.keyboard.press('/');
    const field = page.locator('[data-slot="folder-search"]');
    await expect(field).toBeFocused();
    await field.fill('is:read before:soon');
    await expect(page.locator('[data-slot="view-line"] .sr-only')).toHaveCount(1);
    await look('search: some found');
    await field.fill('no such words anywhere');
    await expect(page.locator('[data-slot="empty"]').first()).toBeVisible();
    await look('search: nothing found');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await expect(field).toHaveCount(0);
    await expect(page.locator('[role="grid"] [role="row"][data-uid]').first()).toBeVisible();
    await this.focusRow();
    await page.keyboard.press('x');
    await page.keyboard.press('Shift+J');
    await expect(page.locator('[data-slot^="bulk-"]').first()).toBeVisible();
    await look('selected messages');
    await page.keyboard.press('Escape');
    await expect(page.locator('[data-slot^="bulk-"]')).toHaveCount(0);
  }

  /** A formatted message and one of plain text: opened one after the other until both were met. */
  async message(): Promise<void> {
    const { page, words, look } = this;
    await this.focusRow();
    await page.keyboard.press('Enter');
    const wanted = new Set(['html', 'text']);
    for (let step = 0; step < 24 && wanted.size > 0; step += 1) {
      const body = page.locator('[data-slot="message-body"]');
      await expect(body).toBeVisible();
      await expect
        .poll(() =>
          body.evaluate((box) => box.querySelector('iframe, div') !== null || box.textContent !== ''),
        )
        .toBe(true);
      const kind = (await body.locator('[data-slot="html-body"]').count()) > 0 ? 'html' : 'text';
      if (wanted.delete(kind)) await look(`message: ${kind}`);
      const subject = await page.locator('main h2').first().textContent();
      await page.keyboard.press('j');
      await expect(page.locator('main h2').first()).not.toHaveText(subject ?? '');
    }
    expect([...wanted], 'kinds of messages that were not met').toEqual([]);
    await page.locator(`button[title="${words.reader.showDetails}"]`).click();
    await look('message: all addresses');
    await page.keyboard.press('u');
    await this.settled();
  }

  async overlays(): Promise<void> {
    const { page, look } = this;
    await this.focusRow();
    await page.keyboard.press('g');
    await expect(page.locator('[data-slot="key-hint"]')).toBeVisible();
    await look('after the first of two keys');
    await page.keyboard.press('Escape');
    for (const [key, screen] of [
      ['?', 'help sheet'],
      ['v', 'move dialog'],
      ['Control+k', 'palette'],
    ] as const) {
      await this.focusRow();
      await page.keyboard.press(key);
      await expect(page.locator('dialog[open]')).toBeVisible();
      await look(screen);
      if (screen === 'palette') {
        await page.locator('dialog[open] input').fill('zzzz');
        await look('palette: nothing found');
      }
      await page.keyboard.press('Escape');
      await expect(page.locator('dialog[open]')).toHaveCount(0);
    }
    await this.focusRow();
    await page.keyboard.press('g');
    await page.keyboard.press('c');
    await expect(page.locator('dialog[open] input')).toBeFocused();
    await look('go to date');
    await page.keyboard.press('Escape');
    await expect(page.locator('dialog[open]')).toHaveCount(0);
    await this.focusRow();
    await page.keyboard.press('#');
    await expect(page.locator('[data-slot="toast"]')).toBeVisible();
    // It would go by itself, in ten seconds, but not from under the pointer.
    await page.locator('[data-slot="toast"]').hover();
    await look('toast');
    const text = await page.locator('[data-slot="toast"]').textContent();
    await page.keyboard.press('z');
    await expect(page.locator('[data-slot="toast"]')).not.toHaveText(text ?? '');
    await page.locator('[data-slot="toast"] [data-slot="icon-button"]').click();
    await expect(page.locator('[data-slot="toast"]')).toHaveCount(0);
  }

  async dialogs(): Promise<void> {
    const { page, look } = this;
    await this.focusRow();
    await page.keyboard.press('w');
    await expect(page.locator('[data-slot="wire-line"]').first()).toBeVisible();
    await page.locator('[data-slot="wire-line"]').last().click();
    await look('protocol drawer');
    await page.keyboard.press('Escape');
    await expect(page.locator('[data-slot="wire-drawer"]')).toHaveCount(0);
  }

  async odds(url: string): Promise<void> {
    const { page, words, look } = this;
    // The router writes the address of the account just left once more, a moment later, and may write over this one.
    await expect(async () => {
      await page.goto(`${url}/mail#f=Nowhere`);
      await expect(page.locator('[data-slot="fault"]').first()).toBeVisible({ timeout: 5_000 });
    }).toPass({ timeout: 30_000 });
    await look('a folder that is not there');
    await this.openFolder(words.folders.roles.drafts);
    await expect(page.locator('[data-slot="empty"], [role="row"]').first()).toBeVisible();
    await look('another folder');
  }
}
