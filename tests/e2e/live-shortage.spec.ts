import { startAppServer } from '../support/app-server';
import { startDovecot } from '../support/dovecot';
import { messages } from '../support/mail-factory';
import { closePages, expect, test } from './fixtures';
import { MailPage } from './pages/mail.page';

test('a server that gives one connection: the folder without says how often it is checked, and why', async ({
  context,
  page,
  signInPage,
  mailPage,
}) => {
  const dovecot = await startDovecot({ extra: 'protocol imap {\n  mail_max_userip_connections = 1\n}' });
  const app = await startAppServer({ imap: { port: dovecot.ports.imaps, caFile: dovecot.caFile } });
  const user = dovecot.user('ana');
  await dovecot.save(user.name, 'INBOX', messages(3, { kind: 'plain' }));
  await signInPage.enter(app.url, user);
  await mailPage.expectCount(3);
  await mailPage.expectLive();
  const second = await context.newPage();
  const secondMail = new MailPage(second);
  await second.goto(app.url);
  await secondMail.expectCount(3);
  await secondMail.openFolder('Archive');
  await secondMail.expectLive();
  await expect(mailPage.connection).toContainText('Checked every minute');
  const why = page.locator('[data-slot="connection-shortage"]');
  await expect(why).toHaveText('No further connections for now');
  await expect(why).toHaveAttribute('title', /allows no more connections.*Maximum number of connections/);
  await closePages(context);
  await app.stop();
  await dovecot.dispose();
});
