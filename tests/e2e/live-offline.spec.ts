import { startFrontProxy } from '../support/front-proxy';
import { startAppServer } from '../support/app-server';
import { message, messages } from '../support/mail-factory';
import { closePages, expect, test } from './fixtures';
import { SERVER_AWAY } from './guard';
import { mailboxState } from './mailbox-state';

const COUNT = 5;

test('offline is said, a star waits and arrives when the network is back', async ({
  context,
  app,
  dovecot,
  user,
  signInPage,
  mailPage,
  enterWith,
}) => {
  const front = await startFrontProxy(app);
  await enterWith(front.url, messages(COUNT, { kind: 'plain' }));
  await mailPage.expectLive();
  await mailPage.expectLoadedAhead();
  await mailPage.expectSealed();

  await context.setOffline(true);
  front.refuse();
  await expect(mailPage.connection).toContainText('Offline');
  await mailPage.row('#4').locator('[data-slot="row-star"]').click();
  await expect(mailPage.row('#4')).toHaveAccessibleName(/^Unread, starred, /);
  await expect(mailPage.connection).toContainText('1 action waiting');
  await mailPage.leaveList();
  await dovecot.deliver(user.name, message(20, { kind: 'plain', subject: 'Came in between' }));
  expect((await mailboxState(dovecot, user.name, 'INBOX'))['<mail-4@example.com>']).toBe('');

  front.resume();
  await context.setOffline(false);
  await mailPage.expectLive();
  await expect(mailPage.connection).not.toContainText('waiting');
  await expect
    .poll(async () => (await mailboxState(dovecot, user.name, 'INBOX'))['<mail-4@example.com>'])
    .toBe('\\Flagged');
  await expect(mailPage.rowAt(0)).toContainText('Came in between');
  await expect(mailPage.row('#4')).toHaveAccessibleName(/^Unread, starred, /);
  await mailPage.signOut.click();
  await expect(signInPage.submit).toBeVisible();
  await closePages(context);
  await front.close();
});

test("Tagline's own server restarts: the page returns by itself", async ({
  context,
  guard,
  dovecot,
  user,
  signInPage,
  mailPage,
  enterWith,
}) => {
  guard.allow(SERVER_AWAY);
  const app = await startAppServer({ imap: { port: dovecot.ports.imaps, caFile: dovecot.caFile } });
  await enterWith(app.url, messages(COUNT, { kind: 'plain' }));
  await mailPage.expectLive();
  await mailPage.expectLoadedAhead();
  await mailPage.expectSealed();
  await app.stop();
  await expect(mailPage.connection).toContainText('Reconnecting');
  await expect.poll(() => guard.seen().join('\n')).toMatch(/WebSocket connection to .* failed/);
  await app.start();
  await expect(mailPage.connection).toContainText('Live');
  await dovecot.deliver(user.name, message(21, { kind: 'plain', subject: 'After the restart' }));
  await expect(mailPage.rowAt(0)).toContainText('After the restart');
  await mailPage.signOut.click();
  await expect(signInPage.submit).toBeVisible();
  await closePages(context);
  await app.stop();
});
