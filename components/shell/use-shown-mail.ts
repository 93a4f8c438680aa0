'use client';

import { useCallback } from 'react';
import { useConversationChoice } from '@/components/conversation/use-conversation-choice';
import { useHeldNews, type HeldNews } from '@/components/messages/use-held-news';
import { useFolderView, type FolderView } from '@/components/search/use-folder-view';
import { useFound, type Found } from '@/components/search/use-found';
import type { MailboxName } from '@/lib/imap/types';
import type { AccountId, Folder } from '@/lib/mail/types';
import {
  useConversations,
  useMessageList,
  useServerThreads,
  useWantRows,
  type MessageListSnapshot,
  type ServerThreadsControl,
} from '@/lib/query';

/** What the list shows, whichever way it is looked at. */
export interface ShownMail {
  readonly view: FolderView;
  readonly isSearch: boolean;
  readonly news: HeldNews;
  /** In all folders; null: in this one. */
  readonly found: Found | null;
  /** The person wants conversations; a search and other orders show messages all the same. */
  readonly choosesConversations: boolean;
  readonly chooseConversations: (on: boolean) => void;
  readonly conversed: ReturnType<typeof useConversations>;
  /** Rows are conversations. */
  readonly together: boolean;
  readonly server: ServerThreadsControl;
  readonly list: MessageListSnapshot;
  /** There is something to see, or known to be nothing. */
  readonly stands: boolean;
}

/** The open folder as it is shown: whole or searched, in its order, as messages or as conversations, or many folders searched at once. */
export function useShownMail(
  account: AccountId,
  mailbox: MailboxName,
  folders: readonly Folder[],
): ShownMail {
  const view = useFolderView(account, mailbox);
  const shown = useMessageList(account, mailbox, view.key);
  const news = useHeldNews(account, mailbox, shown, view.key === '');
  const [choosesConversations, chooseConversations] = useConversationChoice(account);
  const found = useFound(account, folders, view);
  const wantPositions = useWantRows(account, mailbox, view.key);
  const wantRows = useCallback(
    (first: number, last: number) => wantPositions(first + news.count, last + news.count),
    [wantPositions, news.count],
  );
  // What is looked for is a message, and other orders are orders of messages.
  const server = useServerThreads(account, mailbox, shown);
  const conversed = useConversations(
    account,
    mailbox,
    news.list,
    choosesConversations && view.key === '' && found === null,
    server.state,
    wantRows,
  );
  const list = found?.list ?? conversed.list;
  return {
    view,
    isSearch: view.search.trim() !== '',
    news,
    found,
    choosesConversations,
    chooseConversations,
    conversed,
    together: conversed.shown !== null,
    server,
    list,
    stands: list.status === 'ready' && (list.rowCount === 0 || list.rowAt(0) !== undefined),
  };
}
