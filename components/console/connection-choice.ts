import type { AccountId } from '@/lib/mail/types';

/** A connection as the drawer offers it. */
export interface ConnectionChoice {
  readonly id: string;
  readonly name: string;
  readonly hint: string;
  /** Empty while nobody signed in over it. */
  readonly account: AccountId;
  /** Whose it is, where there are several accounts to tell apart. */
  readonly user: string | null;
}

/** What stands for all connections of an account among the ids of connections, which are numbers. */
export const choiceOfAccount = (account: AccountId): string => `account ${account}`;

/** The connections a choice names; null: all there are. */
export function connectionsOf(
  all: readonly ConnectionChoice[],
  choice: string | null,
): ReadonlySet<string> | null {
  if (choice === null) return null;
  const chosen = all.filter(({ id, account }) => id === choice || choiceOfAccount(account) === choice);
  return new Set(chosen.map(({ id }) => id));
}

interface ConnectionGroup {
  readonly account: AccountId;
  readonly user: string | null;
  readonly connections: readonly ConnectionChoice[];
}

/** By account, in the order their first connections came. */
export function groupsOf(all: readonly ConnectionChoice[]): readonly ConnectionGroup[] {
  const users = new Map(all.map(({ account, user }) => [account, user]));
  return [...users].map(([account, user]) => ({
    account,
    user,
    connections: all.filter((one) => one.account === account),
  }));
}
