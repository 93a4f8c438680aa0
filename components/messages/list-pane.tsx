'use client';

import { CloudOff, Menu as MenuIcon, Search } from 'lucide-react';
import { ServerLine } from '@/components/conversation/server-line';
import { CutLine } from '@/components/conversation/cut-line';
import { FaultPanel } from '@/components/faults/fault-panel';
import type { FaultActs } from '@/components/faults/fault-steps';
import { useConnectionWords } from '@/components/shell/connection-line';
import { Empty } from '@/components/ui/empty';
import type { FolderView } from '@/components/search/use-folder-view';
import { IconButton } from '@/components/ui/icon-button';
import { formatNumber, useLocaleChoice, useTranslations } from '@/lib/i18n';
import { useEffect, type ReactNode } from 'react';
import { ListDropZone } from '@/components/transfer/file-drop';
import type { Uid } from '@/lib/imap/types';
import type { AccountId, AppError, Folder, FolderRole } from '@/lib/mail/types';
import { useConnection, type ConversationSnapshot, type ServerThreadsControl } from '@/lib/query';
import { MessageList, type MessageListProps } from './message-list';
import { NewsPill } from './news-pill';
import { ofThisFolder, RowFolder } from './row-folder';
import type { HeldNews } from './use-held-news';

interface ListPaneProps extends MessageListProps {
  readonly news: HeldNews;
  readonly account: AccountId;
  /** Takes dropped files; undefined while it is not listed. */
  readonly folder: Folder | undefined;
  readonly title: string;
  /** Whose folder it is, where that has to be said. */
  readonly whose: string | null;
  readonly role: FolderRole | null;
  readonly unseen: number | null;
  /** What stands in the place of the header while messages are selected and there is no other room for it. */
  readonly bulk: ReactNode;
  /** At the end of the header. */
  readonly menu: ReactNode;
  /** Below the header: what is looked for, and how far that is. */
  readonly search: ReactNode;
  /** How the folder is shown other than whole and newest first. */
  readonly view: Pick<FolderView, 'search' | 'order'>;
  /** Found in all folders; null: the list is of one folder. */
  readonly everywhere?: number | null;
  /** The folder a row lies in, by its name for people. */
  readonly folderOf?: ((uid: Uid) => string | null) | undefined;
  readonly onSearch: () => void;
  /** Null while messages are shown one by one. */
  readonly conversations: ConversationSnapshot | null;
  readonly server: ServerThreadsControl | null;
  readonly onMessages: () => void;
  /** Null: the folder cannot be changed. */
  readonly onExpunge: (() => void) | null;
  /** The folder pane, which says how the connection is, is out of sight. */
  readonly noteConnection?: boolean;
  /** Opens the folders where they stand nowhere. */
  readonly onFolders: (() => void) | null;
  /** The folder could not be opened: once more, or another one. */
  readonly onRetry: () => void;
  readonly onOtherFolder: () => void;
}

