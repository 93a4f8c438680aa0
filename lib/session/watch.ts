/**
 * One mailbox somebody looks at: keeps the model's picture of it true while it is selected on a connection.
 *
 * - Opening: the model is reset, the newest window is asked for at once.
 * - While selected: EXISTS, EXPUNGE and FETCH are passed on in order; new messages are fetched; wanted windows are fetched
 *   one at a time, so that windows scrolled past meanwhile are never asked for.
 * - Opened again (reconnected, or another folder was shown in between): rows stay, see tasks/resync.ts.
 *
 * Between connections the mailbox keeps its numbers; only those of the model and of this object agree then.
 */
import type { SelectedMailbox } from '../imap';
import {
  toUid,
  type MailboxName,
  type MailboxStatus,
  type UidValidity,
  type UntaggedEvent,
} from '../imap/types';
import { FIRST_WINDOW_ROWS, MAX_SHRINKS, RESYNC_TRIES, SHRINKS_WITHIN, WINDOW_ROWS } from './limits';
import type { Link } from './link';
import { planExpunges, readForResync, rowsWithUid } from './tasks/resync';
import type { FetchedRow, ModelView, SessionListener } from './types';
import { canMerge, isContradicted, isUnchanged, type Numbers } from './mailbox-numbers';
import { Windows } from './windows';

export interface WatchHooks {
  /** A window arrived: there is something on screen. */
  readonly onRows: () => void;
  /** Flags changed of a message the model has no row of: how many are unread cannot be told from that. */
  readonly onBlindFlags: () => void;
  readonly now: () => number;
  readonly onUidValidity: (mailbox: MailboxName, uidValidity: UidValidity) => void;
  /** A mistake of ours; for a developer. */
  readonly onFault: (fault: string) => void;
}

export class WatchedMailbox {
  readonly name: MailboxName;
  private readonly listener: SessionListener;
  private readonly view: ModelView;
  private readonly hooks: WatchHooks;
  /** Where it is selected now; null: nowhere. */
  link: Link | null = null;
  /** The server did not let it be opened the last time. */
  isRefused = false;
  /** When it was opened anew for having fewer messages than it had told. */
  private shrunkAt: number[] = [];
  private readonly settlers: (() => void)[] = [];
  /** What the model has. */
  private numbers: Numbers | null = null;
  private readonly windows: Windows;
  /** While the model is brought up to date: the server's count, whether numbers moved under the reading, and news of flags. */
  private sync: { exists: number; moved: boolean; news: FetchedRow[] } | null = null;

  constructor(name: MailboxName, listener: SessionListener, view: ModelView, hooks: WatchHooks) {
    this.name = name;
    this.listener = listener;
    this.view = view;
    this.hooks = hooks;
    this.windows = new Windows({
      link: () => (this.sync === null ? this.link : null),
      exists: () => this.numbers?.exists ?? null,
      isKnown: (seq) => view.isKnown(name, seq),
      onRows: (rows) => {
        this.tellRows(rows);
        hooks.onRows();
      },
      onRefused: (error) => listener.mailboxFailed(name, error),
      onIdle: () => this.tellSettled(),
    });
  }

  /** The model has a picture of it, maybe an old one. */
  get isOpened(): boolean {
    return this.numbers !== null;
  }

  /** Whether what the server says of it is not what the model has. */
  isContradictedBy(counters: MailboxStatus): boolean {
    return this.numbers === null || isContradicted(this.numbers, counters);
  }

  /** Resolves when the model has all that is to be had, or the connection is elsewhere. */
  settled(): Promise<void> {
    if (this.isSettled) return Promise.resolve();
    return new Promise((resolve) => this.settlers.push(resolve));
  }

  private get isSettled(): boolean {
    return this.link === null || (this.sync === null && this.windows.isIdle);
  }

  private tellSettled(): void {
    if (this.isSettled) for (const settle of this.settlers.splice(0)) settle();
  }

