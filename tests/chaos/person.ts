/** What somebody at the page does without looking twice, and what may have become of it. */
import type { Page } from '@playwright/test';
import type { Chance } from '../support/chance';

export const FOLDERS = { Inbox: 'INBOX', Archive: 'Archive', Trash: 'Trash' } as const;
export type Title = keyof typeof FOLDERS;

/** What is done within this time before a tab or the engine is killed may be lost with it. */
const UNSURE_MS = 4_000;
/** So long nobody acts on a message in another tab, whose picture may be older. */
const APART_MS = 15_000;

interface Fate {
  /** Where it may be in the end. */
  readonly places: Set<string>;
  readonly starred: Set<boolean>;
  actedAt: number;
  actedIn: Page | null;
  before: { readonly place: string; readonly starred: boolean } | null;
  /** More than one end is right from now on. */
  isOpen: boolean;
}

/** The letters there are, and what is promised of each. */
export class Fates {
  readonly #fates = new Map<number, Fate>();
  /** Nobody kills anything any more: what is done is done. */
  #isPeace = false;

  add(number: number, place: string = FOLDERS.Inbox, starred = false): void {
    this.#fates.set(number, {
      places: new Set([place]),
      starred: new Set([starred]),
      actedAt: -Infinity,
      actedIn: null,
      before: null,
      isOpen: false,
    });
  }

  get numbers(): readonly number[] {
    return [...this.#fates.keys()];
  }

  /** Messages of which exactly one end is right. */
  get sure(): number {
    return [...this.#fates.values()].filter(({ places, starred }) => places.size === 1 && starred.size === 1)
      .length;
  }

  /** Nothing is under way: what there is is what was promised, and from here on every act has one right end. */
  settled(number: number, place: string, starred: boolean): void {
    this.#isPeace = true;
    this.#fates.delete(number);
    this.add(number, place, starred);
  }

  mayAct(number: number, page: Page): boolean {
    const fate = this.#fates.get(number);
    return fate !== undefined && (fate.actedIn === page || Date.now() - fate.actedAt > APART_MS);
  }

  moved(number: number, page: Page, to: string): void {
    this.#act(number, page, (fate) => {
      if (!fate.isOpen) fate.places.clear();
      fate.places.add(to);
    });
  }

  starredNow(number: number, page: Page, is: boolean): void {
    this.#act(number, page, (fate) => {
      if (!fate.isOpen) fate.starred.clear();
      fate.starred.add(is);
    });
  }

  /** Something of it was taken back; which, nobody wrote down. */
  unsure(number: number): void {
    const fate = this.#fates.get(number);
    if (fate === undefined) return;
    fate.isOpen = true;
    for (const place of Object.values(FOLDERS)) fate.places.add(place);
    fate.starred.add(true).add(false);
  }

  /** A tab, or the engine, is about to be killed. */
  killed(): void {
    for (const fate of this.#fates.values()) {
      if (Date.now() - fate.actedAt > UNSURE_MS || fate.before === null) continue;
      fate.isOpen = true;
      fate.places.add(fate.before.place);
      fate.starred.add(fate.before.starred);
    }
  }

  /** What is not as it was promised. */
  broken(number: number, place: string, starred: boolean): string | null {
    const fate = this.#fates.get(number);
    if (fate === undefined) return `letter ${number} is nobody's`;
    if (fate.places.has(place) && fate.starred.has(starred)) return null;
    return `letter ${number} is in ${place}, starred ${starred}; promised ${[...fate.places].join(' or ')}, ${[...fate.starred].join(' or ')}`;
  }

  #act(number: number, page: Page, change: (fate: Fate) => void): void {
    const fate = this.#fates.get(number);
    if (fate === undefined) return;
    const [place = '', starred = false] = [[...fate.places].at(-1), [...fate.starred].at(-1)];
    // Of several things done shortly one after the other, any number may be lost.
    if (Date.now() - fate.actedAt > UNSURE_MS || fate.before === null) fate.before = { place, starred };
    else if (!this.#isPeace && (fate.before.place !== place || fate.before.starred !== starred))
      fate.isOpen = true;
    fate.actedAt = Date.now();
    fate.actedIn = page;
    change(fate);
  }
}

/** Keys act on the open message, which is the one that was chosen. */
export type Deed = 'star' | 'open' | 'archive' | 'delete' | 'unread';

export interface Done {
  readonly number: number;
  /** The row said so before. */
  readonly starred: boolean;
  /** What was wanted could not be done in time; the message may be open now. */
  readonly isIdle: boolean;
}

/** Null: there was nothing to act on. `numbers`: letters of which one may be chosen. */
export async function act(
  page: Page,
  deed: Deed,
  chance: Chance,
  numbers: readonly number[],
): Promise<Done | null> {
  return page.evaluate(
    async ({ what, share, choice, patience }) => {
      const rows = Array.from(
        document.querySelectorAll<HTMLElement>('[role="grid"] [role="row"][data-uid]'),
      ).flatMap((one) => {
        const letter = Number(/Letter (\d+) of many/.exec(one.textContent ?? '')?.[1] ?? 0);
        return choice.includes(letter) ? [{ row: one, number: letter }] : [];
      });
      const chosen = rows[Math.floor(share * rows.length)];
      if (chosen === undefined) return null;
      const { row, number } = chosen;
      const starred = /\bstarred\b/.test(row.getAttribute('aria-label') ?? '');
      if (what === 'star') {
        // In the turn in which it was read, so that no row moves under the hand.
        row.querySelector<HTMLElement>('[data-slot="row-star"]')?.click();
        return { number, starred, isIdle: false };
      }
      row.click();
      if (what === 'open') return { number, starred, isIdle: true };
      const isOpen = (): boolean =>
        document.querySelector('main h2')?.textContent?.trim() === `Letter ${number} of many` &&
        row.isConnected &&
        row.getAttribute('aria-current') !== null;
      const until = performance.now() + patience;
      while (!isOpen() && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 25));
      if (!isOpen()) return { number, starred, isIdle: true };
      const [key, code, shiftKey] = {
        archive: ['e', 'KeyE', false],
        delete: ['#', 'Digit3', true],
        unread: ['U', 'KeyU', true],
      }[what] as [string, string, boolean];
      const on = document.activeElement ?? document.body;
      on.dispatchEvent(
        new KeyboardEvent('keydown', { key, code, shiftKey, bubbles: true, cancelable: true }),
      );
      return { number, starred, isIdle: false };
    },
    { what: deed, share: chance(1_000_000) / 1_000_000, choice: numbers, patience: PATIENCE_MS },
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
