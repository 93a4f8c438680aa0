import type { CDPSession, Locator, Page } from '@playwright/test';

/** One finger, as the screen's driver would tell it. */
export class Finger {
  private readonly page: Page;
  private session: CDPSession | null = null;
  private x = 0;
  private y = 0;

  constructor(page: Page) {
    this.page = page;
  }

  /** On the middle of an element. */
  async down(on: Locator): Promise<void> {
    const box = await on.boundingBox();
    if (box === null) throw new Error('nothing there to touch');
    this.x = box.x + box.width / 2;
    this.y = box.y + box.height / 2;
    await this.send('touchStart');
  }

  /** In steps, as fingers move. */
  async move(dx: number, dy = 0): Promise<void> {
    const steps = 8;
    for (let step = 0; step < steps; step += 1) {
      this.x += dx / steps;
      this.y += dy / steps;
      await this.send('touchMove');
    }
  }

  async up(): Promise<void> {
    await this.send('touchEnd');
  }

  async swipe(on: Locator, dx: number, dy = 0): Promise<void> {
    await this.down(on);
    await this.move(dx, dy);
    await this.up();
  }

  private async send(type: 'touchStart' | 'touchMove' | 'touchEnd'): Promise<void> {
    this.session ??= await this.page.context().newCDPSession(this.page);
    const touchPoints = type === 'touchEnd' ? [] : [{ x: this.x, y: this.y, id: 1 }];
    await this.session.send('Input.dispatchTouchEvent', { type, touchPoints });
  }
}
