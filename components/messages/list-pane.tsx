'use client';

import { Menu } from 'lucide-react';
import { useConnectionWords } from '@/components/shell/connection-line';
import { Empty } from '@/components/ui/empty';
import { ErrorText } from '@/components/ui/error-text';
import { IconButton } from '@/components/ui/icon-button';
import { Notice } from '@/components/ui/notice';
import { useTranslations } from '@/lib/i18n';
import type { Uid } from '@/lib/imap/types';
import type { AccountId, FolderRole, MessageRow } from '@/lib/mail/types';
import { useConnection, type MessageListSnapshot } from '@/lib/query';
import { MessageList } from './message-list';

interface ListPaneProps {
  readonly account: AccountId;
  readonly title: string;
  readonly role: FolderRole | null;
  readonly unseen: number | null;
  readonly list: MessageListSnapshot;
  readonly openUid: Uid | null;
  readonly outgoing: boolean;
  /** Opens the folders where they have no pane of their own. */
  readonly onMenu: (() => void) | null;
  readonly onOpen: (uid: Uid, how: 'pointer' | 'key') => void;
  readonly onStar: (row: MessageRow) => void;
  readonly onWantRows: (first: number, last: number) => void;
  readonly onActive: (row: MessageRow | undefined) => void;
}

/** The folder's name and numbers over its messages. */
export function ListPane(props: ListPaneProps) {
  const { list, title, unseen, onMenu, account } = props;
  const t = useTranslations();
  return (
    <>
      <header className="flex h-14 shrink-0 items-center gap-1 border-b border-line pe-4 ps-4">
        {onMenu !== null && (
          <IconButton
            icon={Menu}
            label={t('folders.open')}
            aria-haspopup="dialog"
            onClick={onMenu}
            className="-ms-2"
          />
        )}
        <div className="min-w-0 flex-1 leading-tight">
          <h2 className="truncate text-[15px] font-semibold" title={title}>
            <bdi>{title}</bdi>
          </h2>
          <p className="truncate text-xs text-ink-3 tabular-nums" data-slot="list-count">
            {list.status === 'ready' ? t('list.count', { count: list.rowCount }) : '\u00a0'}
            {list.status === 'ready' &&
              unseen !== null &&
              unseen > 0 &&
              ` · ${t('list.unreadCount', { count: unseen })}`}
          </p>
        </div>
        {onMenu !== null && <ConnectionNote account={account} />}
      </header>
      {list.status === 'error' && list.error !== undefined && (
        <div className="p-4">
          <Notice tone="danger" role="alert">
            <p className="font-medium">{t('list.errorTitle')}</p>
            <ErrorText error={list.error} />
          </Notice>
        </div>
      )}
      {list.status === 'ready' && list.rowCount === 0 && (
        <Empty
          drawing="tray"
          title={props.role === 'inbox' ? t('list.emptyInbox') : t('list.emptyTitle')}
          hint={t('list.emptyHint')}
        />
      )}
      {list.status !== 'error' && (list.rowCount > 0 || list.status === 'loading') && (
        <MessageList {...props} />
      )}
    </>
  );
}

/** Where the folder pane is out of sight, an interrupted connection is said here. */
function ConnectionNote({ account }: { readonly account: AccountId }) {
  const status = useConnection(account);
  const { word } = useConnectionWords(status);
  if (status.kind === 'live') return null;
  return (
    <p className="max-w-[45%] shrink-0 text-end text-xs text-ink-3" data-slot="connection-note">
      {word}
    </p>
  );
}
