/**
 * A mailbox as one tab sees it searched or sorted: which messages, in what order, and their rows.
 *
 * What is known here answers at once; then the server is asked, and its word replaces it. Places are the view's own, messages
 * are UIDs. The model of the mailbox stays the truth about rows: what happens to one there happens to it here.
 */
import { toUid, type FetchItems, type Uid, type UidValidity } from '../imap/types';
import { numberSetOf } from '../imap/wire/numset';
import {
  matchesRow,
  rowFromFetch,
  sortRows,
  withFlag,
  withFlags,
  type Applied,
  type ChosenSet,
  type ListChange,
  type Mailbox,
  type MailView,
  type MessageRow,
  type Op,
  type Result,
  type SearchNode,
  type ViewState,
  type WindowList,
} from '../mail';
import type { Finding, FindRequest, Found } from '../session/lookup';
import { MAX_SORTED_HERE, VIEW_ROWS, VIEW_STALE_MS } from './limits';
import type { FoundHere } from './text-index/search-here';
import { ViewHere } from './view-here';
import { ViewRows } from './view-rows';

export interface ViewHost {
  /** Null while the mailbox is not open. */
  readonly model: () => Mailbox | null;
  /** What the index of words knows; null: nothing. */
  readonly here: (search: SearchNode, isOver: () => boolean) => Promise<FoundHere | null>;
  /** Rows that are kept here though they are not in memory. */
  readonly stored: (uids: readonly Uid[]) => Promise<readonly MessageRow[]>;
  readonly find: (request: FindRequest, onShare: (share: number) => void) => Finding;
  readonly rows: (uidValidity: UidValidity, uids: readonly Uid[]) => Promise<Result<readonly FetchItems[]>>;
  readonly tell: (change: ListChange) => void;
  readonly tellState: (state: ViewState) => void;
  /** Epoch ms. */
  readonly now: () => number;
  readonly setTimer: (ms: number, fn: () => void) => () => void;
}

export class ViewList {
  readonly #view: MailView;
  readonly #host: ViewHost;
  readonly #rows: ViewRows;
  readonly #here: ViewHere;
  /** Messages up to this UID were there when the server was asked last. */
  #upTo = 0;
  #finding: Finding | null = null;
  /** The server removes exactly what is chosen, and says where messages go. */
  #exact = false;
  #state: ViewState | null = null;
  #cancelStale: (() => void) | null = null;
  #cancelFresh: (() => void) | null = null;
  #ended = false;

