/** One mailbox on a page: the list as the engine tells it, the ops over it, and what the screen wants of it. */
import type { MailboxName, Uid, UidValidity } from '../imap/types';
import {
  Overlay,
  WindowList,
  type AccountId,
  type AppError,
  type ListChange,
  type MessageRow,
  type ViewState,
} from '../mail';
import { MAX_PAGE_ROWS, PREFETCH_WINDOW } from './limits';

/** What a list shows now. Functions answer for the moment they are called; `version` tells whether that moved. */
export interface MessageListSnapshot {
  readonly status: 'loading' | 'ready' | 'error';
  readonly error?: AppError;
  /** Visible rows. */
  readonly rowCount: number;
  rowAt(position: number): MessageRow | undefined;
  positionOf(uid: Uid): number | undefined;
  /** The message is certainly not shown: it went, or an op hides it. A row that is merely not loaded is not gone. */
  isGone(uid: Uid): boolean;
  readonly version: number;
  readonly readOnly: boolean;
  readonly uidValidity: UidValidity;
  /** Known rows that are marked as deleted: at least so many there are. */
  readonly marked: number;
  /** Of a folder that is searched or sorted: how far that is. */
  readonly view?: ViewState;
}

interface Ask {
  /** Asked once. */
  readonly key: string;
  readonly span: { readonly first: number; readonly last: number };
}

export class PageList {
  readonly account: AccountId;
  readonly mailbox: MailboxName;
  readonly list = new WindowList();
  readonly overlay: Overlay;
  #view: ViewState | null = null;
  #status: MessageListSnapshot['status'] = 'loading';
  #error: AppError | null = null;
  #errors = 0;
  /** Changes of the list that move rows: after each, rows may have to be asked for again. */
  #moves = 0;
  #wanted: { readonly first: number; readonly last: number; readonly windows: number } | null = null;
  #asked = '';
  #marked = { version: -1, count: 0 };

  /** `isView`: shown searched or sorted. */
  constructor(account: AccountId, mailbox: MailboxName, isView = false) {
    this.account = account;
    this.mailbox = mailbox;
    this.overlay = new Overlay(this.list, !isView);
  }

  /** True when the messages became others: what is cached of them by UID is void. */
  apply(change: ListChange): boolean {
    const before = this.list.uidValidity;
    this.list.apply(change);
    this.overlay.confirmed(change);
    if (change.kind === 'reset') {
      this.#status = 'ready';
      this.#error = null;
    }
    if (change.kind === 'reset' || change.kind === 'arrived' || change.kind === 'removed') this.#moves++;
    return change.kind === 'reset' && before !== 0 && before !== change.uidValidity;
  }

  /** Of a view: what the engine says of it. */
  tellView(state: ViewState): void {
    this.#view = state;
    this.#errors++;
  }

  fail(error: AppError): void {
    this.#status = 'error';
    this.#error = error;
    this.#errors++;
  }

  /** The tab shows the mailbox (again): what was asked for is forgotten by the engine. */
  rewatch(): void {
    this.#asked = '';
    if (this.#status === 'error') {
      this.#status = this.list.version > 0 ? 'ready' : 'loading';
      this.#error = null;
      this.#errors++;
    }
  }

  /** `windows`: so many beyond it on each side are asked for when all of it is there. */
  want(first: number, last: number, windows = 0): void {
    this.#wanted = { first, last, windows };
  }

  /** Confirmed positions to ask the engine for, or null when all rows are there or asked for already. */
  nextAsk(): { readonly first: number; readonly last: number } | null {
    if (!this.#wanted || this.#status === 'loading') return null;
    const [first, last] = [Math.max(0, this.#wanted.first), this.#wanted.last];
    const [from, to] = this.overlay.toConfirmedSpan(first, last);
    const key = `${from}:${to}:${this.#moves}`;
    const here = this.#missing(first, last);
    const ask = here ? { key, span: here } : this.#missingAround(key, first, last, this.#wanted.windows);
    if (ask === null || ask.key === this.#asked) return null;
    this.#asked = ask.key;
    // Not those that are here: told again, each would be drawn again.
    return ask.span;
  }

  /** Around the unknown rows among these visible positions; those that are hidden are not wanted. */
  #missing(first: number, last: number): { readonly first: number; readonly last: number } | null {
    const end = Math.min(last, this.overlay.visibleCount - 1);
    const isMissing = (position: number): boolean => !this.overlay.isKnown(position);
    let from = Math.max(0, first);
    while (from <= end && !isMissing(from)) from += 1;
    if (from > end) return null;
    let to = end;
    while (!isMissing(to)) to -= 1;
    return { first: this.overlay.toConfirmed(from), last: this.overlay.toConfirmed(to) };
  }

  /** The nearest window beyond that is not all there, older ones first: one at a time, so that whoever scrolls on has not asked for the rest. */
  #missingAround(key: string, first: number, last: number, windows: number): Ask | null {
    for (let away = 0; away < windows; away += 1) {
      const older = last + 1 + away * PREFETCH_WINDOW;
      const newer = first - 1 - away * PREFETCH_WINDOW;
      const after = this.#missing(older, older + PREFETCH_WINDOW - 1);
      if (after) return { key: `${key}:${older}`, span: after };
      const before = newer < 0 ? null : this.#missing(newer - PREFETCH_WINDOW + 1, newer);
      if (before) return { key: `${key}:${newer}`, span: before };
    }
    return null;
  }

  /** Forgets rows far from the screen. Not while ops are shown: they need their rows. */
  trim(): void {
    if (this.list.loaded <= MAX_PAGE_ROWS || this.overlay.needsRows) return;
    const [first, last] = this.overlay.toConfirmedSpan(this.#wanted?.first ?? 0, this.#wanted?.last ?? 0);
    this.list.trim(first, last, MAX_PAGE_ROWS);
  }

  snapshot(): MessageListSnapshot {
    return {
      status: this.#status,
      ...(this.#error ? { error: this.#error } : {}),
      rowCount: this.overlay.visibleCount,
      rowAt: (position) => this.overlay.rowAt(position),
      positionOf: (uid) => this.overlay.positionOf(uid),
      isGone: (uid) =>
        this.overlay.isHidden(uid) ||
        (this.list.positionOf(uid) === undefined && this.list.gapOf(uid) === null),
      version: this.overlay.version + this.#errors,
      readOnly: this.list.readOnly,
      uidValidity: this.list.uidValidity,
      marked: this.#countMarked(),
      ...(this.#view === null ? {} : { view: this.#view }),
    };
  }

  #countMarked(): number {
    const { version } = this.overlay;
    if (this.#marked.version !== version) {
      let count = 0;
      for (const row of this.list.rows()) if (row.deleted && this.overlay.rowOf(row.uid)?.deleted) count++;
      this.#marked = { version, count };
    }
    return this.#marked.count;
  }
}

/** What a page shows of a mailbox nobody has asked for yet. */
export const emptyList: MessageListSnapshot = {
  status: 'loading',
  rowCount: 0,
  rowAt: () => undefined,
  positionOf: () => undefined,
  isGone: () => false,
  version: -1,
  readOnly: false,
  uidValidity: 0 as UidValidity,
  marked: 0,
};
