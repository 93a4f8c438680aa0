/**
 * One mailbox somebody looks at: keeps the model's picture of it true while it is selected on a connection.
 *
 * - Opening: the model is reset, the newest window is asked for at once.
 * - While selected: EXISTS, EXPUNGE and FETCH are passed on in order; new messages are fetched; wanted windows are fetched
 *   one at a time, so that windows scrolled past meanwhile are never asked for.
 * - Opened again (reconnected, another folder was shown in between, or a picture came from the store): rows stay, see tasks/resync.ts.
 *
 * Between connections the mailbox keeps its numbers; only those of the model and of this object agree then.
 *
 * Mod-sequences count when a command is answered in whose course a server must tell everything. What is heard in between may be ahead of what
 * is still to be told: a connection cut there would leave a hole for ever.
 */
import type { QresyncState, SelectedMailbox } from '../imap';
import {
  toUid,
  type MailboxName,
  type MailboxStatus,
  type ModSeq,
  type NumberSet,
  type UidValidity,
  type UntaggedEvent,
} from '../imap/types';
import { FlagReading } from './flag-reading';
import {
  FIRST_WINDOW_ROWS,
  MAX_SHRINKS,
  RESYNC_MAX_KNOWN,
  RESYNC_SPANS,
  RESYNC_TRIES,
  SHRINKS_WITHIN,
  WINDOW_ROWS,
} from './limits';
import type { Link } from './link';
import { spansOf } from './sync-plan';
import { readForResync } from './tasks/resync';
import type { FetchedRow, ModelView, PictureNumbers, SessionListener } from './types';
import {
  canMerge,
  countsWrongly,
  isContradicted,
  isUnchanged,
  type Numbers,
  type SyncWay,
} from './mailbox-numbers';
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

