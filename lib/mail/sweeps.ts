/**
 * Long work painted over a list. An op names its messages one by one; long work names ranges of UIDs, mostly of messages no
 * row is known of. So nothing is kept per message: what a row looks like is asked of the ranges, and a run of unknown rows
 * is hidden with them where its known neighbours say that all of it lies inside (in a folder UIDs ascend with positions).
 *
 * What was not got to is bare again when the work ends; the rest stays painted until the list says the same, or is told anew.
 */
import type { NumberSet, Uid, UidValidity } from '../imap/types';
import { numberSetContains, subtractNumberSet } from '../imap/wire/numset';
import type { FolderJob, UidSet } from './folder-edit';
import { hasFlag } from './ops';
import type { ListChange, MessageRow, OpAction } from './types';
import type { Span, WindowList } from './window-list';

interface Sweep {
  readonly action: OpAction;
  /** Its place among all that is painted: what came later is painted over it. */
  readonly at: number;
  readonly uidValidity: UidValidity | null;
  /** Null: all there is, which is not known yet. */
  uids: NumberSet | null;
  settled: boolean;
  /** The folder's counters that were told since it was done have it in them. */
  counted: boolean;
}

type FlagAction = Extract<OpAction, { kind: 'flag' }>;

export class Sweeps {
  readonly #list: WindowList;
  /** Whether UIDs ascend with positions: not where the folder is sorted otherwise. */
  readonly #isOrdered: boolean;
  readonly #changed: () => void;
  readonly #byId = new Map<string, Sweep>();

  constructor(list: WindowList, isOrdered: boolean, changed: () => void) {
    this.#list = list;
    this.#isOrdered = isOrdered;
    this.#changed = changed;
  }

  get isEmpty(): boolean {
    return this.#byId.size === 0;
  }

  has(id: string): boolean {
    return this.#byId.has(id);
  }

