/** The open message on paper: by our own print, from a frame of its own, and by the browser's. */
import type { Page } from '@playwright/test';
import { message } from '../support/mail-factory';
import { expect, test } from './fixtures';

const PARAGRAPHS = 120;
const words = (number: number) =>
  `Paragraph ${number}: ${'the road goes ever on and on, down from the door. '.repeat(4)}`;
const html = Array.from({ length: PARAGRAPHS }, (_, index) => `<p>${words(index + 1)}</p>`).join('');
const coloured = `<style>h1, dl { display: none } body { background: #000; color: #fff }</style><div style="background:#fee;color:#111">${html}</div>`;

/** Pages of a PDF: the browser's writer leaves their objects uncompressed. */
const pagesOf = (pdf: Buffer): number => pdf.toString('latin1').match(/\/Type\s*\/Page\b/gu)?.length ?? 0;

interface Printed {
  readonly html: string;
  readonly head: string;
  readonly title: string;
}

/** Keeps what would be printed instead of asking a printer. */
async function catchPrint(page: Page): Promise<() => Promise<Printed>> {
  await page.addInitScript(() => {
    const own = Object.getOwnPropertyDescriptor(HTMLIFrameElement.prototype, 'contentWindow');
    Object.defineProperty(HTMLIFrameElement.prototype, 'contentWindow', {
      get(this: HTMLIFrameElement) {
        const view = own?.get?.call(this) as Window | null;
        if (view !== null && this.dataset['slot'] === 'print-frame') {
          view.print = () => {
            const root = view.document.documentElement;
            const head = root.querySelector('div')?.shadowRoot?.querySelector('header')?.innerText ?? '';
            Object.assign(window, { printed: { html: root.outerHTML, head, title: document.title } });
          };
        }
        return view;
      },
    });
  });
  return async () => {
    await expect.poll(() => page.evaluate(() => 'printed' in window)).toBe(true);
    return page.evaluate(() => {
      const { printed } = window as unknown as { printed: Printed };
      Reflect.deleteProperty(window, 'printed');
      return printed;
    });
  };
}

test('a message is printed whole, with who sent it, and nothing of the page', async ({
  dovecot,
  app,
  user,
  page,
  context,
  signInPage,
  mailPage,
}) => {
  await dovecot.save(user.name, 'INBOX', [
    message(1, {
      kind: 'plain',
      subject: 'Long letter',
      text: `${Array.from({ length: 200 }, (_, i) => `Line ${i + 1}`).join('\r\n')}\r\n`,
    }),
    message(2, { kind: 'html', subject: 'Long newsletter', html: coloured }),
    message(3, { kind: 'attachments', subject: 'With files' }),
  ]);
  const printed = await catchPrint(page);
  await signInPage.enter(app.url, user);
  await mailPage.openMessage('Long newsletter');
  await expect(
    page.frameLocator('[data-slot="html-body"] iframe').getByText(words(PARAGRAPHS)),
  ).toBeAttached();
  await page.keyboard.press('ControlOrMeta+p');
  const newsletter = await printed();
  expect(newsletter.head).toContain('Long newsletter');
  expect(newsletter.head).toMatch(/From\s*.*@example/u);
  expect(newsletter.title).toBe('Long newsletter');
  await expect(page).toHaveTitle(/Inbox – Tagline$/u);

  // On paper: white, more than one page, to the last word.
  const paper = await context.newPage();
  await paper.setContent(newsletter.html);
  await expect(paper.getByText(words(PARAGRAPHS))).toBeAttached();
  expect(pagesOf(await paper.pdf({ format: 'A4' }))).toBeGreaterThan(3);

  await mailPage.openMessage('With files');
  await mailPage.reader.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Print' }).click();
  expect((await printed()).head).toMatch(/2 attachments\s*notas de año\.bin \(/u);

  // By the browser's own command: the page gives the message and nothing else, in both themes.
  for (const subject of ['Long letter', 'Long newsletter'] as const) {
    await page.emulateMedia({ media: 'screen', colorScheme: 'dark' });
    await mailPage.openMessage(subject);
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    await expect(mailPage.subject).toBeVisible();
    await expect(mailPage.list).toBeHidden();
    await expect(mailPage.folders).toBeHidden();
    await expect(page.getByRole('toolbar')).toBeHidden();
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(
      'rgb(255, 255, 255)',
    );
    await expect.poll(async () => pagesOf(await page.pdf({ format: 'A4' }))).toBeGreaterThan(2);
  }
});
