'use client';

import { usePreference } from '@/components/shell/use-preference';
import type { AccountId } from '@/lib/mail/types';
import { hashOfId } from '@/lib/query';

/** Whether an account's folders are shown as conversations, kept in this browser; nobody can read there whose account it is. */
export function useConversationChoice(account: AccountId): readonly [boolean, (on: boolean) => void] {
  return usePreference(`conversations.${hashOfId(account).toString(36)}`, (kept) => kept === 'true');
}
