import type { Page } from '@playwright/test';
import { AppServer, startAppServer } from '../support/app-server';
import { nextBuild } from '../support/next-build';
import { closePages, expect, test } from './fixtures';
import { SERVER_AWAY } from './guard';

const SECRET = 'a secret of the tests, long enough for a server to take it';

test.use({ serviceWorkers: 'allow' });

/** The worker rules this page, and has all files. */
async function kept(page: Page): Promise<void> {
  await page.waitForFunction(async () => {
    const registration = await navigator.serviceWorker.ready;
    return registration.active?.state === 'activated' && navigator.serviceWorker.controller !== null;
  });
}

const cacheNames = (page: Page): Promise<readonly string[]> => page.evaluate(() => caches.keys());

for (const base of ['', '/tools/mail']) {
  test(`at ${base || '/'}: the app opens without a network, by the same policies; the operator can retire it`, async ({
    page,
    guard,
    signInPage,
    mailPage,
  }) => {
    guard.allow(SERVER_AWAY);
    const options = { env: { BASE_PATH: base || '/', TAGLINE_SECRET: SECRET } };
    const app = await startAppServer(options);
    await signInPage.open(`${app.url}${base}/`);
    expect(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)).toBe(
      0,
    );
    await signInPage.tryDemo.click();
    await mailPage.expectLive();
    await kept(page);
    const [cache, ...more] = await cacheNames(page);
    expect([cache, more.length]).toEqual([expect.stringMatching(`^tagline-app ${base}/ [0-9a-f]{16}$`), 0]);

    // What the worker must not touch, and what it may: whatever goes through it has no size on the wire.
    const paths = ['/session', '/bridge', '/healthz', '/config.json', '/mail', '/icon.svg'];
    const since = await page.evaluate(
      async ([at, all]) => {
        const now = performance.now();
        const init = { headers: { 'X-Tagline': '1' } };
        for (const path of all) await fetch(at + path, init).then((response) => response.text());
        return now;
      },
      [base, paths] as const,
    );
    // The browser writes its times down a little later, and the page may ask for something meanwhile.
    const byWorker = () =>
      page.evaluate(
        ([at, all, from]) => {
          const entries = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
          return all.map((path) => {
            const own = entries.filter(
              ({ name, startTime }) => startTime >= from && new URL(name).pathname === at + path,
            );
            return own.length === 0 ? null : own.every(({ transferSize }) => transferSize === 0);
          });
        },
        [base, paths, since] as const,
      );
    await expect.poll(byWorker).toEqual([false, false, false, true, true, true]);
    const online = await page.reload();
    await mailPage.expectLive();
    const policy = await online?.headerValue('content-security-policy');
    expect(policy).toContain("require-trusted-types-for 'script'");

    await app.stop();
    const offline = await page.reload();
    expect(offline?.fromServiceWorker()).toBe(true);
    expect(await offline?.headerValue('content-security-policy')).toBe(policy);
    expect(await offline?.headerValue('cross-origin-opener-policy')).toBe('same-origin');
    await expect(mailPage.connection).toContainText('Reconnecting');
    const frame = await page.evaluate(async (at) => {
      const response = await fetch(`${at}/mail-frame?remote=1`);
      return [response.status, response.headers.get('content-security-policy')];
    }, base);
    expect(frame).toEqual([200, expect.stringContaining('sandbox allow-same-origin allow-popups')]);
    expect(await page.evaluate(async (at) => (await fetch(`${at}/config.json`)).json(), base)).toMatchObject({
      basePath: base,
    });

    const without = new AppServer(app.port, app.demoPort, {
      env: { ...options.env, TAGLINE_SERVICE_WORKER: 'off' },
    });
    await without.start();
    await page.reload();
    await expect.poll(() => cacheNames(page)).toEqual([]);
    await expect
      .poll(() => page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length))
      .toBe(0);
    await closePages(page.context());
    await without.stop();
  });
}

test('a newer version is offered, comes when asked for, and leaves older tabs what they need', async ({
  page,
  context,
  guard,
  signInPage,
  mailPage,
}) => {
  guard.allow(SERVER_AWAY);
  const env = { TAGLINE_SECRET: SECRET };
  const app = await startAppServer({ env });
  await signInPage.enter(app.url, { address: 'demo@example.org', password: 'demo' });
  await mailPage.expectLive();
  await kept(page);
  const older = await context.newPage();
  await older.goto(`${app.url}/mail`);
  await expect(older.getByRole('treeitem', { name: /Inbox/ })).toBeVisible();
  await app.stop();
  await expect.poll(() => guard.seen().join('\n')).toMatch(/WebSocket connection to .* failed/);

  const newer = new AppServer(app.port, app.demoPort, { env, args: ['--out', nextBuild()] });
  await newer.start();
  await mailPage.expectLive();
  await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
  const offer = page.getByRole('region', { name: 'New version' });
  await expect(offer).toContainText('A new version is ready. Nothing you did is lost.');
  const [, second] = await cacheNames(page);
  expect(second).toMatch(/feedfacefeedface$/);
  await page.evaluate(() => Object.assign(window, { notReloaded: true }));

  // By its number: the demo's mail goes on arriving.
  const uid = await mailPage.rowAt(1).getAttribute('data-uid');
  const starred = page.locator(`[role="row"][data-uid="${uid}"]`);
  await starred.locator('[data-slot="row-star"]').click();
  expect(await page.evaluate(() => 'notReloaded' in window)).toBe(true);
  await Promise.all([
    page.waitForEvent('load'),
    offer.getByRole('button', { name: 'Reload', exact: true }).click(),
  ]);
  await mailPage.expectLive();
  await expect(starred).toHaveAccessibleName(/starred/);
  await expect(offer).toHaveCount(0);
  expect(await page.evaluate(() => 'notReloaded' in window)).toBe(false);

  // The older tab did nothing of itself, and finds a part that the server no longer has.
  await expect(older.getByRole('region', { name: 'New version' })).toBeVisible();
  await older.keyboard.press('?');
  await expect(older.getByRole('dialog')).toBeVisible();
  expect((await cacheNames(page)).length).toBe(2);
  await older.close();
  await page.reload();
  await mailPage.expectLive();
  await expect.poll(() => cacheNames(page)).toEqual([expect.stringMatching(/feedfacefeedface$/)]);
  await closePages(page.context());
  await newer.stop();
});
