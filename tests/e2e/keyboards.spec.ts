/** Shortcuts as a Spanish keyboard types them, in the list, in the folder tree and inside a formatted mail. */
import type { CDPSession, Page } from '@playwright/test';
import { htmlMail } from '../support/hostile-mails';
import { messages } from '../support/mail-factory';
import { expect, test } from './fixtures';
import { MessageBodyPage } from './pages/message-body.page';
import { TriagePage } from './pages/triage.page';

interface Typed {
  readonly key: string;
  readonly code: string;
  readonly shift?: true;
}

/** What the keys of the layout give: AltGr+3, Shift+', Shift+7, AltGr+[ and AltGr+], Shift+-. */
const SPANISH = {
  '#': { key: '#', code: 'Digit3' },
  '?': { key: '?', code: 'Minus', shift: true },
  '/': { key: '/', code: 'Digit7', shift: true },
  '[': { key: '[', code: 'BracketLeft' },
  ']': { key: ']', code: 'BracketRight' },
  _: { key: '_', code: 'Slash', shift: true },
} as const satisfies Record<string, Typed>;

/** Keys as the browser gets them from the system: Playwright's own keyboard is American. */
class SpanishKeyboard {
  private readonly page: Page;
  private session: CDPSession | null = null;

  constructor(page: Page) {
    this.page = page;
  }

  async press(sign: keyof typeof SPANISH): Promise<void> {
    this.session ??= await this.page.context().newCDPSession(this.page);
    const { key, code, shift }: Typed = SPANISH[sign];
    const common = { key, code, modifiers: shift === true ? 8 : 0 };
    await this.session.send('Input.dispatchKeyEvent', { type: 'keyDown', text: key, ...common });
    await this.session.send('Input.dispatchKeyEvent', { type: 'keyUp', ...common });
  }
}

test('every sign of the map is typed in the list and inside a mail; letters in the tree are the tree’s', async ({
  page,
  app,
  dovecot,
  user,
  signInPage,
  mailPage,
}) => {
  const link = '<p>Some words and <a href="https://www.example.com/">a link</a>.</p>';
  await dovecot.save(user.name, 'INBOX', [
    ...messages(6, { kind: 'plain' }),
    htmlMail('older', link),
    htmlMail('newer', link),
  ]);
  await signInPage.enter(app.url, user);
  await mailPage.expectCount(8);
  await mailPage.expectSettled();
  const spanish = new SpanishKeyboard(page);
  const triage = new TriagePage(page);
  const body = new MessageBodyPage(page);

  await mailPage.focusList();
  await spanish.press('?');
  await expect(triage.dialog('Keyboard shortcuts')).toContainText('Go to a folder by its name');
  await page.keyboard.press('Escape');
  await spanish.press('/');
  await expect(page.getByRole('searchbox', { name: 'Search Inbox' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('searchbox')).toHaveCount(0);
  await page.keyboard.press('g');
  await page.keyboard.press('l');
  await expect(triage.dialog('Go to a folder')).toBeVisible();
  await triage.field.fill('sen');
  await page.keyboard.press('Enter');
  await expect(mailPage.folder('Sent')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('g');
  await page.keyboard.press('l');
  await triage.field.fill('inbox');
  await page.keyboard.press('Enter');
  await expect(mailPage.folder('Inbox')).toHaveAttribute('aria-selected', 'true');
  await mailPage.expectCount(8);
  await mailPage.expectSettled();

  // Inside the mail's frame: the palette, signs by AltGr, leaving the message.
  await mailPage.openMessage('newer');
  await body.expectShown('newer');
  const inside = () => body.frame.getByRole('link').focus();
  await inside();
  await page.keyboard.press('Control+k');
  await expect(triage.field).toBeFocused();
  await page.keyboard.press('Escape');
  await inside();
  await spanish.press('[');
  await expect(triage.toast).toContainText('Archived');
  await mailPage.expectCount(7);
  await body.expectShown('older');
  await inside();
  await page.keyboard.press('z');
  await mailPage.expectCount(8);
  await inside();
  await spanish.press('_');
  await expect(triage.toast).toContainText('Marked as unread');
  await inside();
  await page.keyboard.press('Escape');
  await expect(mailPage.list.locator(':focus')).toHaveCount(1);
  await expect(page.getByText('No message open')).toBeVisible();
  await spanish.press('#');
  await expect(triage.toast).toContainText('Moved to Trash');
  await mailPage.expectCount(7);

  // In the tree: a name is typed, and no letter of it archives, stars or opens anything.
  await mailPage.folder('Inbox').focus();
  for (const letter of 'sent') await page.keyboard.press(letter);
  await expect(mailPage.folder('Sent')).toBeFocused();
  for (const letter of 'exj') await page.keyboard.press(letter);
  await mailPage.expectCount(7);
  await triage.expectSelected([]);
  // Signs are shortcuts there too; Escape leads to the list, where letters are.
  await spanish.press('?');
  await expect(triage.dialog('Keyboard shortcuts')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(mailPage.folder('Sent')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(mailPage.list.locator(':focus')).toHaveCount(1);
  await page.keyboard.press('x');
  await expect(triage.heading).toHaveText('1 message selected');
  await page.keyboard.press('Escape');
  // A dialog that has closed holds no key back, though it leaves the page a moment later; nor does it keep itself from coming again.
  await spanish.press('?');
  await expect(triage.dialog('Keyboard shortcuts')).toBeVisible();
  await page.evaluate(() => {
    document.querySelector<HTMLDialogElement>('dialog:modal')?.close();
    for (const key of ['x', '?'])
      document.activeElement?.dispatchEvent(
        new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }),
      );
  });
  await expect(triage.dialog('Keyboard shortcuts')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(triage.heading).toHaveText('1 message selected');
  await page.keyboard.press('Escape');
  // A press opens a folder and leaves the keys to the mail.
  await mailPage.folder('Inbox').click();
  await mailPage.expectSettled();
  await page.keyboard.press('j');
  await expect(mailPage.subject).toBeVisible();
});
