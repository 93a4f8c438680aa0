import { randomBytes } from 'node:crypto';
import { startAppServer, type AppServer } from '../support/app-server';
import { startDovecot, type Dovecot } from '../support/dovecot';
import { messages } from '../support/mail-factory';
import { expect, test } from './fixtures';
import { everythingKept, formsFound } from './storage-dump';

const COUNT = 3;
/** Nothing else can look like it. */
const PASSWORD = `Zq7-${randomBytes(12).toString('base64url')}`;

let dovecot: Dovecot;
let app: AppServer;

test.beforeAll(async () => {
  dovecot = await startDovecot({ password: PASSWORD });
  app = await startAppServer({ imap: { port: dovecot.ports.imaps, caFile: dovecot.caFile } });
});

test.afterAll(async () => {
  await app.stop();
  await dovecot.dispose();
});

test('the password is nowhere in clear: storages, cookies, addresses, the page, the log', async ({
  page,
  context,
  signInPage,
  mailPage,
}) => {
  const user = dovecot.user('vera');
  await dovecot.save(user.name, 'INBOX', messages(COUNT));
  await signInPage.open(app.url);
  // The search itself must find what is there.
  await signInPage.password.fill(PASSWORD);
  await page.evaluate((text) => sessionStorage.setItem('planted', btoa(`x${text}`)), PASSWORD);
  expect(leaks(await everythingKept(page, context))).not.toEqual([]);
  await page.evaluate(() => sessionStorage.removeItem('planted'));

  await signInPage.signIn(user);
  await mailPage.expectCount(COUNT);
  await mailPage.expectSealed();
  const kept = await everythingKept(page, context);
  expect(kept).toContain('tagline.sealed');
  expect(kept).toContain('tagline-keys');
  expect(leaks(kept)).toEqual([]);

  await page.reload();
  await mailPage.expectCount(COUNT);
  expect(leaks(await everythingKept(page, context))).toEqual([]);
  expect(leaks(app.log())).toEqual([]);
});

test('signing out ends the connections and leaves nothing that could bring them back', async ({
  page,
  context,
  signInPage,
  mailPage,
}) => {
  // A server of its own: `enterWith` fills the one that all tests share.
  const user = dovecot.user('olga');
  await dovecot.save(user.name, 'INBOX', messages(COUNT));
  await signInPage.enter(app.url, user);
  await mailPage.expectCount(COUNT);
  await mailPage.expectSealed();
  expect(await dovecot.connections(user.name)).toBe(1);

  await mailPage.signOut.click();
  await expect(signInPage.submit).toBeVisible();
  await expect(page).toHaveURL(`${app.url}/`);
  await expect.poll(() => dovecot.connections(user.name)).toBe(0);
  const kept = await everythingKept(page, context);
  expect(kept).not.toContain('tagline.sealed');
  expect(kept).not.toContain('CryptoKey');
  await page.reload();
  await expect(signInPage.password).toHaveValue('');
  await page.goto(`${app.url}/mail#f=INBOX&u=1`);
  await expect(signInPage.submit).toBeVisible();
});

const leaks = (text: string): readonly string[] => formsFound(text, PASSWORD);
