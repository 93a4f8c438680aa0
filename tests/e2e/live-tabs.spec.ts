import type { Page } from '@playwright/test';
import { message, messages } from '../support/mail-factory';
import { expect, test } from './fixtures';
import { mailboxState } from './mailbox-state';
import { MailPage } from './pages/mail.page';
import { SignInPage } from './pages/sign-in.page';

const COUNT = 5;

test.beforeEach(async ({ app, mailPage, enterWith }) => {
  await enterWith(app.url, messages(COUNT, { kind: 'plain' }));
  await mailPage.expectLive();
});

test('two tabs share one connection on one folder and hold two on two, both live', async ({
  context,
  app,
  dovecot,
  user,
  mailPage,
}) => {
  const second = await context.newPage();
  const secondMail = new MailPage(second);
  await second.goto(app.url);
  await secondMail.expectCount(COUNT);
  await secondMail.expectLive();
  await dovecot.deliver(user.name, message(50, { kind: 'plain', subject: 'For both tabs' }));
  await expect(secondMail.rowAt(0)).toContainText('For both tabs');
  await expect(mailPage.rowAt(0)).toContainText('For both tabs');
  expect(await dovecot.connections(user.name)).toBe(1);

  await secondMail.openFolder('Archive');
  await expect(second.getByText('Nothing here')).toBeVisible();
  await expect.poll(() => dovecot.connections(user.name)).toBe(2);
  await dovecot.deliver(user.name, message(51, { kind: 'plain', subject: 'For the first tab' }));
  await dovecot.save(user.name, 'Archive', [message(52, { kind: 'plain', subject: 'For the second tab' })]);
  await expect(mailPage.rowAt(0)).toContainText('For the first tab');
  await expect(secondMail.rowAt(0)).toContainText('For the second tab');
  expect(await dovecot.connections(user.name)).toBe(2);

  // What one tab does, the other sees.
  await secondMail.openFolder('Inbox');
  await secondMail.rowAt(0).locator('[data-slot="row-star"]').click();
  await expect(mailPage.rowAt(0)).toHaveAccessibleName(/starred/);
});

test('more folders in tabs than connections: tabs that are looked at are live, the others say how often they are checked', async ({
  page,
  context,
  app,
  dovecot,
  user,
  mailPage,
}) => {
  await setVisibility(page, 'hidden');
  const others: MailPage[] = [];
  for (const name of ['Archive', 'Sent', 'Junk']) {
    await dovecot.save(user.name, name, [message(0)]);
    const tab = await context.newPage();
    const mail = new MailPage(tab);
    await tab.goto(app.url);
    await mail.openFolder(name);
    await mail.expectCount(1);
    await mail.expectLive();
    others.push(mail);
  }
  await expect(mailPage.connection).toContainText('Checked every 5 minutes');
  await expect.poll(() => dovecot.connections(user.name)).toBe(3);
  await dovecot.deliver(user.name, message(50, { kind: 'plain', subject: 'While hidden' }));
  await setVisibility(page, 'visible');
  await expect(mailPage.rowAt(0)).toContainText('While hidden');
  await dovecot.deliver(user.name, message(51, { kind: 'plain', subject: 'While seen' }));
  await expect(mailPage.rowAt(0)).toContainText('While seen');
  expect(await dovecot.connections(user.name)).toBe(3);
  await mailPage.expectLive();
  // Four are seen now: the one that was claimed first gives way, and says so.
  await expect(others[0]!.connection).toContainText('Checked every minute');
  for (const mail of others.slice(1)) await mail.expectLive();
  await page.close();
  for (const mail of others) await mail.expectLive();
});

test('a reload keeps the session; closing the last tab ends it', async ({
  page,
  context,
  app,
  dovecot,
  user,
  mailPage,
}) => {
  await mailPage.openMessage('#3');
  await page.reload();
  await mailPage.expectCount(COUNT);
  await expect(mailPage.subject).toContainText('#3');
  await mailPage.expectLive();
  await expect(new SignInPage(page).password).toHaveCount(0);
  await mailPage.leaveList();
  await dovecot.deliver(user.name, message(60, { kind: 'plain', subject: 'After the reload' }));
  await expect(mailPage.rowAt(0)).toContainText('After the reload');

  // Something must keep the browser's profile alive while no tab of ours is open.
  const idle = await context.newPage();
  await page.close();
  await expect.poll(() => dovecot.connections(user.name)).toBe(0);
  const later = new SignInPage(idle);
  await later.open(app.url);
  await expect(later.password).toBeVisible();
});

test('a closed tab that the browser opens again asks for the password, and says why', async ({
  page,
  dovecot,
  user,
  mailPage,
}) => {
  await mailPage.expectSealed();
  await page.goto('about:blank');
  await expect.poll(() => dovecot.connections(user.name)).toBe(0);
  // A tab opened again is loaded as a step of its history, with the storage of then; only the time has to be made longer.
  await page.addInitScript(() => {
    const left = sessionStorage.getItem('tagline.left');
    if (left !== null) sessionStorage.setItem('tagline.left', String(Number(left) - 120_000));
  });
  await page.goBack();
  const signIn = new SignInPage(page);
  await expect(signIn.password).toBeVisible();
  await expect(page.getByText('this tab had been closed')).toBeVisible();
  expect(await page.evaluate(() => sessionStorage.getItem('tagline.sealed'))).toBeNull();
  expect(await dovecot.connections(user.name)).toBe(0);
});

test('the engine of all tabs is killed: another one takes its place, and does what was asked of the first', async ({
  browser,
  context,
  app,
  dovecot,
  user,
  mailPage,
}) => {
  const second = await context.newPage();
  const secondMail = new MailPage(second);
  await second.goto(app.url);
  await secondMail.expectCount(COUNT);
  await secondMail.expectLive();
  await mailPage.expectSealed();
  const devtools = await browser.newBrowserCDPSession();
  const { targetInfos } = await devtools.send('Target.getTargets');
  const engines = targetInfos.filter(({ type }) => type === 'shared_worker');
  expect(engines).toHaveLength(1);
  for (const { targetId } of engines) await devtools.send('Target.closeTarget', { targetId });
  // By no engine, or by the next one: nobody knows.
  await secondMail.rowAt(1).locator('[data-slot="row-star"]').click();
  await secondMail.leaveList();
  await expect(mailPage.rowAt(1)).toHaveAccessibleName(/starred/);
  await secondMail.expectLive();
  await mailPage.expectLive();
  await dovecot.deliver(user.name, message(50, { kind: 'plain', subject: 'For the next engine' }));
  await expect(mailPage.rowAt(0)).toContainText('For the next engine');
  await expect(secondMail.rowAt(0)).toContainText('For the next engine');
  await expect
    .poll(async () =>
      Object.values(await mailboxState(dovecot, user.name, 'INBOX')).filter((flags) =>
        flags.includes('Flagged'),
      ),
    )
    .toHaveLength(1);
});

/** Headless pages are always visible; the page learns of the change by the same event. */
async function setVisibility(page: Page, state: 'visible' | 'hidden'): Promise<void> {
  await page.evaluate((value) => {
    Object.defineProperty(document, 'visibilityState', { value, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, state);
}
