'use client';

import { goTo } from '@/components/shell/place';
import type { Triage } from '@/components/shell/use-triage';
import { useTranslations } from '@/lib/i18n';
import { toMailboxName, type MailboxName, type Uid } from '@/lib/imap/types';
import type { AccountId } from '@/lib/mail/types';
import type { AccountSnapshot } from '@/lib/query';

export const INBOX = toMailboxName('INBOX');

/** The ways to another folder or account; the address names an account only where there are several. */
export function useGoing(
  accounts: readonly AccountSnapshot[],
  say: Triage['say'],
): {
  readonly toFolder: (of: AccountId, mailbox: MailboxName) => void;
  readonly toMessage: (of: AccountId, mailbox: MailboxName, uid: Uid) => void;
  /** To somebody who has just signed in beside the others. */
  readonly toAdded: (account: AccountSnapshot) => void;
} {
  const t = useTranslations('accounts');
  return {
    toFolder: (of, mailbox) => goTo({ account: accounts.length > 1 ? of : null, mailbox, uid: null }),
    toMessage: (of, mailbox, uid) => goTo({ account: accounts.length > 1 ? of : null, mailbox, uid }, 'push'),
    toAdded: ({ account, user }) => {
      const known = accounts.some((one) => one.account === account);
      // Named in the address whatever the count was when the form was opened.
      goTo({ account, mailbox: INBOX, uid: null });
      say({ kind: 'told', text: t(known ? 'known' : 'added', { account: user }) });
    },
  };
}
