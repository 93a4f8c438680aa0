/**
 * One action on all (or all unread) messages of a folder. The server names them in one SEARCH, which with ESEARCH is a line of
 * ranges however many they are; they are worked on in batches, the newest first, so that a person sees it happen. Each batch
 * is an op like any other: a cut connection is taken up again, and UID EXPUNGE removes exactly what the batch marked.
 */
import { iterateNumberSet, numberSetCount, search, splitNumberSet } from '../../imap';
import { toUid, type NumberSet, type Uid, type UidValidity } from '../../imap/types';
import type { AppError, FolderJob, FolderJobResult, Op, Result } from '../../mail';
import { failureToError } from '../errors';
import { JOB_BATCH, JOB_TRIES, SET_OCTETS } from '../limits';
import type { Link } from '../link';
import { applyOp, newJournal, type AcquireLease } from './apply-op';

export interface JobHooks {
  readonly acquire: AcquireLease;
  /** `total` 0: not known yet. */
  readonly report: (done: number, total: number) => void;
  readonly isCancelled: () => boolean;
}

interface Found {
  readonly uidValidity: UidValidity;
  readonly set: NumberSet;
}

/** An error after some batches carries how far it got (`job-stopped` is for the person, the cause beside it). */
export async function runFolderJob(job: FolderJob, hooks: JobHooks): Promise<Result<FolderJobResult>> {
  hooks.report(0, 0);
  const found = await find(job, hooks.acquire);
  if (!found.ok) return found;
  const { uidValidity, set } = found.value;
  const total = numberSetCount(set);
  let done = 0;
  for (const batch of batchesOf(set)) {
    hooks.report(done, total);
    if (hooks.isCancelled()) return { ok: true, value: { done, total, cancelled: true } };
    const error = await work(job, uidValidity, batch, hooks.acquire);
    if (error !== null) return { ok: false, error: done === 0 ? error : stopped(error, done, total) };
    done += batch.length;
  }
  hooks.report(done, total);
  return { ok: true, value: { done, total, cancelled: false } };
}

async function find(job: FolderJob, acquire: AcquireLease): Promise<Result<Found>> {
  const outcome = await acquire(job.mailbox);
  if (!outcome.ok) return { ok: false, error: failureToError(outcome.failure, 'mailbox-missing') };
  const { link, release } = outcome.lease;
  try {
    const info = link.selectedInfo;
    if (info === null) return { ok: false, error: { code: 'offline' } };
    if (info.readOnly) return { ok: false, error: { code: 'mailbox-refused' } };
    if (!canDo(job, link)) return { ok: false, error: { code: 'job-unsafe' } };
    const result = await link.run(
      search({
        uid: true,
        criteria: job.of === 'unseen' ? { kind: 'flag', flag: '\\Seen', set: false } : { kind: 'all' },
        return: ['all'],
      }),
    );
    if (!result.ok) return { ok: false, error: failureToError(result.failure, 'server-refused') };
    const set = result.value.all ?? [];
    // UIDs are 32-bit numbers, and more messages than a mailbox may have is no answer: it would be worked through for ever.
    if (numberSetCount(set) > MAX_JOB) return { ok: false, error: { code: 'server-protocol' } };
    return { ok: true, value: { uidValidity: info.uidValidity, set } };
  } finally {
    release();
  }
}

/** Without UIDPLUS nothing can be removed without removing what other clients marked (security.md L19). */
function canDo({ action }: FolderJob, { driver }: Link): boolean {
  const removes = action.kind === 'expunge' || (action.kind === 'move' && !driver.has('MOVE'));
  return !removes || driver.has('UIDPLUS') || driver.has('IMAP4REV2');
}

async function work(
  job: FolderJob,
  uidValidity: UidValidity,
  uids: readonly Uid[],
  acquire: AcquireLease,
): Promise<AppError | null> {
  const op: Op = { id: 'job', account: '', mailbox: job.mailbox, uidValidity, uids, action: job.action };
  const journal = newJournal(op);
  for (let tries = JOB_TRIES; tries > 0; tries -= 1) {
    const outcome = await applyOp(op, journal, acquire);
    if (outcome.kind === 'done') return null;
    if (outcome.kind === 'failed') return outcome.error;
  }
  return { code: 'offline' };
}

const stopped = (error: AppError, done: number, total: number): AppError => ({
  code: 'job-stopped',
  ...(error.serverText === undefined ? {} : { serverText: error.serverText }),
  values: { done, total },
});

/** From the highest UIDs down; each batch ascending, as some servers want sets (imap.md 2, exmail). */
function* batchesOf(set: NumberSet): Generator<readonly Uid[], void, undefined> {
  let batch: [number, number][] = [];
  let count = 0;
  for (let at = set.length - 1; at >= 0; at -= 1) {
    const [low, top] = set[at] ?? [1, 0];
    for (let high = top; high >= low;) {
      const from = Math.max(low, high - (JOB_BATCH - count) + 1);
      batch.unshift([from, high]);
      count += high - from + 1;
      high = from - 1;
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

/** Messages of one job. */
const MAX_JOB = 20_000_000;
