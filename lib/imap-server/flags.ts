import type { Flag } from '../imap/types';

/** Flags a client may set (RFC 9051 2.3.2); \Recent is the server's and lives in the session. */
export const systemFlags: readonly Flag[] = ['\\Answered', '\\Flagged', '\\Deleted', '\\Seen', '\\Draft'];

const systemFlagByLowerCase = new Map(systemFlags.map((flag) => [flag.toLowerCase(), flag]));

export const flagEquals = (one: Flag, other: Flag): boolean =>
  one === other || one.toLowerCase() === other.toLowerCase();

export const hasFlag = (flags: readonly Flag[], flag: Flag): boolean =>
  flags.some((one) => flagEquals(one, flag));

/** System flags get their usual spelling; undefined for a system flag nobody may set (\Recent, \Foo). */
export function canonicalFlag(flag: Flag): Flag | undefined {
  if (!flag.startsWith('\\')) return flag;
  return systemFlagByLowerCase.get(flag.toLowerCase());
}

/** Union, difference or replacement, without doubles; order of first appearance. */
export function combineFlags(
  before: readonly Flag[],
  mode: 'add' | 'remove' | 'replace',
  change: readonly Flag[],
): readonly Flag[] {
  if (mode === 'remove') return before.filter((flag) => !hasFlag(change, flag));
  const result: Flag[] = mode === 'add' ? [...before] : [];
  for (const flag of change) if (!hasFlag(result, flag)) result.push(flag);
  return result;
}

export const sameFlags = (one: readonly Flag[], other: readonly Flag[]): boolean =>
  one.length === other.length && one.every((flag) => hasFlag(other, flag));
