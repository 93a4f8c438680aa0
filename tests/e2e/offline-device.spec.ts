import type { BrowserContext, Page } from '@playwright/test';
import { startAppServer, type AppServer } from '../support/app-server';
import { startDovecot, type Dovecot } from '../support/dovecot';
import { message, messages } from '../support/mail-factory';
import { expect, test } from './fixtures';
import { SERVER_AWAY } from './guard';
import { mailboxState } from './mailbox-state';
import { MailPage } from './pages/mail.page';
import { SignOutPage } from './pages/sign-out.page';
import { everythingStored, formsFound } from './storage-dump';

const COUNT = 4;
const PASSWORD = 'Kx3-not-like-anything-else-9fJq';
const SUBJECT = 'Zugvögel über dem Quittenbaum';
const BODY = 'Seventeen herons counted at the weir';

test.use({ serviceWorkers: 'allow' });

let dovecot: Dovecot;
let app: AppServer;

test.beforeAll(async () => {
  dovecot = await startDovecot({ password: PASSWORD });
  app = await startAppServer({
    imap: { port: dovecot.ports.imaps, caFile: dovecot.caFile },
    env: { TAGLINE_SECRET: 'a secret of the tests, long enough for a server to take it' },
  });
});

test.afterAll(async () => {
  await app.stop();
  await dovecot.dispose();
});

async function fill(name: string) {
  const user = dovecot.user(name);
  await dovecot.save(user.name, 'INBOX', [
    ...messages(COUNT - 1, { kind: 'plain' }),
    message(COUNT - 1, { kind: 'plain', subject: SUBJECT, text: BODY }),
  ]);
  return user;
}

/** The worker rules this page, and has all files. */
const kept = (page: Page): Promise<unknown> =>
  page.waitForFunction(async () => {
    const registration = await navigator.serviceWorker.ready;
    return registration.active?.state === 'activated' && navigator.serviceWorker.controller !== null;
  });

/** What is stored, seen from a page of the origin that runs nothing of the app. */
async function storedAfter(context: BrowserContext): Promise<string> {
  const page = await context.newPage();
  await page.goto(`${app.url}/config.json`);
  const found = await everythingStored(page, context);
  await page.close();
  return found;
}

const readable = (dump: string, address: string): readonly string[] =>
  [PASSWORD, SUBJECT, BODY, address].filter((text) => formsFound(dump, text).length > 0);

test('without "my device" nothing readable stays once the tab is closed, work that waits included', async ({
  page,
  context,
  guard,
  signInPage,
  mailPage,
}) => {
  guard.allow(SERVER_AWAY);
  const user = await fill('wanda');
  await signInPage.open(app.url);
  await expect(signInPage.myDevice).not.toBeChecked();
  await signInPage.signIn(user);
  await mailPage.openMessage(SUBJECT);
  await kept(page);
  await mailPage.expectSealed();
  // Opening reads it: that has arrived, or it would be a second action that waits.
  await expect
    .poll(async () => (await mailboxState(dovecot, user.name, 'INBOX'))[`<mail-${COUNT - 1}@example.com>`])
    .toBe('\\Seen');
  await app.stop();
  await expect(mailPage.connection).toContainText('Reconnecting');
  await expect.poll(() => guard.seen().join('\n')).toMatch(/WebSocket connection to .* failed/);
  await mailPage.row(SUBJECT).locator('[data-slot="row-star"]').click();
  await expect(mailPage.connection).toContainText('1 action waiting');
  // The search itself must find what is there.
  await page.evaluate((text) => localStorage.setItem('planted', text), `${SUBJECT} ${user.address}`);
  await page.evaluate(async (text) => {
    const file = await (await navigator.storage.getDirectory()).getFileHandle('planted', { create: true });
    const writing = await file.createWritable();
    await writing.write(text);
    await writing.close();
  }, BODY);
  const planted = [SUBJECT, BODY, user.address];
  expect(readable(await everythingStored(page, context), user.address)).toEqual(planted);
  await page.evaluate(async () => {
    localStorage.removeItem('planted');
    await (await navigator.storage.getDirectory()).removeEntry('planted');
  });
  await app.start();
  await page.close();
  expect(readable(await storedAfter(context), user.address)).toEqual([]);
});

