/** What a person did survives: the end of the engine, a reload, a server that is away, and their own second thoughts. */
import { startAppServer } from '../support/app-server';
import { startGateProxy } from '../support/gate-proxy';
import { messages } from '../support/mail-factory';
import { expectAccessible } from './accessibility';
import { expect, test } from './fixtures';
import { FoldersPage } from './pages/folders.page';
import { TriagePage } from './pages/triage.page';

test('1,200 messages are moved in one row: stopped, gone on with, and in sight again after a reload', async ({
  page,
  dovecot,
  user,
  signInPage,
  mailPage,
}) => {
  const gate = await startGateProxy(dovecot.ports.imap);
  const app = await startAppServer({ imap: { port: gate.port, tls: 'none' } });
  const folders = new FoldersPage(page);
  const triage = new TriagePage(page);
  await dovecot.save(user.name, 'INBOX', messages(1_200, { kind: 'small' }));
  await signInPage.enter(app.url, user);
  await mailPage.expectCount(1_200);
  await mailPage.expectSettled();
  await mailPage.focusList();
  await page.keyboard.press('*');
  await page.keyboard.press('a');
  await expect(triage.heading).toHaveText('1,200 messages selected');

  gate.holdAfter('UID MOVE', 1);
  await mailPage.action('Archive').click();
  await expect(folders.tasks).toContainText('500 of 1,200');
  const stop = folders.tasks.getByRole('button', { name: 'Stop: Archiving from Inbox' });
  await stop.click();
  await expect(stop).toBeDisabled();
  gate.release();
  await folders.expectTold('Inbox: stopped after 1,000 of 1,200 messages');
  await expect(folders.tasks).toContainText('Stopped at 1,000 of 1,200');
  await mailPage.expectCount(200);
  await expectAccessible(page);

  gate.holdAfter('UID MOVE', 0);
  await folders.tasks.getByRole('button', { name: 'Go on: Archiving from Inbox' }).click();
  await expect(folders.tasks).toContainText('0 of 200');
  await page.reload();
  await expect(folders.tasks).toContainText('0 of 200');
  await expect(folders.tasks.getByRole('progressbar', { name: 'Archiving from Inbox' })).toBeVisible();
  gate.release();
  await folders.expectTold('200 messages archived');
  await expect(folders.tasks).toHaveCount(0);
  const other = await dovecot.connect(user.name);
  expect(await other.select('Archive')).toMatchObject({ exists: 1_200 });
  expect(await other.select('INBOX')).toMatchObject({ exists: 0 });
  await other.logout();
  await app.stop();
  await gate.close();
});
