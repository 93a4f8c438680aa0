'use client';

import { useEffect, useRef } from 'react';
import type { Tell } from '@/components/folders/use-folder-manager';
import { useTranslations } from '@/lib/i18n';
import { useSignOutReason, type AccountSnapshot } from '@/lib/query';

/** Tells of accounts that are gone while others stay: signed out by the person, or ended, with the reason. */
export function useDepartures(accounts: readonly AccountSnapshot[], say: Tell): void {
  const t = useTranslations('accounts');
  const reason = useSignOutReason();
  const before = useRef(accounts);
  useEffect(() => {
    const gone = before.current.filter((one) => !accounts.some(({ account }) => account === one.account));
    before.current = accounts;
    const [first] = gone;
    if (first === undefined) return;
    const names = gone.map(({ user }) => user).join(', ');
    const text = t(reason === null ? 'signedOut' : 'ended', { account: names });
    say({ kind: 'told', text, error: reason });
  }, [accounts, reason, say, t]);
}
