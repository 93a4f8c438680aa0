import { startAppServer } from '../support/app-server';
import { message, messages } from '../support/mail-factory';
import { expectAccessible } from './accessibility';
import { closePages, expect, test } from './fixtures';
import { WirePage } from './pages/wire.page';

const HOST = 'mail.lan.example';

/** Plain http under a name that no browser takes for this machine: no WebCrypto, no locks, no clipboard, no Sec-Fetch-Site. */
test.use({
  launchOptions: [
    async ({ launchOptions }, use) => {
      const mapped = `--host-resolver-rules=MAP ${HOST} 127.0.0.1`;
      await use({ ...launchOptions, args: [...(launchOptions.args ?? []), mapped] });
    },
    { scope: 'worker' },
  ],
});

for (const workers of ['shared', 'own'] as const) {
  test(`plain http on a LAN, ${workers} worker: says what is reduced, signs in by SCRAM, lists, acts, copies, reloads`, async ({
    page,
    context,
    dovecot,
    user,
    signInPage,
    mailPage,
  }) => {
    if (workers === 'own')
      await context.addInitScript(() => void Reflect.deleteProperty(globalThis, 'SharedWorker'));
    await dovecot.save(user.name, 'INBOX', messages(3, { kind: 'plain' }));
    const app = await startAppServer({
      imap: { port: dovecot.ports.imaps, caFile: dovecot.caFile },
      publicHost: HOST,
      args: ['--insecure-http'],
    });
    await signInPage.open(app.url);
    const offered = await page.evaluate(() => [
      isSecureContext,
      'subtle' in crypto,
      'locks' in navigator,
      'clipboard' in navigator,
      'serviceWorker' in navigator,
    ]);
    expect(offered).toEqual([false, false, false, false, false]);
    await expect(page.getByText('This page was not opened over https.')).toBeVisible();
    await expect(page.getByText('a reload may ask for your password again')).toBeVisible();
    await expectAccessible(page);

    await signInPage.signIn(user);
    await mailPage.expectCount(3);
    await mailPage.expectLive();
    expect(dovecot.log()).toMatch(new RegExp(`Login: user=<${user.name}>, method=SCRAM-SHA-256`));
    await dovecot.deliver(user.name, message(9, { kind: 'plain', subject: 'Over plain http' }));
    await expect(mailPage.rowAt(0)).toContainText('Over plain http');
    await mailPage.openMessage('Over plain http');
    await mailPage.action('Star').click();
    await expect
      .poll(() => dovecot.doveadm('search', '-u', user.name, 'mailbox', 'INBOX', 'flagged'))
      .not.toBe('');

    const wire = new WirePage(page);
    await wire.open();
    await wire.button('Copy').click();
    await expect(wire.drawer).toContainText(/\d+ lines copied/);
    await page.keyboard.press('w');

    await page.getByRole('button', { name: 'List options' }).click();
    await page.getByRole('menuitem', { name: 'Notifications…' }).click();
    const notifications = page.getByRole('dialog', { name: 'Notifications' });
    await expect(notifications.getByRole('alert')).toContainText('need a page opened over https');
    await expect(notifications.getByRole('checkbox')).toBeDisabled();
    await page.keyboard.press('Escape');

    await page.reload();
    if (workers === 'own') {
      // The worker ended with its page, and nothing may be kept without WebCrypto.
      await expect(page.getByRole('note')).toContainText(
        'Sign in again: a page that was not opened over https keeps no sign-in over a reload.',
      );
      await signInPage.signIn(user);
    }
    await mailPage.expectCount(4);
    await mailPage.expectLive();
    await mailPage.signOut.click();
    await expect(signInPage.submit).toBeVisible();
    await expect(page.getByRole('note')).toHaveCount(0);
    await page.reload();
    await expect(signInPage.submit).toBeVisible();
    await expect(page.getByRole('note')).toHaveCount(0);
    await closePages(page.context());
    await app.stop();
  });
}
