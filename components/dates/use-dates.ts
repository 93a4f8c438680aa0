'use client';

import { useCallback, useMemo, type RefObject } from 'react';
import type { ListHandle } from '@/components/messages/message-list';
import { useMedia } from '@/components/shell/use-media';
import type { MailboxName } from '@/lib/imap/types';
import type { AccountId } from '@/lib/mail/types';
import { useEngine, useFolderDates, type MessageListSnapshot } from '@/lib/query';
import { isWorthRail, RAIL_MIN_ROWS, type RailDates } from './rail-marks';

interface DatesParts {
  readonly account: AccountId;
  readonly mailbox: MailboxName;
  readonly list: MessageListSnapshot;
  /** The folder is shown whole, in the order in which mail came. */
  readonly isWhole: boolean;
  /** Messages that came and are not shown yet. */
  readonly held: number;
  readonly handle: RefObject<ListHandle | null>;
}

/** The ways through a long folder by date: what stands beside it, where there is room, and where a day is. */
export function useDates({ account, mailbox, list, isWhole, held, handle }: DatesParts): {
  readonly rail: RailDates | null;
  /** Resolves to what goes there; null: it could not be found out. */
  readonly find: (day: { readonly from: number; readonly to: number }) => Promise<(() => void) | null>;
} {
  const engine = useEngine();
  const isWide = useMedia('(min-width: 700px)');
  const stands = list.status === 'ready' && list.rowAt(0) !== undefined;
  const isAsked = isWide && isWhole && stands && list.rowCount >= RAIL_MIN_ROWS;
  const known = useFolderDates(account, mailbox, list.uidValidity, isAsked);
  const rail = useMemo(() => (known !== null && isWorthRail(known) ? known : null), [known]);
  const find = useCallback(
    async ({ to }: { readonly to: number }) => {
      const found = await engine.findDate(account, mailbox, to);
      return found.ok ? () => handle.current?.goTo(Math.max(0, found.value - held)) : null;
    },
    [engine, account, mailbox, held, handle],
  );
  return { rail: isAsked ? rail : null, find };
}
