import { HANG_UP } from '../support/switchable-server';
import { GREETING, startFaultWorld, USER } from './fault-world';
import { closePages, expect, test } from './fixtures';
import { FaultPage } from './pages/fault.page';
import { WirePage } from './pages/wire.page';

const WAITS = 'Nothing was lost. 1 change waits to be sent.';
const KEPT = 'Nothing was lost. What you do now is kept and sent later.';

test('the connection goes while mail is open: why, what waits, and back by one press', async ({
  page,
  context,
  signInPage,
  mailPage,
}) => {
  const world = await startFaultWorld();
  const { mail, habits } = world;
  const faults = new FaultPage(page);
  const wire = new WirePage(page);
  const star = (text: string) => mailPage.row(text).locator('[data-slot="row-star"]');
  await signInPage.open(world.app.url);
  await signInPage.signIn(USER);
  await mailPage.expectCount(6);
  await mailPage.expectLive();
  const firstRow = await mailPage.firstVisibleRow();

  mail.greeting = '* BYE Backup at night';
  mail.hangUp();
  await faults.expectShown('server-bye', 'ended the connection', KEPT);
  await expect(faults.words('server-bye')).toContainText('Backup at night');
  expect(await mailPage.firstVisibleRow()).toEqual(firstRow);
  await star('Letter 6').click();
  await expect(faults.of('server-bye')).toContainText(WAITS);
  await faults.of('server-bye').getByRole('button', { name: 'Show the wire' }).click();
  await expect(wire.line('* BYE Backup at night').first()).toBeVisible();
  await page.keyboard.press('Escape');
  mail.greeting = GREETING;
  await faults.step('server-bye', 'Try again').click();
  await mailPage.expectLive();
  await expect(faults.any).toHaveCount(0);
  await expect
    .poll(() => mail.commands.filter((line) => /STORE 6 \+FLAGS.*Flagged/.test(line)))
    .toHaveLength(1);

  mail.begins = 'expired';
  mail.hangUp();
  await faults.expectShown('tls-expired', 'has expired', KEPT);
  mail.begins = 'good';
  await faults.step('tls-expired', 'Try again').click();
  await mailPage.expectLive();

  await context.setOffline(true);
  await mail.stop();
  await faults.expectShown('offline', 'You are offline', KEPT);
  await mail.start();
  await context.setOffline(false);
  await mailPage.expectLive();
  await expect(faults.any).toHaveCount(0);

  // The folder is numbered anew while a star waits: it would go to another message.
  mail.greeting = '* BYE Restoring a backup';
  mail.hangUp();
  await expect(mailPage.connection).toContainText('Reconnecting');
  await star('Letter 5').click();
  habits.uidValidity = 2;
  mail.greeting = GREETING;
  await page
    .getByRole('button', { name: /Try (?:now|again)/ })
    .first()
    .click();
  await faults.expectShown('mailbox-changed', 'renumbered this folder', 'The folder was read again');
  await mailPage.expectLive();
  expect(mail.commands.filter((line) => /STORE 5 /.test(line))).toEqual([]);

  habits.special = (command) =>
    command.startsWith('AUTHENTICATE') ? '@ NO [AUTHENTICATIONFAILED] Password changed' : undefined;
  mail.hangUp();
  const untouched = 'Nothing on the server was changed.';
  await faults.expectShown('wrong-password', 'did not accept this address and password', untouched);
  await star('Letter 4').click();
  await faults.step('wrong-password', 'Try again').click();
  await expect(signInPage.submit).toBeVisible();
  const kept =
    '1 change was not sent yet. It is kept while this page stays open, and sent when you sign in again.';
  await faults.expectShown('wrong-password', 'did not accept', kept);
  const starred = () => mail.commands.filter((line) => /STORE 4 \+FLAGS.*Flagged/.test(line));
  expect(starred()).toEqual([]);
  habits.special = () => undefined;
  await signInPage.signIn(USER);
  await mailPage.expectLive();
  await expect.poll(starred).toHaveLength(1);
  await closePages(page.context());
  await world.close();
});

test('folders and actions: refused, gone, or deadly to the server; said where it happened, and never tried for ever', async ({
  page,
  signInPage,
  mailPage,
}) => {
  const world = await startFaultWorld();
  const { mail, habits } = world;
  const faults = new FaultPage(page);
  const untouched = 'Nothing on the server was changed.';
  const selects = () => mail.commands.filter((line) => line.startsWith('SELECT Huge')).length;
  await signInPage.open(world.app.url);
  await signInPage.signIn(USER);
  await mailPage.expectCount(6);
  await mailPage.expectLive();

  habits.special = (command) => (/STORE/.test(command) ? '@ NO [NOPERM] Flags are frozen here' : undefined);
  await mailPage.row('Letter 3').locator('[data-slot="row-star"]').click();
  const refused = await faults.expectShown('action-refused', 'was taken back', 'Nothing was changed.');
  await expect(refused).toContainText('Flags are frozen here');
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await expect(faults.any).toHaveCount(0);

  habits.special = (command) =>
    command.startsWith('SELECT Archive') ? '@ NO [SERVERBUG] Index is broken' : undefined;
  await mailPage.openFolder('Archive');
  await faults.expectShown('mailbox-refused', 'did not open this folder', untouched);
  await expect(faults.words('mailbox-refused')).toContainText('Index is broken');
  habits.special = () => undefined;
  await faults.step('mailbox-refused', 'Try again').click();
  await mailPage.expectCount(6);

  habits.special = (command) =>
    command.startsWith('SELECT Lost') ? '@ NO [NONEXISTENT] No such mailbox' : undefined;
  await page.goto(`${world.app.url}/mail#f=Lost`);
  await faults.expectShown('mailbox-missing', 'no longer exists on the server', untouched);
  await faults.step('mailbox-missing', 'Open another folder').click();
  await mailPage.expectCount(6);
  await expect(mailPage.folder('Inbox')).toHaveAttribute('aria-selected', 'true');

  habits.special = (command) => (command.startsWith('SELECT Huge') ? HANG_UP : undefined);
  await mailPage.openFolder('Huge');
  await faults.expectShown('mailbox-crashes', 'Tagline stopped trying', untouched);
  await mailPage.expectLive();
  expect(selects()).toBe(3);
  await faults.step('mailbox-crashes', 'Open another folder').click();
  await mailPage.expectCount(6);
  habits.special = () => undefined;
  await mailPage.openFolder('Huge');
  await faults.expectShown('mailbox-crashes', 'Tagline stopped trying', untouched);
  expect(selects()).toBe(3);
  await faults.step('mailbox-crashes', 'Try again').click();
  await mailPage.expectCount(6);
  expect(selects()).toBe(4);
  await closePages(page.context());
  await world.close();
});
