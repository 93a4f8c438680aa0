import type { Locator, Page } from '@playwright/test';

/** What is asked of whoever signs out before the server knows everything (English). */
export class SignOutPage {
  readonly dialog: Locator;
  readonly stay: Locator;
  readonly discard: Locator;
  readonly send: Locator;

  constructor(page: Page) {
    this.dialog = page.getByRole('dialog', { name: 'Sign out?' });
    this.stay = this.dialog.getByRole('button', { name: 'Stay signed in', exact: true });
    this.discard = this.dialog.getByRole('button', { name: 'Discard and sign out', exact: true });
    this.send = this.dialog.getByRole('button', { name: 'Send first', exact: true });
  }
}
