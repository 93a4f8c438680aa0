import { setOfUids } from '../mail';
import { MAX_OP_UIDS } from '../mail/limits';
import type { OpAction } from '../mail/types';
import type { ActionContext, ActionResult, ActionSaying } from './types';

/**
 * Gives the engine one op over all targets; the overlay shows it in the same frame. A chosen set, or more messages than an op
 * may name, become long work.
 */
export function dispatch(context: ActionContext, action: OpAction, saying: ActionSaying): ActionResult {
  const { mailbox, uidValidity, targets } = context;
  const uids = targets.map((row) => row.uid);
  const within = context.chosen ?? (uids.length > MAX_OP_UIDS ? setOfUids(uidValidity, uids) : null);
  if (within !== null) return { ok: true, kind: 'job', job: { mailbox, within, action }, saying };
  const op = context.engine.dispatch({ account: context.account, mailbox, uidValidity, uids, action });
  return { ok: true, kind: 'op', op, saying };
}

/** There is something to work on and the folder may be changed. */
export function isWritable(context: ActionContext): boolean {
  return !context.readOnly && countTargets(context) > 0;
}

/** Messages the action works on. */
export const countTargets = (context: ActionContext): number =>
  context.chosen?.count ?? context.targets.length;
