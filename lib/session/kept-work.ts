/**
 * Waiting work as it lies in the store: what is written, and what is believed of it when it is read. A database is input: it may
 * be of another version, half written, or somebody else's doing. What does not fit is left out, never guessed at.
 */
import * as v from 'valibot';
import { toMailboxName, toUid, type Uid, type UidValidity } from '../imap/types';
import type { Op } from '../mail/types';
import { MAX_KEPT_UIDS } from './limits';
import type { OpJournal } from './tasks/op-journal';

/** Where waiting work is kept; a promise resolves when what was written would outlive the browser. */
export interface WorkKeeper {
  put(id: string, value: unknown): Promise<void>;
  drop(id: string): Promise<void>;
}

/** One op of the outbox, with how far it got. */
export interface KeptOp {
  readonly op: Op;
  readonly journal: OpJournal;
  /** The person took it back while it ran. */
  readonly undoWanted: boolean;
  /** Done: kept only so that it can be taken back. */
  readonly isDone: boolean;
  /** Place among all work of the account, ascending. */
  readonly order: number;
}

const uid = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(1),
  v.maxValue(4_294_967_295),
  v.transform((n): Uid => toUid(n)),
);
const uidValidity = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(0),
  v.maxValue(4_294_967_295),
  v.transform((n) => n as UidValidity),
);
const uids = v.pipe(v.array(uid), v.maxLength(MAX_KEPT_UIDS));
const text = v.pipe(v.string(), v.minLength(1), v.maxLength(1_000));
const mailbox = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(10_000),
  v.transform((name) => toMailboxName(name)),
);

const action = v.variant('kind', [
  v.object({
    kind: v.literal('flag'),
    flag: v.picklist(['\\Seen', '\\Flagged', '\\Deleted']),
    add: v.boolean(),
  }),
  v.object({
    kind: v.literal('move'),
    to: mailbox,
    purpose: v.picklist(['archive', 'trash', 'junk', 'move']),
  }),
  v.object({ kind: v.literal('expunge'), marked: v.exactOptional(v.literal(true)) }),
]);

const op = v.object({
  id: text,
  account: text,
  mailbox,
  uidValidity,
  uids,
  action,
  aside: v.exactOptional(v.literal(true)),
  undoes: v.exactOptional(text),
});

const journal = v.object({
  left: uids,
  unsure: uids,
  copied: uids,
  done: uids,
  moved: v.pipe(v.array(v.tuple([uid, uid])), v.maxLength(MAX_KEPT_UIDS)),
  destination: v.nullable(uidValidity),
});

const keptOp = v.object({
  kind: v.literal('op'),
  version: v.literal(1),
  order: v.pipe(v.number(), v.integer(), v.minValue(0)),
  op,
  journal,
  undoWanted: v.boolean(),
  isDone: v.boolean(),
});

/** What the store is given: a copy, so that nothing that happens later changes what was written. */
export function writeKeptOp(kept: KeptOp): unknown {
  const { left, unsure, copied, done, moved, destination } = kept.journal;
  return {
    kind: 'op',
    version: 1,
    order: kept.order,
    op: kept.op,
    journal: {
      left: [...left],
      unsure: [...unsure],
      copied: [...copied],
      done: [...done],
      moved: moved.map(([from, to]) => [from, to]),
      destination,
    },
    undoWanted: kept.undoWanted,
    isDone: kept.isDone,
  };
}

/** Null: not an op of this account as this version writes them. */
export function readKeptOp(value: unknown, account: string): KeptOp | null {
  const parsed = v.safeParse(keptOp, value);
  if (!parsed.success || parsed.output.op.account !== account) return null;
  const { op: of, journal: how, undoWanted, isDone, order } = parsed.output;
  const named = new Set(of.uids);
  const all = [how.left, how.unsure, how.copied, how.done].flat();
  // Nothing outside the op may ever be touched in its name.
  if (!all.every((one) => named.has(one)) || !how.moved.every(([from]) => named.has(from))) return null;
  return { op: of, journal: { ...how, created: false }, undoWanted, isDone, order };
}
