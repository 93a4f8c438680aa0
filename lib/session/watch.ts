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
import { fetch, type SelectedMailbox } from '../imap';
import {
  toUid,
  type MailboxName,
  type ModSeq,
  type Uid,
  type UidValidity,
  type UntaggedEvent,
} from '../imap/types';
import { failureToError } from './errors';
import { FIRST_WINDOW_ROWS, RESYNC_MAX_KNOWN, RESYNC_MAX_NEW, RESYNC_TRIES, WINDOW_ROWS } from './limits';
import type { Link } from './link';
import { windowItems } from './tasks/fetch-window';
import { planExpunges, readForResync, rowsWithUid } from './tasks/resync';
import type { FetchedRow, ModelView, SessionListener } from './types';
import { WantedRows } from './wanted-rows';

interface Numbers {
  uidValidity: UidValidity;
  uidNext: Uid | null;
  exists: number;
  highestModSeq: ModSeq | null;
}

export interface WatchHooks {
  /** A window arrived: there is something on screen. */
  readonly onRows: () => void;
  /** Flags changed of a message the model has no row of: how many are unread cannot be told from that. */
  readonly onBlindFlags: () => void;
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
  /** What the model has. */
  private numbers: Numbers | null = null;
  private readonly arrivals = new WantedRows();
  private readonly wantsByTab = new Map<string, WantedRows>();
  private fetching = false;
  /** While the model is brought up to date: the server's count, whether numbers moved under the reading, and news of flags. */
  private sync: { exists: number; moved: boolean; news: FetchedRow[] } | null = null;
  /** Rows the server refused to send; asked again only after the numbers moved or the mailbox was opened anew. */
  private readonly refused = new Set<number>();

  constructor(name: MailboxName, listener: SessionListener, view: ModelView, hooks: WatchHooks) {
    this.name = name;
    this.listener = listener;
    this.view = view;
    this.hooks = hooks;
  }

  /** SELECT succeeded on `link`. */
  opened(link: Link, result: SelectedMailbox): void {
    this.link = link;
    this.fetching = false;
    this.sync = null;
    this.refused.clear();
    if (this.numbers !== null && this.numbers.uidValidity !== result.uidValidity) {
      this.hooks.onUidValidity(this.name, result.uidValidity);
    }
    const known = this.view.knownRows(this.name);
    const before = this.numbers;
    if (before === null || known === null || !canMerge(before, result, known.length)) {
      this.openAnew(result);
    } else if (isUnchanged(before, result)) {
      this.tellOpened(result, true);
      this.pump();
    } else {
      this.sync = { exists: result.exists, moved: false, news: [] };
      this.merge(link, result, RESYNC_TRIES).catch((error: unknown) => this.hooks.onFault(String(error)));
    }
  }

  /** The mailbox is no longer selected; what was in flight settles by itself. */
  closed(): void {
    this.link = null;
    this.sync = null;
    this.fetching = false;
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
    const low = Math.max(1, Math.min(firstSeq, lastSeq));
    const high = Math.max(firstSeq, lastSeq);
    // Chunks from the top, so that what a row pushes down comes first.
    const ranges: [number, number][] = [];
    for (let top = high; top >= low && ranges.length < 20; top -= WINDOW_ROWS) {
      ranges.push([Math.max(low, top - WINDOW_ROWS + 1), top]);
    }
    const wants = this.wantsByTab.get(tab) ?? new WantedRows();
    wants.replace(ranges);
    // Re-inserted, so that the tab that asked last is served first.
    this.wantsByTab.delete(tab);
    this.wantsByTab.set(tab, wants);
    this.pump();
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
    this.wantsByTab.delete(tab);
  }

