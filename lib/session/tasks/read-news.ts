/** What came into a mailbox nobody looks at: just enough to say who wrote what. */
import { fetch } from '../../imap';
import type { FetchItems, Uid } from '../../imap/types';
import type { Result } from '../../mail';
import { failureToError } from '../errors';
import { MAX_NEWS } from '../limits';
import type { Link } from '../link';

/** Messages of UIDs from `from` up to, but not with, `next`; of many the newest. */
export async function readNews(link: Link, from: Uid, next: Uid): Promise<Result<readonly FetchItems[]>> {
  const first = Math.max(from, next - MAX_NEWS);
  const outcome = await link.run(
    fetch({ uid: true, set: [[first, next - 1]], items: ['uid', 'flags', 'envelope'] }),
  );
  if (!outcome.ok) return { ok: false, error: failureToError(outcome.failure, 'server-refused') };
  return { ok: true, value: outcome.value.map(({ items }) => items) };
}
