import type { LeaseOutcome } from './leases';
import type { WatchedMailbox } from './watch';

/** A lease on a connection over which the model follows the mailbox, for as long as it takes to read what there is. */
export async function lendFollowed(
  watched: WatchedMailbox | undefined,
  acquire: () => Promise<LeaseOutcome>,
): Promise<LeaseOutcome> {
  const outcome = await acquire();
  if (!outcome.ok || watched?.link === outcome.lease.link) return outcome;
  // Open there since before anybody followed it: nobody passed on what happened, so it is opened anew.
  outcome.lease.link.forgetSelection();
  outcome.lease.release();
  return acquire();
}
