'use client';

import { useCallback, useMemo, useState } from 'react';
import { showSo, usePlaceIn, type PlaceView } from '@/components/shell/place';
import type { MailboxName } from '@/lib/imap/types';
import type { AccountId } from '@/lib/mail/types';
import {
  parseSearch,
  useView,
  type MailView,
  type SearchNode,
  type SearchProblem,
  type ViewOrder,
} from '@/lib/query';

/** How the open folder is shown: the search and the order are part of the place in the address. */
export interface FolderView {
  /** Names the view; '' while the folder is shown as it is. */
  readonly key: string;
  /** As typed. */
  readonly search: string;
  readonly order: ViewOrder;
  /** All folders are searched, or will be once something is typed. */
  readonly isEverywhere: boolean;
  /** What all folders are searched for; null while they are not. */
  readonly everywhere: { readonly key: string; readonly search: SearchNode } | null;
  /** As it stands in the address. */
  readonly place: PlaceView;
  readonly problems: readonly SearchProblem[];
  /** The search field is there. */
  readonly open: boolean;
  readonly setOpen: (open: boolean) => void;
  readonly setSearch: (search: string) => void;
  readonly setOrder: (order: ViewOrder) => void;
  readonly setEverywhere: (on: boolean) => void;
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
  // Chosen before anything is typed, it is not in the address yet.
  const [chosen, setChosen] = useState(false);
  const isEverywhere = search === '' ? chosen : view?.everywhere === true;
  const inAll = isEverywhere && node !== null;
  const isAsItIs = inAll || (node === null && order === 'newest');
  const shown: MailView | null = isAsItIs ? null : { search: node, order };
  const [tries, setTries] = useState(0);
  const again = useCallback(() => setTries((before) => before + 1), []);
  const key = shown === null ? '' : `${order} ${tries} ${search.trim()}`;
  useView(account, mailbox, key, shown);
  const setOpen = useCallback((open: boolean) => setOpenIn(open ? folder : null), [folder]);
  const setEverywhere = useCallback(
    (on: boolean) => {
      setChosen(on);
      setOpenIn(folder);
      if (search !== '') showSo({ search, order, ...(on ? ALL : {}) });
    },
    [folder, search, order],
  );
  const setSearch = useCallback(
    (next: string) => {
      // Emptied, the field stays, also when it was there because of the address.
      setOpenIn(folder);
      if (next === '') setChosen(isEverywhere);
      showSo({ search: next, order, ...(isEverywhere ? ALL : {}) });
    },
    [folder, order, isEverywhere],
  );
  const setOrder = useCallback((next: ViewOrder) => showSo({ search, order: next }), [search]);
  const place = useMemo<PlaceView>(
    () => ({ search, order, ...(isEverywhere ? ALL : {}) }),
    [search, order, isEverywhere],
  );
  return {
    key,
    search,
    order,
    isEverywhere,
    everywhere: inAll ? { key: `${tries} ${search.trim()}`, search: node } : null,
    place,
    problems,
    open: search !== '' || openIn === folder,
    setOpen,
    setSearch,
    setOrder,
    setEverywhere,
    again,
  };
}

const ALL = { everywhere: true } as const;

function today(): { readonly year: number; readonly month: number; readonly day: number } {
  const now = new Date();
  return { year: now.getFullYear(), month: now.getMonth() + 1, day: now.getDate() };
}
