import type { Flag } from '../types';
import type { Reader } from '../wire/reader';

/**
 * flag-list = "(" [flag *(SP flag)] ")"                                        ; RFC 9051 9
 *
 * Spaces are optional, since a `\` begins a flag anyway (home.pl). What is no flag is skipped.
 */
export function parseFlagList(r: Reader): readonly Flag[] {
  r.expectByte(40);
  const flags: Flag[] = [];
  for (;;) {
    r.sp();
    if (r.close()) return flags;
    const flag = r.flag();
    if (flag === undefined) r.skipValue();
    else flags.push(flag);
  }
}
