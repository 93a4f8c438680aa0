/**
 * One action on many messages of a folder. The server names them in one SEARCH, which with ESEARCH is a line of ranges however
 * many they are. They are worked on in batches: the newest first, so that a person sees it happen; a move the oldest first,
 * so that they stand in their order where they go. Each batch is an op like any other: a cut connection is taken up again, and
 * UID EXPUNGE removes exactly what the batch marked. The journal is written down as that of an op is. What a choice names is never more than was there when it was made.
 */
import {
  expunge,
  fetch,
  intersectNumberSets,
  iterateNumberSet,
  noop,
  numberSetCount,
  numberSetOf,
  splitNumberSet,
  subtractNumberSet,
  unionNumberSets,
  type SearchCriteria,
  status,
} from '../../imap';
import { toUid, type MailboxName, type NumberSet, type Uid, type UidValidity } from '../../imap/types';
import type {
  AppError,
  ChosenSet,
  FolderJob,
  FolderJobResult,
  Op,
  OpAction,
  Result,
  UidSet,
} from '../../mail';
import { failureToError } from '../errors';
import { JOB_BATCH, JOB_TRIES, SET_OCTETS } from '../limits';
import { leaseError } from '../leases';
import type { Link } from '../link';
import { SavesBehind } from '../saves-behind';
import { findAll } from './find-all';
import { applyOp } from './apply-op';
import { isUntouched, journalOf, type OpJournal } from './op-journal';
import type { AcquireLease } from './op-lease';

export interface JobHooks {
  /** Resolves when the next step may be taken, with the work as its folders are called then. */
  readonly turn: () => Promise<FolderJob>;
  readonly acquire: AcquireLease;
  /** `total` 0: not known yet. */
  readonly report: (done: number, total: number) => void;
  readonly isCancelled: () => boolean;
  /** No connection will come any more. */
  readonly isEnded: () => boolean;
  /** Writes the journal where it outlives this engine. */
  readonly save: () => Promise<void>;
}

/** How far long work got. */
export interface JobJournal {
  /** What the server named; null: it was not asked yet. */
  found: { readonly uidValidity: UidValidity; readonly total: number; readonly exact: boolean } | null;
  /** Not begun. */
  left: NumberSet;
  batch: { readonly uids: readonly Uid[]; readonly journal: OpJournal } | null;
  done: number;
  /** What was changed, as ranges: how to take it back. Of a move, where the messages are now. */
  back: UidSet | null;
}

export const newJobJournal = (): JobJournal => ({ found: null, left: [], batch: null, done: 0, back: null });

interface Found {
  readonly uidValidity: UidValidity;
  readonly set: NumberSet;
  /** False: what is marked can only be removed all at once. */
  readonly exact: boolean;
}

/** Fails only where nothing was done; else the result says how far it got, and why not further. Goes on where the journal is. */
export async function runFolderJob(journal: JobJournal, hooks: JobHooks): Promise<Result<FolderJobResult>> {
  const saves = new SavesBehind(hooks.save);
  try {
    return await runBatches(journal, hooks, saves);
  } finally {
    await saves.settled();
  }
}

async function runBatches(
  journal: JobJournal,
  hooks: JobHooks,
  saves: SavesBehind,
): Promise<Result<FolderJobResult>> {
  hooks.report(journal.done, journal.found?.total ?? 0);
  if (journal.found === null) {
    const found = await awaitFound(hooks);
    if (!found.ok) return found;
    const { uidValidity, set, exact } = found.value;
    journal.found = { uidValidity, total: numberSetCount(set), exact };
    journal.left = set;
  }
  const { total, exact } = journal.found;
  for (;;) {
    const job = await hooks.turn();
    if (!exact && isMarkedExpunge(job.action)) return expungeAll(job, total, hooks);
    hooks.report(journal.done, total);
    const isUnbegun = journal.batch === null || isUntouched(journal.batch.journal);
    if (isUnbegun && hooks.isCancelled()) return endOf(job, journal, true, null);
    const batch = (journal.batch ??= takeBatch(journal, job.action.kind === 'move'));
    if (batch === null) return endOf(job, journal, false, null);
    const error = await work(journal.found.uidValidity, batch, {
      ...hooks,
      acquire: withProgress(hooks.acquire, (part) => {
        hooks.report(journal.done + Math.floor(batch.uids.length * part), total);
      }),
    });
    if (error === 'cancelled') continue;
    // The work is there still, for another session.
    if (hooks.isEnded() && error !== null) return { ok: false, error };
    note(job.action, journal, batch.journal);
    // What must not be done twice is written down before it is sent; that a batch is done may be learnt again.
    saves.soon();
    if (error === null) continue;
    return journal.done === 0 ? { ok: false, error } : endOf(await hooks.turn(), journal, false, error);
  }
}

async function awaitFound(hooks: JobHooks): Promise<Result<Found>> {
  for (;;) {
    const job = await hooks.turn();
    const found = await onMailbox(job.mailbox, hooks.acquire, (link) => find(job, link));
    if (found.ok || found.error.code !== 'offline' || hooks.isEnded() || hooks.isCancelled()) return found;
  }
}

