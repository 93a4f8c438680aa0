import type { BrowserContext, Page } from '@playwright/test';
import { startCanary, type Canary } from '../support/canary';
import { attackMails, hostileLinks, htmlMail, linkMail, nested } from '../support/hostile-mails';
import { expect, test } from './fixtures';
import { MessageBodyPage } from './pages/message-body.page';

/** The canary's pictures come over https with a certificate of its own. */
test.use({ ignoreHTTPSErrors: true });

let canary: Canary;
test.beforeEach(async ({ context }) => {
  canary = await startCanary();
  await context.addInitScript(() => {
    const traces: string[] = [];
    Object.assign(window, { tracesOfScripts: traces });
    window.addEventListener('message', (event: MessageEvent) => traces.push(String(event.data)));
  });
});
test.afterEach(() => canary.close());

const NOBODY = { http: 0, https: 0 };

test('hostile mails reach nobody, run nothing and lead nowhere', async ({
  page,
  context,
  app,
  dovecot,
  user,
  signInPage,
  mailPage,
}) => {
  test.setTimeout(120_000);
  const mails = attackMails(canary);
  const control = htmlMail('control', `<img src="${canary.https}/control.png" width="4" height="4">`);
  await dovecot.save(user.name, 'INBOX', [control, ...mails.map(({ name, html }) => htmlMail(name, html))]);
  const strangers = requestsElsewhere(context, app.url);
  await signInPage.open(app.url);
  await signInPage.signIn(user);
  await mailPage.expectCount(mails.length + 1);
  const body = new MessageBodyPage(page);
  await mailPage.openMessage(mails.at(-1)?.name ?? '');
  for (const { name } of mails.toReversed()) {
    await test.step(name, async () => {
      await body.expectShown(name);
      expect(await signsOfLife(page)).toEqual([]);
      expect(page.url(), name).toMatch(/^http:\/\/[^/]+\/mail#/u);
      const frames = page.frames().map((frame) => frame.url());
      expect(frames.filter((url) => url !== page.url() && url !== `${app.url}/mail-frame`)).toEqual([]);
      expect(canary.connections(), name).toEqual(NOBODY);
      await body.older.click();
    });
  }
  // What was on its way would have arrived before this picture, which is asked for last.
  await body.expectShown('control');
  await body.showImages.click();
  await expect.poll(() => canary.requests()).toEqual(['/control.png']);
  expect(canary.connections().http).toBe(0);
  expect(strangers()).toEqual([`${canary.https}/control.png`]);
  expect(await signsOfLife(page)).toEqual([]);
});

test('a press on a hostile link does nothing, on a good one opens a window of its own', async ({
  page,
  context,
  app,
  dovecot,
  user,
  signInPage,
  mailPage,
}) => {
  const good = `<p><a href="${canary.https}/page" target="_top" rel="opener">the good link</a></p>`;
  await dovecot.save(user.name, 'INBOX', [htmlMail('links', `${good}${linkMail(canary)}`)]);
  await signInPage.open(app.url);
  await signInPage.signIn(user);
  await mailPage.openMessage('links');
  const body = new MessageBodyPage(page);
  await body.expectShown('links');
  const place = page.url();
  for (const [index, href] of hostileLinks(canary).entries()) {
    await body.frame.getByText(`link ${index}`, { exact: true }).click();
    expect(page.url(), href).toBe(place);
    expect(
      page.frames().map((frame) => frame.url()),
      href,
    ).not.toContain('chrome-error://chromewebdata/');
  }
  expect(context.pages()).toHaveLength(1);
  expect(canary.connections()).toEqual(NOBODY);

  const opened = context.waitForEvent('page');
  await body.frame.getByText('the good link').click();
  const other = await opened;
  await expect(other).toHaveTitle('Elsewhere');
  expect(await other.evaluate(() => [window.opener, document.referrer])).toEqual([null, '']);
  await other.close();
  expect(page.url()).toBe(place);
  expect(context.pages()).toHaveLength(1);
  expect(await signsOfLife(page)).toEqual([]);
});

test('images from the internet wait for a yes that is good for one message', async ({
  page,
  context,
  app,
  dovecot,
  user,
  signInPage,
  mailPage,
}) => {
  const remote = (name: string) =>
    htmlMail(
      name,
      `<style>p{background:url(${canary.https}/${name}/css.png)}</style><link rel="preconnect" href="${canary.http}"><p style="background:url(${canary.http}/inline.png)">Pictures</p><img src="${canary.https}/${name}/1.png" alt="one"><img src="${canary.https}/${name}/2.png" srcset="${canary.https}/${name}/3.png 2x" alt="two">`,
    );
  await dovecot.save(user.name, 'INBOX', [remote('first'), remote('second')]);
  const strangers = requestsElsewhere(context, app.url);
  await signInPage.open(app.url);
  await signInPage.signIn(user);
  await mailPage.openMessage('first');
  const body = new MessageBodyPage(page);
  await body.expectShown('first');
  await expect(body.text).toContainText('2 images from the internet were not loaded.');
  await expect(body.text).toContainText('your network address');
  expect(canary.connections()).toEqual(NOBODY);
  await body.showImages.click();
  await expect.poll(() => naturalWidths(body)).toEqual([4, 4]);
  await expect(body.showImages).toBeHidden();
  expect(canary.requests().toSorted()).toEqual(['/first/1.png', '/first/2.png']);
  expect(canary.connections().http).toBe(0);

  await mailPage.openMessage('second');
  await body.expectShown('second');
  await expect(body.showImages).toBeVisible();
  await mailPage.openMessage('first');
  await body.expectShown('first');
  await expect(body.showImages).toBeVisible();
  expect(await naturalWidths(body)).toEqual([0, 0]);
  expect(strangers().toSorted()).toEqual([`${canary.https}/first/1.png`, `${canary.https}/first/2.png`]);
});

test('nothing is drawn outside the message', async ({ page, app, dovecot, user, signInPage, mailPage }) => {
  const redress = attackMails(canary).find(({ name }) => name === 'boxes that leave the frame');
  await dovecot.save(user.name, 'INBOX', [
    htmlMail('loud', redress?.html ?? ''),
    htmlMail('calm', '<p>Nothing to see.</p>'),
  ]);
  await signInPage.open(app.url);
  await signInPage.signIn(user);
  await mailPage.openMessage('loud');
  const body = new MessageBodyPage(page);
  // Both are read, so that the screens around them differ in nothing but the row that is open.
  await body.expectShown('loud');
  await mailPage.openMessage('calm');
  await body.expectShown('calm');
  await expect(mailPage.rows.filter({ hasText: 'loud' })).not.toHaveAccessibleName(/^Unread/u);
  await expect(mailPage.rows.filter({ hasText: 'calm' })).not.toHaveAccessibleName(/^Unread/u);
  const calm = await surroundings(page);
  await mailPage.openMessage('loud');
  await body.expectShown('loud');
  const loud = await surroundings(page);
  for (const [index, image] of calm.entries()) expect(loud[index]?.equals(image), `part ${index}`).toBe(true);
  const frame = await body.frameElement.boundingBox();
  const reader = await mailPage.reader.boundingBox();
  expect(frame?.x).toBeGreaterThanOrEqual(reader?.x ?? Infinity);
  expect((frame?.x ?? 0) + (frame?.width ?? 0)).toBeLessThanOrEqual((reader?.x ?? 0) + (reader?.width ?? 0));
});

test('elements nested beyond reason are shown as text', async ({
  page,
  app,
  dovecot,
  user,
  signInPage,
  mailPage,
}) => {
  const deep = [199, 300, 20_000].map((levels) => htmlMail(`deep ${levels}`, nested(levels)));
  await dovecot.save(user.name, 'INBOX', deep);
  await signInPage.open(app.url);
  await signInPage.signIn(user);
  const body = new MessageBodyPage(page);
  await mailPage.openMessage('deep 199');
  await body.expectShown('deep 199');
  await expect(body.frame.getByText('In the deep.')).toBeVisible();
  for (const levels of [300, 20_000]) {
    await mailPage.openMessage(`deep ${levels}`);
    await body.expectShown(`deep ${levels}`);
    await expect(body.frameElement).toHaveCount(0);
    await expect(body.text).toContainText('In the deep.');
  }
});

test('two megabytes of HTML are text first and formatted when asked for', async ({
  page,
  app,
  dovecot,
  user,
  signInPage,
  mailPage,
}) => {
  const row =
    '<tr><td style="color:rgb(1,2,3)">cell</td><td><a href="https://www.example.com/">link</a></td></tr>';
  const html = `<p class="first">The beginning.</p><table>${row.repeat(Math.ceil(2_000_000 / row.length))}</table>`;
  await dovecot.save(user.name, 'INBOX', [htmlMail('large', html)]);
  await signInPage.open(app.url);
  await signInPage.signIn(user);
  await mailPage.openMessage('large');
  const body = new MessageBodyPage(page);
  await body.expectShown('large');
  await expect(body.frameElement).toHaveCount(0);
  await expect(mailPage.reader).toContainText('This message is very large');
  await expect(body.text).toContainText('The beginning.');
  await body.showFormatted.click();
  await expect(body.frame.locator('p.first')).toBeVisible();
  expect(await body.style('td', 'color')).toBe('rgb(1, 2, 3)');
});

/** Traces a script of a mail would have left, wherever it ran. */
function signsOfLife(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const { hostile, tracesOfScripts } = window as { hostile?: unknown; tracesOfScripts?: string[] };
    const signs = [...(tracesOfScripts ?? [])];
    if (hostile !== undefined) signs.push('a variable of the page');
    if (document.title.includes('hostile')) signs.push('the title');
    return signs;
  });
}

/** Addresses asked for outside the app, whoever asks. */
function requestsElsewhere(context: BrowserContext, own: string): () => readonly string[] {
  const found: string[] = [];
  context.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${own}/`) && !/^(?:blob|data):/u.test(url)) found.push(url);
  });
  return () => found;
}

function naturalWidths(body: MessageBodyPage): Promise<readonly number[]> {
  return body.frame
    .locator('img')
    .evaluateAll((images) => images.map((image) => (image as HTMLImageElement).naturalWidth));
}

/** Pictures of what stands around the message's body: folders, and the bar of actions above it. */
async function surroundings(page: Page): Promise<readonly Buffer[]> {
  const parts = [page.getByRole('tree', { name: 'Folders' }), page.getByRole('toolbar')];
  await page.mouse.move(0, 0);
  const images: Buffer[] = [];
  for (const part of parts) images.push(await part.screenshot({ animations: 'disabled' }));
  return images;
}
