/** Choosing among messages of a folder that are not all known: sets of UIDs as ranges, one message in or out. */
import type { Uid, UidValidity } from '../imap/types';
import { numberSetContains, numberSetOf, subtractNumberSet, unionNumberSets } from '../imap/wire/numset';
import type { ChosenSet, UidSet } from './folder-edit';

export const setOfUids = (uidValidity: UidValidity, uids: Iterable<Uid>): UidSet => ({
  uidValidity,
  uids: numberSetOf(uids),
});

export const setHolds = (set: UidSet, uid: Uid): boolean => numberSetContains(set.uids, uid);

/** Also with these messages, which are known to be there; the same object when it holds them all. */
export function withUids(set: ChosenSet, uids: Iterable<Uid>): ChosenSet {
  const added = [...new Set(uids)].filter((uid) => !setHolds(set, uid));
  if (added.length === 0) return set;
  return { ...set, uids: unionNumberSets(set.uids, numberSetOf(added)), count: set.count + added.length };
}

/** Without a message that is known to be there. */
export function withoutUid(set: ChosenSet, uid: Uid): ChosenSet {
  if (!setHolds(set, uid)) return set;
  return { ...set, uids: subtractNumberSet(set.uids, [[uid, uid]]), count: Math.max(0, set.count - 1) };
}