/** A batch is over, all of it or a part: what it did counts. */
function note(action: OpAction, journal: JobJournal, batch: OpJournal): void {
  const isMove = action.kind === 'move';
  const changed = isMove ? batch.moved.map(([, to]) => to) : batch.done;
  const uidValidity = isMove ? batch.destination : journal.found?.uidValidity;
  if (uidValidity !== null && uidValidity !== undefined) {
    const before = journal.back?.uidValidity === uidValidity ? journal.back.uids : [];
    journal.back = { uidValidity, uids: unionNumberSets(before, numberSetOf(changed)) };
  }
  journal.done += batch.done.length;
  journal.left = unionNumberSets(journal.left, numberSetOf([...batch.left, ...batch.unsure]));
  journal.batch = null;
}

function endOf(
  job: FolderJob,
  journal: JobJournal,
  cancelled: boolean,
  failure: AppError | null,
): Result<FolderJobResult> {
  const { done, found, batch } = journal;
  const left = unionNumberSets(journal.left, numberSetOf(batch?.uids ?? []));
  const rest: FolderJob | null =
    found === null || left.length === 0
      ? null
      : { ...job, within: { uidValidity: found.uidValidity, uids: left } };
  return {
    ok: true,
    value: { done, total: found?.total ?? 0, cancelled, failure, undo: wayBack(job, journal), rest },
  };
}

/** Null where the server did not say where all of the messages went. */
function wayBack({ mailbox, action }: FolderJob, { done, back }: JobJournal): FolderJob | null {
  if (done === 0 || back === null || numberSetCount(back.uids) !== done) return null;
  if (action.kind === 'flag') return { mailbox, within: back, action: { ...action, add: !action.add } };
  if (action.kind === 'expunge') return null;
  return { mailbox: action.to, within: back, action: { kind: 'move', to: mailbox, purpose: 'move' } };
}

/** What is in the folder now, or what is marked in it: bounds of the work a person may choose to have done. */
export function chooseSet(
  mailbox: MailboxName,
  of: 'all' | 'marked',
  acquire: AcquireLease,
): Promise<Result<ChosenSet>> {
  return onMailbox(mailbox, acquire, async (link) => {
    const info = link.selectedInfo;
    if (info === null) return { ok: false, error: { code: 'offline' } };
    const { uidValidity } = info;
    const exact = isExact(link);
    if (of === 'marked') {
      const marked = await findAll(link, MARKED);
      if (!marked.ok) return marked;
      const count = numberSetCount(marked.value);
      return { ok: true, value: { uidValidity, uids: marked.value, count, exact } };
    }
    // The highest UID bounds the choice and its sequence number is the count: one short line, however large the folder.
    const last = await link.run(fetch({ uid: true, set: [[Infinity, Infinity]], items: ['uid'] }));
    if (!last.ok) return { ok: false, error: failureToError(last.failure, 'server-refused') };
    let uid = 0;
    let count = 0;
    for (const { seq, items } of last.value) {
      uid = Math.max(uid, items.uid ?? 0);
      count = Math.max(count, seq);
    }
    if (link.driver.isUidOnly && uid > 0) {
      // The message has no number there, so its folder is asked for its own.
      const counted = await link.run(status(mailbox, ['messages']));
      if (!counted.ok) return { ok: false, error: failureToError(counted.failure, 'server-refused') };
      count = counted.value.messages ?? 0;
    }
    return { ok: true, value: { uidValidity, uids: uid === 0 ? [] : [[1, uid]], count, exact } };
  });
}

async function onMailbox<T>(
  mailbox: MailboxName,
  acquire: AcquireLease,
  use: (link: Link) => Promise<Result<T>>,
): Promise<Result<T>> {
  const outcome = await acquire(mailbox);
  if (!outcome.ok) return { ok: false, error: leaseError(outcome) };
  const { link } = outcome.lease;
  try {
    // A server may answer from what this connection has heard so far (Dovecot): first it hears what others did.
    const heard = await link.run(noop());
    if (!heard.ok) return { ok: false, error: failureToError(heard.failure, 'server-refused') };
    return await use(link);
  } finally {
    outcome.lease.release();
  }
}

async function find(job: FolderJob, link: Link): Promise<Result<Found>> {
  const info = link.selectedInfo;
  if (info === null) return { ok: false, error: { code: 'offline' } };
  if (info.readOnly) return { ok: false, error: { code: 'mailbox-read-only' } };
  if (job.within !== null && job.within.uidValidity !== info.uidValidity)
    return { ok: false, error: { code: 'mailbox-changed' } };
  if (!canDo(job.action, link)) return { ok: false, error: { code: 'job-unsafe' } };
  const all = await findAll(link, criteriaOf(job.action));
  if (!all.ok) return all;
  const set = job.within === null ? all.value : intersectNumberSets(all.value, job.within.uids);
  const exact = isExact(link);
  // EXPUNGE would take the others too.
  if (isMarkedExpunge(job.action) && !exact && subtractNumberSet(all.value, set).length > 0)
    return { ok: false, error: { code: 'marked-meanwhile' } };
  return { ok: true, value: { uidValidity: info.uidValidity, set, exact } };
}

