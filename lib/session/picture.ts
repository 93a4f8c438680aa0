/**
 * The numbers of one watched mailbox as the model has them, and what the server says that changes them: each is passed on in
 * order, and what was wanted of the rows moves along. While the model is brought up to date (`sync`), news are only noted.
 *
 * Mod-sequences count when a command is answered in whose course a server must tell everything. What is heard in between may be ahead of what
 * is still to be told: a connection cut there would leave a hole for ever.
 */
import type { SelectedMailbox } from '../imap';
import { NO_SEQ, toUid, type MailboxName, type ModSeq, type NumberSet, type Uid } from '../imap/types';
import { MAX_SHRINKS, SHRINKS_WITHIN, WINDOW_ROWS } from './limits';
import type { Numbers } from './mailbox-numbers';
import type { FetchedRow, PictureNumbers, SessionListener } from './types';
import type { Windows } from './windows';

/** The server's count, whether numbers moved under the reading, and news of flags. */
interface Sync {
  exists: number;
  moved: boolean;
  news: FetchedRow[];
}

export interface PictureHost {
  readonly name: MailboxName;
  readonly listener: SessionListener;
  readonly windows: () => Windows;
  /** Where the model has this message; null: it does not know it. */
  readonly seqOf: (uid: Uid) => number | null;
  readonly now: () => number;
  /** Nothing known of positions is right any more. */
  readonly reopen: () => void;
}

export class Picture {
  private readonly host: PictureHost;
  private readonly name: MailboxName;
  private readonly listener: SessionListener;
  /** What the model has; null before it has anything. */
  numbers: Numbers | null = null;
  /** The model is being brought up to date. */
  sync: Sync | null = null;
  /** The highest mod-sequence heard of; it counts once a command has been answered. */
  private heard: ModSeq | null = null;
  /** When it was opened anew for having fewer messages than it had told. */
  private shrunkAt: number[] = [];

  constructor(host: PictureHost) {
    this.host = host;
    this.name = host.name;
    this.listener = host.listener;
  }

  /** Of before. */
  remember(numbers: PictureNumbers): void {
    this.numbers = { ...numbers };
    this.heard = null;
  }

  /** SELECT succeeded: what was heard before it says nothing. */
  begin(): void {
    this.sync = null;
    this.heard = null;
  }

  /** A command was answered in whose course everything must be told (RFC 9051 7.5.1). */
  answered(): void {
    const { numbers, heard } = this;
    if (numbers === null || heard === null || this.sync !== null) return;
    if (numbers.highestModSeq !== null && heard > numbers.highestModSeq) numbers.highestModSeq = heard;
    this.heard = null;
  }

  tellOpened(result: SelectedMailbox, resumed: boolean): void {
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

  exists(count: number): void {
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
    this.host.windows().grown();
    this.listener.exists(this.name, count);
    this.host.windows().arrived(Math.max(before + 1, count - WINDOW_ROWS + 1), count);
  }

  /** Fewer without EXPUNGE breaks RFC 9051 7.4.1: nothing we know of positions is right any more. */
  private onShrunk(): void {
    const now = this.host.now();
    this.shrunkAt = this.shrunkAt.filter((at) => now - at < SHRINKS_WITHIN);
    // A server that does so after each SELECT would be asked without end: what it says is left as it is, and told.
    if (this.shrunkAt.length > MAX_SHRINKS) return;
    this.shrunkAt.push(now);
    if (this.shrunkAt.length <= MAX_SHRINKS) this.host.reopen();
    else this.listener.mailboxFailed(this.name, { code: 'mailbox-unsteady' });
  }

  /** Each UID is one message less (RFC 7162 3.2.10.2). */
  vanished(uids: NumberSet): void {
    const numbers = this.numbers;
    if (numbers === null) return;
    const count = uids.reduce((sum, [low, high]) => sum + high - low + 1, 0);
    if (this.sync !== null) {
      this.sync.moved = true;
      this.sync.exists = Math.max(0, this.sync.exists - count);
      return;
    }
    numbers.exists = Math.max(0, numbers.exists - count);
    this.host.windows().vanished(numbers.exists);
    this.listener.vanished(this.name, uids);
  }

  expunge(seq: number): void {
    if (this.sync !== null) {
      this.sync.moved = true;
      this.sync.exists -= 1;
      return;
    }
    const numbers = this.numbers;
    if (numbers === null || seq < 1 || seq > numbers.exists) return;
    numbers.exists -= 1;
    this.host.windows().expunged(seq);
    this.listener.expunged(this.name, seq);
  }

  /** Rows as the server numbers them now; what lies outside of the mailbox is not told. */
  rows(rows: readonly FetchedRow[]): void {
    const numbers = this.numbers;
    if (numbers === null) return;
    const sane = rows
      .map((row) => this.placed(row))
      .filter((row) => row.seq >= 1 && row.seq <= numbers.exists);
    for (const { items } of sane) {
      if (items.uid !== undefined && items.uid >= (numbers.uidNext ?? 0))
        numbers.uidNext = toUid(items.uid + 1);
      if (items.modSeq !== undefined && items.modSeq > (this.heard ?? 0n)) this.heard = items.modSeq;
    }
    if (sane.length > 0) this.listener.fetched(this.name, sane);
  }

  /** A message that has a UID only stands where the model has it; one it does not know stands nowhere. */
  private placed(row: FetchedRow): FetchedRow {
    const { uid } = row.items;
    if (row.seq !== NO_SEQ || uid === undefined) return row;
    return { seq: this.host.seqOf(uid) ?? NO_SEQ, items: row.items };
  }
}
