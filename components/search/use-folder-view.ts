'use client';

import { useCallback, useMemo, useState } from 'react';
import { showSo, usePlaceIn } from '@/components/shell/place';
import type { MailboxName } from '@/lib/imap/types';
import type { AccountId } from '@/lib/mail/types';
import { parseSearch, useView, type MailView, type SearchProblem, type ViewOrder } from '@/lib/query';

/** How the open folder is shown: the search and the order are part of the place in the address. */
export interface FolderView {
  /** Names the view; '' while the folder is shown as it is. */
  readonly key: string;
  /** As typed. */
  readonly search: string;
  readonly order: ViewOrder;
  readonly problems: readonly SearchProblem[];
  /** The search field is there. */
  readonly open: boolean;
  readonly setOpen: (open: boolean) => void;
  readonly setSearch: (search: string) => void;
  readonly setOrder: (order: ViewOrder) => void;
  /** Asks once more. */
  readonly again: () => void;
}

export function useFolderView(account: AccountId, mailbox: MailboxName): FolderView {
  const { view } = usePlaceIn(account);
  const search = view?.search ?? '';
  const order = view?.order ?? 'newest';
  const [openIn, setOpenIn] = useState<string | null>(null);
  const folder = JSON.stringify([account, mailbox]);
  // A view is made once for what was typed, on the day it was typed.
  const { node, problems } = useMemo(() => parseSearch(search, today()), [search]);
  const shown: MailView | null = node === null && order === 'newest' ? null : { search: node, order };
  const [tries, setTries] = useState(0);
  const again = useCallback(() => setTries((before) => before + 1), []);
  const key = shown === null ? '' : `${order} ${tries} ${search.trim()}`;
  useView(account, mailbox, key, shown);
  const setOpen = useCallback((open: boolean) => setOpenIn(open ? folder : null), [folder]);
  const setSearch = useCallback(
    (next: string) => {
      // Emptied, the field stays, also when it was there because of the address.
      setOpenIn(folder);
      showSo({ search: next, order });
    },
    [folder, order],
  );
  const setOrder = useCallback((next: ViewOrder) => showSo({ search, order: next }), [search]);
  return {
    key,
    search,
    order,
    problems,
    open: search !== '' || openIn === folder,
    setOpen,
    setSearch,
    setOrder,
    again,
  };
}

function today(): { readonly year: number; readonly month: number; readonly day: number } {
  const now = new Date();
  return { year: now.getFullYear(), month: now.getMonth() + 1, day: now.getDate() };
}
