import { expect, type FrameLocator, type Locator, type Page } from '@playwright/test';

/** What a message says, inside its frame or as plain text (English). */
export class MessageBodyPage {
  /** Absent while a message is shown as plain text. */
  readonly frameElement: Locator;
  readonly frame: FrameLocator;
  readonly text: Locator;
  readonly showImages: Locator;
  readonly showFormatted: Locator;
  readonly older: Locator;
  private readonly largeStatus: Locator;
  private readonly subject: Locator;

  constructor(page: Page) {
    const reader = page.getByRole('main', { name: 'Message' });
    this.text = reader.locator('[data-slot="message-body"]');
    this.frameElement = reader.locator('[data-slot="html-body"] iframe');
    this.frame = this.frameElement.contentFrame();
    this.showImages = reader.getByRole('button', { name: 'Show images', exact: true });
    this.showFormatted = reader.getByRole('button', { name: 'Show formatted', exact: true });
    this.largeStatus = reader.locator('[data-slot="large-notice"] [role="status"]');
    this.older = reader.getByRole('button', { name: 'Older message', exact: true });
    this.subject = reader.getByRole('heading', { level: 2 });
  }

  /** Resolves when the message of that subject is drawn, in its frame or as text. */
  async expectShown(subject: string): Promise<void> {
    await expect(this.subject).toHaveText(subject);
    await expect.poll(() => this.text.evaluate(isDrawn)).toBe(true);
  }

  /** From now on: what a large message says of itself to those who listen, as often as it changes. */
  async saidWhileFormatting(): Promise<() => Promise<readonly string[]>> {
    const said = await this.largeStatus.evaluateHandle((status) => {
      const words: string[] = [];
      new MutationObserver(() => words.push(status.textContent)).observe(status, {
        childList: true,
        characterData: true,
        subtree: true,
      });
      return words;
    });
    return () => said.jsonValue();
  }

  /** A computed style of an element of the mail. */
  style(selector: string, property: string): Promise<string> {
    return this.frame
      .locator(selector)
      .first()
      .evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property);
  }
}

/** A locator cannot say "in the frame or beside it". */
function isDrawn(body: Element): boolean {
  const box = body.querySelector('[data-slot="html-body"]');
  if (box === null) return body.textContent.trim() !== '';
  const frame = box.querySelector('iframe');
  const mail = frame?.contentDocument?.querySelector('.tagline-mail') ?? null;
  return mail !== null && (frame?.clientHeight ?? 0) > 0;
}