  /** SELECT succeeded on `link`. */
  opened(link: Link, result: SelectedMailbox): void {
    this.link = link;
    this.isRefused = false;
    this.sync = null;
    this.windows.begin();
    if (this.numbers !== null && this.numbers.uidValidity !== result.uidValidity) {
      this.hooks.onUidValidity(this.name, result.uidValidity);
    }
    const known = this.view.knownRows(this.name);
    const before = this.numbers;
    if (before === null || known === null || !canMerge(before, result, known.length)) {
      this.openAnew(result);
    } else if (isUnchanged(before, result)) {
      this.tellOpened(result, true);
      this.windows.pump();
    } else {
      this.sync = { exists: result.exists, moved: false, news: [] };
      this.merge(link, result, RESYNC_TRIES).catch((error: unknown) => {
        this.hooks.onFault(String(error));
        if (this.link !== link || this.sync === null) return;
        this.sync = null;
        this.openAnew(result);
      });
    }
  }

  /** The mailbox is no longer selected; what was in flight settles by itself. */
  closed(): void {
    this.link = null;
    this.sync = null;
    this.windows.pause();
    this.tellSettled();
  }

  untagged(event: UntaggedEvent): void {
    switch (event.kind) {
      case 'exists':
        this.onExists(event.count);
        return;
      case 'expunge':
        this.onExpunge(event.seq);
        return;
      case 'vanished':
        if (event.earlier || this.numbers === null) return;
        if (this.sync !== null) this.sync.moved = true;
        else {
          const count = event.uids.reduce((sum, [low, high]) => sum + high - low + 1, 0);
          this.numbers.exists = Math.max(0, this.numbers.exists - count);
          this.listener.vanished(this.name, event.uids);
        }
        return;
      case 'fetch':
        if (event.items.flags !== undefined && !this.view.isKnown(this.name, event.seq))
          this.hooks.onBlindFlags();
        if (this.sync !== null) this.sync.news.push({ seq: event.seq, items: event.items });
        else this.tellRows([{ seq: event.seq, items: event.items }]);
        return;
      default:
        return;
    }
  }

  /** A tab wants rows; the latest wish of a tab replaces its older one. */
  want(tab: string, firstSeq: number, lastSeq: number): void {
    this.windows.want(tab, firstSeq, lastSeq);
  }

  /** Forgets all numbers and selects again: the model mistrusts what it has. */
  reopen(): void {
    const link = this.link;
    this.numbers = null;
    if (link === null) return;
    this.closed();
    link.forgetSelection();
    link.lease(this.name, (outcome) => {
      if (outcome.ok) outcome.lease.release();
    });
  }

  forgetTab(tab: string): void {
    this.windows.forgetTab(tab);
  }

  private openAnew(result: SelectedMailbox): void {
    this.numbers = {
      uidValidity: result.uidValidity,
      uidNext: result.uidNext,
      exists: result.exists,
      highestModSeq: result.highestModSeq,
    };
    this.windows.clear();
    this.tellOpened(result, false);
    if (result.exists === 0) {
      this.hooks.onRows();
      this.windows.pump();
      return;
    }
    this.windows.arrived(Math.max(1, result.exists - FIRST_WINDOW_ROWS + 1), result.exists);
  }

  private tellOpened(result: SelectedMailbox, resumed: boolean): void {
    const numbers = this.numbers;
    if (numbers === null) return;
    this.listener.mailboxOpened(this.name, {
      uidValidity: result.uidValidity,
      uidNext: result.uidNext,
      exists: numbers.exists,
      highestModSeq: result.highestModSeq,
      readOnly: result.readOnly,
      permanentFlags: result.permanentFlags,
      resumed,
    });
  }

