import { MAX_OP_UIDS } from '../mail/limits';
import type { OpAction } from '../mail/types';
import type { ActionContext, ActionResult, ActionSaying } from './types';

/** Messages that one action may work on. */
export const MAX_SELECTED = MAX_OP_UIDS;

/** Gives the engine one op over all targets; the overlay shows it in the same frame. */
export function dispatch(context: ActionContext, action: OpAction, saying: ActionSaying): ActionResult {
  const op = context.engine.dispatch({
    account: context.account,
    mailbox: context.mailbox,
    uidValidity: context.uidValidity,
    uids: context.targets.map((row) => row.uid),
    action,
  });
  return { ok: true, op, saying };
}

/** There is something to work on and the folder may be changed. */
export function isWritable(context: ActionContext): boolean {
  return context.targets.length > 0 && !context.readOnly;
}
