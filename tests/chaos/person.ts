/** What somebody at the page does without looking twice. */
import type { Page } from '@playwright/test';
import type { Chance } from '../support/chance';

/** Keys act on the open message, which is the one that was chosen. */
export type Deed = 'star' | 'open' | 'archive' | 'delete' | 'unread';

/** A letter on the screen, of those that may be chosen; null: there is none. */
export async function choose(page: Page, chance: Chance, numbers: readonly number[]): Promise<number | null> {
  const shown = await page.evaluate(() =>
    Array.from(document.querySelectorAll('[role="grid"] [role="row"][data-uid]'), (row) =>
      Number(/Letter (\d+) of many/.exec(row.textContent ?? '')?.[1] ?? 0),
    ),
  );
  const choice = shown.filter((number) => numbers.includes(number));
  return choice[chance(Math.max(1, choice.length))] ?? null;
}

export interface Done {
  /** What was wanted could not be done in time; the message may be open now. */
  readonly isIdle: boolean;
  /** The page took the key, or the click. */
  readonly isTaken: boolean;
  /** What it gave to the engine for that (ear.ts). */
  readonly asked: readonly string[];
}

/** Null: it is not on the screen any more. */
export async function act(page: Page, deed: Deed, number: number): Promise<Done | null> {
  return page.evaluate(
    async ({ what, letter, patience }) => {
      const row = Array.from(
        document.querySelectorAll<HTMLElement>('[role="grid"] [role="row"][data-uid]'),
      ).find((one) => Number(/Letter (\d+) of many/.exec(one.textContent ?? '')?.[1] ?? 0) === letter);
      if (row === undefined) return null;
      const idle = { isIdle: true, isTaken: false, asked: [] };
      const heard = (window as unknown as { readonly taglineChaosAsked: readonly string[] })
        .taglineChaosAsked;
      const before = heard.length;
      if (what === 'star') {
        // In the turn in which it was read, so that no row moves under the hand.
        const button = row.querySelector<HTMLElement>('[data-slot="row-star"]');
        button?.click();
        return { isIdle: false, isTaken: button !== null, asked: heard.slice(before) };
      }
      row.click();
      if (what === 'open') return idle;
      const isOpen = (): boolean =>
        document.querySelector('main h2')?.textContent?.trim() === `Letter ${letter} of many` &&
        row.isConnected &&
        row.getAttribute('aria-current') !== null;
      const until = performance.now() + patience;
      while (!isOpen() && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 25));
      if (!isOpen()) return idle;
      const [key, code, shiftKey] = {
        archive: ['e', 'KeyE', false],
        delete: ['#', 'Digit3', true],
        unread: ['U', 'KeyU', true],
      }[what] as [string, string, boolean];
      const on = document.activeElement ?? document.body;
      const start = heard.length;
      const isTaken = !on.dispatchEvent(
        new KeyboardEvent('keydown', { key, code, shiftKey, bubbles: true, cancelable: true }),
      );
      return { isIdle: false, isTaken, asked: heard.slice(start) };
    },
    { what: deed, letter: number, patience: PATIENCE_MS },
  );
}

export async function pressUndo(page: Page): Promise<void> {
  await page.evaluate(() => {
    const on = document.activeElement ?? document.body;
    on.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'z', code: 'KeyZ', bubbles: true, cancelable: true }),
    );
  });
}

/** How long somebody waits for a message to open. */
const PATIENCE_MS = 1_500;
