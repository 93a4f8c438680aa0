import type { Flag } from '../types';
import { sharedPhrases } from '../wire/phrases';
import type { Reader } from '../wire/reader';

/**
 * flag-list = "(" [flag *(SP flag)] ")"                                        ; RFC 9051 9
 *
 * Spaces are optional, since a `\` begins a flag anyway (home.pl). What is no flag is skipped.
 */
export function parseFlagList(r: Reader): readonly Flag[] {
  const known = r.recall(knownLists);
  if (known !== undefined) return known;
  const { pos, tokens } = r;
  r.expectByte(40);
  const flags: Flag[] = [];
  for (;;) {
    r.sp();
    if (r.close()) break;
    const flag = r.flag();
    if (flag === undefined) r.skipValue();
    else flags.push(flag);
  }
  r.learn(knownLists, pos, tokens, flags);
  return flags;
}

/** A mailbox of a hundred thousand messages has some twenty of them. */
const knownLists = sharedPhrases<readonly Flag[]>('list', 9);