/** The folder's name and numbers over its messages. */
export function ListPane(props: ListPaneProps) {
  const { list, title, unseen, onFolders, account, selection } = props;
  const t = useTranslations();
  const isSearch = props.view.search.trim() !== '';
  // What was not searched to the end may still hold it, and the line over the list says how to go on.
  const isPartly = isSearch && (props.list.view?.kind === 'partly' || props.list.view?.kind === 'failed');
  const emptyTitle = isSearch
    ? t(isPartly ? 'search.noneYet' : 'search.none')
    : props.role === 'inbox'
      ? t('list.emptyInbox')
      : t('list.emptyTitle');
  const { everywhere = null } = props;
  const shownCount = everywhere ?? list.rowCount + props.news.count;
  const { onPointer } = props.news;
  const ready = list.status === 'ready';
  const { order } = props.view;
  const together = props.conversations;
  const tConversation = useTranslations('conversation');
  const { region } = useLocaleChoice();
  const numbers = [
    ...(ready
      ? together === null
        ? [
            isPartly && shownCount === 0
              ? t('search.noneYet')
              : t(isSearch ? 'search.found' : 'list.count', { count: shownCount }),
          ]
        : conversationNumbers(together, props.news.count, region, tConversation)
      : []),
    ...(order === 'newest' ? [] : [t(`search.order.${order}`)]),
    ...(selection.count > 0
      ? [
          t(together === null ? 'triage.selectedShort' : 'conversation.selectedShort', {
            count: selection.count,
          }),
        ]
      : ready && !isSearch && order === 'newest' && unseen !== null && unseen > 0
        ? [t('list.unreadCount', { count: unseen })]
        : []),
  ];
  useEffect(() => () => onPointer(false), [onPointer]);
  return (
    <ListDropZone account={account} folder={props.folder} title={title}>
      {props.bulk ?? (
        <header className="@container flex h-14 shrink-0 items-center gap-1 border-b border-line pe-4 ps-4">
          {onFolders !== null && (
            <IconButton
              icon={MenuIcon}
              label={t('folders.open')}
              aria-haspopup="dialog"
              onClick={onFolders}
              className="-ms-2"
            />
          )}
          <div className="min-w-0 flex-1 leading-tight">
            <h2 className="truncate text-lead font-semibold" title={title}>
              <bdi>{title}</bdi>
            </h2>
            <p
              className="truncate text-xs text-ink-3 tabular-nums"
              data-slot="list-count"
              title={[props.whose, ...numbers].filter((one) => one !== null).join(' · ')}
            >
              {props.whose !== null && (
                <>
                  <bdi>{props.whose}</bdi>
                  {' · '}
                </>
              )}
              {numbers.length === 0 ? '\u00a0' : numbers.join(' · ')}
            </p>
          </div>
          {/* Not over the rows: who is about to press one of them must not press this. */}
          {props.news.count > 0 && <NewsPill count={props.news.count} onShow={props.news.show} />}
          {props.noteConnection === true && props.news.count === 0 && <ConnectionNote account={account} />}
          <IconButton
            icon={Search}
            label={t('search.open')}
            shortcut="/"
            aria-pressed={isSearch}
            onClick={props.onSearch}
            className="shrink-0"
          />
          {props.menu}
        </header>
      )}
      {props.search}
      {together !== null && props.server !== null && <ServerLine shown={together} server={props.server} />}
      {list.status === 'error' && list.error !== undefined && (
        <div className="min-h-0 overflow-y-auto p-4">
          <OpeningFault
            account={account}
            error={list.error}
            acts={{ retry: props.onRetry, 'other-folder': props.onOtherFolder }}
          />
        </div>
      )}
      {list.status === 'ready' && list.rowCount === 0 && list.view?.kind !== 'asking' && (
        <Empty
          drawing="tray"
          title={emptyTitle}
          hint={
            isPartly
              ? t('search.noneYetHint')
              : everywhere !== null
                ? t('everywhere.noneHint')
                : isSearch
                  ? t('search.noneHint')
                  : t('list.emptyHint')
          }
        />
      )}
      {list.status !== 'error' && (list.rowCount > 0 || list.status === 'loading') && (
        <RowFolder value={props.folderOf ?? ofThisFolder}>
          <MessageList {...props} isOpenEnded={together !== null && together.covered < together.messages} />
        </RowFolder>
      )}
      {together !== null && <CutLine shown={together} onMessages={props.onMessages} />}
      {/* Below the rows: none of them may move because it appears. */}
      {list.marked > 0 && props.onExpunge !== null && <MarkedLine onExpunge={props.onExpunge} />}
    </ListDropZone>
  );
}

/** How many there are, and of which messages that is known. */
function conversationNumbers(
  { rowCount, covered, messages }: ConversationSnapshot,
  held: number,
  region: string,
  t: ReturnType<typeof useTranslations<'conversation'>>,
): readonly string[] {
  const of = messages + held;
  return [
    t('count', { count: rowCount }),
    covered >= messages
      ? t('ofMessages', { count: of })
      : t('ofNewest', { here: formatNumber(region, covered), of: formatNumber(region, of) }),
  ];
}

/** What others meant to delete stays until somebody carries it out, or takes the mark off. */
function MarkedLine({ onExpunge }: { readonly onExpunge: () => void }) {
  const t = useTranslations('bulk');
  return (
    <div
      role="note"
      data-slot="marked"
      className="flex shrink-0 items-center gap-2 border-t border-line bg-sunken py-1 ps-4 pe-2 text-xs text-ink-2"
    >
      <p className="min-w-0 flex-1 py-1">{t('marked')}</p>
      <button
        type="button"
        onClick={onExpunge}
        className="h-8 shrink-0 rounded-control px-2 font-semibold text-danger hover:bg-hover pointer-coarse:h-11"
      >
        {t('expungeNow')}
      </button>
    </div>
  );
}

/** Why there is no list. What was done in a folder that is left alone waits for it. */
function OpeningFault({
  account,
  error,
  acts,
}: {
  readonly account: AccountId;
  readonly error: AppError;
  readonly acts: FaultActs;
}) {
  const status = useConnection(account);
  const queued = error.code === 'mailbox-crashes' && 'queued' in status ? status.queued : 0;
  return <FaultPanel error={error} acts={acts} waiting={queued > 0 ? queued : null} />;
}

/** Where the folder pane is out of sight, an interrupted connection is said here. The seconds to go stand below, where there is room. */
function ConnectionNote({ account }: { readonly account: AccountId }) {
  const t = useTranslations('connection');
  const status = useConnection(account);
  const words = useConnectionWords(status);
  const word = status.kind === 'reconnecting' ? t('reconnectingNow') : words.word;
  if (status.kind === 'live') return null;
  const isAway = status.kind === 'offline' || status.kind === 'reconnecting';
  return (
    <p className="max-w-24 shrink-0 text-end text-xs text-ink-3" data-slot="connection-note" title={word}>
      {/* A phone has room for the folder's name or for this: what it means stands along the foot once it lasts. */}
      {isAway && <CloudOff size={18} strokeWidth={1.75} aria-hidden className="@sm:hidden" />}
      <span className={isAway ? 'sr-only @sm:not-sr-only' : undefined}>{word}</span>
    </p>
  );
}
