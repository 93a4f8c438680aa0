/**
 * A mailbox as one tab sees it searched or sorted: which messages, in what order, and their rows.
 *
 * What is known here answers at once; then the server is asked, and its word replaces it. Places are the view's own, messages
 * are UIDs. The model of the mailbox stays the truth about rows: what happens to one there happens to it here.
 */
import { toUid, type FetchItems, type Uid, type UidValidity } from '../imap/types';
import {
  matchesRow,
  rowFromFetch,
  rowsOfView,
  sortRows,
  WindowList,
  withFlag,
  withFlags,
  wordLeaves,
  type Applied,
  type Coverage,
  type ListChange,
  type Mailbox,
  type MailView,
  type MessageRow,
  type Op,
  type Result,
  type SearchNode,
  type ViewState,
  type WordLeaf,
} from '../mail';
import type { Finding, FindRequest, Found } from '../session/lookup';
import { FIRST_ROWS, MAX_SORTED_HERE, MAX_VIEW_ROWS, VIEW_ROWS, VIEW_STALE_MS } from './limits';
import type { FoundHere } from './text-index/search-here';
import { ViewOrder } from './view-order';

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
  /** As the tab has it. */
  readonly list = new WindowList();
  #order = new ViewOrder();
  /** Messages up to this UID were there when the server was asked last. */
  #upTo = 0;
  #finding: Finding | null = null;
  #state: ViewState | null = null;
  #wanted: readonly [first: number, last: number] = [0, FIRST_ROWS - 1];
  #reading = false;
  /** Messages the server did not send a row of. */
  readonly #missing = new Set<number>();
  /** What the index of words said of this search. */
  #here: FoundHere | null = null;
  /** Questions to it; only the answer to the last one counts. */
  #asked = 0;
  #cancelStale: (() => void) | null = null;
  #cancelFresh: (() => void) | null = null;
  #ended = false;

  constructor(view: MailView, host: ViewHost) {
    this.#view = view;
    this.#host = host;
  }

  start(): void {
    this.#here = null;
    this.#showKnown();
    this.#ask();
    this.grew();
  }

  /** The index of words knows more than it did, or is asked for the first time: what it finds counts until the server has answered. */
  grew(): void {
    const { search } = this.#view;
    if (search === null || !this.#isOpen) return;
    const asked = ++this.#asked;
    const isOver = (): boolean => this.#ended || asked !== this.#asked || !this.#isOpen;
    void this.#host.here(search, isOver).then((found) => {
      if (found === null || isOver()) return;
      this.#here = found;
      this.#showKnown();
      const state = this.#state;
      if (state?.kind === 'asking' || state?.kind === 'partly')
        this.#tellState({ ...state, ...this.#coverage() });
    });
  }

  /** The server has not said yet what belongs. */
  get #isOpen(): boolean {
    return this.#state?.kind === 'asking' || this.#state?.kind === 'partly';
  }

  end(): void {
    this.#ended = true;
    this.#finding?.cancel();
    this.#cancelStale?.();
    this.#cancelFresh?.();
  }

  /** Places that are or soon will be on screen, inclusive. */
  want(first: number, last: number): void {
    this.#wanted = [Math.max(0, first), last];
    this.#tellKnown();
    this.#read();
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
    if (ours.length > 0) this.#apply({ kind: 'changed', rows: ours });
    this.#remove(gone);
    const went = changes.reduce((sum, one) => sum + (one.kind === 'removed' ? one.positions.length : 0), 0);
    // Messages went that nobody knows the UID of: only the server knows which.
    if (went > gone.length) this.#soon();
    if (loaded.length > 0) this.#arrived(loaded);
  }

  /** An op of our own was done: it may be about messages whose rows only this view has. */
  done(op: Op): void {
    const { action } = op;
    if (op.uidValidity !== this.list.uidValidity) return;
    if (action.kind !== 'flag') this.#remove(op.uids);
    else {
      const rows = op.uids.flatMap((uid) => this.list.rowOf(uid) ?? []);
      const changed = rows.map((row) => withFlag(row, action.flag, action.add));
      if (changed.some((row, i) => row !== rows[i])) this.#apply({ kind: 'changed', rows: changed });
    }
  }

  #showKnown(): void {
    const model = this.#host.model();
    if (!model) return;
    const { uidValidity } = model.list;
    const rows = new Map(
      rowsOfView(model.list.rows(), this.#view, this.#host.now()).map((row) => [row.uid, row]),
    );
    if (this.#here?.uidValidity === uidValidity)
      for (const row of this.#here.rows) if (!rows.has(row.uid)) rows.set(row.uid, row);
    const sorted = sortRows([...rows.values()], this.#view.order);
    this.#show(
      uidValidity,
      Uint32Array.from(sorted, (row) => row.uid),
      rows,
    );
  }

  #ask(): void {
    this.#finding?.cancel();
    this.#cancelStale?.();
    this.#cancelStale = null;
    this.#upTo = this.#newestHere();
    const finding = this.#host.find({ view: this.#view, from: 0 }, (share) => {
      if (this.#finding === finding) this.#tellState({ kind: 'asking', ...this.#coverage(), share });
    });
    this.#finding = finding;
    this.#tellState({ kind: 'asking', ...this.#coverage(), share: null });
    void finding.result.then((result) => {
      if (this.#ended || this.#finding !== finding) return;
      this.#finding = null;
      void this.#found(result);
    });
  }

  async #found(result: Result<Found | null>): Promise<void> {
    if (!result.ok) {
      if (result.error.code === 'offline')
        this.#tellState({ kind: 'partly', ...this.#coverage(), why: 'offline' });
      else this.#tellState({ kind: 'failed', error: result.error });
      return;
    }
    const found = result.value;
    if (found === null) return this.#tellState({ kind: 'partly', ...this.#coverage(), why: 'unable' });
    if (found.ordered) {
      const uids = new Uint32Array(found.count);
      uids.set(found.uids.subarray(0, found.count - found.start), found.start);
      this.#show(found.uidValidity, uids);
      return this.#tellState({ kind: 'whole' });
    }
    await this.#sortHere(found);
  }

  /** The server cannot sort: few messages are sorted here, of many those that are known. */
  async #sortHere({ uidValidity, uids }: Found): Promise<void> {
    if (uids.length > MAX_SORTED_HERE)
      return this.#tellState({ kind: 'partly', ...this.#coverage(), why: 'unable' });
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
    this.#show(
      uidValidity,
      Uint32Array.from(rows, (row) => row.uid),
    );
    this.#apply({ kind: 'rows', start: 0, rows });
    return this.#tellState({ kind: 'whole' });
  }

  #show(
    uidValidity: UidValidity,
    uids: Uint32Array<ArrayBuffer>,
    rows: ReadonlyMap<number, MessageRow> = new Map(),
  ): void {
    const known = new Map<number, MessageRow>(rows);
    if (this.list.uidValidity === uidValidity) for (const row of this.list.rows()) known.set(row.uid, row);
    this.#order = new ViewOrder(uids);
    this.#missing.clear();
    const readOnly = this.#host.model()?.list.readOnly ?? false;
    this.#apply({ kind: 'reset', uidValidity, exists: uids.length, readOnly });
    this.#tellKnown(known);
    this.#read();
  }

  /** Rows of wanted places that are known here. */
  #tellKnown(also?: ReadonlyMap<number, MessageRow>): void {
    const model = this.#host.model()?.list;
    const isSame = model?.uidValidity === this.list.uidValidity;
    const [first, last] = this.#wanted;
    for (const [from, to] of this.list.missing(first, last)) {
      const rows: (MessageRow | null)[] = [];
      for (let place = from; place <= to; place++) {
        const uid = this.#order.at(place);
        const row = uid && ((isSame ? model.rowOf(uid) : undefined) ?? also?.get(uid));
        rows.push(row ?? null);
      }
      if (rows.some((row) => row !== null)) this.#apply({ kind: 'rows', start: from, rows });
    }
  }

  /** Asks the server for the rows of wanted places, a batch at a time. */
  #read(): void {
    if (this.#reading || this.#ended) return;
    const [first, last] = this.#wanted;
    const places: number[] = [];
    for (const [from, to] of this.list.missing(first, last)) {
      for (let place = from; place <= to && places.length < VIEW_ROWS; place++)
        if (!this.#missing.has(this.#order.at(place) ?? 0)) places.push(place);
    }
    const place = places[0];
    if (place === undefined) return;
    this.#reading = true;
    const more = this.#order.at(place) === undefined ? this.#readOrder(place) : this.#readRows(places);
    void more.then((goesOn) => {
      this.#reading = false;
      if (goesOn) this.#read();
    });
  }

  /** A further piece of the order of a large mailbox. */
  async #readOrder(from: number): Promise<boolean> {
    const found = await this.#host.find({ view: this.#view, from }, () => undefined).result;
    if (this.#ended || !found.ok || found.value === null) return false;
    const { uidValidity, count, start, uids } = found.value;
    // Messages came or went in between: another order.
    if (uidValidity !== this.list.uidValidity || count !== this.#order.count) {
      this.#soon();
      return false;
    }
    if (!this.#order.fill(start, uids)) {
      this.#tellState({ kind: 'failed', error: { code: 'server-protocol' } });
      return false;
    }
    return this.#order.at(from) !== undefined;
  }

  async #readRows(places: readonly number[]): Promise<boolean> {
    const { uidValidity } = this.list;
    const wanted = places.flatMap((place) => this.#order.at(place) ?? []);
    const rows = new Map((await this.#host.stored(wanted)).map((row) => [row.uid, row]));
    const uids = wanted.filter((uid) => !rows.has(uid));
    const read = uids.length === 0 ? NO_ROWS : await this.#host.rows(uidValidity, uids);
    if (this.#ended || uidValidity !== this.list.uidValidity) return false;
    if (!read.ok && rows.size === 0) return false;
    for (const row of read.ok ? read.value.flatMap((items) => rowFromFetch(items) ?? []) : [])
      rows.set(row.uid, row);
    if (read.ok) for (const uid of uids) if (!rows.has(uid)) this.#missing.add(uid);
    // Places may have moved meanwhile.
    for (const [first, last] of this.list.missing(...this.#wanted)) {
      const found = Array.from({ length: last - first + 1 }, (_, i) => {
        const uid = this.#order.at(first + i);
        return (uid && rows.get(uid)) ?? null;
      });
      if (found.some((row) => row !== null)) this.#apply({ kind: 'rows', start: first, rows: found });
    }
    this.list.trim(...this.#wanted, MAX_VIEW_ROWS);
    return read.ok;
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
    this.#comeIn(coming.map((row) => row.uid));
    this.#apply({ kind: 'rows', start: 0, rows: coming });
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
    const { newest } = this.#order;
    this.#comeIn(Array.from(found.value.uids, toUid).filter((uid) => uid > newest));
    this.#tellKnown();
    this.#read();
  }

  /** What is newer than this was neither found nor asked about. */
  #known(): number {
    return Math.max(this.#upTo, this.#order.newest);
  }

  #newestHere(): number {
    return this.#host.model()?.list.rowAt(0)?.uid ?? 0;
  }

  #comeIn(uids: readonly Uid[]): void {
    if (uids.length === 0) return;
    this.#order.prepend(uids);
    this.#apply({ kind: 'arrived', count: uids.length });
  }

  #remove(uids: readonly Uid[]): void {
    const positions = uids.length === 0 ? [] : this.#order.remove(uids);
    if (positions.length > 0) this.#apply({ kind: 'removed', positions });
  }

  /** The order is asked for once more when the changes have passed. */
  #soon(): void {
    if (this.#finding !== null) return;
    this.#cancelStale ??= this.#host.setTimer(VIEW_STALE_MS, () => {
      this.#cancelStale = null;
      this.#ask();
    });
  }

  #coverage(): Coverage {
    const list = this.#host.model()?.list;
    const found = this.#here?.uidValidity === list?.uidValidity ? this.#here : null;
    const of = list?.exists ?? 0;
    const here = Math.min(of, Math.max(list?.loaded ?? 0, found?.here ?? 0));
    const asksForText = this.#view.search !== null && wordLeaves(this.#view.search).some(isOfText);
    return asksForText ? { here, of, texts: Math.min(here, found?.texts ?? 0) } : { here, of };
  }

  #apply(change: ListChange): void {
    this.list.apply(change);
    this.#host.tell(change);
  }

  #tellState(state: ViewState): void {
    this.#state = state;
    this.#host.tellState(state);
  }
}

const NO_ROWS = { ok: true, value: [] } as const;
const isOfText = (leaf: WordLeaf): boolean => leaf.kind === 'text' || leaf.field === 'body';
