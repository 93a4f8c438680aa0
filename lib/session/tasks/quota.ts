/** How full the account is: the roots that bound INBOX. */
import { getQuotaRoot } from '../../imap';
import { nearestQuota, type Quota } from '../../mail';
import type { Link } from '../link';

/** Undefined where the server was not reached; null where it bounds nothing, or does not tell. */
export async function readQuota(link: Link): Promise<Quota | null | undefined> {
  if (!link.driver.has('QUOTA')) return null;
  const outcome = await link.run(getQuotaRoot('INBOX'));
  if (outcome.ok) return nearestQuota(outcome.value);
  return outcome.failure.kind === 'closed' ? undefined : null;
}
