import type { Page } from '@playwright/test';
import { message, messages } from '../support/mail-factory';
import { expectAccessible } from './accessibility';
import { expect, test } from './fixtures';

const LANGUAGES = {
  en: { locale: 'en-GB', title: 'Sign in' },
  es: { locale: 'es-ES', title: 'Iniciar sesión' },
} as const;
const WIDTHS = [320, 1280] as const;
const SCHEMES = ['light', 'dark'] as const;

for (const [language, { locale, title }] of Object.entries(LANGUAGES)) {
  for (const width of WIDTHS) {
    for (const colorScheme of SCHEMES) {
      test.describe(`${language}, ${width} px, ${colorScheme}`, () => {
        test.use({ locale, colorScheme, viewport: { width, height: 720 } });
        test('the sign-in page', async ({ page, app }) => {
          await page.goto(app.url);
          await expect(page.getByRole('heading', { name: title })).toBeVisible();
          await expect(page.locator('html')).toHaveAttribute('lang', language);
          await expect(page.locator('input[type="password"]')).toBeVisible();
          await expectNoSidewaysScroll(page);
          await expectAccessible(page);
        });
      });
    }
  }
}

// Light is what every walk through all screens looks at first (every-screen.spec.ts).
for (const colorScheme of ['dark'] as const) {
  test.describe(`${colorScheme}, wide`, () => {
    test.use({ colorScheme });
    test('the mailbox: an open message, a toast, an error', async ({
      app,
      dovecot,
      user,
      signInPage,
      mailPage,
      page,
    }) => {
      await dovecot.save(user.name, 'INBOX', messages(40, { kind: 'attachments' }));
      await dovecot.save(user.name, 'Projects/Garden', [message(0)]);
      await signInPage.open(app.url);
      await signInPage.signIn({ address: user.address, password: 'wrong' });
      await expect(signInPage.alert).toBeVisible();
      await expectAccessible(page);

      await signInPage.signIn(user);
      await mailPage.expectCount(40);
      await mailPage.expectSettled();
      await mailPage.openMessage('#39');
      await expect(mailPage.reader.getByRole('button', { name: 'Show images' })).toBeVisible();
      await expectAccessible(page);
      await mailPage.action('Star').click();
      await mailPage.openMessage('#38');
      await mailPage.action('Archive').click();
      await expect(mailPage.undo).toBeVisible();
      await expectAccessible(page);

      await mailPage.openFolder('Drafts');
      await expect(page.getByText('Nothing here')).toBeVisible();
      await expectAccessible(page);
      await page.goto(`${app.url}/mail#f=Nowhere`);
      await expect(page.getByText('This folder no longer exists on the server.')).toBeVisible();
      await expectAccessible(page);
    });
  });

  test.describe(`${colorScheme}, 320 px`, () => {
    test.use({ colorScheme, viewport: { width: 320, height: 640 } });
    test('list, drawer, message', async ({ app, dovecot, user, signInPage, mailPage, page }) => {
      await dovecot.save(user.name, 'INBOX', messages(20, { kind: 'attachments' }));
      await signInPage.enter(app.url, user);
      await mailPage.expectCount(20);
      await mailPage.expectSettled();
      await expectNoSidewaysScroll(page);
      await expectAccessible(page);

      await page.getByRole('button', { name: 'Show folders' }).click();
      await expect(mailPage.folder('Inbox')).toBeVisible();
      await expectAccessible(page);
      await page.keyboard.press('Escape');
      await expect(mailPage.folders).toHaveCount(0);
      await expect(page.getByRole('button', { name: 'Show folders' })).toBeFocused();

      await mailPage.openMessage('#19');
      await expect(mailPage.reader.getByRole('button', { name: 'Show images' })).toBeVisible();
      await expectNoSidewaysScroll(page);
      await expectAccessible(page);
      await page.getByRole('button', { name: 'Back to the list' }).click();
      await expect(mailPage.rowAt(0)).toBeVisible();
    });
  });
}

/** WCAG 1.4.10: at 320 px nothing needs two directions of scrolling. */
async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const [scroll, client] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  expect(scroll).toBeLessThanOrEqual(client ?? 0);
}
