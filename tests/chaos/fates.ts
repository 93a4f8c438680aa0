/**
 * What was asked of each letter, in its order, and which ends are right for it: one, where nothing was killed under the hand that asked.
 * All of it is what pages said (ear.ts): an op as it was given to the engine, what was taken back, what became of it, what was refused
 * and whether the person was told.
 */
import type { Page } from '@playwright/test';
import type { AskedOp, Heard, ToldState } from './ear';

export const FOLDERS = { Inbox: 'INBOX', Archive: 'Archive', Trash: 'Trash' } as const;
export type Title = keyof typeof FOLDERS;

/** What an engine took has been written down so long after it said so. */
const WRITTEN_MS = 4_000;
/** So long nobody acts on a message in another tab, whose picture may be older. */
const APART_MS = 15_000;
/** Of what was this near to a deed the report tells. */
const NEAR_MS = 15_000;
/** A refusal stands on the screen so soon after the page heard of it. */
const SAID_MS = 5_000;

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
  /** The op's, or `ID:undo`. */
  readonly id: string;
  readonly number: number;
  /** Null: of no consequence here, but it can be taken back. */
  readonly what: What | null;
  readonly value: string | boolean;
  readonly before: string | boolean;
  readonly page: Page;
  readonly at: number;
  /** From then on it is written down; Infinity while no engine that lives has said that it has it. */
  writtenAt: number;
  /** It came to the server, or will; else it may have been lost with its tab, or have done nothing. */
  isSure: boolean;
  isTakenBack: boolean;
}

interface Event {
  readonly at: number;
  /** Null: of everything. */
  readonly page: Page | null;
  readonly text: string;
}

interface Refusal {
  readonly at: number;
  readonly page: Page;
  readonly id: string;
  readonly code: string;
}

export class Fates {
  readonly #begin = new Map<number, Ends>();
  readonly #deeds: Deed[] = [];
  /** All that was done and heard, and when: who reads of a broken promise wants to know. */
  readonly #events: Event[] = [];
  /** What was heard of single ops. */
  readonly #saidOf = new Map<string, Event[]>();
  readonly #ops = new Map<string, AskedOp>();
  readonly #moved = new Map<string, ToldState['moved']>();
  readonly #refusals = new Map<string, Refusal>();
  readonly #faults: { readonly at: number; readonly page: Page }[] = [];
  readonly #ended: { readonly at: number; readonly page: Page }[] = [];
  /** Pages that have not been welcomed by an engine since one died. */
  readonly #deaf = new Set<Page>();
  readonly #pages: Page[] = [];
  /** Nothing dies any more. */
  isPeace = false;

