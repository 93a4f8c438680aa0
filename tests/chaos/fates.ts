/** What was asked of each letter, in its order, and which ends are right for it: one, where nothing was killed under the hand that asked. */
import type { Page } from '@playwright/test';

export const FOLDERS = { Inbox: 'INBOX', Archive: 'Archive', Trash: 'Trash' } as const;
export type Title = keyof typeof FOLDERS;

/** A tab that dies so soon after something was done in it may take that along. */
const WRITTEN_MS = 4_000;
/** And so long after the engine died: the next one has to be told first. */
const ENGINE_MS = 12_000;
/** So long nobody acts on a message in another tab, whose picture may be older. */
const APART_MS = 15_000;
/** Of what was this near to a deed the report tells. */
const NEAR_MS = 15_000;
/** What can be taken back. */
const UNDO_DEPTH = 20;

export interface Held {
  readonly number: number;
  readonly folder: string;
  readonly starred: boolean;
}

interface Ends {
  readonly folder: string;
  readonly starred: boolean;
}
type What = keyof Ends;

interface Deed {
  readonly number: number;
  /** Null: of no consequence here, but it can be taken back. */
  readonly what: What | null;
  readonly value: string | boolean;
  readonly before: string | boolean;
  readonly page: Page;
  /** Not what took another back. */
  readonly isAsked: boolean;
  readonly at: number;
  /** From then on it is written down. */
  writtenAt: number;
  /** It came to the server, or will; else it may have been lost with its tab, or have done nothing. */
  isSure: boolean;
}

interface Stack {
  readonly deeds: Deed[];
  /** So many more may have been taken back than were, as what was lost cannot be. */
  drift: number;
}

export class Fates {
  readonly #begin = new Map<number, Ends>();
  readonly #deeds: Deed[] = [];
  readonly #stacks = new Map<Page, Stack>();
  /** Each tab's ends: it may be loaded anew. */
  readonly #ended = new Map<Page, readonly number[]>();
  #engineDied = -Infinity;
  /** What was done to everything, and when: who reads of a broken promise wants to know. */
  readonly #told: { readonly at: number; readonly what: string }[] = [];

  tell(what: string): void {
    this.#told.push({ at: Date.now(), what });
  }

  add(number: number): void {
    this.#begin.set(number, { folder: FOLDERS.Inbox, starred: false });
  }

