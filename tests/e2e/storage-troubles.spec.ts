import type { Page } from '@playwright/test';
import type { Dovecot } from '../support/dovecot';
import { messages } from '../support/mail-factory';
import { AppServer, startAppServer } from '../support/app-server';
import { buildWithWorkerLine, nextBuild } from '../support/next-build';
import { closePages, expect, test } from './fixtures';
import { SERVER_AWAY } from './guard';
import { DevicePage } from './pages/device.page';
import { MailPage } from './pages/mail.page';

const COUNT = 4;
/** What is written is gathered first, and a browser that does not answer is waited for: on a slow machine that takes its time. */
const LONG = { timeout: 30_000 };

const SECRET = 'a secret of the tests, long enough for a server to take it';

/** The app for a browser whose storage is not as it should be. */
const startWith = (dovecot: Dovecot, line: string | null): Promise<AppServer> =>
  startAppServer(optionsOf(dovecot, line === null ? [] : ['--out', buildWithWorkerLine(line)]));

const optionsOf = (dovecot: Dovecot, args: readonly string[]) => ({
  imap: { port: dovecot.ports.imaps, caFile: dovecot.caFile },
  env: { TAGLINE_SECRET: SECRET },
  args,
});

const NO_STORAGE = `Object.defineProperty(self, 'indexedDB', { value: undefined });`;
/** Every write of mail meets a full disk; what waits may still be written. */
const FULL = `{
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (...of) {
    if (this.name !== 'outbox') throw new DOMException('full', 'QuotaExceededError');
    return put.apply(this, of);
  };
}`;
/** The next write of mail, from the moment the page says so, meets a disk that has no room for it. */
const SHORT = `{
  let isShort = false;
  new BroadcastChannel('short').onmessage = () => { isShort = true; };
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (...of) {
    if (!isShort || this.name === 'outbox') return put.apply(this, of);
    isShort = false;
    throw new DOMException('full', 'QuotaExceededError');
  };
}`;
/** Whoever opens a database does not let go of it. */
const HOLDS_ON = `IDBDatabase.prototype.close = () => undefined;`;
/** The layout is another one. */
const NEXT_LAYOUT = `{
  const open = IDBFactory.prototype.open;
  IDBFactory.prototype.open = function (name, version) {
    return open.call(this, name, version === undefined ? undefined : version + 1);
  };
}`;
/** Reads of mail fail as on a damaged disk, from the moment the page says so on. */
const DAMAGED = `{
  let isDamaged = false;
  new BroadcastChannel('damage').onmessage = () => { isDamaged = true; };
  const get = IDBObjectStore.prototype.get;
  IDBObjectStore.prototype.get = function (...of) {
    if (isDamaged && this.name !== 'outbox') throw new DOMException('damaged', 'UnknownError');
    return get.apply(this, of);
  };
}`;

const star = (mailPage: MailPage, at: number): Promise<void> =>
  mailPage.rowAt(at).locator('[data-slot="row-star"]').click();

