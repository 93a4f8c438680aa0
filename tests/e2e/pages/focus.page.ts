import { expect, type Page } from '@playwright/test';

interface Focus {
  /** Role or tag, and name of what has the focus. */
  readonly what: string;
  /** How a person sees it; null: not at all. */
  readonly seenBy: 'outline' | 'shadow' | 'ground' | 'caret' | 'edge' | null;
  readonly inSight: boolean;
}

/** Where the keyboard is, and whether a person can see it. */
export class FocusPage {
  /** Everything that had the focus, in order. */
  readonly trail: string[] = [];
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Presses keys one after the other; `arrive` says what must be true then. The focus is somewhere, seen and in sight. */
  async step(name: string, keys: readonly string[], arrive: () => Promise<void>): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
    await arrive();
    // What is drawn may still be on its way in.
    await expect
      .poll(
        async () => {
          const { what, seenBy, inSight } = await this.now();
          return { isNowhere: what === 'body', isUnseen: seenBy === null, inSight };
        },
        { message: `${name}: the focus is nowhere, not seen or out of sight` },
      )
      .toEqual({ isNowhere: false, isUnseen: false, inSight: true });
    this.trail.push(`${name}: ${(await this.now()).what}`);
  }

  now(): Promise<Focus> {
    return this.page.evaluate(() => {
      const element = document.activeElement;
      if (element === null || element === document.body)
        return { what: 'body', seenBy: null, inSight: false };
      const role = element.getAttribute('role') ?? element.tagName.toLowerCase();
      const name = element.getAttribute('aria-label') ?? element.textContent.trim();
      const box = element.getBoundingClientRect();
      const inSight =
        box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
      return { what: `${role} ${name.slice(0, 40)}`, seenBy: seenBy(element), inSight };

      function seenBy(at: Element): Focus['seenBy'] {
        const style = getComputedStyle(at);
        if (
          style.outlineStyle !== 'none' &&
          Number.parseFloat(style.outlineWidth) >= 1.5 &&
          !isClear(style.outlineColor)
        )
          return 'outline';
        if (style.boxShadow !== 'none') return 'shadow';
        // In a menu the whole line is marked.
        if (/^(?:menuitem|option)/u.test(role) && !isClear(style.backgroundColor)) return 'ground';
        if (at.matches('input, textarea') && !isClear(style.caretColor)) return 'caret';
        const edge = at.matches('[role="separator"]') ? at.firstElementChild : null;
        if (edge !== null && !isClear(getComputedStyle(edge).backgroundColor)) return 'edge';
        return null;
      }

      function isClear(colour: string): boolean {
        return colour === 'transparent' || /(?:, |\/ )0\)$/u.test(colour);
      }
    });
  }
}
