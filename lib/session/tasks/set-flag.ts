/**
 * Sets or clears one flag, and leaves all others as they are: of one flag the last who wrote it wins (security.md L09). An op that had
 * to wait says since when (UNCHANGEDSINCE, RFC 7162 3.1.3): messages that somebody changed meanwhile are read before the flag is
 * set on those that do not have it as wanted, so that nothing is written over a state nobody here has seen.
 */
import { fetch, numberSetContains, store } from '../../imap';
import type { ModSeq, Uid } from '../../imap/types';
import type { OpAction } from '../../mail/types';
import type { Link } from '../link';
import type { OpJournal } from './op-journal';
import { DONE, toOutcome, type OpOutcome } from './op-lease';
import { finish, setsOf, uidsOf } from './op-sets';

type FlagAction = Extract<OpAction, { readonly kind: 'flag' }>;

export async function setFlag(link: Link, journal: OpJournal, action: FlagAction): Promise<OpOutcome> {
  const since = link.driver.has('CONDSTORE') ? journal.since : null;
  journal.since = null;
  if (since === null) return storeFlag(link, journal, action, null);
  const first = await storeFlag(link, journal, action, since);
  // What the condition may have been the reason of is tried without it, once.
  if (first.kind === 'again' || journal.left.length === 0) return first;
  const read = await readFlags(link, journal, action);
  if (read.kind !== 'done' || journal.left.length === 0) return read;
  return storeFlag(link, journal, action, null);
}

async function storeFlag(
  link: Link,
  journal: OpJournal,
  { flag, add }: FlagAction,
  since: ModSeq | null,
): Promise<OpOutcome> {
  const sets = setsOf(journal.left, link);
  const condition = since === null ? {} : { unchangedSince: since };
  // Not silent: the FETCH answers are how the model learns, before the op is told done.
  const outcomes = await Promise.all(
    sets.map((set) =>
      link.run(
        store({ uid: true, set, mode: add ? 'add' : 'remove', flags: [flag], silent: false, ...condition }),
      ),
    ),
  );
  let why: OpOutcome = DONE;
  for (const [i, outcome] of outcomes.entries()) {
    const uids = uidsOf(sets[i] ?? []);
    if (outcome.ok) {
      const { modified } = outcome.value;
      finish(
        journal,
        uids.filter((uid) => since === null || !numberSetContains(modified, uid)),
      );
      // A lost connection is taken up again, whatever was said of the parts before.
    } else if (why.kind !== 'again') why = toOutcome(outcome.failure);
  }
  return why;
}

/** What is as wanted already, or gone, is done. */
async function readFlags(link: Link, journal: OpJournal, { flag, add }: FlagAction): Promise<OpOutcome> {
  for (const set of setsOf(journal.left, link)) {
    const outcome = await link.run(fetch({ uid: true, set, items: ['uid', 'flags'] }));
    if (!outcome.ok) return toOutcome(outcome.failure);
    const other = new Set<Uid>();
    for (const { items } of outcome.value) {
      const has = items.flags?.some((one) => one.toLowerCase() === flag.toLowerCase());
      if (items.uid !== undefined && has !== add) other.add(items.uid);
    }
    finish(
      journal,
      uidsOf(set).filter((uid) => !other.has(uid)),
    );
  }
  return DONE;
}