  constructor(view: MailView, host: ViewHost) {
    this.#view = view;
    this.#host = host;
    this.#here = new ViewHere(view, host);
    this.#rows = new ViewRows({
      ...host,
      piece: (from) => host.find({ view, from }, () => undefined).result,
      moved: () => this.#soon(),
      failed: (error) => this.#tellState({ kind: 'failed', error }),
    });
  }

  /** As the tab has it. */
  get list(): WindowList {
    return this.#rows.list;
  }

  start(): void {
    this.#here.forget();
    this.#showKnown();
    this.#ask();
    this.grew();
  }

  /** The index of words knows more than it did, or is asked for the first time: what it finds counts until the server has answered. */
  grew(): void {
    if (!this.#isOpen) return;
    const isOver = (): boolean => this.#ended || !this.#isOpen;
    void this.#here.ask(isOver).then((isMore) => {
      if (!isMore || isOver()) return;
      this.#showKnown();
      const state = this.#state;
      if (state?.kind === 'asking' || state?.kind === 'partly')
        this.#tellState({ ...state, ...this.#here.coverage() });
    });
  }

  /** The server has not said yet what belongs. */
  get #isOpen(): boolean {
    return this.#state?.kind === 'asking' || this.#state?.kind === 'partly';
  }

  end(): void {
    this.#ended = true;
    this.#rows.end();
    this.#finding?.cancel();
    this.#cancelStale?.();
    this.#cancelFresh?.();
  }

  /** Places that are or soon will be on screen, inclusive. */
  want(first: number, last: number): void {
    this.#rows.want(first, last);
  }

  /** Every message of the view, loaded or not; what is not known here, of a long order or an early answer, is asked of the server. */
  async choose(): Promise<Result<ChosenSet>> {
    const known = this.#rows.all;
    if (this.#state?.kind === 'whole' && known !== null) return this.#chosen(known);
    const view: MailView = { ...this.#view, order: 'newest' };
    const { result } = this.#host.find({ view, from: 0 }, () => undefined);
    const found = await result;
    if (!found.ok) return found;
    if (found.value === null) return { ok: false, error: { code: 'server-refused' } };
    if (found.value.uidValidity !== this.list.uidValidity)
      return { ok: false, error: { code: 'mailbox-changed' } };
    this.#exact = found.value.exact;
    return this.#chosen(found.value.uids);
  }

  #chosen(uids: Uint32Array): Result<ChosenSet> {
    const { uidValidity } = this.list;
    const value = { uidValidity, uids: numberSetOf(uids), count: uids.length, exact: this.#exact };
    return { ok: true, value };
  }

  /** There is a connection again: what it kept from an answer is asked once more. */
  live(): void {
    const why = this.#state;
    if (why?.kind === 'failed' || (why?.kind === 'partly' && why.why === 'offline')) this.#ask();
  }

  /** Something happened to the mailbox. */
  applied({ changes, loaded, changed, gone, unseen }: Applied): void {
    const reset = changes.find((change) => change.kind === 'reset');
    if (reset !== undefined) {
      // The rows are forgotten, not the messages: what is shown stays until the server has answered.
      if (reset.uidValidity === this.list.uidValidity) this.#ask();
      else this.start();
      return;
    }
    const flagged = unseen.flatMap(([uid, flags]) => {
      const row = this.list.rowOf(uid);
      return row === undefined ? [] : [withFlags(row, flags)];
    });
    const ours = changed.map(([, after]) => after).filter((row) => this.list.rowOf(row.uid) !== undefined);
    ours.push(...flagged);
    this.#rows.changed(ours);
    this.#rows.remove(gone);
    const went = changes.reduce((sum, one) => sum + (one.kind === 'removed' ? one.positions.length : 0), 0);
    // Messages went that nobody knows the UID of: only the server knows which.
    if (went > gone.length) this.#soon();
    if (loaded.length > 0) this.#arrived(loaded);
  }

  /** An op of our own was done: it may be about messages whose rows only this view has. */
  done(op: Op): void {
    const { action } = op;
    if (op.uidValidity !== this.list.uidValidity) return;
    if (action.kind !== 'flag') this.#rows.remove(op.uids);
    else {
      const rows = op.uids.flatMap((uid) => this.list.rowOf(uid) ?? []);
      const changed = rows.map((row) => withFlag(row, action.flag, action.add));
      if (changed.some((row, i) => row !== rows[i])) this.#rows.changed(changed);
    }
  }

  #showKnown(): void {
    const known = this.#here.known();
    if (known === null) return;
    const { uidValidity, rows } = known;
    this.#rows.show(
      uidValidity,
      Uint32Array.from(rows, (row) => row.uid),
      new Map(rows.map((row) => [row.uid, row])),
    );
  }

  #ask(): void {
    this.#finding?.cancel();
    this.#cancelStale?.();
    this.#cancelStale = null;
    this.#upTo = this.#newestHere();
    const finding = this.#host.find({ view: this.#view, from: 0 }, (share) => {
      if (this.#finding === finding) this.#tellState({ kind: 'asking', ...this.#here.coverage(), share });
    });
    this.#finding = finding;
    this.#tellState({ kind: 'asking', ...this.#here.coverage(), share: null });
    void finding.result.then((result) => {
      if (this.#ended || this.#finding !== finding) return;
      this.#finding = null;
      void this.#found(result);
    });
  }

  async #found(result: Result<Found | null>): Promise<void> {
    if (!result.ok) {
      if (result.error.code === 'offline')
        this.#tellState({ kind: 'partly', ...this.#here.coverage(), why: 'offline' });
      else this.#tellState({ kind: 'failed', error: result.error });
      return;
    }
    const found = result.value;
    if (found === null) return this.#tellState({ kind: 'partly', ...this.#here.coverage(), why: 'unable' });
    this.#exact = found.exact;
    if (found.ordered) {
      const uids = new Uint32Array(found.count);
      uids.set(found.uids.subarray(0, found.count - found.start), found.start);
      this.#rows.show(found.uidValidity, uids);
      return this.#tellState({ kind: 'whole' });
    }
    await this.#sortHere(found);
  }

  /** The server cannot sort: few messages are sorted here, of many those that are known. */
  async #sortHere({ uidValidity, uids }: Found): Promise<void> {
    if (uids.length > MAX_SORTED_HERE)
      return this.#tellState({ kind: 'partly', ...this.#here.coverage(), why: 'unable' });
    const known = new Map<number, MessageRow>();
    const model = this.#host.model();
    for (const uid of uids) {
      const row = model?.list.uidValidity === uidValidity ? model.list.rowOf(toUid(uid)) : undefined;
      if (row) known.set(uid, row);
    }
    const left = Array.from(uids, toUid).filter((uid) => !known.has(uid));
    for (let at = 0; at < left.length; at += VIEW_ROWS) {
      const read = await this.#host.rows(uidValidity, left.slice(at, at + VIEW_ROWS));
      if (this.#ended) return undefined;
      if (!read.ok) return this.#tellState({ kind: 'failed', error: read.error });
      for (const row of read.value.flatMap((items) => rowFromFetch(items) ?? [])) known.set(row.uid, row);
    }
    const rows = sortRows([...known.values()], this.#view.order);
    this.#rows.show(
      uidValidity,
      Uint32Array.from(rows, (row) => row.uid),
    );
    this.#rows.tell(0, rows);
    return this.#tellState({ kind: 'whole' });
  }

  /** New messages: those that surely belong come in on top, of others the server is asked. */
  #arrived(rows: readonly MessageRow[]): void {
    const { search, order } = this.#view;
    if (this.#state?.kind !== 'whole') return;
    const newest = this.#known();
    const fresh = rows.filter((row) => row.uid > newest);
    const answers = fresh.map((row) => (search === null ? true : matchesRow(search, row, this.#host.now())));
    if (answers.every((answer) => answer === false)) return;
    if (order !== 'newest') return this.#soon();
    if (answers.includes(null)) return this.#askFresh();
    const coming = sortRows(
      fresh.filter((_, i) => answers[i] === true),
      'newest',
    );
    this.#rows.comeIn(coming.map((row) => row.uid));
    this.#rows.tell(0, coming);
  }

  /** Only the server knows which of the new messages belong: it is asked about those alone, once they have passed. */
  #askFresh(): void {
    this.#cancelFresh ??= this.#host.setTimer(VIEW_STALE_MS, () => {
      this.#cancelFresh = null;
      void this.#readFresh();
    });
  }

  async #readFresh(): Promise<void> {
    const { uidValidity } = this.list;
    const newerThan = toUid(this.#known());
    this.#upTo = this.#newestHere();
    const found = await this.#host.find({ view: this.#view, from: 0, newerThan }, () => undefined).result;
    if (this.#ended || !found.ok || found.value?.uidValidity !== uidValidity) return;
    // `n:*` names the last message also when it is older, and others may have come in meanwhile.
    const { newest } = this.#rows;
    this.#rows.comeIn(Array.from(found.value.uids, toUid).filter((uid) => uid > newest));
    this.#rows.fill();
  }

  /** What is newer than this was neither found nor asked about. */
  #known(): number {
    return Math.max(this.#upTo, this.#rows.newest);
  }

  #newestHere(): number {
    return this.#host.model()?.list.rowAt(0)?.uid ?? 0;
  }

  /** The order is asked for once more when the changes have passed. */
  #soon(): void {
    if (this.#finding !== null) return;
    this.#cancelStale ??= this.#host.setTimer(VIEW_STALE_MS, () => {
      this.#cancelStale = null;
      this.#ask();
    });
  }

  #tellState(state: ViewState): void {
    this.#state = state;
    this.#host.tellState(state);
  }
}
