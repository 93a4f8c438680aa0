'use client';

import { useMemo, type DragEvent, type ReactNode, type RefObject } from 'react';
import { useDensity } from '@/components/messages/density';
import { ListMenu } from '@/components/messages/list-menu';
import { ListPane } from '@/components/messages/list-pane';
import type { ListHandle } from '@/components/messages/message-list';
import type { SwipeSides } from '@/components/messages/swipe';
import type { SelectionControl } from '@/components/messages/use-selection';
import type { RailDates } from '@/components/dates/rail-marks';
import { EverywhereLine } from '@/components/search/everywhere-line';
import { SearchBar, ViewLine } from '@/components/search/search-bar';
import type { OverlayKind } from '@/components/shell/mail-overlays';
import type { BulkWork } from '@/components/shell/use-bulk-work';
import type { FolderShape, Layout } from '@/components/shell/use-layout';
import { newestOf, only, type MessageDesk } from '@/components/shell/use-message-desk';
import type { OpenMessage } from '@/components/shell/use-open-message';
import type { ShownMail } from '@/components/shell/use-shown-mail';
import { star, type Targets } from '@/lib/actions';
import { useTranslations } from '@/lib/i18n';
import type { MailboxName } from '@/lib/imap/types';
import type { Folder, MessageRow } from '@/lib/mail/types';
import { useEngine, type AccountSnapshot } from '@/lib/query';

interface ListSideProps {
  readonly account: AccountSnapshot;
  /** There are other accounts beside it. */
  readonly several: boolean;
  readonly mailbox: MailboxName;
  /** Undefined while it is not listed. */
  readonly folder: Folder | undefined;
  /** The folder's name for people. */
  readonly title: string;
  /** What a folder is called for people. */
  readonly titleOf: (name: string) => string;
  readonly shown: ShownMail;
  readonly layout: Layout;
  readonly shape: FolderShape;
  readonly handle: RefObject<ListHandle | null>;
  readonly selection: SelectionControl;
  readonly opened: OpenMessage;
  readonly messages: MessageDesk;
  readonly bulkWork: BulkWork;
  /** In the place of the header; null: the header. */
  readonly bulk: ReactNode;
  readonly rail: RailDates | null;
  readonly onSearch: () => void;
  readonly onShow: (overlay: OverlayKind) => void;
  readonly onDrag: (targets: Targets, event: DragEvent) => void;
  readonly onActive: (row: MessageRow | undefined) => void;
  /** Opens the folders where they stand nowhere. */
  readonly onFolders: (() => void) | null;
  readonly onOtherFolder: () => void;
}

/** What the list shows, with its header, its search and its menu: a folder, a view of one, or what was found in all. */
export function ListSide(props: ListSideProps) {
  const { account, mailbox, folder, title, shown, layout, shape, selection, bulkWork } = props;
  const { view, news, found, conversed, server, list, isSearch } = shown;
  const { desk, openRow, run } = props.messages;
  const t = useTranslations();
  const engine = useEngine();
  const { density, rowHeight, setDensity } = useDensity();
  const role = folder?.role ?? null;
  const swipe = useMemo<SwipeSides>(
    () => ({
      archive: !list.readOnly && role !== 'archive',
      seen: !list.readOnly,
      // In Trash that would be for good.
      delete: !list.readOnly && role !== 'trash',
    }),
    [list.readOnly, role],
  );
  /** A selected row stands for all selected ones, another one for itself. */
  const withSelected = (row: MessageRow): Targets =>
    selection.has(row.uid) ? selection.targets() : only(row);
  const search = view.open ? (
    <SearchBar
      account={account.account}
      view={view}
      list={list}
      title={title}
      onRetry={view.again}
      line={
        found && (
          <EverywhereLine
            account={account.account}
            state={found.state}
            found={found.count}
            shown={found.list.rowCount}
            titleOf={props.titleOf}
            onStop={() => engine.everywhere.stop(account.account)}
            onAgain={view.again}
          />
        )
      }
    />
  ) : (
    view.key !== '' && (
      <ViewLine account={account.account} list={list} isSearch={false} onRetry={view.again} />
    )
  );
  const menu = (
    <ListMenu
      conversations={shown.choosesConversations}
      onServerThreads={
        conversed.shown !== null && conversed.shown.covered < conversed.shown.messages ? server.ask : null
      }
      onConversations={view.key === '' && found === null ? () => desk.conversations() : null}
      density={density}
      onDensity={setDensity}
      onSelectAll={list.rowCount > 0 ? selection.selectLoaded : null}
      onSelectFolder={list.rowCount > 0 && bulkWork.canChoose ? bulkWork.selectFolder : null}
      isSearch={isSearch}
      order={view.order}
      onOrder={view.setOrder}
      onExpunge={desk.canExpunge ? bulkWork.expungeNow : null}
      onPalette={() => desk.palette()}
      onHelp={() => desk.help()}
      onNotifications={() => desk.notifications()}
    />
  );
  return (
    <ListPane
      key={JSON.stringify([account.account, found === null ? mailbox : null])}
      folderOf={found?.folderOf}
      ref={props.handle}
      account={account.account}
      folder={found === null ? folder : undefined}
      title={found === null ? title : t('everywhere.all')}
      whose={props.several && layout !== 'three' ? account.user : null}
      role={(found === null && role) || null}
      unseen={(found === null && folder?.unseen) || null}
      list={list}
      news={found === null ? news : { ...news, list, count: 0 }}
      openUid={found === null ? (openRow?.uid ?? props.opened.uid) : props.opened.uid}
      self={account.user.includes('@') ? account.user : undefined}
      conversations={conversed.shown}
      server={server}
      onMessages={() => shown.chooseConversations(false)}
      outgoing={found === null && (role === 'sent' || role === 'drafts')}
      density={density}
      rowHeight={rowHeight}
      selection={selection}
      bulk={props.bulk}
      view={found === null ? view : { search: view.search, order: 'newest' }}
      everywhere={found?.count ?? null}
      onSearch={props.onSearch}
      search={search}
      menu={menu}
      onExpunge={list.readOnly ? null : bulkWork.expungeNow}
      noteConnection={shape !== 'pane'}
      onFolders={props.onFolders}
      onRetry={() => engine.reopen(account.account, mailbox)}
      onOtherFolder={props.onOtherFolder}
      onOpen={(uid, how) => {
        const row = list.rowAt(list.positionOf(uid) ?? -1);
        props.opened.open(row === undefined ? uid : newestOf(row), how);
      }}
      onStar={(row) => run(star, only(row))}
      onMenu={(row, at) => props.onShow({ kind: 'menu', targets: withSelected(row), at })}
      onDragStart={(row, event) =>
        found === null ? props.onDrag(withSelected(row), event) : event.preventDefault()
      }
      swipe={swipe}
      onSwipe={props.messages.swipe}
      onWantRows={found === null ? conversed.wantRows : found.wantRows}
      onActive={props.onActive}
      dates={props.rail}
    />
  );
}
