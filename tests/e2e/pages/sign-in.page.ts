import { expect, type Locator, type Page } from '@playwright/test';

/** The sign-in form, by the accessible names that are its contract (English). */
export class SignInPage {
  readonly email: Locator;
  readonly password: Locator;
  /** Mail and sign-in may outlive the tab. */
  readonly myDevice: Locator;
  readonly submit: Locator;
  readonly tryDemo: Locator;
  /** What went wrong, where it is said. */
  readonly alert: Locator;
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
    this.email = page.getByLabel('Email address', { exact: true });
    this.password = page.getByLabel('Password', { exact: true });
    this.myDevice = page.getByRole('checkbox', { name: 'This is my device', exact: true });
    this.submit = page.getByRole('button', { name: 'Sign in', exact: true });
    this.tryDemo = page.getByRole('button', { name: 'Try the demo', exact: true });
    // Next announces routes in an alert of its own.
    this.alert = page.getByRole('alert').and(page.locator(':not(#__next-route-announcer__)'));
  }

  async open(url: string): Promise<void> {
    await this.page.goto(url);
    await expect(this.submit).toBeVisible();
  }

  async signIn(user: { readonly address: string; readonly password: string }): Promise<void> {
    await this.email.fill(user.address);
    await this.password.fill(user.password);
    await this.submit.click();
  }

  /** Comes to the page and signs in. */
  async enter(url: string, user: { readonly address: string; readonly password: string }): Promise<void> {
    await this.open(url);
    await this.signIn(user);
  }
}
