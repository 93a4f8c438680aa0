/**
 * One mailbox somebody looks at: keeps the model's picture of it true while it is selected on a connection.
 *
 * - Opening: the model is reset, the newest window is asked for at once.
 * - While selected: EXISTS, EXPUNGE and FETCH are passed on in order; new messages are fetched; wanted windows are fetched
 *   one at a time, so that windows scrolled past meanwhile are never asked for.
 * - Opened again (reconnected, another folder was shown in between, or a picture came from the store): rows stay, see tasks/resync.ts.
 *
 * Between connections the mailbox keeps its numbers; only those of the model and of this object agree then.
 */
import type { QresyncState, SelectedMailbox } from '../imap';
import {
  NO_SEQ,
  type MailboxName,
  type MailboxStatus,
  type ModSeq,
  type UidValidity,
  type UntaggedEvent,
} from '../imap/types';
import { FlagReading } from './flag-reading';
import { FIRST_WINDOW_ROWS, RESYNC_MAX_KNOWN, RESYNC_SPANS, RESYNC_TRIES } from './limits';
import type { Link } from './link';
import { Picture } from './picture';
import { spansOf } from './sync-plan';
import { readForResync } from './tasks/resync';
import type { FetchedRow, ModelView, PictureNumbers, SessionListener } from './types';
import {
  canMerge,
  countsWrongly,
  fellBack,
  isContradicted,
  isUnchanged,
  type SyncWay,
} from './mailbox-numbers';
import { Windows } from './windows';

export interface WatchHooks {
  /** A window arrived: there is something on screen. */
  readonly onRows: () => void;
  /** Flags changed of a message the model has no row of: how many are unread cannot be told from that. */
  readonly onBlindFlags: () => void;
  readonly now: () => number;
  /** UIDs of before mean nothing any more: of another UIDVALIDITY, or (null) all of them, given anew under the same one. */
  readonly onUidsVoid: (mailbox: MailboxName, uidValidity: UidValidity | null) => void;
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
  private readonly settlers: (() => void)[] = [];
  private readonly picture: Picture;
  /** SELECT was sent with this. */
  private asked: QresyncState | null = null;
  private readonly windows: Windows;
  private readonly flags: FlagReading;

  constructor(name: MailboxName, listener: SessionListener, view: ModelView, hooks: WatchHooks) {
    this.name = name;
    this.listener = listener;
    this.view = view;
    this.hooks = hooks;
    this.picture = new Picture({
      name,
      listener,
      windows: () => this.windows,
      seqOf: (uid) => view.seqOf(name, uid),
      now: hooks.now,
      reopen: () => this.reopen(),
    });
    this.windows = new Windows({
      link: () => (this.picture.sync === null ? this.link : null),
      exists: () => this.picture.numbers?.exists ?? null,
      isKnown: (seq) => view.isKnown(name, seq),
      onRows: (rows) => {
        this.picture.rows(rows);
        hooks.onRows();
      },
      onRefused: (error) => listener.mailboxFailed(name, error),
      onIdle: () => {
        this.flags.next();
        this.tellSettled();
      },
    });
    this.flags = new FlagReading({
      link: () => (this.picture.sync === null ? this.link : null),
      mayAsk: () => this.windows.isIdle,
      onRows: (rows) => this.picture.rows(rows),
      onDone: () => hooks.onBlindFlags(),
    });
  }

  /** The model has a picture of it, maybe an old one. */
  get isOpened(): boolean {
    return this.picture.numbers !== null;
  }

  /** Messages the model knows of. */
  get exists(): number {
    return this.picture.numbers?.exists ?? 0;
  }

  /** Whether what the server says of it is not what the model has. */
  isContradictedBy(counters: MailboxStatus): boolean {
    return this.picture.numbers === null || isContradicted(this.picture.numbers, counters);
  }

  /** The model gets a picture of before; false: what it has is newer. */
  remember(numbers: PictureNumbers): boolean {
    if (this.link !== null && this.picture.numbers !== null) return false;
    this.picture.remember(numbers);
    return true;
  }

  /** What SELECT asks of the server, where that can tell what has changed. */
  resume(canTell: boolean): QresyncState | null {
    const numbers = this.picture.numbers;
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
    return this.picture.numbers?.highestModSeq ?? null;
  }

  /** The numbers of the model, while they are the server's too. */
  get agreed(): PictureNumbers | null {
    const isMoving = this.picture.sync !== null || (this.link !== null && this.windows.hasArrivals);
    return this.picture.numbers === null || isMoving ? null : { ...this.picture.numbers };
  }

  /** A command was answered in whose course everything must be told (RFC 9051 7.5.1). */
  answered(): void {
    this.picture.answered();
  }

  /** Resolves when the model has all that is to be had, or the connection is elsewhere. */
  settled(): Promise<void> {
    if (this.isSettled) return Promise.resolve();
    return new Promise((resolve) => this.settlers.push(resolve));
  }

  private get isSettled(): boolean {
    return this.link === null || (this.picture.sync === null && this.windows.isIdle);
  }

  private tellSettled(): void {
    if (this.isSettled) for (const settle of this.settlers.splice(0)) settle();
  }

