'use client';

import { useLayoutEffect, useRef } from 'react';
import { goTo, usePlace } from '@/components/shell/place';
import type { AccountId } from '@/lib/mail/types';
import type { AccountSnapshot } from '@/lib/query';

/** The account the address names, else the first one; undefined while nobody is signed in. */
export function useAccountInView(accounts: readonly AccountSnapshot[]): AccountSnapshot | undefined {
  const place = usePlace();
  const account = accounts.find((one) => one.account === place.account) ?? accounts[0];
  const shown = useRef<AccountId | null>(null);
  // An address that names nobody was about the account that was shown: when that one is gone, so is the place.
  useLayoutEffect(() => {
    const before = shown.current;
    shown.current = account?.account ?? null;
    const gone = before !== null && !accounts.some((one) => one.account === before);
    if (gone && account !== undefined && account.account !== before)
      goTo({ account: accounts.length > 1 ? account.account : null, mailbox: null, uid: null }, 'replace');
  }, [account, accounts]);
  return account;
}
