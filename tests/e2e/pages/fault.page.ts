import { expect, type Locator, type Page } from '@playwright/test';

/** What a fault looks like, wherever it stands: the code is its name, the words are English. */
export class FaultPage {
  readonly any: Locator;
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
    this.any = page.locator('[data-slot="fault"]');
  }

  of(code: string): Locator {
    return this.page.locator(`[data-slot="fault"][data-fault="${code}"]`);
  }

  /** The fault is on the screen with its sentence, what is safe, and its stable code. */
  async expectShown(code: string, sentence: string | RegExp, safe: string | RegExp): Promise<Locator> {
    const fault = this.of(code);
    await expect(fault).toBeVisible();
    await expect(fault).toContainText(sentence);
    await expect(fault.locator('[data-slot="fault-safe"]')).toContainText(safe);
    await expect(fault.locator('[data-slot="fault-code"]')).toContainText(code);
    return fault;
  }

  step(code: string, name: string | RegExp): Locator {
    return this.of(code).getByRole('button', { name });
  }

  words(code: string): Locator {
    return this.of(code).locator('[data-slot="server-words"]');
  }
}
