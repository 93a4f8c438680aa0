/** Long work as it lies in the store, checked as input when it is read. */
import * as v from 'valibot';
import { JOB_SAYINGS, type FolderJob, type JobOrder } from '../mail';
import {
  action,
  atMost,
  journal,
  mailbox,
  order,
  text,
  uid,
  uids,
  uidValidity,
  writeJournal,
} from './kept-parts';
import { MAX_KEPT_RANGES } from './limits';
import type { JobJournal } from './tasks/folder-job';

export interface KeptJob {
  readonly order: JobOrder;
  readonly journal: JobJournal;
}

const range = v.pipe(
  v.tuple([uid, uid]),
  v.check(([low, high]) => low <= high),
);
const set = v.pipe(atMost(MAX_KEPT_RANGES), v.array(range));
const uidSet = v.object({ uidValidity, uids: set });

const keptJob = v.object({
  kind: v.literal('job'),
  version: v.literal(1),
  order: v.object({
    id: text,
    says: v.picklist(JOB_SAYINGS),
    job: v.object({ mailbox, within: v.nullable(uidSet), action }),
  }),
  journal: v.object({
    found: v.nullable(v.object({ uidValidity, total: order, exact: v.boolean() })),
    left: set,
    batch: v.nullable(v.object({ uids, journal })),
    done: order,
    back: v.nullable(uidSet),
  }),
});

export function writeKeptJob({ order: { id, says, job }, journal: how }: KeptJob): unknown {
  return {
    kind: 'job',
    version: 1,
    order: { id, says, job: plain(job) },
    journal: {
      ...how,
      batch: how.batch === null ? null : { uids: how.batch.uids, journal: writeJournal(how.batch.journal) },
    },
  };
}

/** A choice carries more than the set it is; only that is kept. */
const plain = ({ mailbox: of, within, action: what }: FolderJob): FolderJob => ({
  mailbox: of,
  within: within === null ? null : { uidValidity: within.uidValidity, uids: within.uids },
  action: what,
});

/** Null: not long work as this version writes it. */
export function readKeptJob(value: unknown): KeptJob | null {
  const parsed = v.safeParse(keptJob, value);
  if (!parsed.success) return null;
  const { order: of, journal: how } = parsed.output;
  const batch =
    how.batch === null
      ? null
      : { ...how.batch, journal: { ...how.batch.journal, created: false, silent: 0 } };
  return { order: of, journal: { ...how, batch } };
}
