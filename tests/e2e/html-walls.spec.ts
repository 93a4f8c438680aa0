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

/** Chromium says so when it reads a mail's event handlers; they are gone before the mail is shown. */
const HANDLER_READ =
  /Blocked script execution in '[^']*\/mail-frame' because the document's frame is sandboxed/u;
const NOBODY = { http: 0, https: 0 };

test('hostile mails reach nobody, run nothing and lead nowhere', async ({
  page,
  context,
  guard,
  app,
  dovecot,
  user,
  signInPage,
  mailPage,
}) => {
  test.setTimeout(240_000);
  guard.allow(HANDLER_READ);
  const mails = attackMails(canary);
  const control = htmlMail('control', `<img src="${canary.https}/control.png" width="4" height="4">`);
  await dovecot.save(user.name, 'INBOX', [control, ...mails.map(({ name, html }) => htmlMail(name, html))]);
  const strangers = requestsElsewhere(context, app.url);
  await signInPage.enter(app.url, user);
  await mailPage.expectCount(mails.length + 1);
  const body = new MessageBodyPage(page);
  await mailPage.openMessage(mails.at(-1)?.name ?? '');
  for (const { name } of mails.toReversed()) {
    await test.step(name, async () => {
      await body.expectShown(name);
      expect(await signsOfLife(page)).toEqual([]);
      expect(page.url(), name).toMatch(/^http:\/\/[^/]+\/mail#/u);
      // A frame on its way in has no address yet.
      const places = new Set([page.url(), `${app.url}/mail-frame`, '']);
      const frames = page.frames().map((frame) => frame.url());
      expect(frames.filter((url) => !places.has(url))).toEqual([]);
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
  await signInPage.enter(app.url, user);
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
  await signInPage.enter(app.url, user);
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
  await dovecot.save(user.name, 'INBOX', [htmlMail('loud', redress?.html ?? '')]);
  await signInPage.enter(app.url, user);
  await mailPage.openMessage('loud');
  const body = new MessageBodyPage(page);
  await body.expectShown('loud');
  await expect.poll(async () => (await loudPixels(page, body)).inside).toBeGreaterThan(1000);
  expect((await loudPixels(page, body)).outside).toBe(0);
});

test('elements nested beyond reason are shown as text', async ({
  page,
  guard,
  app,
  dovecot,
  user,
  signInPage,
  mailPage,
}) => {
  guard.allow(HANDLER_READ);
  const deep = [199, 300, 20_000].map((levels) => htmlMail(`deep ${levels}`, nested(levels)));
  await dovecot.save(user.name, 'INBOX', deep);
  await signInPage.enter(app.url, user);
  const body = new MessageBodyPage(page);
  await mailPage.openMessage('deep 199');
  await body.expectShown('deep 199');
  await expect(body.frame.locator('.tagline-mail')).toContainText('In the deep.');
  for (const levels of [300, 20_000]) {
    await mailPage.openMessage(`deep ${levels}`);
    await body.expectShown(`deep ${levels}`);
    await expect(body.frameElement).toHaveCount(0);
    await expect(body.text).toContainText('In the deep.');
  }
});

test('markup in names, subjects, file names and plain text is shown as it was written', async ({
  page,
  app,
  dovecot,
  user,
  signInPage,
  mailPage,
}) => {
  const markup = `<img src=x onerror="top.hostile=1"><script>top.hostile=1</script>`;
  const words = (text: string) => `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`;
  const text = `a@example.org?]${markup} [<x>] ${canary.http}/x"onmouseover=top.hostile=1 javascript:top.hostile=1`;
  const mail = [
    `From: ${words(`${markup} from`)} <eve@example.net>`,
    `To: ${words(`${markup} to`)} <reader@example.org>`,
    `Cc: ${words(`${markup} cc`)} <other@example.org>`,
    `Subject: ${words(`${markup} subject`)}`,
    'Date: Thu, 01 Jan 2026 08:00:00 +0000',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain; charset=utf-8',
    '',
    text,
    '--b',
    `Content-Type: text/html; name="x.html"`,
    `Content-Disposition: attachment; filename*=utf-8''${encodeURIComponent(`${markup}.html`)}`,
    '',
    markup,
    '--b--',
    '',
  ];
  await dovecot.save(user.name, 'INBOX', [Buffer.from(mail.join('\r\n'))]);
  await dovecot.save(user.name, '<b onmouseover=top.hostile=1>folder', []);
  await signInPage.enter(app.url, user);
  await expect(mailPage.folders).toContainText('<b onmouseover=top.hostile=1>folder');
  const row = mailPage.rows.first();
  await expect(row).toContainText(`${markup} from`);
  await expect(row).toContainText(`${markup} subject`);
  await row.click();
  await expect(mailPage.subject).toHaveText(`${markup} subject`);
  await expect(mailPage.reader).toContainText(`${markup} to`);
  await page.getByTitle('Show all addresses').click();
  await expect(mailPage.reader).toContainText(`${markup} cc`);
  const body = new MessageBodyPage(page);
  await expect(body.text).toContainText(`a@example.org?]${markup} [<x>]`);
  const links = await body.text.getByRole('link').evaluateAll((all) => all.map((link) => link.outerHTML));
  for (const link of links) expect(link).toMatch(/^<a href="(?:mailto:|http:\/\/127)[^"]*" target="_blank"/u);
  // A page as a file: it is saved, never shown, and under no type of its own.
  const saving = page.waitForEvent('download');
  await mailPage.reader.getByRole('button', { name: /^Download / }).click();
  const download = await saving;
  expect(download.suggestedFilename()).not.toMatch(/[<>"\\/]/u);
  expect(download.url()).toMatch(/^blob:/u);
  expect(page.url()).toContain('/mail#');
  expect(await signsOfLife(page)).toEqual([]);
  expect(canary.connections()).toEqual(NOBODY);
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

/** Pixels of the screen in the mail's own loud colour, inside its frame and everywhere else. */
async function loudPixels(
  page: Page,
  body: MessageBodyPage,
): Promise<{ readonly inside: number; readonly outside: number }> {
  const box = await body.frameElement.boundingBox();
  if (box === null) throw new Error('the frame is not on the screen');
  const screen = `data:image/png;base64,${(await page.screenshot()).toString('base64')}`;
  return page.evaluate(
    async ({ source, frame }) => {
      const image = new Image();
      image.src = source;
      await image.decode();
      const { naturalWidth: width, naturalHeight: height } = image;
      const context = new OffscreenCanvas(width, height).getContext('2d');
      if (context === null) throw new Error('no canvas');
      context.drawImage(image, 0, 0);
      const { data } = context.getImageData(0, 0, width, height);
      const found = { inside: 0, outside: 0 };
      for (let at = 0; at < data.length; at += 4) {
        const [red = 0, green = 0, blue = 0] = data.slice(at, at + 3);
        if (red < 200 || blue < 200 || green > 60) continue;
        const x = (at / 4) % width;
        const y = Math.floor(at / 4 / width);
        const inFrame =
          x >= frame.x && x < frame.x + frame.width && y >= frame.y && y < frame.y + frame.height;
        found[inFrame ? 'inside' : 'outside'] += 1;
      }
      return found;
    },
    { source: screen, frame: box },
  );
}
