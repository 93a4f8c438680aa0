/** What a product's pages are made of: where to type, where to look. */
import type { Page } from '@playwright/test';

export interface Product {
  readonly name: string;
  readonly version: string;
  readonly url: string;
  /** Fills the sign-in form and leaves the button alone. */
  fillIn(page: Page, address: string, password: string): Promise<void>;
  /** CSS selectors, of the sign-in button and the list. */
  readonly signInButton: string;
  readonly list: string;
  /** A row of the list by its subject: what a person would click to read the message. */
  row(page: Page, subject: string): ReturnType<Page['locator']>;
  /** Asks for new mail where the product only polls; undefined where it needs no asking. */
  readonly polls: boolean;
  stop(): Promise<void>;
}

export function tagline(url: string, stop: () => Promise<void>): Product {
  return {
    name: 'tagline',
    version: '',
    url,
    signInButton: 'button[type=submit]',
    list: '[role=grid]',
    fillIn: async (page, address, password) => {
      await page.getByLabel('Email address', { exact: true }).fill(address);
      await page.getByLabel('Password', { exact: true }).fill(password);
    },
    row: (page, subject) => page.getByRole('row').filter({ hasText: subject }).first(),
    polls: false,
    stop,
  };
}