  get numbers(): readonly number[] {
    return [...this.#begin.keys()];
  }

  /** Messages of which exactly one end is right. */
  get sure(): number {
    return this.numbers.filter((number) =>
      WHATS.every((what) => new Set(this.#ends(number, what)).size === 1),
    ).length;
  }

  /** Deeds that must hold, and all. */
  get share(): string {
    const told = this.#deeds.filter(({ what }) => what !== null);
    return `${told.filter(({ isSure }) => isSure).length} of ${told.length} deeds had to hold`;
  }

  /** Nothing is under way: what there is is where everything goes on from. */
  settled(held: readonly Held[]): void {
    this.#deeds.length = 0;
    this.#stacks.clear();
    for (const { number, folder, starred } of held) this.#begin.set(number, { folder, starred });
  }

  mayAct(number: number, page: Page): boolean {
    const last = this.#deeds.findLast((deed) => deed.number === number);
    return last === undefined || last.page === page || Date.now() - last.at > APART_MS;
  }

  /** `isSure`: the page said that it was done. */
  did(page: Page, number: number, what: What | null, change: Change, isSure: boolean): void {
    const deed = this.#note(page, { number, what }, change, { isSure, isAsked: true });
    const stack = this.#stackOf(page);
    stack.deeds.push(deed);
    if (stack.deeds.length > UNDO_DEPTH) stack.deeds.shift();
  }

  /** How many deeds of this tab alone can be taken back. */
  regrets(page: Page): number {
    return this.#stackOf(page).deeds.length;
  }

  /** The latest of a tab was taken back; `isSure`: nothing was in its way. */
  tookBack(page: Page, isSure: boolean): void {
    const stack = this.#stackOf(page);
    const perhaps: Deed[] = [];
    let wanted = stack.drift + 1;
    for (const deed of stack.deeds.toReversed()) {
      if (wanted === 0) break;
      perhaps.push(deed);
      if (deed.isSure) wanted -= 1;
    }
    // Those of other tabs, from before this one was loaded.
    if (wanted > 0) {
      const others = this.#deeds.filter((deed) => deed.isAsked && !stack.deeds.includes(deed));
      perhaps.push(...others.slice(-UNDO_DEPTH - stack.drift).toReversed());
      stack.drift += 1;
    }
    const isOne = isSure && perhaps.length === 1;
    const top = stack.deeds.pop();
    if (top?.isSure === false) stack.drift += 1;
    for (const deed of perhaps.toReversed()) {
      const change = { value: deed.before, before: deed.value };
      if (deed.what !== null) this.#note(page, deed, change, { isSure: isOne, isAsked: false });
    }
  }

  /** Somebody else looked at the server, from this moment on: what has come there holds. */
  seen(held: readonly Held[], since: number): void {
    for (const letter of held) {
      for (const what of WHATS) {
        const last = this.#of(letter.number, what).at(-1);
        const hasCome = last?.value === letter[what] && last.before !== last.value;
        if (last !== undefined && last.at < since && hasCome)
          Object.assign(last, { isSure: true, writtenAt: -Infinity });
      }
    }
  }

  /** Tabs are about to end; they have what they were told written down by then, or not. */
  ending(pages: readonly Page[]): void {
    const now = Date.now();
    for (const deed of this.#deeds) {
      if (pages.includes(deed.page) && now < deed.writtenAt) deed.isSure = false;
    }
    for (const page of pages) {
      this.#stacks.delete(page);
      this.#ended.set(page, [...(this.#ended.get(page) ?? []), now]);
    }
  }

  /** Tabs have what they did, and say it again to the next one. */
  engineDied(): void {
    const now = Date.now();
    this.#engineDied = now;
    for (const deed of this.#deeds) if (now < deed.writtenAt) deed.writtenAt = now + ENGINE_MS;
  }

  /** What is not as it was promised. */
  broken({ number, folder, starred }: Held): string | null {
    if (!this.#begin.has(number)) return `letter ${number} is nobody's`;
    const [folders, stars] = [this.#ends(number, 'folder'), this.#ends(number, 'starred')];
    if (folders.includes(folder) && stars.includes(starred)) return null;
    const story = this.#deeds
      .filter((deed) => deed.number === number)
      .map(({ what, value, isSure, at, page }) => {
        const ends = (this.#ended.get(page) ?? []).map((end) => ({ at: end, what: 'its tab ended' }));
        const after = [...this.#told, ...ends].filter((one) => Math.abs(one.at - at) < NEAR_MS);
        const times = after.map((one) => `${one.what} at ${((one.at - at) / 1_000).toFixed(1)} s`);
        return `${what} ${value}${isSure ? '' : '?'} [${times.join(', ')}]`;
      });
    return `letter ${number} is in ${folder}, starred ${starred}; promised ${folders.join(' or ')}, ${stars.join(' or ')}: ${story.join(', ')}`;
  }

  /** Back to the last that holds: everything after that may have come, or not. */
  #ends(number: number, what: What): readonly (string | boolean)[] {
    const ends: (string | boolean)[] = [];
    for (const deed of this.#of(number, what).toReversed()) {
      ends.push(deed.value);
      if (deed.isSure) return ends;
    }
    const begin = this.#begin.get(number);
    return begin === undefined ? ends : [...ends, begin[what]];
  }

  #of(number: number, what: What): readonly Deed[] {
    return this.#deeds.filter((deed) => deed.number === number && deed.what === what);
  }

  #note(
    page: Page,
    { number, what }: Pick<Deed, 'number' | 'what'>,
    change: Change,
    sort: Pick<Deed, 'isSure' | 'isAsked'>,
  ): Deed {
    const at = Date.now();
    const writtenAt = Math.max(at + WRITTEN_MS, this.#engineDied + ENGINE_MS);
    const deed: Deed = { page, number, what, ...change, ...sort, at, writtenAt };
    this.#deeds.push(deed);
    return deed;
  }

  #stackOf(page: Page): Stack {
    const stack = this.#stacks.get(page) ?? { deeds: [], drift: 0 };
    this.#stacks.set(page, stack);
    return stack;
  }
}

export interface Change {
  readonly value: string | boolean;
  readonly before: string | boolean;
}

const WHATS = ['folder', 'starred'] as const;
