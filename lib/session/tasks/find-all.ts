/** Every message of the selected mailbox that meets criteria: with ESEARCH a line of ranges, however many they are. */
import { numberSetCount, search, unionNumberSets, type SearchCriteria } from '../../imap';
import type { NumberSet } from '../../imap/types';
import type { Result } from '../../mail';
import { failureToError } from '../errors';
import type { Link } from '../link';

/** More messages than a mailbox has are no answer: `server-protocol`. */
export async function findAll(link: Link, criteria: SearchCriteria): Promise<Result<NumberSet>> {
  let found: NumberSet = [];
  // A server that looks through so many messages at a time begins with the newest, and says where it stopped (RFC 9738 3).
  for (let below = Infinity; below > 1;) {
    const within: SearchCriteria =
      below === Infinity
        ? criteria
        : { kind: 'and', of: [{ kind: 'uids', set: [[1, below - 1]] }, criteria] };
    const outcome = await link.run(search({ uid: true, criteria: within, return: ['all'] }));
    if (!outcome.ok) return { ok: false, error: failureToError(outcome.failure, 'server-refused') };
    const set = outcome.value.all ?? [];
    if (numberSetCount(set) + numberSetCount(found) > MAX_FOUND)
      return { ok: false, error: { code: 'server-protocol' } };
    found = unionNumberSets(found, set);
    const lowest = outcome.code?.kind === 'messagelimit' ? outcome.code.lowestUid : null;
    if (lowest === null || lowest >= below) break;
    below = lowest;
  }
  return { ok: true, value: found };
}

const MAX_FOUND = 20_000_000;
