/**
 * The rows of one mailbox that are fetched, a window at a time: new messages first, then what tabs want, the tab that asked
 * last before the others. Windows scrolled past meanwhile are never asked for.
 */
import { fetch } from '../imap';
import type { FetchItems } from '../imap/types';
import type { AppError } from '../mail/types';
import { failureToError } from './errors';
import { WINDOW_ROWS } from './limits';
import { isClosed, type Link } from './link';
import { windowItems } from './tasks/fetch-window';
import type { FetchedRow } from './types';
import { WantedRows } from './wanted-rows';

/** Messages that stand at neighbouring places, told in any order and maybe in several answers each: UIDs ascend with places. */
function atPlaces(rows: readonly FetchedRow[], first: number): readonly FetchedRow[] {
  const byUid = new Map<number, FetchItems>();
  for (const { items } of rows)
    if (items.uid !== undefined) byUid.set(items.uid, { ...byUid.get(items.uid), ...items });
  return [...byUid]
    .sort(([one], [other]) => one - other)
    .map(([, items], offset) => ({ seq: first + offset, items }));
}

export interface WindowsHost {
  /** Where the mailbox is selected and its numbers are the model's; null: nowhere just now. */
  readonly link: () => Link | null;
  /** How many messages the model knows of; null before the mailbox was opened. */
  readonly exists: () => number | null;
  readonly isKnown: (seq: number) => boolean;
  readonly onRows: (rows: readonly FetchedRow[]) => void;
  /** A row cannot be had; told once, however many there are. */
  readonly onRefused: (error: AppError) => void;
  /** Nothing is wanted any more. */
  readonly onIdle: () => void;
}

/** Windows a tab may wish for at once. */
const MAX_WISHES = 20;

export class Windows {
  private readonly host: WindowsHost;
  private readonly arrivals = new WantedRows();
  private readonly wantsByTab = new Map<string, WantedRows>();
  private fetching = false;
  /** Messages went since what is on its way was asked for: places it was asked by are others now. */
  private moved = false;
  private fetchesArrivals = false;
  /** Rows the server refused to send; asked again only after the numbers moved or the mailbox was opened anew. */
  private readonly refused = new Set<number>();

  constructor(host: WindowsHost) {
    this.host = host;
  }

  /** Nothing is on its way, and nothing is wanted. */
  get isIdle(): boolean {
    return !this.fetching && !this.isWanted;
  }

  /** Rows of new messages are on their way. */
  get hasArrivals(): boolean {
    return !this.arrivals.isEmpty || this.fetchesArrivals;
  }

  private get isWanted(): boolean {
    return !this.arrivals.isEmpty || [...this.wantsByTab.values()].some((wants) => !wants.isEmpty);
  }

  /** The mailbox was selected: what was in flight before settles by itself. */
  begin(): void {
    this.fetching = false;
    this.fetchesArrivals = false;
    this.refused.clear();
  }

  /** It is selected nowhere. */
  pause(): void {
    this.fetching = false;
    this.fetchesArrivals = false;
  }

  /** Nothing is asked for until `resume`: whoever asks now names rows by numbers that are about to change. */
  hold(): void {
    this.fetching = true;
  }

  resume(): void {
    this.fetching = false;
    this.pump();
  }

  /** All rows are new: no wish of before means anything. */
  clear(): void {
    this.arrivals.clear();
    for (const wants of this.wantsByTab.values()) wants.clear();
  }

  forgetTab(tab: string): void {
    this.wantsByTab.delete(tab);
  }

  /** A tab wants rows; the latest wish of a tab replaces its older one. */
  want(tab: string, firstSeq: number, lastSeq: number): void {
    const low = Math.max(1, Math.min(firstSeq, lastSeq));
    const high = Math.max(firstSeq, lastSeq);
    // Chunks from the top, so that what a row pushes down comes first.
    const ranges: [number, number][] = [];
    for (let top = high; top >= low && ranges.length < MAX_WISHES; top -= WINDOW_ROWS) {
      ranges.push([Math.max(low, top - WINDOW_ROWS + 1), top]);
    }
    const wants = this.wantsByTab.get(tab) ?? new WantedRows();
    wants.replace(ranges);
    // Re-inserted, so that the tab that asked last is served first.
    this.wantsByTab.delete(tab);
    this.wantsByTab.set(tab, wants);
    this.pump();
  }