  private async merge(link: Link, result: SelectedMailbox, tries: number): Promise<void> {
    const sync = this.sync;
    const numbers = this.numbers;
    const known = this.view.knownRows(this.name);
    if (sync === null || numbers === null) return;
    const exists = sync.exists;
    sync.moved = false;
    sync.news = [];
    link.reading = this.name;
    const uidNext = numbers.uidNext;
    const newUidNext = result.uidNext;
    const read =
      known === null || uidNext === null || newUidNext === null
        ? null
        : await readForResync(
            link,
            known,
            uidNext,
            exists > result.exists ? toUid(newUidNext + 1) : newUidNext,
            exists,
          );
    // Another SELECT or the end of the connection came in between: that one has the say now.
    if (this.sync !== sync || this.link !== link) return;
    link.reading = null;
    // Flags that changed meanwhile may be older or newer than what was read: reading once more says which.
    if ((sync.moved || sync.news.length > 0) && tries > 1) {
      await this.merge(link, result, tries - 1);
      return;
    }
    this.sync = null;
    const plan =
      read === null || known === null || sync.moved
        ? null
        : planExpunges(known, rowsWithUid(read.survivors), numbers.exists, read.oldLeft);
    if (plan === null || read === null) {
      this.openAnew({ ...result, exists: sync.exists });
      return;
    }
    numbers.highestModSeq = result.highestModSeq;
    // Whoever asks for rows now names them by the old numbers: they are fetched when those are the server's again.
    this.windows.hold();
    this.tellOpened(result, true);
    for (const seq of plan) this.onExpunge(seq);
    this.tellRows([...read.survivors, ...sync.news]);
    if (sync.exists > numbers.exists) this.onExists(sync.exists);
    this.windows.resume();
  }

  private onExists(count: number): void {
    if (this.sync !== null) {
      if (count < this.sync.exists) this.sync.moved = true;
      this.sync.exists = count;
      return;
    }
    const numbers = this.numbers;
    if (numbers === null || count === numbers.exists) return;
    if (count < numbers.exists) {
      this.onShrunk();
      return;
    }
    const before = numbers.exists;
    numbers.exists = count;
    this.windows.grown();
    this.listener.exists(this.name, count);
    this.windows.arrived(Math.max(before + 1, count - WINDOW_ROWS + 1), count);
  }

  /** Fewer without EXPUNGE breaks RFC 9051 7.4.1: nothing we know of positions is right any more. */
  private onShrunk(): void {
    const now = this.hooks.now();
    this.shrunkAt = this.shrunkAt.filter((at) => now - at < SHRINKS_WITHIN);
    // A server that does so after each SELECT would be asked without end: what it says is left as it is, and told.
    if (this.shrunkAt.length > MAX_SHRINKS) return;
    this.shrunkAt.push(now);
    if (this.shrunkAt.length <= MAX_SHRINKS) this.reopen();
    else this.listener.mailboxFailed(this.name, { code: 'mailbox-unsteady' });
  }

  private onExpunge(seq: number): void {
    if (this.sync !== null) {
      this.sync.moved = true;
      this.sync.exists -= 1;
      return;
    }
    const numbers = this.numbers;
    if (numbers === null || seq < 1 || seq > numbers.exists) return;
    numbers.exists -= 1;
    this.windows.expunged(seq);
    this.listener.expunged(this.name, seq);
  }

  private tellRows(rows: readonly FetchedRow[]): void {
    const numbers = this.numbers;
    if (numbers === null) return;
    const sane = rows.filter((row) => row.seq >= 1 && row.seq <= numbers.exists);
    for (const { items } of sane) {
      if (items.uid !== undefined && items.uid >= (numbers.uidNext ?? 0))
        numbers.uidNext = toUid(items.uid + 1);
      if (
        items.modSeq !== undefined &&
        numbers.highestModSeq !== null &&
        items.modSeq > numbers.highestModSeq
      ) {
        numbers.highestModSeq = items.modSeq;
      }
    }
    if (sane.length > 0) this.listener.fetched(this.name, sane);
  }
}
