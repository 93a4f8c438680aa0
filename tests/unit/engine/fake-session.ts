/** A session without a server: the engine asks it, and a test answers in its place. */
import {
  numberSetOf,
  type FetchItems,
  type MailboxName,
  type Uid,
  type UidValidity,
} from '../../../lib/imap';
import type {
  ChosenSet,
  JobOrder,
  FolderJobResult,
  FolderRequest,
  MessageDetail,
  Op,
  Result,
} from '../../../lib/mail';
import type {
  WaitingWork,
  ModelView,
  PictureNumbers,
  Session,
  SessionListener,
  SignedIn,
  WorkKeeper,
} from '../../../lib/session';
import { RAW_PIECE } from '../../../lib/session/limits';
import type { AppendRun, NewMessage, TransferWork } from '../../../lib/session/transfer';
import type { PartSink } from '../../../lib/session/types';
import { INBOX, settle } from './virtual';

/** A session that does nothing of itself: tests speak through `listener`. */
export class FakeSession implements Session {
  readonly listener: SessionListener;
  readonly view: ModelView;
  readonly keeper: WorkKeeper;
  readonly calls: string[] = [];
  readonly ops: Op[] = [];
  /** What it says it has to do. */
  waiting: WaitingWork = { ops: [], jobs: [] };
  readonly takenUp: (readonly [account: string, items: readonly unknown[]])[] = [];
  signInResult: Result<SignedIn> = {
    ok: true,
    value: { mechanism: 'SCRAM-SHA-256', passwordSent: false, capabilities: [] },
  };
  readonly lookup: Session['lookup'] = {
    find: () => ({ result: Promise.resolve({ ok: true, value: null }), cancel: () => undefined }),
    findEverywhere: () => ({ result: Promise.resolve({ ok: true, value: null }), cancel: () => undefined }),
    rows: () => Promise.resolve({ ok: true, value: [] }),
    threads: () => ({ result: Promise.resolve({ ok: true, value: null }), cancel: () => undefined }),
    clues: () =>
      Promise.resolve({ ok: true, value: { gmailThread: null, thread: null, here: [], named: [] } }),
    related: () => Promise.resolve({ ok: false, error: { code: 'offline' } }),
    readBefore: () => null,
  };
  readonly ahead: Session['ahead'] = {
    isFree: false,
    open: () => Promise.resolve(null),
    message: () => Promise.resolve(null),
  };
  dates(): ReturnType<Session['dates']> {
    return Promise.resolve({ ok: false, error: { code: 'offline' } });
  }
  openResult: Result<MessageDetail> = { ok: false, error: { code: 'message-missing' } };

  constructor(listener: SessionListener, view: ModelView, keeper: WorkKeeper) {
    this.listener = listener;
    this.view = view;
    this.keeper = keeper;
  }

