import { randomBytes } from 'node:crypto';
import type { BrowserContext, Page } from '@playwright/test';
import { startAppServer, type AppServer } from '../support/app-server';
import { startDovecot, type Dovecot } from '../support/dovecot';
import { messages } from '../support/mail-factory';
import { expect, test } from './fixtures';

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
  await expect.poll(() => page.evaluate(() => sessionStorage.length)).toBeGreaterThan(1);
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
  enterWith,
}) => {
  const user = dovecot.user('olga');
  await enterWith(app.url, messages(COUNT));
  await expect.poll(() => page.evaluate(() => sessionStorage.getItem('tagline.sealed'))).not.toBeNull();
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

/** Every text and byte this origin keeps in the browser, and what the page shows, as one string. */
async function everythingKept(page: Page, context: BrowserContext): Promise<string> {
  const inPage = await page.evaluate(async () => {
    const asText = (value: unknown): string => {
      if (value instanceof ArrayBuffer) return String.fromCharCode(...new Uint8Array(value));
      if (ArrayBuffer.isView(value)) return asText(value.buffer);
      if (typeof value === 'object' && value !== null) {
        const entries = Object.entries(value).map(([key, entry]) => `${key}=${asText(entry)}`);
        return `${value.constructor?.name}{${entries.join()}}`;
      }
      return String(value);
    };
    const settled = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error ?? new Error('IndexedDB failed'));
      });
    const found = [location.href, document.cookie, document.documentElement.outerHTML, asText(history.state)];
    for (const storage of [localStorage, sessionStorage]) found.push(JSON.stringify({ ...storage }));
    for (const { name = '' } of await indexedDB.databases()) {
      const database = await settled(indexedDB.open(name));
      for (const store of database.objectStoreNames) {
        const values = await settled(database.transaction(store).objectStore(store).getAll());
        found.push(`${name}/${store}: ${values.map(asText).join('\n')}`);
      }
      database.close();
    }
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      found.push(name, ...(await cache.keys()).map((request) => request.url));
    }
    return found.join('\n');
  });
  return [inPage, JSON.stringify(await context.cookies())].join('\n');
}

/** The forms of the password that the text holds: itself, hexadecimal, UTF-16, base64 at each of its three offsets. */
function leaks(text: string): readonly string[] {
  const bytes = Buffer.from(PASSWORD);
  const hex = bytes.toString('hex');
  const wide = Buffer.from(PASSWORD, 'utf16le').toString('latin1');
  const base64 = [0, 1, 2].map((offset) => {
    const all = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    // Characters at both ends also depend on the neighbours.
    return all.slice(offset === 0 ? 0 : offset + 1, -4);
  });
  const forms = [PASSWORD, hex, hex.toUpperCase(), wide, encodeURIComponent(PASSWORD), ...base64];
  const url = base64.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'));
  return [...forms, ...url].filter((form) => text.includes(form));
}
