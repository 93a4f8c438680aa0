import { expect, type Locator, type Page } from '@playwright/test';

export type MailAction = 'Star' | 'Archive' | 'Delete' | 'Mark as unread' | 'Mark as read';

/** Where a row stands: what must not move while mail comes and goes above it. */
export interface RowPlace {
  readonly uid: string;
  /** Distance of the row's upper edge from the list's, px. */
  readonly top: number;
}

/** The mail screen, by the accessible names that are its contract (English). */
export class MailPage {
  readonly folders: Locator;
  readonly list: Locator;
  /** Rows that are rendered: a window of the folder. */
  readonly rows: Locator;
  readonly reader: Locator;
  readonly subject: Locator;
  readonly undo: Locator;
  /** Live, Reconnecting in n s, Offline or Signed out; on wide screens, where it is always in sight. */
  readonly connection: Locator;
  readonly signOut: Locator;
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
    this.folders = page.getByRole('navigation', { name: 'Folders' }).getByRole('tree', { name: 'Folders' });
    this.list = page.getByRole('grid', { name: 'Messages' });
    this.rows = this.list.getByRole('row');
    this.reader = page.getByRole('main', { name: 'Message', exact: true });
    this.subject = this.reader.getByRole('heading', { level: 2 });
    this.undo = page.getByRole('button', { name: 'Undo', exact: true });
    this.connection = page.locator('[data-slot="connection-line"]');
    this.signOut = page.getByRole('button', { name: 'Sign out', exact: true });
  }

  folder(name: string): Locator {
    return this.folders.getByRole('treeitem', { name: new RegExp(`^${escaped(name)}(?:,|$)`) });
  }

  async openFolder(name: string): Promise<void> {
    await this.folder(name).click();
    await expect(this.folder(name)).toHaveAttribute('aria-selected', 'true');
  }

  row(text: string | RegExp): Locator {
    return this.rows.filter({ hasText: text });
  }

  /** The row at a place of the whole list, 0 being the newest message, if it is drawn. */
  rowAt(position: number): Locator {
    return this.list.locator(`[role="row"][aria-rowindex="${position + 1}"]`);
  }

  async openMessage(text: string | RegExp): Promise<void> {
    await this.row(text).first().click();
    await expect(this.subject).toContainText(text);
  }

  /** EXISTS of the open folder as the screen says it. */
  async expectCount(count: number): Promise<void> {
    await expect(this.list).toHaveAttribute('aria-rowcount', String(count));
  }

  async expectLive(): Promise<void> {
    await expect(this.connection).toContainText('Live');
  }

  /** What the first formatted mail needs is there: the page loads nothing more by itself. */
  async expectLoadedAhead(): Promise<void> {
    await this.page.waitForFunction(() => {
      const frame = document.querySelector<HTMLIFrameElement>('iframe[title="sanitiser"]');
      return frame?.contentDocument?.title === 'Message';
    });
  }

  /** The sign-in would survive a reload: the page asks the bridge for nothing more by itself. */
  async expectSealed(): Promise<void> {
    await this.page.waitForFunction(() => sessionStorage.getItem('tagline.sealed') !== null);
  }

  /** What was just told goes by itself after some seconds, but not from under the pointer. */
  async holdToast(): Promise<void> {
    await this.page.locator('[data-slot="toast"]').hover();
  }

  action(name: MailAction): Locator {
    return this.reader.getByRole('button', { name, exact: true });
  }

  /** Focuses the row that keys act on, as Tab would. */
  async focusList(): Promise<void> {
    await this.list.locator('[role="row"][tabindex="0"]').focus();
  }

  /** Moves by keys; the row that keys reach has the focus and its text afterwards. */
  async press(key: string): Promise<void> {
    await this.focusList();
    await this.page.keyboard.press(key);
    await this.expectSettled();
  }

  /** Moves the scroll bar to a share of the whole list: 0 the newest, 1 the oldest. */
  async scrollTo(share: number): Promise<void> {
    await this.list.evaluate((grid, part) => {
      grid.scrollTop = (grid.scrollHeight - grid.clientHeight) * part;
    }, share);
    await this.expectSettled();
  }

  /** Turns the mouse's wheel over the list. */
  async wheel(pixels: number): Promise<void> {
    const before = await this.list.evaluate((grid) => grid.scrollTop);
    await this.list.hover();
    await this.page.mouse.wheel(0, pixels);
    await expect.poll(() => this.list.evaluate((grid) => grid.scrollTop)).not.toBe(before);
    await this.expectSettled();
  }

  /** Takes the pointer off the list: under it, new mail at the top would wait. */
  async leaveList(): Promise<void> {
    const { width, height } = this.page.viewportSize() ?? { width: 1280, height: 800 };
    await this.page.mouse.move(width - 40, height / 2);
  }

  /** Every row in sight has its text. */
  async expectSettled(): Promise<void> {
    await expect
      .poll(() =>
        this.list.evaluate((grid) => {
          const box = grid.getBoundingClientRect();
          const seen = Array.from(grid.querySelectorAll('[role="row"]')).filter((row) => {
            const { top, bottom } = row.getBoundingClientRect();
            return bottom > box.top && top < box.bottom;
          });
          return seen.length > 0 && seen.every((row) => row.hasAttribute('data-uid'));
        }),
      )
      .toBe(true);
  }

  /** The uppermost row of which anything is in sight. */
  firstVisibleRow(): Promise<RowPlace> {
    return this.list.evaluate((grid) => {
      const edge = grid.getBoundingClientRect().top;
      const places = Array.from(grid.querySelectorAll('[role="row"]'))
        .map((row) => ({ uid: row.getAttribute('data-uid') ?? '', box: row.getBoundingClientRect() }))
        .filter(({ box }) => box.bottom > edge)
        .map(({ uid, box }) => ({ uid, top: box.top - edge }))
        .sort((a, b) => a.top - b.top);
      return places[0] ?? { uid: '', top: Number.NaN };
    });
  }

  /** UID of the message whose row has the keyboard's focus. */
  focusedUid(): Promise<string | null> {
    return this.page.evaluate(() => document.activeElement?.getAttribute('data-uid') ?? null);
  }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