  /** SELECT succeeded on `link`. */
  opened(link: Link, told: SelectedMailbox): void {
    const result = COUNTERS.some((name) => link.driver.has(name)) ? told : { ...told, highestModSeq: null };
    this.link = link;
    this.isRefused = false;
    this.picture.begin();
    this.flags.clear();
    this.windows.begin();
    const asked = this.asked;
    this.asked = null;
    const before = this.picture.numbers;
    if (before !== null && before.uidValidity !== result.uidValidity)
      this.hooks.onUidsVoid(this.name, result.uidValidity);
    else if (before !== null && fellBack(before, result)) this.hooks.onUidsVoid(this.name, null);
    const miscounts = before === null ? null : countsWrongly(before, result);
    if (miscounts === 'stays') {
      for (const capability of COUNTERS) link.driver.forget(capability, `HIGHESTMODSEQ ${miscounts}`);
    }
    const runs = this.view.knownRuns(this.name);
    if (before === null || runs === null || !canMerge(before, result)) {
      this.openAnew(result);
    } else if (isUnchanged(before, result)) {
      this.picture.tellOpened(result, true);
      this.hooks.onRows();
      this.windows.pump();
    } else {
      const isCounted = miscounts === null && before.highestModSeq !== null && result.highestModSeq !== null;
      const isTold = asked !== null && asked.modSeq === before.highestModSeq;
      this.picture.sync = { exists: result.exists, moved: false, news: [] };
      this.merge(link, result, isCounted ? (isTold ? 'told' : 'changes') : 'plain', RESYNC_TRIES).catch(
        (error: unknown) => {
          this.hooks.onFault(String(error));
          if (this.link !== link || this.picture.sync === null) return;
          const { exists } = this.picture.sync;
          this.picture.sync = null;
          this.openAnew({ ...result, exists });
        },
      );
    }
  }

  /** The mailbox is no longer selected; what was in flight settles by itself. */
  closed(): void {
    this.link = null;
    this.picture.sync = null;
    this.flags.clear();
    this.windows.pause();
    this.tellSettled();
  }

  untagged(event: UntaggedEvent): void {
    switch (event.kind) {
      case 'exists':
        this.picture.exists(event.count);
        return;
      case 'expunge':
        this.picture.expunge(event.seq);
        return;
      case 'vanished':
        if (!event.earlier) this.picture.vanished(event.uids);
        return;
      case 'fetch':
        if (event.items.flags !== undefined && !this.view.isKnown(this.name, event.seq))
          this.hooks.onBlindFlags();
        if (this.picture.sync !== null) this.picture.sync.news.push({ seq: event.seq, items: event.items });
        else this.picture.rows([{ seq: event.seq, items: event.items }]);
        return;
      case 'uidfetch': {
        const row = { seq: NO_SEQ, items: event.items };
        if (event.items.flags !== undefined && this.view.seqOf(this.name, event.uid) === null)
          this.hooks.onBlindFlags();
        if (this.picture.sync !== null) this.picture.sync.news.push(row);
        else this.picture.rows([row]);
        return;
      }
      default:
        return;
    }
  }

  /** Rows that somebody read on `link` for another reason. */
  rows(link: Link, rows: readonly FetchedRow[]): void {
    if (this.link === link && this.picture.sync === null) this.picture.rows(rows);
  }

  /** A tab wants rows; the latest wish of a tab replaces its older one. */
  want(tab: string, firstSeq: number, lastSeq: number): void {
    this.windows.want(tab, firstSeq, lastSeq);
  }

  /** Forgets all numbers and selects again: the model mistrusts what it has. */
  reopen(): void {
    const link = this.link;
    this.picture.numbers = null;
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
    this.picture.numbers = { uidValidity, uidNext, exists, highestModSeq };
    this.windows.clear();
    this.picture.tellOpened(result, false);
    if (result.exists === 0) {
      this.hooks.onRows();
      this.windows.pump();
      return;
    }
    this.windows.arrived(Math.max(1, result.exists - FIRST_WINDOW_ROWS + 1), result.exists);
  }

  private async merge(link: Link, result: SelectedMailbox, way: SyncWay, tries: number): Promise<void> {
    const { sync, numbers: before } = this.picture;
    const runs = this.view.knownRuns(this.name);
    if (sync === null || before === null || runs === null) return;
    const { exists } = sync;
    sync.moved = false;
    sync.news = [];
    link.reading = { mailbox: this.name, what: 'changes' };
    const known = runs.reduce((sum, { uids }) => sum + uids.length, 0);
    const read =
      way === 'plain' && known > RESYNC_MAX_KNOWN
        ? null
        : await readForResync(link, { way, runs, before, exists, result });
    // Another SELECT or the end of the connection came in between: that one has the say now.
    if (this.picture.sync !== sync || this.link !== link) return;
    link.wasRead();
    // What was read may be older or newer than what was told meanwhile: reading once more says which. What SELECT told is always older.
    const isUnclear = sync.moved || (way !== 'told' && sync.news.length > 0);
    if (isUnclear && tries > 1) {
      await this.merge(link, result, way === 'told' ? 'changes' : way, tries - 1);
      return;
    }
    this.picture.sync = null;
    if (read === null || sync.moved) {
      this.openAnew({ ...result, exists: sync.exists });
      return;
    }
    before.highestModSeq = result.highestModSeq;
    // Whoever asks for rows now names them by the old numbers: they are fetched when those are the server's again.
    this.windows.hold();
    this.picture.tellOpened(result, true);
    for (const seq of read.gone) this.picture.expunge(seq);
    this.picture.rows([...read.rows, ...sync.news]);
    if (result.uidNext !== null && result.uidNext > (before.uidNext ?? 0)) before.uidNext = result.uidNext;
    if (sync.exists > before.exists) this.picture.exists(sync.exists);
    this.flags.begin(read.later);
    this.hooks.onRows();
    if (read.rows.length > 0) this.hooks.onBlindFlags();
    this.windows.resume();
  }
}
