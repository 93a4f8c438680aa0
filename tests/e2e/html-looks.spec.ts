import type { Locator } from '@playwright/test';
import { IMAGE_BYTES, message } from '../support/mail-factory';
import { htmlMail } from '../support/hostile-mails';
import { expect, test } from './fixtures';
import { MessageBodyPage } from './pages/message-body.page';

const NEWSLETTER = `<!doctype html><html><head><meta charset="utf-8"><title>Letter</title>
<style type="text/css">
@import url("https://fonts.example.com/a.css");
:root { --brand: #102030; }
.lead { color: rgb(180, 30, 60); font-size: 18px }
td > b { letter-spacing: 3px }
@media (max-width: 5000px) { .narrow { border-left: 7px solid rgb(0, 128, 0) } }
@media (max-width: 50px) { .narrow { display: none } }
#named { color: red }
</style></head>
<body bgcolor="#eef2f7" style="margin:0;padding:0 0 60px;color:rgb(20, 40, 60)" class="letter">
<table role="presentation" width="600" cellpadding="0" cellspacing="0" align="center" bgcolor="#ffffff">
<tr><td style="background:#14532d;color:#ffffff;padding:24px;text-align:center"><h1 style="font-size:30px">The Letter</h1></td></tr>
<tr><td class="narrow" style="padding:8px"><p class="lead">First paragraph.</p><b>Bold</b> <font color="#3355aa" face="Verdana">old style</font></td></tr>
<tr><td><a href="https://www.example.com/read" style="display:inline-block;background:#f59e0b;padding:12px 28px;border-radius:6px">Read more</a></td></tr>
</table>
<p id="named" style="color:rgb(1, 2, 3)">Foot</p>
</body></html>`;

test('a newsletter looks as its makers meant it', async ({
  page,
  app,
  dovecot,
  user,
  signInPage,
  mailPage,
}) => {
  await dovecot.save(user.name, 'INBOX', [htmlMail('letter', NEWSLETTER)]);
  await signInPage.enter(app.url, user);
  await mailPage.openMessage('letter');
  const body = new MessageBodyPage(page);
  await body.expectShown('letter');
  expect(await body.style('.lead', 'color')).toBe('rgb(180, 30, 60)');
  expect(await body.style('.lead', 'font-size')).toBe('18px');
  expect(await body.style('td > b', 'letter-spacing')).toBe('3px');
  expect(await body.style('.narrow', 'border-left-width')).toBe('7px');
  expect(await body.style('.narrow', 'display')).toBe('table-cell');
  expect(await body.style('h1', 'color')).toBe('rgb(255, 255, 255)');
  expect(await body.style('font', 'color')).toBe('rgb(51, 85, 170)');
  expect(await body.style('a', 'background-color')).toBe('rgb(245, 158, 11)');
  expect(await body.style('body', 'background-color')).toBe('rgb(238, 242, 247)');
  expect(await body.style('body', 'color')).toBe('rgb(20, 40, 60)');
  expect(await body.style('p:last-child', 'color')).toBe('rgb(1, 2, 3)');
  expect(await body.style('table', 'width')).toBe('600px');
  expect(await body.style('table', 'background-color')).toBe('rgb(255, 255, 255)');
  const link = body.frame.getByRole('link', { name: 'Read more' });
  await expect(link).toHaveAttribute('target', '_blank');
  await expect(link).toHaveAttribute('rel', 'noopener noreferrer nofollow');
  // The whole of it is in sight: the frame is as tall as the letter with the edge below it.
  await expect
    .poll(() =>
      body.frameElement.evaluate((frame: HTMLIFrameElement) => {
        const doc = frame.contentDocument;
        const room = doc === null ? null : frame.clientHeight - doc.body.getBoundingClientRect().bottom;
        return room !== null && room >= 0 && room < 2 ? 'fits' : room;
      }),
    )
    .toBe('fits');
  await link.hover();
  await expect(page.locator('[data-slot="link-host"]')).toHaveText('www.example.com');
});

