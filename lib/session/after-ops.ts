/**
 * What is looked at once more when an op was done: a folder that is open for the model hears of it by itself, sooner or later; one that
 * was only borrowed for the op, or is not open at all, is counted by nobody.
 */
import type { MailboxName } from '../imap/types';
import type { Link } from './link';
import type { SessionListener } from './types';

export interface AfterOpsHost {
  readonly ready: () => readonly Link[];
  /** Whether the model follows this mailbox on this very connection. */
  readonly isFollowed: (mailbox: MailboxName, link: Link) => boolean;
  readonly recount: (mailbox: MailboxName) => void;
  /** It is among the folders that were told. */
  readonly isListed: (mailbox: MailboxName) => boolean;
  readonly relist: () => void;
}

/** The listener as an outbox is to have it. */
export function lookingAfterOps(
  listener: SessionListener,
  host: AfterOpsHost,
): Pick<SessionListener, 'opState'> {
  const followerOf = (mailbox: MailboxName): Link | undefined =>
    host.ready().find((link) => link.selected === mailbox && host.isFollowed(mailbox, link));
  return {
    opState: (op, state) => {
      listener.opState(op, state);
      if (state.kind !== 'done') return;
      const { action, mailbox, uids } = op;
      if (followerOf(mailbox) === undefined) host.recount(mailbox);
      if (action.kind !== 'move') return;
      // Made for this op.
      if (!host.isListed(action.to)) host.relist();
      const follower = followerOf(action.to);
      // Servers may take half a minute to tell one connection what another one did.
      if (follower !== undefined) follower.ask();
      // Without the new UIDs nobody knows whether the counters that came meanwhile hold these messages.
      else if (state.moved.length < uids.length) host.recount(action.to);
    },
  };
}
