'use client';

import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useWireDock } from '@/components/console/wire-dock';
import type { ColumnHandle } from '@/components/conversation/conversation-column';
import { targetsOf } from '@/components/conversation/column-items';
import { useConversationChoice } from '@/components/conversation/use-conversation-choice';
import { FolderDialogs } from '@/components/folders/folder-dialogs';
import type { FolderPaneProps } from '@/components/folders/folder-pane';
import { folderTitle } from '@/components/folders/folder-title';
import { TaskTray } from '@/components/folders/task-tray';
import { useFolderManagers } from '@/components/folders/use-folder-manager';
import { EverywhereLine } from '@/components/search/everywhere-line';
import {
  foundTransfers,
  MANY_FOLDERS,
  openedIn,
  useFound,
  useFoundTriage,
} from '@/components/search/use-found';
import { focusSearch, SearchBar, ViewLine } from '@/components/search/search-bar';
import { useFolderView } from '@/components/search/use-folder-view';
import { BulkBar, BulkPane } from '@/components/messages/bulk-bar';
import { useDensity } from '@/components/messages/density';
import { ListMenu } from '@/components/messages/list-menu';
import { ListPane } from '@/components/messages/list-pane';
import type { ListHandle } from '@/components/messages/message-list';
import type { SwipeSides } from '@/components/messages/swipe';
import { useHeldNews } from '@/components/messages/use-held-news';
import { useSelection } from '@/components/messages/use-selection';
import { OfflineShell } from '@/components/offline/offline-shell';
import { OpenMail } from '@/components/conversation/open-mail';
import { warmUpReader } from '@/components/reader/warm-up';
import { afterPaint } from '@/components/shell/after-paint';
import { useFirstFocus } from '@/components/shell/focus-list';
import { loadFonts } from '@/components/shell/fonts';
import { LiveRegion } from '@/components/shell/live-region';
import { KeyHint, MailOverlays } from '@/components/shell/mail-overlays';
import { MessageDropProvider } from '@/components/shell/message-drag';
import { usePlaceIn } from '@/components/shell/place';
import { useDepartures } from '@/components/shell/use-departures';
import { FolderRegion, ListRegion, MessageRegion } from '@/components/shell/mail-regions';
import { TriageToast } from '@/components/shell/triage-toast';
import { useDragged } from '@/components/shell/use-dragged';
import { INBOX, useGoing } from '@/components/shell/use-going';
import { useKeys } from '@/components/shell/use-keys';
import { useFolderShape, useLayout } from '@/components/shell/use-layout';
import { BulkDialog } from '@/components/shell/bulk-dialog';
import { useBulkWork } from '@/components/shell/use-bulk-work';
import { newestOf, only, useMessageDesk } from '@/components/shell/use-message-desk';
import { useOpenMessage } from '@/components/shell/use-open-message';
import { useOverlay } from '@/components/shell/use-overlay';
import { useTriage, type AskedWork } from '@/components/shell/use-triage';
import { useNotifications } from '@/components/notify/use-notifications';
import { useDates } from '@/components/dates/use-dates';
import { useReadingAhead } from '@/components/shell/use-reading-ahead';
import { useUnreadBadge } from '@/components/notify/use-unread-badge';
import { usePagePrint } from '@/components/print/use-page-print';
import { ImportReports } from '@/components/transfer/import-report';
import { useTransfers } from '@/components/transfer/use-transfers';
import { star, type Bound, type MailAction, type Targets } from '@/lib/actions';
import { useTranslations } from '@/lib/i18n';
import type { MailboxName } from '@/lib/imap/types';
import type { AccountId, Folder, MessageRow } from '@/lib/mail/types';
import {
  useAllFolders,
  useConversations,
  useEngine,
  useMessageList,
  useServerThreads,
  useWantRows,
  useWatchInboxes,
  type AccountSnapshot,
} from '@/lib/query';

const NO_FOLDERS: readonly Folder[] = [];
const FOLDER_ITEM = '[role="tree"] [role="treeitem"][tabindex="0"]';

interface MailScreenProps {
  /** Everybody signed in, in the order of the folder pane. */
  readonly accounts: readonly AccountSnapshot[];
  /** The one in view. */
  readonly account: AccountSnapshot;
}