  prepare(): void {
    this.calls.push('prepare');
  }
  async signIn(): Promise<Result<SignedIn>> {
    this.calls.push('signIn');
    await Promise.resolve();
    if (this.signInResult.ok) this.live();
    return this.signInResult;
  }
  resume(): void {
    this.calls.push('resume');
    void settle().then(() => {
      if (this.signInResult.ok) this.live();
      else if (this.signInResult.error.code === 'wrong-password')
        this.listener.signedOut(this.signInResult.error);
      else
        this.listener.connection({ kind: 'reconnecting', at: 0, queued: 0, error: this.signInResult.error });
    });
  }
  hold(): void {
    this.calls.push('hold');
    this.listener.connection({ kind: 'offline', queued: 0 });
  }
  expire(): void {
    this.calls.push('expire');
    this.listener.signedOut({ code: 'device-expired' });
  }
  /** The server is there, or again. */
  live(): void {
    this.listener.folders([{ name: INBOX, delimiter: '/', attributes: [] }]);
    this.listener.connection({ kind: 'live', roundTripMs: 5, queued: 0 });
  }
  signOut(): Promise<void> {
    this.calls.push('signOut');
    this.listener.signedOut(null);
    return Promise.resolve();
  }
  watch(tab: string, mailbox: MailboxName | null, visible = true): void {
    this.calls.push(`watch ${tab} ${mailbox}${visible ? '' : ' unseen'}`);
  }
  wantRows(tab: string, mailbox: MailboxName, first: number, last: number): void {
    this.calls.push(`wantRows ${tab} ${mailbox} ${first}:${last}`);
  }
  remembered: PictureNumbers | null = null;
  remember(mailbox: MailboxName, numbers: PictureNumbers): boolean {
    this.calls.push(`remember ${mailbox} ${numbers.exists}`);
    this.remembered = numbers;
    return true;
  }
  /** Null: a sync is under way. */
  agreedNumbers: PictureNumbers | null = null;
  agreed(): PictureNumbers | null {
    return this.agreedNumbers;
  }
  openMessage(..._of: Parameters<Session['openMessage']>): Promise<Result<MessageDetail>> {
    this.calls.push('openMessage');
    return Promise.resolve(this.openResult);
  }
  fetchPart(
    _mailbox: MailboxName,
    _uid: number,
    part: { readonly section: string; readonly encoding: string },
    sink: PartSink,
  ): Promise<Result<number>> {
    this.calls.push(`fetchPart ${part.section} ${part.encoding}`);
    sink(new Uint8Array([1, 2]), 5, 10);
    sink(new Uint8Array([3]), 10, 10);
    return Promise.resolve({ ok: true, value: 3 });
  }
  enqueue(op: Op): void {
    this.ops.push(op);
  }
  takeUp(account: string, items: readonly unknown[]): void {
    this.takenUp.push([account, items]);
  }
  work(): WaitingWork {
    return this.waiting;
  }
  undo(opId: string): void {
    this.calls.push(`undo ${opId}`);
  }
  editFolder(request: FolderRequest): Promise<Result<MailboxName | null>> {
    this.calls.push(`editFolder ${JSON.stringify(request)}`);
    return Promise.resolve({ ok: true, value: null });
  }
  chooseSet(mailbox: MailboxName, of: 'all' | 'marked'): Promise<Result<ChosenSet>> {
    this.calls.push(`chooseSet ${mailbox} ${of}`);
    return Promise.resolve({
      ok: true,
      value: { uidValidity: 7 as UidValidity, uids: [[1, 40]], count: 30, exact: true },
    });
  }
  async folderJob(
    { job }: JobOrder,
    report: (done: number, total: number) => void,
    isCancelled: () => boolean,
  ): Promise<Result<FolderJobResult>> {
    this.calls.push(`folderJob ${job.mailbox} ${job.action.kind}`);
    for (let done = 0; done < 10; done += 1) {
      report(done, 10);
      await settle();
      if (isCancelled())
        return {
          ok: true,
          value: { done, total: 10, cancelled: true, failure: null, undo: null, rest: null },
        };
    }
    return {
      ok: true,
      value: { done: 10, total: 10, cancelled: false, failure: null, undo: null, rest: null },
    };
  }
  /** Messages of a folder for files, by UID; a test puts them here. */
  readonly raw = new Map<Uid, Uint8Array>();
  /** What it gives at once at most, and by how much the size it announces is wrong. */
  pieceOctets = Infinity;
  sizeError = 0;
  readonly appended: NewMessage[] = [];
  appendResult: (message: NewMessage) => Result<null> = () => ({ ok: true, value: null });
  /** What is read of an inbox nobody shows. */
  newsItems: readonly FetchItems[] = [];
  readonly transfer: TransferWork = {
    list: () =>
      Promise.resolve({
        ok: true,
        value: { uidValidity: 7 as UidValidity, set: numberSetOf([...this.raw.keys()]) },
      }),
    heads: (place, uids) => {
      this.calls.push(`heads ${place.mailbox} ${uids.length}`);
      const found = uids.filter((uid) => this.raw.has(uid));
      return Promise.resolve({
        ok: true,
        value: found.map((uid) => {
          const size = this.raw.get(uid)?.length ?? 0;
          return { uid, size, flags: ['\\Seen'], date: 0, sender: 'bo@example.com' };
        }),
      });
    },
    pieces: (_place, uids, from) => {
      this.calls.push(`pieces ${uids.join(',')} ${from}`);
      const found = uids.flatMap((uid) => {
        const whole = this.raw.get(uid);
        if (whole === undefined) return [];
        const most = Math.min(RAW_PIECE, this.pieceOctets);
        return [{ uid, bytes: whole.slice(from, from + most), size: whole.length + this.sizeError }];
      });
      return Promise.resolve({ ok: true, value: found });
    },
    appended: (mailbox) => void this.calls.push(`appended ${mailbox}`),
    news: (_mailbox, from, next) => {
      this.calls.push(`news ${from}:${next}`);
      return Promise.resolve({ ok: true, value: this.newsItems });
    },
    appender: (mailbox, from = null, marked) => {
      this.calls.push(`appender ${mailbox}`);
      let mark = from;
      const run: AppendRun = {
        get mark() {
          return mark;
        },
        skip: ({ messageId }) => void this.calls.push(`skip ${messageId}`),
        append: async (message) => {
          if (mark === null) {
            mark = { uidValidity: null, uid: 1 };
            await marked?.(mark);
          }
          const result = this.appendResult(message);
          if (result.ok) this.appended.push(message);
          return result;
        },
      };
      return run;
    },
  };
  refresh(mailbox: MailboxName): void {
    this.calls.push(`refresh ${mailbox}`);
  }
  reopen(mailbox: MailboxName): void {
    this.calls.push(`reopen ${mailbox}`);
  }
  pageState(visible: boolean, online: boolean, woke = false): void {
    this.calls.push(`pageState ${visible} ${online}${woke ? ' woke' : ''}`);
  }
  reconnectNow(): void {
    this.calls.push('reconnectNow');
  }

  /** SELECT with `exists` messages of UIDs 1, 2, 3 ... */
  open(exists: number, uidValidity = 7): void {
    this.listener.mailboxOpened(INBOX, {
      uidValidity: uidValidity as UidValidity,
      uidNext: null,
      exists,
      highestModSeq: null,
      readOnly: false,
      permanentFlags: null,
      resumed: false,
    });
  }
}