  start(id: string, { within, action }: FolderJob, at: number): void {
    if (this.#byId.has(id) || (within !== null && !this.#isOfThisList(within))) return;
    // What is marked is not known by ranges, unless a choice names it.
    if (within === null && action.kind === 'expunge' && action.marked === true) return;
    const uidValidity = within?.uidValidity ?? null;
    const sweep: Sweep = {
      action,
      at,
      uidValidity,
      uids: within?.uids ?? null,
      settled: false,
      counted: false,
    };
    this.#byId.set(id, sweep);
    this.#bind(sweep);
    this.#changed();
  }

  /** The work is over, but for what is `left`. */
  end(id: string, left: UidSet | null): void {
    const sweep = this.#byId.get(id);
    if (sweep === undefined) return;
    if (left !== null) sweep.uids = subtractNumberSet(sweep.uids ?? [], left.uids);
    sweep.settled = true;
    this.#changed();
    this.#retire();
  }

  drop(id: string): void {
    if (this.#byId.delete(id)) this.#changed();
  }

  /** Call after the list has applied the change. */
  confirmed(change: ListChange): void {
    if (this.isEmpty) return;
    if (change.kind === 'reset') {
      for (const [id, { settled, uidValidity }] of this.#byId)
        if (settled || (uidValidity ?? change.uidValidity) !== change.uidValidity) this.drop(id);
      return;
    }
    if (change.kind === 'rows') for (const sweep of this.#byId.values()) this.#bind(sweep);
    this.#retire();
  }

  countersTold(): void {
    for (const sweep of this.#byId.values()) sweep.counted = sweep.settled;
    this.#retire();
  }

  /** The work that removes a message from the folder. */
  removalOf(uid: Uid): { readonly counted: boolean } | undefined {
    for (const sweep of this.#byId.values())
      if (sweep.action.kind !== 'flag' && covers(sweep, uid)) return sweep;
    return undefined;
  }

  /** Flags set or cleared on a message, oldest first. */
  *flagsOf(uid: Uid): Generator<{ readonly at: number; readonly counted: boolean } & FlagAction> {
    for (const { action, at, counted, ...rest } of this.#byId.values())
      if (action.kind === 'flag' && covers(rest, uid)) yield { at, counted, ...action };
  }

  /** Hidden positions, known and unknown. */
  hidden(): Span[] {
    return [...this.#removals(() => true)].map(({ span }) => span);
  }

  /** Hidden messages no row is known of, and which the counters still have in them. */
  get hiddenUnknown(): number {
    let count = 0;
    for (const { span, isKnown } of this.#removals((sweep) => !sweep.counted))
      if (!isKnown) count += span[1] - span[0] + 1;
    return count;
  }

  /**
   * Whether of everything that is not known this work leaves nothing unread, so that what is known says how much that is.
   * False also where nothing is unknown: then rows can be counted.
   */
  get readsUnknown(): boolean {
    const reads = [...this.#byId.values()].filter(({ action, counted }) => !counted && leavesRead(action));
    if (reads.length === 0) return false;
    if (this.#list.uidValidity === 0) return reads.some(({ uids }) => uids === null);
    const gaps = [...this.#gaps()];
    return gaps.length > 0 && gaps.every((gap) => reads.some((sweep) => this.#coversGap(sweep, gap)));
  }

  *#removals(of: (sweep: Sweep) => boolean): Generator<{ readonly span: Span; readonly isKnown: boolean }> {
    const removals = [...this.#byId.values()].filter((sweep) => sweep.action.kind !== 'flag' && of(sweep));
    if (removals.length === 0) return;
    const { exists } = this.#list;
    for (const [index, row] of this.#list.entries()) {
      const position = exists - 1 - index;
      if (removals.some((sweep) => covers(sweep, row.uid)))
        yield { span: [position, position], isKnown: true };
    }
    for (const gap of this.#gaps())
      if (removals.some((sweep) => this.#coversGap(sweep, gap))) yield { span: gap.span, isKnown: false };
  }

  /** Runs of unknown rows, with the UIDs that have room in them. */
  *#gaps(): Generator<Gap> {
    const { exists } = this.#list;
    let at = -1;
    let below = 0;
    for (const [index, { uid }] of this.#list.entries()) {
      if (index - at > 1) yield { span: [exists - index, exists - 2 - at], low: below + 1, high: uid - 1 };
      at = index;
      below = uid;
    }
    if (exists - 1 > at) yield { span: [0, exists - 2 - at], low: below + 1, high: Infinity };
  }

  #coversGap({ uids }: Sweep, { low, high }: Gap): boolean {
    if (uids === null) return true;
    if (this.#isOrdered) return low <= high && uids.some(([first, last]) => first <= low && high <= last);
    // Sorted otherwise, only work on all there is covers what is not known.
    const top = this.#topUid();
    return top > 0 && uids.length === 1 && uids.every(([first, last]) => first === 1 && top <= last);
  }

  /** All there is means what was there when it was asked for: what comes later stays as it is. */
  #bind(sweep: Sweep): void {
    const top = this.#topUid();
    if (sweep.uids === null && top > 0) sweep.uids = [[1, top]];
  }

  #topUid(): number {
    let top = 0;
    for (const { uid } of this.#list.rows()) top = Math.max(top, uid);
    return top;
  }

  #isOfThisList({ uidValidity }: UidSet): boolean {
    return this.#list.uidValidity === 0 || uidValidity === this.#list.uidValidity;
  }

  /** What is done and counted has nothing to paint any more once no row contradicts it. */
  #retire(): void {
    for (const [id, sweep] of this.#byId) {
      if (!sweep.settled || !sweep.counted) continue;
      const waits = (row: MessageRow): boolean => covers(sweep, row.uid) && contradicts(row, sweep.action);
      if (![...this.#list.rows()].some(waits)) this.drop(id);
    }
  }
}

interface Gap {
  readonly span: Span;
  readonly low: number;
  readonly high: number;
}

const covers = ({ uids }: Pick<Sweep, 'uids'>, uid: Uid): boolean =>
  uids === null || numberSetContains(uids, uid);

/** Nothing it touches is an unread message of the folder afterwards. */
const leavesRead = (action: OpAction): boolean =>
  action.kind !== 'flag' || (action.flag === '\\Seen' && action.add);

const contradicts = (row: MessageRow, action: OpAction): boolean =>
  action.kind !== 'flag' || hasFlag(row, action.flag) !== action.add;
