/** What the steps of an op share: a connection in the right mailbox, and how a step ends. */
import type { CommandFailure, MailboxName } from '../../imap/types';
import type { AppError, ErrorCode } from '../../mail/types';
import { codeName, failureToError } from '../errors';
import { leaseError, type Lease, type LeaseOutcome } from '../leases';

export type OpOutcome =
  | { readonly kind: 'done' }
  /** What the journal calls done is done all the same. */
  | { readonly kind: 'failed'; readonly error: AppError }
  /** The connection went: call again with the same journal when there is one. */
  | { readonly kind: 'again' }
  /** The mailbox is left alone: call again with the same journal once it may be opened. */
  | { readonly kind: 'waits'; readonly mailbox: MailboxName };

export type AcquireLease = (mailbox: MailboxName) => Promise<LeaseOutcome>;

export const DONE: OpOutcome = { kind: 'done' };
export const AGAIN: OpOutcome = { kind: 'again' };

export async function withLease(
  mailbox: MailboxName,
  acquire: AcquireLease,
  use: (lease: Lease) => Promise<OpOutcome>,
): Promise<OpOutcome> {
  const outcome = await acquire(mailbox);
  if (!outcome.ok) {
    if (outcome.because?.code === 'mailbox-crashes') return { kind: 'waits', mailbox };
    return outcome.failure.kind === 'closed' ? AGAIN : { kind: 'failed', error: leaseError(outcome) };
  }
  try {
    return await use(outcome.lease);
  } finally {
    outcome.lease.release();
  }
}

/** `refused`: what is told when the server said no for a reason of its own. */
export function toOutcome(failure: CommandFailure, refused: ErrorCode = 'action-refused'): OpOutcome {
  if (failure.kind === 'closed') return AGAIN;
  if (failure.kind === 'protocol')
    return { kind: 'failed', error: failureToError(failure, 'action-unknown') };
  const isFull = 'code' in failure && codeName(failure.code) === 'OVERQUOTA';
  return { kind: 'failed', error: failureToError(failure, isFull ? 'action-over-quota' : refused) };
}