test('pictures that came with the mail are drawn, drawings that can hold code are not', async ({
  page,
  app,
  dovecot,
  user,
  signInPage,
  mailPage,
}) => {
  const png = `data:image/png;base64,${IMAGE_BYTES.toString('base64')}`;
  const svg = `data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>`;
  const html = `<img id="a" alt="cid" src="cid:picture@example.com"><img alt="upper" src="CID:picture%40example.com"><img alt="data" src="${png}"><img alt="svg" src="${svg}"><img alt="unknown" src="cid:other@example.com">`;
  await dovecot.save(user.name, 'INBOX', [message(1, { kind: 'related', subject: 'pictures', html })]);
  await signInPage.enter(app.url, user);
  await mailPage.openMessage('pictures');
  const body = new MessageBodyPage(page);
  await body.expectShown('pictures');
  const images = body.frame.locator('img');
  await expect
    .poll(() => images.evaluateAll((all) => all.map((image) => (image as HTMLImageElement).naturalWidth)))
    .toEqual([4, 4, 4, 0, 0]);
  await expect(body.showImages).toBeHidden();
});

test('a mail without colours follows the theme, one with colours stays on light paper', async ({
  page,
  app,
  dovecot,
  user,
  signInPage,
  mailPage,
}) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await dovecot.save(user.name, 'INBOX', [
    htmlMail('bare', '<p>Only <b>words</b>.</p>'),
    htmlMail(
      'coloured',
      '<style>p{color:#333}@media (prefers-color-scheme:dark){p{color:#eee}}</style><p>Dark words.</p>',
    ),
  ]);
  await signInPage.enter(app.url, user);
  const body = new MessageBodyPage(page);
  await mailPage.openMessage('bare');
  await body.expectShown('bare');
  expect(await body.style('html', 'background-color')).toBe('rgba(0, 0, 0, 0)');
  expect(await body.style('html', 'color-scheme')).toBe('dark');
  await mailPage.openMessage('coloured');
  await body.expectShown('coloured');
  expect(await body.style('html', 'background-color')).toBe('rgb(255, 255, 255)');
  expect(await body.style('html', 'color-scheme')).toBe('light');
  expect(await body.style('p', 'color')).toBe('rgb(51, 51, 51)');
});

test('a mail as tall as its window does not grow without end', async ({
  page,
  app,
  dovecot,
  user,
  signInPage,
  mailPage,
}) => {
  const html = `<style>html,body{height:100%!important;min-height:100vh;display:flex;padding:20px}div{height:110vh;margin:20px}p{min-height:calc(100dvh + 1em)}</style><div style="min-height:100vmax;background:#eee"><p>One line.</p></div>`;
  await dovecot.save(user.name, 'INBOX', [htmlMail('tall', html)]);
  await signInPage.enter(app.url, user);
  await mailPage.openMessage('tall');
  const body = new MessageBodyPage(page);
  await body.expectShown('tall');
  await expect(body.frame.getByText('One line.')).toBeVisible();
  // Two frames are enough for a growth that feeds itself to begin; one that has ended stays as it is.
  const heights = () =>
    body.frameElement.evaluate(async (frame) => {
      const seen: number[] = [];
      for (let turn = 0; turn < 6; turn += 1) {
        await new Promise(requestAnimationFrame);
        seen.push(frame.clientHeight);
      }
      return seen;
    });
  await expect.poll(async () => new Set(await heights()).size).toBe(1);
  expect(Math.max(...(await heights()))).toBeLessThan(400);
});

test('keys work while the focus is inside a mail', async ({
  page,
  app,
  dovecot,
  user,
  signInPage,
  mailPage,
}) => {
  const link = '<p>Some words and <a href="https://www.example.com/">a link</a>.</p>';
  await dovecot.save(user.name, 'INBOX', [htmlMail('older', link), htmlMail('newer', link)]);
  await signInPage.enter(app.url, user);
  await mailPage.openMessage('newer');
  const body = new MessageBodyPage(page);
  await body.expectShown('newer');
  await body.frame.getByRole('link').focus();
  await page.keyboard.press('s');
  await expect(mailPage.action('Star')).toHaveAttribute('aria-pressed', 'true');
  await body.frame.getByText('Some words').click();
  await page.keyboard.press('j');
  await body.expectShown('older');
});