  private openAnew(result: SelectedMailbox): void {
    this.numbers = {
      uidValidity: result.uidValidity,
      uidNext: result.uidNext,
      exists: result.exists,
      highestModSeq: result.highestModSeq,
    };
    this.arrivals.clear();
    for (const wants of this.wantsByTab.values()) wants.clear();
    this.tellOpened(result, false);
    if (result.exists === 0) {
      this.hooks.onRows();
      return;
    }
    this.arrivals.putFirst([[Math.max(1, result.exists - FIRST_WINDOW_ROWS + 1), result.exists]]);
    this.pump();
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
    this.fetching = true;
    this.tellOpened(result, true);
    for (const seq of plan) this.onExpunge(seq);
    this.tellRows([...read.survivors, ...sync.news]);
    if (sync.exists > numbers.exists) this.onExists(sync.exists);
    this.fetching = false;
    this.pump();
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
      // Fewer without EXPUNGE breaks RFC 9051 7.4.1: nothing we know of positions is right any more.
      this.reopen();
      return;
    }
    const before = numbers.exists;
    numbers.exists = count;
    this.refused.clear();
    this.listener.exists(this.name, count);
    this.arrivals.putFirst([[Math.max(before + 1, count - WINDOW_ROWS + 1), count]]);
    this.pump();
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
    this.refused.clear();
    this.arrivals.expunged(seq);
    for (const wants of this.wantsByTab.values()) wants.expunged(seq);
    this.listener.expunged(this.name, seq);
  }

  /** Fetches the next window when none is on its way. */
  private pump(): void {
    const link = this.link;
    if (link === null || this.sync !== null || this.fetching || this.numbers === null) return;
    if (this.arrivals.isEmpty && [...this.wantsByTab.values()].every((wants) => wants.isEmpty)) return;
    this.fetching = true;
    link.whenNumbersHold(() => {
      if (this.link !== link || this.sync !== null) return;
      const range = this.nextRange();
      if (range === null) {
        this.fetching = false;
        return;
      }
      this.fetchRange(link, range);
    });
  }

  private nextRange(): readonly [number, number] | null {
    const numbers = this.numbers;
    if (numbers === null) return null;
    const isKnown = (seq: number): boolean => this.refused.has(seq) || this.view.isKnown(this.name, seq);
    const sources = [this.arrivals, ...[...this.wantsByTab.values()].reverse()];
    for (const source of sources) {
      const range = source.take(WINDOW_ROWS, numbers.exists, isKnown);
      if (range !== null) return range;
    }
    return null;
  }

  private fetchRange(link: Link, [low, high]: readonly [number, number]): void {
    const items = windowItems(link);
    link.send(
      fetch({ uid: false, set: [[low, high]], items }),
      (outcome) => {
        if (this.link !== link) return;
        this.fetching = false;
        if (outcome.ok) {
          this.tellRows(outcome.value);
          this.hooks.onRows();
        } else if (outcome.failure.kind === 'closed') {
          // Still wanted on the next connection.
          this.arrivals.putFirst([[low, high]]);
          return;
        } else {
          this.onRefused(low, high, outcome.failure);
        }
        this.pump();
      },
      true,
    );
  }

  /** Some servers refuse a whole window for one broken message: halve until it is found, then go on without it. */
  private onRefused(low: number, high: number, failure: Parameters<typeof failureToError>[0]): void {
    if (low < high) {
      const middle = (low + high) >> 1;
      this.arrivals.putFirst([
        [middle + 1, high],
        [low, middle],
      ]);
      return;
    }
    this.refused.add(low);
    if (this.refused.size === 1)
      this.listener.mailboxFailed(this.name, failureToError(failure, 'server-refused'));
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

function canMerge(before: Numbers, now: SelectedMailbox, known: number): boolean {
  return (
    before.uidValidity === now.uidValidity &&
    before.uidNext !== null &&
    now.uidNext !== null &&
    now.uidNext >= before.uidNext &&
    known <= RESYNC_MAX_KNOWN &&
    now.uidNext - before.uidNext <= RESYNC_MAX_NEW * 10 &&
    now.exists - before.exists <= RESYNC_MAX_NEW
  );
}

/** Nothing came, went or changed. Without mod-sequences nobody can say that of flags. */
function isUnchanged(before: Numbers, now: SelectedMailbox): boolean {
  return (
    before.uidNext === now.uidNext &&
    before.exists === now.exists &&
    before.highestModSeq !== null &&
    before.highestModSeq === now.highestModSeq
  );
}
