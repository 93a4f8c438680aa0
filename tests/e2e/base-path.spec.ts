import { startAppServer } from '../support/app-server';
import { closePages, expect, test } from './fixtures';

/** One build, three places: the base path is written into the files when the server starts. */
for (const basePath of ['/', '/mail', '/a/b']) {
  test(`the app at ${basePath}: sign-in, a message, a reload`, async ({ page, signInPage, mailPage }) => {
    const base = basePath === '/' ? '' : basePath;
    const app = await startAppServer({ env: { BASE_PATH: basePath } });
    const outside: string[] = [];
    page.on('request', (request) => {
      const { pathname } = new URL(request.url());
      if (/^(?:https?|wss?):/.test(request.url()) && !pathname.startsWith(`${base}/`)) outside.push(pathname);
    });
    await signInPage.open(`${app.url}${base}/`);
    await signInPage.tryDemo.click();
    await mailPage.expectLive();
    await expect(page).toHaveURL(new RegExp(`^${app.url}${base}/mail(?:#|$)`));
    await mailPage.rows.first().click();
    await page.reload();
    await mailPage.expectLive();
    await expect(page).toHaveURL(new RegExp(`^${app.url}${base}/mail(?:#|$)`));
    expect(outside).toEqual([]);
    // What a page still asks for a moment later is not answered by a server that went.
    await closePages(page.context());
    await app.stop();
  });
}

test('below a path: the front page without its slash, and a way there from the root', async ({ request }) => {
  const app = await startAppServer({ env: { BASE_PATH: '/a/b' } });
  expect((await request.get(`${app.url}/a/b`)).status()).toBe(200);
  const root = await request.get(`${app.url}/`);
  expect([root.status(), new URL(root.url()).pathname]).toEqual([200, '/a/b/']);
  expect((await request.get(`${app.url}/mail`)).status()).toBe(404);
  expect((await request.get(`${app.url}/a/bc`)).status()).toBe(404);
  await app.stop();
});