async function enterKept(page: Page, url: string, user: { address: string; password: string }) {
  await page.goto(url);
  await page.getByRole('checkbox', { name: 'This is my device', exact: true }).check();
  await page.getByLabel('Email address', { exact: true }).fill(user.address);
  await page.getByLabel('Password', { exact: true }).fill(user.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

test('a browser that keeps nothing says so once, quietly, and mail works', async ({
  page,
  dovecot,
  user,
  mailPage,
}) => {
  const app = await startWith(dovecot, NO_STORAGE);
  await dovecot.save(user.name, 'INBOX', messages(COUNT, { kind: 'plain' }));
  await enterKept(page, app.url, user);
  await mailPage.expectCount(COUNT);
  const device = new DevicePage(page);
  await expect(device.notice).toContainText('This browser keeps nothing on this device');
  await expect(device.notice).toContainText('Mail works: it is on the server.');
  await star(mailPage, 0);
  await expect(mailPage.rowAt(0)).toHaveAccessibleName(/starred/);
  await device.notice.getByRole('button', { name: 'Put aside' }).click();
  await expect(device.notice).toHaveCount(0);
  await page.reload();
  await mailPage.expectCount(COUNT);
  await device.open();
  await expect(device.dialog).toContainText('store-none');
  await expect(device.dialog).toContainText('No mail is kept.');
  await expect(device.notice).toHaveCount(0);
  await closePages(page.context());
  await app.stop();
});

test('a full disk: mail goes on, and the person is told what to do', async ({
  page,
  dovecot,
  user,
  mailPage,
}) => {
  const app = await startWith(dovecot, FULL);
  await dovecot.save(user.name, 'INBOX', messages(COUNT, { kind: 'plain' }));
  await enterKept(page, app.url, user);
  await mailPage.expectCount(COUNT);
  const device = new DevicePage(page);
  await expect(device.notice).toContainText('This device has no space left');
  await expect(device.notice).toContainText('Free some space on this device');
  await mailPage.rowAt(0).click();
  await expect(page.getByRole('article').first()).toBeVisible();
  await closePages(page.context());
  await app.stop();
});

test('a disk that is short of room: texts read longest ago are given up, which is said, and mail is kept as before', async ({
  page,
  dovecot,
  user,
  mailPage,
}) => {
  const app = await startWith(dovecot, SHORT);
  await dovecot.save(user.name, 'INBOX', messages(COUNT, { kind: 'plain' }));
  await enterKept(page, app.url, user);
  await mailPage.expectCount(COUNT);
  const device = new DevicePage(page);
  await mailPage.rowAt(0).click();
  await expect(page.getByRole('article').first()).toBeVisible();
  await page.evaluate(() => new BroadcastChannel('short').postMessage(''));
  await mailPage.rowAt(1).click();
  await expect(device.notice).toContainText('This device is short of space', LONG);
  await expect(device.notice).toContainText('Free some space on this device');
  await star(mailPage, 0);
  await expect(mailPage.rowAt(0)).toHaveAccessibleName(/starred/);
  await device.open();
  await expect(device.dialog).toContainText('store-evicted');
  await closePages(page.context());
  await app.stop();
});

test('damaged storage is made anew, and what waits can be had as a file', async ({
  page,
  guard,
  dovecot,
  user,
  mailPage,
}) => {
  // What the page was loading ahead when the server went is among it.
  guard.allow(SERVER_AWAY);
  const app = await startWith(dovecot, DAMAGED);
  await dovecot.save(user.name, 'INBOX', messages(COUNT, { kind: 'plain' }));
  await enterKept(page, app.url, user);
  await mailPage.expectCount(COUNT);
  await mailPage.expectSealed();
  await app.stop();
  await expect(mailPage.connection).toContainText('Reconnecting');
  await expect.poll(() => guard.seen().join('\n')).toMatch(/WebSocket connection to .* failed/);
  await star(mailPage, 1);
  await expect(mailPage.connection).toContainText('1 action waiting');
  await page.evaluate(() => new BroadcastChannel('damage').postMessage(''));
  await mailPage.rowAt(0).click();
  const device = new DevicePage(page);
  await expect(device.notice).toContainText('What this device kept was damaged.');
  await expect(device.notice).toContainText('What waits to be sent was saved.');
  const save = device.notice.getByRole('button', { name: 'Save what waits as a file' });
  const file = JSON.parse(await device.saved(() => save.click())) as { readonly items: readonly unknown[] };
  expect(file.items.length).toBeGreaterThan(0);
  expect(JSON.stringify(file.items)).toContain('Flagged');
  await expect(device.notice).toContainText(/Saved: \d things? that waits?\./);
  await app.start();
  await mailPage.expectLive();
  await expect(mailPage.connection).not.toContainText('waiting');
  await closePages(page.context());
  await app.stop();
});

test('two versions in two tabs: the newer one has what is kept, the older one says so and works', async ({
  page,
  context,
  guard,
  dovecot,
  user,
  mailPage,
}) => {
  guard.allow(SERVER_AWAY);
  const app = await startWith(dovecot, null);
  await dovecot.save(user.name, 'INBOX', messages(COUNT, { kind: 'plain' }));
  await enterKept(page, app.url, user);
  await mailPage.expectLive();
  await mailPage.expectCount(COUNT);
  await mailPage.expectSealed();
  await app.stop();
  await expect.poll(() => guard.seen().join('\n')).toMatch(/WebSocket connection to .* failed/);
  const newer = new AppServer(app.port, app.demoPort, optionsOf(dovecot, ['--out', nextBuild()]));
  await newer.start();
  await mailPage.expectLive();
  const second = await context.newPage();
  const secondMail = new MailPage(second);
  await second.goto(`${app.url}/mail`);
  await secondMail.expectLive();
  await secondMail.expectCount(COUNT);
  const device = new DevicePage(page);
  await expect(device.notice).toContainText('A newer version of Tagline, in another tab');
  await expect(new DevicePage(second).notice).toHaveCount(0);
  await star(mailPage, 2);
  await expect(secondMail.rowAt(2)).toHaveAccessibleName(/starred/);
  await Promise.all([
    page.waitForEvent('load'),
    device.notice.getByRole('button', { name: 'Load the page again' }).click(),
  ]);
  await mailPage.expectLive();
  await expect(device.notice).toHaveCount(0);
  await closePages(context);
  await newer.stop();
});

test('an older version that holds on to what is kept: the newer one says so, and mail works in both', async ({
  page,
  context,
  guard,
  dovecot,
  user,
  mailPage,
}) => {
  guard.allow(SERVER_AWAY);
  const app = await startWith(dovecot, HOLDS_ON);
  await dovecot.save(user.name, 'INBOX', messages(COUNT, { kind: 'plain' }));
  await enterKept(page, app.url, user);
  await mailPage.expectLive();
  await mailPage.expectCount(COUNT);
  await mailPage.expectSealed();
  await app.stop();
  await expect.poll(() => guard.seen().join('\n')).toMatch(/WebSocket connection to .* failed/);
  const next = nextBuild('feedfacefeedface', NEXT_LAYOUT);
  const newer = new AppServer(app.port, app.demoPort, optionsOf(dovecot, ['--out', next]));
  await newer.start();
  await mailPage.expectLive();
  const second = await context.newPage();
  const secondMail = new MailPage(second);
  await second.goto(`${app.url}/mail`);
  await secondMail.expectLive();
  await secondMail.expectCount(COUNT);
  const notice = new DevicePage(second).notice;
  await expect(notice).toContainText('Another tab with an older version of Tagline holds', LONG);
  await star(secondMail, 2);
  await expect(mailPage.rowAt(2)).toHaveAccessibleName(/starred/);
  await star(mailPage, 1);
  await expect(secondMail.rowAt(1)).toHaveAccessibleName(/starred/);
  await closePages(context);
  await newer.stop();
});