  /** The mailbox has more messages: what was refused may be given now. */
  grown(): void {
    this.refused.clear();
  }

  arrived(low: number, high: number): void {
    this.arrivals.putOnTop(low, high);
    this.pump();
  }

  /** Messages went, nobody said which in numbers: what is wanted is not lost, it may be a little beside. */
  vanished(exists: number): void {
    this.moved = true;
    this.refused.clear();
    this.arrivals.bound(exists);
    for (const wants of this.wantsByTab.values()) wants.bound(exists);
  }

  expunged(seq: number): void {
    this.moved = true;
    this.refused.clear();
    this.arrivals.expunged(seq);
    for (const wants of this.wantsByTab.values()) wants.expunged(seq);
  }

  /** Fetches the next window when none is on its way. */
  pump(): void {
    const link = this.host.link();
    if (link === null || this.fetching || this.host.exists() === null) return;
    if (!this.isWanted) {
      this.host.onIdle();
      return;
    }
    this.fetching = true;
    link.whenNumbersHold(() => {
      if (this.host.link() !== link) return;
      const range = this.nextRange();
      if (range === null) {
        this.fetching = false;
        this.host.onIdle();
        return;
      }
      this.fetchRange(link, range);
    });
  }

  private nextRange(): readonly [number, number] | null {
    const exists = this.host.exists();
    if (exists === null) return null;
    const isKnown = (seq: number): boolean => this.refused.has(seq) || this.host.isKnown(seq);
    for (const source of [this.arrivals, ...[...this.wantsByTab.values()].reverse()]) {
      const range = source.take(WINDOW_ROWS, exists, isKnown);
      if (range === null) continue;
      this.fetchesArrivals = source === this.arrivals;
      return range;
    }
    return null;
  }

  private fetchRange(link: Link, [low, high]: readonly [number, number]): void {
    const items = windowItems(link);
    link.reading = link.selected === null ? null : { mailbox: link.selected, what: `rows ${low}:${high}` };
    const isUidOnly = link.driver.isUidOnly;
    this.moved = false;
    link.send(
      fetch(
        isUidOnly
          ? { uid: true, set: [[1, Infinity]], items, partial: [low, high] }
          : { uid: false, set: [[low, high]], items },
      ),
      (outcome) => {
        if (!isClosed(outcome)) link.wasRead();
        if (outcome.ok) link.heard(outcome.value);
        if (this.host.link() !== link) return;
        this.fetching = false;
        this.fetchesArrivals = false;
        if (outcome.ok) {
          this.onAnswer(low, high, isUidOnly ? atPlaces(outcome.value, low) : outcome.value, isUidOnly);
        } else if (outcome.failure.kind === 'closed') {
          // Still wanted on the next connection.
          this.arrivals.putFirst([[low, high]]);
          return;
        } else {
          this.onRefused(low, high, outcome.failure);
        }
        this.pump();
      },
      !isUidOnly,
    );
  }

  /** Where there are no numbers, the places asked for name these messages only if none went meanwhile and all came. */
  private onAnswer(low: number, high: number, rows: readonly FetchedRow[], isUidOnly: boolean): void {
    if (!isUidOnly || (!this.moved && rows.length === high - low + 1)) {
      this.host.onRows(rows);
      return;
    }
    const exists = this.host.exists() ?? 0;
    if (this.moved && low <= exists) this.arrivals.putFirst([[low, Math.min(high, exists)]]);
    else for (let seq = low; seq <= high; seq += 1) this.refused.add(seq);
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
    if (this.refused.size === 1) this.host.onRefused(failureToError(failure, 'server-refused'));
  }
}