const WORDS = 'Ordinary words that make a paragraph of a letter, long enough to take some lines on a phone.';
/** Drawn for 640 px by widths on every level, as newsletters are. */
const FIXED = `<table width="640" align="center" cellpadding="0" style="width:640px;min-width:640px;background:#fff"><tr>
<td width="640" colspan="2" style="width:640px;background:#14532d;color:#fff;padding:24px"><img width="592" height="120" alt="Masthead" src="data:image/png;base64,${IMAGE_BYTES.toString('base64')}"><img width="560" height="80" alt="Not loaded" src="https://images.example.net/banner.png"><h1>The Letter</h1></td></tr>
<tr><td width="320" style="width:320px;padding:16px"><p class="left">${WORDS}</p></td><td width="320" style="width:320px;padding:16px"><p>${WORDS}</p></td></tr>
<tr><td colspan="2"><a href="https://www.example.com/">https://www.example.com/${'a-very-long-address-without-a-break-'.repeat(4)}</a></td></tr></table>`;
const FIGURES = `<style>td{border:1px solid #999;padding:4px}</style><table>${`<tr>${'<td>12,345.67</td>'.repeat(16)}</tr>`.repeat(4)}</table><p class="last">Last line.</p>`;

test('on a phone a letter of fixed width fits, what cannot fit scrolls inside its frame, and the page never does', async ({
  page,
  app,
  dovecot,
  user,
  signInPage,
  mailPage,
}) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await dovecot.save(user.name, 'INBOX', [
    message(1, {
      kind: 'plain',
      subject: 'text',
      text: `${'unbroken'.repeat(60)}\r\n> ${'-'.repeat(400)}\r\n`,
    }),
    htmlMail('figures', FIGURES),
    htmlMail('fixed', FIXED),
  ]);
  await signInPage.enter(app.url, user);
  const body = new MessageBodyPage(page);
  const sideways = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  const rootOf = () =>
    body.frame.locator('html').evaluate((root) => ({ over: root.scrollWidth - root.clientWidth }));

  await mailPage.openMessage('fixed');
  await body.expectShown('fixed');
  await expect.poll(rootOf).toEqual({ over: 0 });
  expect(await sideways()).toBe(0);
  // Fitted by letting widths go, not by drawing it too small to read.
  const column = await body.frame.locator('.left').boundingBox();
  expect(column?.width).toBeGreaterThan(90);
  expect(column?.height).toBeGreaterThan(80);
  await expect.poll(() => roomBelow(body, body.frame.getByRole('link'))).toBeGreaterThanOrEqual(0);
  // Wider again, it is what its makers drew.
  await page.setViewportSize({ width: 1440, height: 800 });
  await expect.poll(() => body.style('table', 'width')).toBe('640px');
  await page.setViewportSize({ width: 320, height: 640 });
  await expect.poll(rootOf).toEqual({ over: 0 });

  await body.older.click();
  await body.expectShown('figures');
  await expect.poll(async () => (await rootOf()).over).toBeGreaterThan(100);
  expect(await sideways()).toBe(0);
  await body.frame.getByText('Last line.').hover();
  await page.mouse.wheel(300, 0);
  await expect
    .poll(() => body.frame.locator('html').evaluate((root) => root.scrollLeft))
    .toBeGreaterThan(100);
  const lastLine = body.frame.locator('.last');
  await expect
    .poll(async () => {
      const room = await roomBelow(body, lastLine);
      return room >= 0 && room < 80 ? 'fits' : room;
    })
    .toBe('fits');

  await body.older.click();
  await body.expectShown('text');
  expect(await sideways()).toBe(0);
});

/** From the lower edge of an element of the mail to that of its frame, px. */
async function roomBelow(body: MessageBodyPage, element: Locator): Promise<number> {
  const [inner, outer] = await Promise.all([element.boundingBox(), body.frameElement.boundingBox()]);
  if (inner === null || outer === null) return Number.NEGATIVE_INFINITY;
  return outer.y + outer.height - inner.y - inner.height;
}