/** Only what the action changes, so that undoing it gives back what was there. */
function criteriaOf(action: OpAction): SearchCriteria {
  if (action.kind === 'flag') return { kind: 'flag', flag: action.flag, set: !action.add };
  return isMarkedExpunge(action) ? MARKED : { kind: 'all' };
}

const isMarkedExpunge = (action: OpAction): boolean => action.kind === 'expunge' && action.marked === true;

const isExact = ({ driver }: Link): boolean => driver.has('UIDPLUS');

/** Without UIDPLUS nothing can be removed without removing what other clients marked (security.md L19). */
function canDo(action: OpAction, link: Link): boolean {
  const marks = action.kind === 'expunge' && action.marked !== true;
  const copies = action.kind === 'move' && !link.driver.has('MOVE');
  return !(marks || copies) || isExact(link);
}

/** Where UIDPLUS is missing and all that is marked was chosen. */
async function expungeAll(job: FolderJob, total: number, hooks: JobHooks): Promise<Result<FolderJobResult>> {
  hooks.report(0, total);
  const result: FolderJobResult = {
    done: total,
    total,
    cancelled: false,
    failure: null,
    undo: null,
    rest: null,
  };
  if (hooks.isCancelled()) return { ok: true, value: { ...result, done: 0, cancelled: true } };
  return onMailbox(job.mailbox, hooks.acquire, async (link) => {
    const outcome = await link.run(expunge());
    if (!outcome.ok) return { ok: false, error: failureToError(outcome.failure, 'server-refused') };
    hooks.report(total, total);
    return { ok: true, value: result };
  });
}

/** Null: the batch is done. Without a connection it waits for one; a batch that ends one connection after the other is given up. */
async function work(
  uidValidity: UidValidity,
  { uids, journal }: NonNullable<JobJournal['batch']>,
  hooks: JobHooks,
): Promise<AppError | 'cancelled' | null> {
  let isServed = false;
  const acquire: AcquireLease = async (name) => {
    const outcome = await hooks.acquire(name);
    isServed ||= outcome.ok;
    return outcome;
  };
  for (let tries = JOB_TRIES; tries > 0; tries -= isServed ? 1 : 0) {
    isServed = false;
    const { mailbox, action } = await hooks.turn();
    const op: Op = { id: 'job', account: '', mailbox, uidValidity, uids, action };
    const outcome = await applyOp(op, journal, acquire, hooks.save);
    if (outcome.kind === 'done') return null;
    if (outcome.kind === 'failed') return outcome.error;
    // Told as far as it got, with what is left of it: a person may go on with that.
    if (outcome.kind === 'waits') return { code: 'mailbox-crashes' };
    if (hooks.isEnded()) break;
    if (isUntouched(journal) && hooks.isCancelled()) return 'cancelled';
  }
  return { code: 'offline' };
}

/** What the server says of its way through a batch; a part of 1, below it: the batch is done when it says OK. */
function withProgress(acquire: AcquireLease, tell: (part: number) => void): AcquireLease {
  return async (mailbox) => {
    const outcome = await acquire(mailbox);
    if (!outcome.ok) return outcome;
    const { link, release } = outcome.lease;
    const hear = (done: number, goal: number | null): void => {
      if (goal !== null && goal > 0) tell(Math.min(Math.max(done / goal, 0), 0.99));
    };
    link.onProgress = hear;
    const end = (): void => {
      if (link.onProgress === hear) link.onProgress = null;
      release();
    };
    return { ok: true, lease: { link, release: end } };
  };
}

/** The next messages, no longer counted as left; null: there are none. */
function takeBatch(journal: JobJournal, oldestFirst: boolean): JobJournal['batch'] {
  const next = batchesOf(journal.left, oldestFirst).next();
  if (next.done === true) return null;
  const uids = next.value;
  journal.left = subtractNumberSet(journal.left, numberSetOf(uids));
  return { uids, journal: journalOf(uids) };
}

/** Each batch ascending, as some servers want sets (imap.md 2, exmail). */
function* batchesOf(set: NumberSet, oldestFirst: boolean): Generator<readonly Uid[], void, undefined> {
  let batch: [number, number][] = [];
  let count = 0;
  for (let at = 0; at < set.length; at += 1) {
    let [low, high] = set[oldestFirst ? at : set.length - 1 - at] ?? [1, 0];
    while (low <= high) {
      const size = Math.min(high - low + 1, JOB_BATCH - count);
      if (oldestFirst) batch.push([low, low + size - 1]);
      else batch.unshift([high - size + 1, high]);
      if (oldestFirst) low += size;
      else high -= size;
      count += size;
      if (count < JOB_BATCH) continue;
      yield* pieces(batch);
      batch = [];
      count = 0;
    }
  }
  if (count > 0) yield* pieces(batch);
}

function* pieces(batch: NumberSet): Generator<readonly Uid[], void, undefined> {
  for (const set of splitNumberSet(batch, SET_OCTETS)) yield [...iterateNumberSet(set)].map(toUid);
}

const MARKED: SearchCriteria = { kind: 'flag', flag: '\\Deleted', set: true };