  tell(text: string, page: Page | null = null): void {
    this.#events.push({ at: Date.now(), page, text });
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

  /** Refusals, each of which the person was told of, by code. */
  get refused(): readonly string[] {
    return [...this.#refusals.values()].map(({ code }) => code);
  }

  /** Nothing is under way: what there is is where everything goes on from. */
  settled(held: readonly Held[]): void {
    this.#deeds.length = 0;
    for (const { number, folder, starred } of held) this.#begin.set(number, { folder, starred });
  }

  mayAct(number: number, page: Page): boolean {
    const last = this.#deeds.findLast((deed) => deed.number === number);
    return last === undefined || last.page === page || Date.now() - last.at > APART_MS;
  }

  /** How many deeds of this tab can be taken back. */
  regrets(page: Page): number {
    return this.#deeds.filter((deed) => deed.page === page && !isUndo(deed) && !deed.isTakenBack).length;
  }

  hear(page: Page, heard: Heard): void {
    if (!this.#pages.includes(page)) this.#pages.push(page);
    switch (heard.kind) {
      case 'asked':
        return this.#asked(page, heard);
      case 'undo':
        return this.#undone(page, heard.id);
      case 'state':
        return this.#told(page, heard);
      case 'welcome':
        this.#deaf.delete(page);
        return this.tell('welcomed by an engine', page);
      case 'outbox':
        return this.tell(`the engine has ${heard.ops.length} ops`, page);
      case 'fault':
        this.#faults.push({ at: Date.now(), page });
        return this.tell(`the screen says ${heard.code}`, page);
      case 'toast':
      case 'connection':
        return this.tell(`${heard.kind}: ${heard.text}`, page);
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

  /** Tabs are about to end; the engine has what was done in them written down by then, or not. */
  ending(pages: readonly Page[]): void {
    const now = Date.now();
    for (const deed of this.#deeds)
      if (pages.includes(deed.page) && now < deed.writtenAt) deed.isSure = false;
    for (const page of pages) {
      this.#ended.push({ at: now, page });
      this.tell('its tab ends', page);
    }
  }

  /** Tabs have what they did, and say it again to the next one. */
  engineDied(): void {
    const now = Date.now();
    for (const page of this.#pages) this.#deaf.add(page);
    for (const deed of this.#deeds) if (now < deed.writtenAt) deed.writtenAt = Infinity;
  }

  /** What is not as it was promised. */
  broken({ number, folder, starred }: Held): string | null {
    if (!this.#begin.has(number)) return `letter ${number} is nobody's`;
    const [folders, stars] = [this.#ends(number, 'folder'), this.#ends(number, 'starred')];
    if (folders.includes(folder) && stars.includes(starred)) return null;
    return `letter ${number} is in ${folder}, starred ${starred}; promised ${folders.join(' or ')}, ${stars.join(' or ')}`;
  }

  /** Refused, and nobody was told, though there was time. */
  unsaid(): readonly string[] {
    const isNear = ({ at, page }: Refusal, one: { readonly at: number; readonly page: Page }): boolean =>
      one.page === page && one.at >= at - SAID_MS && one.at <= at + SAID_MS;
    return [...this.#refusals.values()]
      .filter((refusal) => ![...this.#faults, ...this.#ended].some((one) => isNear(refusal, one)))
      .map(({ id, code, page }) => `${id} was refused (${code}), tab ${this.#tab(page)} did not say so`);
  }

  /** All that is known of what was done to a letter; `placesOf`: the mailboxes and UIDs it had, with what was said there. */
  story(
    number: number,
    kept: ReadonlySet<string>,
    wire: (mailbox: string, uid: number, origin: number) => readonly string[],
  ): string {
    const deeds = this.#deeds.filter((deed) => deed.number === number);
    const lines = deeds.flatMap((deed) => this.#tellDeed(deed, kept));
    const ops = [...this.#ops.values()].filter(({ letters }) => letters.includes(number));
    const origin = deeds[0]?.at ?? Date.now();
    const said = new Set<string>();
    for (const op of ops) {
      const uids = op.uids.filter((_, i) => op.letters[i] === number);
      for (const uid of uids) {
        for (const line of wire(op.mailbox, uid, origin)) said.add(line);
        const to = this.#moved.get(op.id)?.find(([from]) => from === uid)?.[1];
        if (to !== undefined && op.action.to !== undefined)
          for (const line of wire(op.action.to, to, origin)) said.add(line);
      }
    }
    const start = `begin: ${JSON.stringify(this.#begin.get(number))}; times from ${new Date(origin).toISOString()}`;
    return [`letter ${number}`, start, ...lines, 'on the wire:', ...said].join('\n    ');
  }

  #tellDeed(deed: Deed, kept: ReadonlySet<string>): readonly string[] {
    const { id, what, value, isSure, at, page } = deed;
    const op = this.#ops.get(id.replace(/:undo$/, ''));
    const time = (one: number): string => `${((one - at) / 1_000).toFixed(2)} s`;
    const near = this.#events
      .filter((one) => Math.abs(one.at - at) < NEAR_MS && (one.page === null || one.page === page))
      .map((one) => `${time(one.at)} ${one.text}`);
    const said = (this.#saidOf.get(id) ?? []).map(
      (one) => `${time(one.at)} tab ${one.page === null ? '?' : this.#tab(one.page)}: ${one.text}`,
    );
    return [
      `${new Date(at).toISOString()} tab ${this.#tab(page)}: ${what} ${value}${isSure ? '' : '?'}, op ${id} on ${op?.mailbox} ${op?.uids.join(',')}, ${kept.has(id) ? '' : 'not '}in the book`,
      `  of it: ${said.join('; ')}`,
      `  near it: ${near.join('; ')}`,
    ];
  }

  #tab(page: Page): number {
    return this.#pages.indexOf(page) + 1;
  }

  #asked(page: Page, op: AskedOp): void {
    const { id, mailbox, letters, action, isAside } = op;
    this.#say(id, page, 'given to the engine');
    if (this.#ops.has(id)) return;
    this.#ops.set(id, op);
    if (isAside) return;
    const isStar = action.kind === 'flag' && action.flag === '\\Flagged';
    const what = isStar ? 'starred' : action.kind === 'move' ? 'folder' : null;
    const change = isStar
      ? { value: action.add === true, before: action.add !== true }
      : { value: action.to ?? '', before: mailbox };
    for (const number of letters) this.#note(page, { id, number, what, ...change }, true);
  }

  #undone(page: Page, op: string): void {
    this.#say(op, page, 'taken back');
    for (const deed of this.#deeds.filter(({ id }) => id === op)) {
      deed.isTakenBack = true;
      const { number, what, value, before } = deed;
      // Of what happens in a page that is gone a moment later nobody hears.
      this.#note(page, { id: `${op}:undo`, number, what, value: before, before: value }, this.isPeace);
    }
  }

  #told(page: Page, { id, undoes, state, error, moved }: ToldState): void {
    this.#say(id, page, error === null ? state : `${state} (${error})`);
    if (moved.length > 0) this.#moved.set(id, moved);
    const now = Date.now();
    const deeds = this.#deeds.filter((deed) => deed.id === id);
    if (state === 'failed') {
      for (const deed of deeds) deed.isSure = false;
      const own = undoes ?? id;
      // Whoever asked for it is told.
      const asker = this.#deeds.findLast((deed) => deed.id === id)?.page;
      if (asker === page && !this.#refusals.has(id) && this.#ops.get(own)?.isAside !== true)
        this.#refusals.set(id, { at: now, page, id, code: error ?? '' });
    } else if (state === 'done') {
      for (const deed of deeds) Object.assign(deed, { isSure: true, writtenAt: -Infinity });
    } else if (state !== 'cancelled' && !this.#deaf.has(page)) {
      for (const deed of deeds) if (deed.writtenAt === Infinity) deed.writtenAt = now + WRITTEN_MS;
    }
  }

  #say(id: string, page: Page, text: string): void {
    const said = this.#saidOf.get(id) ?? [];
    // Every tab hears of it: told once.
    if (said.at(-1)?.text === text) return;
    said.push({ at: Date.now(), page, text });
    this.#saidOf.set(id, said);
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

  #note(page: Page, deed: Pick<Deed, 'id' | 'number' | 'what' | 'value' | 'before'>, isSure: boolean): void {
    this.#deeds.push({ ...deed, page, at: Date.now(), writtenAt: Infinity, isSure, isTakenBack: false });
  }
}

const isUndo = ({ id }: Deed): boolean => id.endsWith(':undo');

const WHATS = ['folder', 'starred'] as const;
