/**
 * One action on many messages of a folder. The server names them in one SEARCH, which with ESEARCH is a line of ranges however
 * many they are. They are worked on in batches: the newest first, so that a person sees it happen; a move the oldest first,
 * so that they stand in their order where they go. Each batch is an op like any other: a cut connection is taken up again, and
 * UID EXPUNGE removes exactly what the batch marked. What a choice names is never more than was there when it was made.
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
} from '../../imap';
import { toUid, type MailboxName, type NumberSet, type Uid, type UidValidity } from '../../imap/types';
import type { AppError, ChosenSet, FolderJob, FolderJobResult, Op, OpAction, Result } from '../../mail';
import { failureToError } from '../errors';
import { JOB_BATCH, JOB_TRIES, SET_OCTETS } from '../limits';
import { leaseError, type Link } from '../link';
import { findAll } from './find-all';
import { applyOp } from './apply-op';
import { newJournal, type OpJournal } from './op-journal';
import type { AcquireLease } from './op-lease';

export interface JobHooks {
  readonly acquire: AcquireLease;
  /** `total` 0: not known yet. */
  readonly report: (done: number, total: number) => void;
  readonly isCancelled: () => boolean;
}

interface Found {
  readonly uidValidity: UidValidity;
  readonly set: NumberSet;
  /** False: what is marked can only be removed all at once. */
  readonly exact: boolean;
}

/** Fails only where nothing was done; else the result says how far it got, and why not further. */
export async function runFolderJob(job: FolderJob, hooks: JobHooks): Promise<Result<FolderJobResult>> {
  hooks.report(0, 0);
  const found = await onMailbox(job.mailbox, hooks.acquire, (link) => find(job, link));
  if (!found.ok) return found;
  const { uidValidity, set, exact } = found.value;
  const total = numberSetCount(set);
  if (!exact && isMarkedExpunge(job.action)) return expungeAll(job, total, hooks);
  const undo = new UndoSet(job, uidValidity);
  let done = 0;
  const end = (cancelled: boolean, failure: AppError | null): Result<FolderJobResult> => ({
    ok: true,
    value: { done, total, cancelled, failure, undo: undo.job(done) },
  });
  for (const batch of batchesOf(set, job.action.kind === 'move')) {
    hooks.report(done, total);
    if (hooks.isCancelled()) return end(true, null);
    const op: Op = {
      id: 'job',
      account: '',
      mailbox: job.mailbox,
      uidValidity,
      uids: batch,
      action: job.action,
    };
    const journal = newJournal(op);
    const error = await work(
      op,
      journal,
      withProgress(hooks.acquire, (part) => {
        hooks.report(done + Math.floor(batch.length * part), total);
      }),
    );
    if (error !== null) return done === 0 ? { ok: false, error } : end(false, error);
    done += batch.length;
    undo.add(batch, journal);
  }
  hooks.report(done, total);
  return end(false, null);
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
  const result: FolderJobResult = { done: total, total, cancelled: false, failure: null, undo: null };
  if (hooks.isCancelled()) return { ok: true, value: { ...result, done: 0, cancelled: true } };
  return onMailbox(job.mailbox, hooks.acquire, async (link) => {
    const outcome = await link.run(expunge());
    if (!outcome.ok) return { ok: false, error: failureToError(outcome.failure, 'server-refused') };
    hooks.report(total, total);
    return { ok: true, value: result };
  });
}

async function work(op: Op, journal: OpJournal, acquire: AcquireLease): Promise<AppError | null> {
  for (let tries = JOB_TRIES; tries > 0; tries -= 1) {
    const outcome = await applyOp(op, journal, acquire);
    if (outcome.kind === 'done') return null;
    if (outcome.kind === 'failed') return outcome.error;
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

/** What was changed, as ranges: how to take it back. */
class UndoSet {
  private readonly asked: FolderJob;
  private uidValidity: UidValidity;
  private uids: NumberSet = [];

  constructor(job: FolderJob, uidValidity: UidValidity) {
    this.asked = job;
    this.uidValidity = uidValidity;
  }

  add(batch: readonly Uid[], journal: OpJournal): void {
    const { action } = this.asked;
    if (action.kind === 'move' && journal.destination !== null) this.uidValidity = journal.destination;
    const changed = action.kind === 'move' ? journal.moved.map(([, to]) => to) : batch;
    this.uids = unionNumberSets(this.uids, numberSetOf(changed));
  }

  /** Null where the server did not say where all of the messages went. */
  job(done: number): FolderJob | null {
    const { mailbox, action } = this.asked;
    if (done === 0 || numberSetCount(this.uids) !== done) return null;
    const within = { uidValidity: this.uidValidity, uids: this.uids };
    if (action.kind === 'flag') return { mailbox, within, action: { ...action, add: !action.add } };
    if (action.kind === 'expunge') return null;
    return { mailbox: action.to, within, action: { kind: 'move', to: mailbox, purpose: 'move' } };
  }
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
