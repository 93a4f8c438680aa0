import { expect, type Locator, type Page } from '@playwright/test';

/** An open conversation, and the list of conversations (English). */
export class ConversationPage {
  /** The messages, one below the other. */
  readonly column: Locator;
  readonly messages: Locator;
  readonly numbers: Locator;
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
    this.column = page.getByRole('list', { name: 'Messages of the conversation' });
    this.messages = this.column
      .getByRole('listitem')
      .filter({ has: page.getByRole('heading', { level: 3 }) });
    this.numbers = page.locator('[data-slot="list-count"]');
  }

  async switchOn(): Promise<void> {
    await this.page.getByRole('button', { name: 'List options' }).click();
    await this.page.getByRole('menuitemcheckbox', { name: 'Conversations' }).click();
    await expect(this.numbers).toContainText('conversation');
  }

  /** The line of the message at this place, 0 being the oldest. */
  line(at: number): Locator {
    return this.messages.nth(at).getByRole('heading', { level: 3 }).getByRole('button');
  }

  bodyOf(at: number): Locator {
    return this.messages.nth(at).locator('[data-slot="message-body"]');
  }

  async expectOpen(...open: readonly boolean[]): Promise<void> {
    await expect(this.messages).toHaveCount(open.length);
    for (const [at, is] of open.entries())
      await expect(this.line(at)).toHaveAttribute('aria-expanded', `${is}`);
  }
}
