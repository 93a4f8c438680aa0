import { startAppServer } from '../support/app-server';
import { startDovecot } from '../support/dovecot';
import { message, messages, subjectOf } from '../support/mail-factory';
import { closePages, expect, test } from './fixtures';
import { WirePage } from './pages/wire.page';

const COUNT = 400;

test('over a compressed connection everything is as before, and the drawer shows what is said', async ({
  page,
  signInPage,
  mailPage,
}) => {
  const dovecot = await startDovecot({
    extra: 'protocol imap {\n  mail_plugins = $mail_plugins imap_zlib\n}',
  });
  const app = await startAppServer({ imap: { port: dovecot.ports.imaps, caFile: dovecot.caFile } });
  try {
    const user = dovecot.user('squeezed');
    await dovecot.save(user.name, 'INBOX', messages(COUNT));
    await signInPage.enter(app.url, user);
    await mailPage.expectCount(COUNT);
    await mailPage.expectLive();

    const wire = new WirePage(page);
    await wire.open();
    await wire.filter.fill('compress');
    await expect(wire.line(/COMPRESS DEFLATE/)).toBeVisible();
    await expect(wire.line(/compressed/)).toBeVisible();
    // The list draws a window of its lines: each is looked for by itself. IDLE is the browser's to say in deflate, and Dovecot's to understand.
    await wire.filter.fill('IDLE');
    await expect(wire.line(/T\d+ IDLE/).first()).toBeVisible();
    await dovecot.deliver(user.name, message(COUNT));
    await expect(mailPage.rowAt(0)).toContainText(subjectOf(COUNT));
    await wire.filter.fill('EXISTS');
    await expect(wire.line(`* ${COUNT + 1} EXISTS`)).toBeVisible();

    await mailPage.press('End');
    await expect(mailPage.rowAt(COUNT)).toContainText(subjectOf(0));
    await mailPage.rowAt(COUNT).click();
    await expect(mailPage.subject).toContainText(subjectOf(0));
    await mailPage.action('Star').click();
    await wire.filter.fill('STORE');
    await expect(wire.line(/UID STORE \d+ \+FLAGS \(\\Flagged\)/)).toBeVisible();
    await mailPage.expectLive();
  } finally {
    await closePages(page.context());
    await app.stop();
    await dovecot.dispose();
  }
});