/** What says that a server counts changes; forgotten where it does so wrongly. */
const COUNTERS = ['QRESYNC', 'CONDSTORE'] as const;

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
  /** The highest mod-sequence heard of; it counts once a command has been answered. */
  private heard: ModSeq | null = null;
  /** SELECT was sent with this. */
  private asked: QresyncState | null = null;
  private readonly windows: Windows;
  private readonly flags: FlagReading;
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
      onIdle: () => {
        this.flags.next();
        this.tellSettled();
      },
    });
    this.flags = new FlagReading({
      link: () => (this.sync === null ? this.link : null),
      mayAsk: () => this.windows.isIdle,
      onRows: (rows) => this.tellRows(rows),
      onDone: () => hooks.onBlindFlags(),
    });
  }

  /** The model has a picture of it, maybe an old one. */
  get isOpened(): boolean {
    return this.numbers !== null;
  }

  /** Messages the model knows of. */
  get exists(): number {
    return this.numbers?.exists ?? 0;
  }

  /** Whether what the server says of it is not what the model has. */
  isContradictedBy(counters: MailboxStatus): boolean {
    return this.numbers === null || isContradicted(this.numbers, counters);
  }

  /** The model gets a picture of before; false: what it has is newer. */
  remember(numbers: PictureNumbers): boolean {
    if (this.link !== null && this.numbers !== null) return false;
    this.numbers = { ...numbers };
    this.heard = null;
    return true;
  }

  /** What SELECT asks of the server, where that can tell what has changed. */
  resume(canTell: boolean): QresyncState | null {
    const numbers = this.numbers;
    const runs = numbers === null ? null : this.view.knownRuns(this.name);
    this.asked = null;
    if (!canTell || numbers === null || runs === null || runs.length === 0) return null;
    const { uidValidity, highestModSeq } = numbers;
    if (uidValidity === 0 || highestModSeq === null) return null;
    this.asked = { uidValidity, modSeq: highestModSeq, knownUids: spansOf(runs, RESYNC_SPANS) };
    return this.asked;
  }

  /** What the model was last true of. */
  get modSeq(): ModSeq | null {
    return this.numbers?.highestModSeq ?? null;
  }

  /** The numbers of the model, while they are the server's too. */
  get agreed(): PictureNumbers | null {
    const isMoving = this.sync !== null || (this.link !== null && this.windows.hasArrivals);
    return this.numbers === null || isMoving ? null : { ...this.numbers };
  }

  /** A command was answered in whose course everything must be told (RFC 9051 7.5.1). */
  answered(): void {
    const { numbers, heard } = this;
    if (numbers === null || heard === null || this.sync !== null) return;
    if (numbers.highestModSeq !== null && heard > numbers.highestModSeq) numbers.highestModSeq = heard;
    this.heard = null;
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
  opened(link: Link, told: SelectedMailbox): void {
    const result = COUNTERS.some((name) => link.driver.has(name)) ? told : { ...told, highestModSeq: null };
    this.link = link;
    this.isRefused = false;
    this.sync = null;
    this.heard = null;
    this.flags.clear();
    this.windows.begin();
    const asked = this.asked;
    this.asked = null;
    const before = this.numbers;
    if (before !== null && before.uidValidity !== result.uidValidity) {
      this.hooks.onUidValidity(this.name, result.uidValidity);
    }
    const miscounts = before === null ? null : countsWrongly(before, result);
    if (miscounts === 'stays') {
      for (const capability of COUNTERS) link.driver.forget(capability, `HIGHESTMODSEQ ${miscounts}`);
    }
    const runs = this.view.knownRuns(this.name);
    if (before === null || runs === null || !canMerge(before, result)) {
      this.openAnew(result);
    } else if (isUnchanged(before, result)) {
      this.tellOpened(result, true);
      this.hooks.onRows();
      this.windows.pump();
    } else {
      const isCounted = miscounts === null && before.highestModSeq !== null && result.highestModSeq !== null;
      const isTold = asked !== null && asked.modSeq === before.highestModSeq;
      this.sync = { exists: result.exists, moved: false, news: [] };
      this.merge(link, result, isCounted ? (isTold ? 'told' : 'changes') : 'plain', RESYNC_TRIES).catch(
        (error: unknown) => {
          this.hooks.onFault(String(error));
          if (this.link !== link || this.sync === null) return;
          const { exists } = this.sync;
          this.sync = null;
          this.openAnew({ ...result, exists });
        },
      );
    }
  }

  /** The mailbox is no longer selected; what was in flight settles by itself. */
  closed(): void {
    this.link = null;
    this.sync = null;
    this.flags.clear();
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
        if (!event.earlier) this.onVanished(event.uids);
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

  /** Rows that somebody read on `link` for another reason. */
  rows(link: Link, rows: readonly FetchedRow[]): void {
    if (this.link === link && this.sync === null) this.tellRows(rows);
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
    const { uidValidity, uidNext, exists, highestModSeq } = result;
    this.numbers = { uidValidity, uidNext, exists, highestModSeq };
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

  private async merge(link: Link, result: SelectedMailbox, way: SyncWay, tries: number): Promise<void> {
    const { sync, numbers: before } = this;
    const runs = this.view.knownRuns(this.name);
    if (sync === null || before === null || runs === null) return;
    const { exists } = sync;
    sync.moved = false;
    sync.news = [];
    link.reading = this.name;
    const known = runs.reduce((sum, { uids }) => sum + uids.length, 0);
    const read =
      way === 'plain' && known > RESYNC_MAX_KNOWN
        ? null
        : await readForResync(link, { way, runs, before, exists, result });
    // Another SELECT or the end of the connection came in between: that one has the say now.
    if (this.sync !== sync || this.link !== link) return;
    link.reading = null;
    // What was read may be older or newer than what was told meanwhile: reading once more says which. What SELECT told is always older.
    const isUnclear = sync.moved || (way !== 'told' && sync.news.length > 0);
    if (isUnclear && tries > 1) {
      await this.merge(link, result, way === 'told' ? 'changes' : way, tries - 1);
      return;
    }
    this.sync = null;
    if (read === null || sync.moved) {
      this.openAnew({ ...result, exists: sync.exists });
      return;
    }
    before.highestModSeq = result.highestModSeq;
    // Whoever asks for rows now names them by the old numbers: they are fetched when those are the server's again.
    this.windows.hold();
    this.tellOpened(result, true);
    for (const seq of read.gone) this.onExpunge(seq);
    this.tellRows([...read.rows, ...sync.news]);
    if (result.uidNext !== null && result.uidNext > (before.uidNext ?? 0)) before.uidNext = result.uidNext;
    if (sync.exists > before.exists) this.onExists(sync.exists);
    this.flags.begin(read.later);
    this.hooks.onRows();
    if (read.rows.length > 0) this.hooks.onBlindFlags();
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

  /** Each UID is one message less (RFC 7162 3.2.10.2). */
  private onVanished(uids: NumberSet): void {
    const numbers = this.numbers;
    if (numbers === null) return;
    const count = uids.reduce((sum, [low, high]) => sum + high - low + 1, 0);
    if (this.sync !== null) {
      this.sync.moved = true;
      this.sync.exists = Math.max(0, this.sync.exists - count);
      return;
    }
    numbers.exists = Math.max(0, numbers.exists - count);
    this.windows.vanished(numbers.exists);
    this.listener.vanished(this.name, uids);
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
      if (items.modSeq !== undefined && items.modSeq > (this.heard ?? 0n)) this.heard = items.modSeq;
    }
    if (sane.length > 0) this.listener.fetched(this.name, sane);
  }
}
