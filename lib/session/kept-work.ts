/**
 * Waiting work as it lies in the store: what is written, and what is believed of it when it is read. A database is input: it may
 * be of another version, half written, or somebody else's doing. What does not fit is left out, never guessed at.
 */
import * as v from 'valibot';
import type { Op } from '../mail/types';
import type { Pairs } from './came-back';
import { action, journal, mailbox, order, pairs, text, uids, uidValidity, writeJournal } from './kept-parts';
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
  /** Of what brings messages back: the UIDs they had, and those they have now. */
  readonly origin?: Pairs;
  /** Done: kept only so that it can be taken back. */
  readonly isDone: boolean;
  /** Place among all work of the account, ascending. */
  readonly order: number;
}

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

const keptOp = v.object({
  kind: v.literal('op'),
  version: v.literal(1),
  order,
  op,
  journal,
  undoWanted: v.boolean(),
  origin: v.exactOptional(pairs),
  isDone: v.boolean(),
});

/** What the store is given: a copy, so that nothing that happens later changes what was written. */
export function writeKeptOp(kept: KeptOp): unknown {
  return {
    kind: 'op',
    version: 1,
    order: kept.order,
    op: kept.op,
    journal: writeJournal(kept.journal),
    undoWanted: kept.undoWanted,
    ...(kept.origin === undefined || kept.origin.length === 0
      ? {}
      : { origin: kept.origin.map(([from, to]) => [from, to]) }),
    isDone: kept.isDone,
  };
}

/** Null: not an op of this account as this version writes them. */
export function readKeptOp(value: unknown, account: string): KeptOp | null {
  const parsed = v.safeParse(keptOp, value);
  if (!parsed.success || parsed.output.op.account !== account) return null;
  const { op: of, journal: how, undoWanted, isDone, order, origin } = parsed.output;
  const named = new Set(of.uids);
  const all = [how.left, how.unsure, how.copied, how.done].flat();
  // Nothing outside the op may ever be touched in its name.
  if (!all.every((one) => named.has(one)) || !how.moved.every(([from]) => named.has(from))) return null;
  if (origin?.every(([, to]) => named.has(to)) === false) return null;
  const kept = { op: of, journal: { ...how, created: false, silent: 0 }, undoWanted, isDone, order };
  return origin === undefined ? kept : { ...kept, origin };
}
