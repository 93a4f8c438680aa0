import { startAppServer } from '../support/app-server';
import { startFaultProxy } from '../support/faults/proxy';
import { startDovecot } from '../support/dovecot';
import { message, messages } from '../support/mail-factory';
import { closePages, expect, test } from './fixtures';
import { mailboxState, messageIds } from './mailbox-state';

const COUNT = 10;
const id = (index: number) => `<mail-${index}@example.com>`;

test('Dovecot stops and comes back: the page says so, returns by itself, and nothing is lost or done twice', async ({
  context,
  signInPage,
  mailPage,
}) => {
  // Its own server, since it stops: `enterWith` fills the one that all tests share.
  const dovecot = await startDovecot();
  const app = await startAppServer({ imap: { port: dovecot.ports.imaps, caFile: dovecot.caFile } });
  const user = dovecot.user('ana');
  await dovecot.save(user.name, 'INBOX', messages(COUNT, { kind: 'plain' }));
  await signInPage.enter(app.url, user);
  await mailPage.expectCount(COUNT);
  await mailPage.expectLive();

  await mailPage.openMessage('#9');
  // Opening reads it: that has arrived, or it would be a fourth action that waits.
  await expect.poll(async () => (await mailboxState(dovecot, user.name, 'INBOX'))[id(9)]).toBe('\\Seen');
  await dovecot.stop();
  await expect(mailPage.connection).toContainText('Reconnecting');
  await mailPage.action('Star').click();
  await expect(mailPage.action('Star')).toHaveAttribute('aria-pressed', 'true');
  await mailPage.row('#7').locator('[data-slot="row-star"]').click();
  await mailPage.action('Archive').click();
  await mailPage.expectCount(COUNT - 1);
  await expect(mailPage.connection).toContainText('3 actions waiting');

  await dovecot.start();
  await expect(mailPage.connection).toContainText('Live');
  await expect(mailPage.connection).not.toContainText('waiting');
  await expect.poll(() => messageIds(dovecot, user.name, 'Archive')).toEqual([id(9)]);
  expect((await mailboxState(dovecot, user.name, 'Archive'))[id(9)]).toBe('\\Flagged \\Seen');
  const inbox = await mailboxState(dovecot, user.name, 'INBOX');
  expect(inbox[id(7)]).toBe('\\Flagged');
  expect(Object.keys(inbox)).toHaveLength(COUNT - 1);
  await mailPage.expectCount(COUNT - 1);

  await dovecot.deliver(user.name, message(90, { kind: 'plain', subject: 'After the pause' }));
  await expect(mailPage.row('After the pause')).toBeVisible();

  await closePages(context);
  await app.stop();
  await dovecot.dispose();
});

test('a line cut again and again: what changed meanwhile is on the screen afterwards', async ({
  context,
  mailPage,
  dovecot,
  user,
  enterWith,
}) => {
  const line = await startFaultProxy(dovecot.ports.imaps);
  const app = await startAppServer({ imap: { port: line.port, caFile: dovecot.caFile } });
  await enterWith(app.url, messages(COUNT, { kind: 'plain' }));
  await mailPage.expectLive();

  line.network.refuse();
  await expect(mailPage.connection).toContainText('Reconnecting');
  const other = await dovecot.connect(user.name);
  await other.select('INBOX');
  await other.expunge('3:5');
  await other.store('9', '+FLAGS (\\Flagged \\Seen)');
  await other.logout();
  await dovecot.deliver(user.name, message(50, { kind: 'plain', subject: 'While you were away' }));
  line.network.resume();

  await expect(mailPage.connection).toContainText('Live');
  await mailPage.expectCount(COUNT - 2);
  await expect(mailPage.rowAt(0)).toContainText('While you were away');
  await expect(mailPage.row('#8')).toHaveAccessibleName(/^starred, /);
  await expect(mailPage.row('#3')).toHaveCount(0);

  await closePages(context);
  await app.stop();
  await line.close();
});