/** The mailbox: folders, list and message, and everything keys do to them. */
export function MailScreen({ accounts, account }: MailScreenProps) {
  const t = useTranslations();
  const place = usePlaceIn(account.account);
  const several = accounts.length > 1;
  const layout = useLayout();
  const shape = useFolderShape();
  const allFolders = useAllFolders(accounts);
  const folders = allFolders.get(account.account) ?? NO_FOLDERS;
  const mailbox = place.mailbox ?? INBOX;
  const folder = folders.find((entry) => entry.name === mailbox);
  // Every account has an inbox, known or not: its name does not change when the folders come.
  const unknown = mailbox === INBOX ? t('folders.roles.inbox') : mailbox;
  const title = folder === undefined ? unknown : folderTitle(folder, (key) => t(`folders.${key}`));
  const view = useFolderView(account.account, mailbox);
  const shown = useMessageList(account.account, mailbox, view.key);
  const news = useHeldNews(account.account, mailbox, shown, view.key === '');
  const [choosesConversations, chooseConversations] = useConversationChoice(account.account);
  const found = useFound(account.account, folders, view);
  const engine = useEngine();
  const wantPositions = useWantRows(account.account, mailbox, view.key);
  const wantRows = useCallback(
    (first: number, last: number) => wantPositions(first + news.count, last + news.count),
    [wantPositions, news.count],
  );
  // What is looked for is a message, and other orders are orders of messages.
  const server = useServerThreads(account.account, mailbox, shown);
  const conversed = useConversations(
    account.account,
    mailbox,
    news.list,
    choosesConversations && view.key === '' && found === null,
    server.state,
    wantRows,
  );
  const list = found?.list ?? conversed.list;
  const column = useRef<ColumnHandle>(null);
  const askWork = useRef<(work: AskedWork) => void>(() => undefined);
  const triage = useTriage((work) => askWork.current(work));
  const selection = useSelection(account.account, found === null ? mailbox : MANY_FOLDERS, list);
  const { density, rowHeight, setDensity } = useDensity();
  const dock = useWireDock();
  const listHandle = useRef<ListHandle>(null);
  const overlay = useOverlay();
  const transfers = useTransfers(triage.say);
  const managers = useFolderManagers({
    account: account.account,
    mailbox,
    accounts,
    folders: allFolders,
    tell: triage.say,
    files: transfers,
  });
  const [drawer, setDrawer] = useState(false);
  const active = useRef<MessageRow | undefined>(undefined);
  const onActive = useCallback((row: MessageRow | undefined) => {
    active.current = row;
  }, []);

  // What comes to the other accounts is counted and told too.
  useWatchInboxes(accounts.map((one) => one.account).filter((one) => one !== account.account));
  useDepartures(accounts, triage.say);

  const whose = several ? ` – ${account.user}` : '';
  useUnreadBadge(folders, allFolders, `${title}${whose}`);
  usePagePrint();

  useNotifications();
  useReadingAhead();
  useEffect(loadFonts, []);
  const listStands = list.status === 'ready' && (list.rowCount === 0 || list.rowAt(0) !== undefined);
  useEffect(() => (listStands ? afterPaint(warmUpReader) : undefined), [listStands]);
  useFirstFocus(listStands);

  const { announce } = triage;
  const together = conversed.shown !== null;
  useEffect(() => {
    if (selection.count > 0)
      announce(t(together ? 'conversation.selectedShort' : 'triage.selected', { count: selection.count }));
  }, [selection.count, announce, t, together]);

  const going = useGoing(accounts, triage.say);
  const openFolderOf = (of: AccountId, name: MailboxName) => {
    setDrawer(false);
    going.toFolder(of, name);
  };
  const openFolder = (name: MailboxName) => openFolderOf(account.account, name);
  /** Out of a folder that could not be opened: the inbox, or whichever the person chooses. */
  const openOther = () => {
    if (mailbox !== INBOX) openFolder(INBOX);
    else if (shape === 'drawer') setDrawer(true);
    else document.querySelector<HTMLElement>(FOLDER_ITEM)?.focus();
  };
  const openInboxOf = (of: AccountId) => openFolderOf(of, INBOX);
  const addAccount = () => {
    setDrawer(false);
    overlay.show({ kind: 'add-account' });
  };

  const inFolder = useOpenMessage(account.account, mailbox, selection.clear);
  const opened = found === null ? inFolder : openedIn(found, inFolder);
  const isSearch = view.search.trim() !== '';
  const bulkWork = useBulkWork({
    account: account.account,
    mailbox,
    title,
    found,
    isSearch,
    isWhole: (found === null ? list.view?.kind : found.state?.kind) === 'whole',
    selection,
    tell: triage.say,
    work: (asks) => managers.of(account.account)?.work(asks),
    openUid: inFolder.uid,
    onLeave: opened.close,
    focusList: () => listHandle.current?.focus(),
  });
  askWork.current = bulkWork.ask;
  const openSearch = () => {
    flushSync(() => view.setOpen(true));
    focusSearch();
    return true;
  };
  const dates = useDates({
    account: account.account,
    mailbox,
    list,
    isWhole: view.key === '' && found === null && !together,
    held: news.count,
    handle: listHandle,
  });
  const listTitle = found === null ? title : t('everywhere.all');
  const messages = useMessageDesk({
    hasDates: view.key === '' && !together && (layout !== 'one' || opened.uid === null),
    account: account.account,
    folders,
    mailbox: found === null ? mailbox : MANY_FOLDERS,
    list,
    layout,
    selection,
    opened,
    triage: useFoundTriage(triage, found),
    handle: listHandle,
    active,
    show: overlay.show,
    openFolder,
    selectFolder: bulkWork.selectFolder,
    search: openSearch,
    expungeNow: bulkWork.expungeNow,
    beforeUndo: news.letNextIn,
    toggleWire: dock?.toggle ?? null,
    folder: found === null ? folder : undefined,
    title: listTitle,
    transfers: foundTransfers(transfers, found),
    conversations: () => {
      chooseConversations(!choosesConversations);
      triage.announce(t(choosesConversations ? 'conversation.off' : 'conversation.on'));
      return true;
    },
    column,
    older: conversed.shown === null ? null : conversed.older,
  });
  const { desk, openRow, targets, contextOf, run, moveTargets, askMove } = messages;

  const firstKey = useKeys((bound: Bound) => {
    // What was asked for is on its way: letters typed ahead belong to it.
    if (overlay.takesKeys()) return true;
    if (bound.kind === 'action') return run(bound.action, targets());
    return bound.command.enabled(desk) && bound.command.perform(desk);
  });

  const titleOf = (name: string): string => {
    const one = folders.find((entry) => entry.name === name);
    return one === undefined ? name : folderTitle(one, (key) => t(`folders.${key}`));
  };
  const bulk = selection.count > 0 && {
    context: contextOf(selection.targets()),
    all: {
      skipped: selection.skipped,
      folder: title,
      total: found?.count ?? news.list.rowCount + news.count,
      choosing: bulkWork.choosing,
      isSearch,
      onChoose: bulkWork.canChoose ? () => bulkWork.selectFolder() : null,
    },
    onAction: (action: MailAction) => run(action, selection.targets()),
    onMove: () => askMove(selection.targets()),
    onClear: messages.clear,
  };
  const openTargets = openRow === undefined ? only() : only(openRow);
  const showList = layout !== 'one' || opened.uid === null;
  const showMessage = layout !== 'one' || opened.uid !== null;
  const outgoing = folder?.role === 'sent' || folder?.role === 'drafts';
  const swipe = useMemo<SwipeSides>(
    () => ({
      archive: !list.readOnly && folder?.role !== 'archive',
      seen: !list.readOnly,
      // In Trash that would be for good.
      delete: !list.readOnly && folder?.role !== 'trash',
    }),
    [list.readOnly, folder?.role],
  );
  const dragged = useDragged({
    accounts,
    account,
    folders,
    mailbox,
    messages,
    say: triage.say,
    moveAcross: transfers.moveAcross,
  });
  /** A selected row stands for all selected ones, another one for itself. */
  const withSelected = (row: MessageRow): Targets =>
    selection.has(row.uid) ? selection.targets() : only(row);
  const pane: FolderPaneProps = {
    accounts,
    account,
    folders: allFolders,
    managers,
    mailbox,
    onOpen: openFolderOf,
    onAddAccount: addAccount,
    tell: (text) => triage.say({ kind: 'told', text }),
  };
  return (
    <MessageDropProvider onImport={transfers.importFiles} canDrop={dragged.canDrop} drop={dragged.drop}>
      <div className="relative flex h-dvh overflow-hidden" data-layout={layout}>
        <header className="sr-only">
          <h1>{`${title}${whose} – ${t('app.name')}`}</h1>
        </header>
        <FolderRegion shape={shape} pane={pane} drawer={drawer} onDrawer={setDrawer} />
        {showList && (
          <ListRegion layout={layout} onPointer={news.onPointer}>
            <ListPane
              key={JSON.stringify([account.account, found === null ? mailbox : null])}
              folderOf={found?.folderOf}
              ref={listHandle}
              account={account.account}
              folder={found === null ? folder : undefined}
              title={listTitle}
              whose={several && layout !== 'three' ? account.user : null}
              role={(found === null && folder?.role) || null}
              unseen={(found === null && folder?.unseen) || null}
              list={list}
              news={found === null ? news : { ...news, list, count: 0 }}
              openUid={found === null ? (openRow?.uid ?? opened.uid) : opened.uid}
              self={account.user.includes('@') ? account.user : undefined}
              conversations={conversed.shown}
              server={server}
              onMessages={() => chooseConversations(false)}
              outgoing={found === null && outgoing}
              density={density}
              rowHeight={rowHeight}
              selection={selection}
              bulk={layout === 'one' && bulk ? <BulkBar {...bulk} /> : null}
              view={found === null ? view : { search: view.search, order: 'newest' }}
              everywhere={found?.count ?? null}
              onSearch={openSearch}
              search={
                view.open ? (
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
                          titleOf={titleOf}
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
                )
              }
              menu={
                <ListMenu
                  conversations={choosesConversations}
                  onServerThreads={
                    conversed.shown !== null && conversed.shown.covered < conversed.shown.messages
                      ? server.ask
                      : null
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
              }
              onExpunge={list.readOnly ? null : bulkWork.expungeNow}
              noteConnection={shape !== 'pane'}
              onFolders={shape === 'drawer' ? () => setDrawer(true) : null}
              onRetry={() => engine.reopen(account.account, mailbox)}
              onOtherFolder={openOther}
              onOpen={(uid, how) => {
                const row = list.rowAt(list.positionOf(uid) ?? -1);
                opened.open(row === undefined ? uid : newestOf(row), how);
              }}
              onStar={(row) => run(star, only(row))}
              onMenu={(row, at) => overlay.show({ kind: 'menu', targets: withSelected(row), at })}
              onDragStart={(row, event) =>
                found === null ? dragged.start(withSelected(row), event) : event.preventDefault()
              }
              swipe={swipe}
              onSwipe={messages.swipe}
              onWantRows={found === null ? conversed.wantRows : found.wantRows}
              onActive={onActive}
              dates={dates.rail}
            />
          </ListRegion>
        )}
        {showMessage && (
          <MessageRegion hidden={bulk !== false} over={bulk && layout !== 'one' && <BulkPane {...bulk} />}>
            <OpenMail
              ref={column}
              together={together}
              folders={folders}
              older={conversed.older}
              onStar={(item) => run(star, targetsOf(item))}
              onMenu={(item, at) => overlay.show({ kind: 'menu', targets: targetsOf(item), at })}
              onGoTo={(item) => going.toMessage(account.account, item.mailbox, item.row.uid)}
              account={account.account}
              mailbox={mailbox}
              uid={inFolder.uid}
              row={found === null ? openRow : openRow && found.rowOf(openRow.uid)}
              canChoose={list.status === 'ready' && list.rowCount > 0}
              focusHeading={opened.focusHeading}
              contextOf={(rows) => found?.contextOf(rows) ?? contextOf(only(...rows))}
              onAction={(action) => run(action, openTargets)}
              onMove={() => askMove(openTargets)}
              onBack={layout === 'one' ? opened.close : null}
              onClose={opened.close}
              onStep={(by) => desk.step(by)}
              onPrint={() => desk.print()}
              onSave={() => messages.save(openTargets)}
            />
          </MessageRegion>
        )}
        <LiveRegion
          accounts={accounts}
          account={account}
          folders={allFolders}
          announcement={triage.announcement}
          held={news.count > 0}
        />
        <div ref={overlay.ref} className="contents">
          <MailOverlays
            key={overlay.turn}
            overlay={overlay.kind}
            desk={desk}
            targets={targets()}
            contextOf={contextOf}
            onAction={run}
            onMove={moveTargets}
            onAskMove={askMove}
            onToggle={(row) => listHandle.current?.toggle(row.uid)}
            onOpen={(targets) => {
              const [row] = targets.rows;
              if (row === undefined) return;
              if (targets.place === undefined) opened.open(newestOf(row), 'key');
              else going.toMessage(account.account, targets.place.mailbox, row.uid);
            }}
            onSave={messages.save}
            onFolder={openFolder}
            onDate={dates.find}
            accounts={accounts}
            onAccount={openInboxOf}
            onAddAccount={addAccount}
            onAdded={going.toAdded}
            onClose={overlay.close}
          />
        </div>
        <FolderDialogs managers={managers} />
        {bulkWork.question !== null && (
          <BulkDialog
            question={bulkWork.question}
            folder={title}
            titleOf={titleOf}
            onConfirm={() => bulkWork.question !== null && bulkWork.confirm(bulkWork.question)}
            onClose={bulkWork.dismiss}
          />
        )}
        <TaskTray tasks={[...managers.tasks, ...transfers.tasks]} />
        <ImportReports transfers={transfers} />
        <KeyHint first={firstKey} desk={desk} />
        <OfflineShell accounts={accounts} ready={listStands} />
        <TriageToast triage={triage} onUndo={() => desk.undo()} />
      </div>
    </MessageDropProvider>
  );
}