test('on my device the mail and the sign-in outlive the tab, open without a network, and go with the person', async ({
  page,
  context,
  guard,
  signInPage,
  mailPage,
}) => {
  guard.allow(SERVER_AWAY);
  const user = await fill('karla');
  await signInPage.open(app.url);
  await signInPage.myDevice.check();
  await signInPage.signIn(user);
  await mailPage.expectCount(COUNT);
  await mailPage.openMessage(SUBJECT);
  await kept(page);
  await page.close();

  const next = await context.newPage();
  const nextMail = new MailPage(next);
  await next.goto(`${app.url}/mail`);
  await nextMail.expectLive();
  await nextMail.expectCount(COUNT);
  expect(readable(await everythingStored(next, context), user.address)).not.toContain(PASSWORD);
  await next.close();

  await app.stop();
  const offline = await context.newPage();
  const offlineMail = new MailPage(offline);
  await offline.goto(`${app.url}/mail`);
  await expect(offlineMail.connection).toContainText('Offline');
  await expect(offlineMail.folder('Inbox')).toBeVisible();
  await offlineMail.expectCount(COUNT);
  await offlineMail.openMessage(SUBJECT);
  await expect(offline.getByText(BODY)).toBeVisible();
  await offlineMail.row('#1').locator('[data-slot="row-star"]').click();
  await expect(offlineMail.connection).toContainText('Offline · 1 action waiting');

  // Words of a text that was read are found too: the index is filled again from what is kept.
  await offlineMail.focusList();
  await offline.keyboard.press('/');
  const field = offline.getByRole('searchbox', { name: 'Search Inbox' });
  await field.fill('herons weir');
  await offlineMail.expectCount(1);
  await expect(offlineMail.rowAt(0)).toContainText(SUBJECT);
  // How many texts there are is how far reading ahead came before the cut; the one that was opened is among them.
  await expect(offline.locator('[data-slot="view-line"]')).toHaveText(
    new RegExp(
      `^1 found in the ${COUNT} of ${COUNT} messages known here, [1-${COUNT}] of them with their text\\. The rest is asked for when you are online\\.$`,
    ),
  );
  await field.press('Escape');
  await field.press('Escape');
  await offlineMail.expectCount(COUNT);

  const leaving = new SignOutPage(offline);
  await offlineMail.signOut.click();
  await expect(leaving.dialog).toContainText(`1 change of ${user.address} has not reached the server:`);
  await expect(leaving.dialog.getByRole('listitem')).toHaveText('Star 1 message');
  await leaving.stay.click();
  await expect(leaving.dialog).toHaveCount(0);
  await offlineMail.signOut.click();
  await leaving.send.click();
  await expect(leaving.dialog).toContainText('You are signed out as soon as the server has them.');
  await app.start();
  await expect(offline.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible({
    timeout: 45_000,
  });
  expect((await mailboxState(dovecot, user.name, 'INBOX'))['<mail-1@example.com>']).toBe('\\Flagged');
  await expect.poll(async () => readable(await storedAfter(context), user.address)).toEqual([]);
  await offline.close();
  const last = await context.newPage();
  await last.goto(`${app.url}/mail`);
  await expect(last.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
});

test('what a device keeps can be switched while somebody is signed in', async ({
  page,
  context,
  signInPage,
  mailPage,
}) => {
  const user = await fill('irma');
  await signInPage.enter(app.url, user);
  await mailPage.openMessage(SUBJECT);
  const menu = page.getByRole('button', { name: /^Accounts: / });
  const choice = page.getByRole('menuitemcheckbox', { name: 'This is my device' });
  await mailPage.expectSealed();
  await menu.click();
  await choice.click();
  await expect(page.getByText(`Mail of ${user.address} is kept on this device.`).first()).toBeVisible();
  await expect.poll(async () => readable(await storedAfter(context), user.address)).toContain(user.address);
  await menu.click();
  await expect(choice).toBeChecked();
  await choice.click();
  await expect(page.getByText(`Nothing of ${user.address} stays on this device`).first()).toBeVisible();
  expect(readable(await storedAfter(context), user.address)).toEqual([]);
});

test('what a device does not keep says why without a network, and comes as soon as it can be had', async ({
  page,
  context,
  guard,
  signInPage,
  mailPage,
}) => {
  guard.allow(SERVER_AWAY);
  const user = await fill('otto');
  await signInPage.open(app.url);
  await page.evaluate(() => localStorage.setItem('tagline.ahead', 'false'));
  await signInPage.myDevice.check();
  await signInPage.signIn(user);
  await mailPage.openMessage(SUBJECT);
  await kept(page);
  await mailPage.expectSealed();
  await page.close();
  await app.stop();
  const offline = await context.newPage();
  const offlineMail = new MailPage(offline);
  await offline.goto(`${app.url}/mail`);
  await offlineMail.expectCount(COUNT);
  // What the server says of itself is known from the first visit on.
  expect(await offline.evaluate(async () => (await fetch('/config.json')).status)).toBe(200);
  const fault = offlineMail.reader.getByRole('alert');
  await offlineMail.row('#1').click();
  await expect(fault).toContainText('You are offline.');
  await app.start();
  await offlineMail.reader.getByRole('button', { name: 'Try again', exact: true }).click();
  await expect(fault).toHaveCount(0);
  await expect(offlineMail.subject).toContainText('#1');
  await offlineMail.expectLive();
});
