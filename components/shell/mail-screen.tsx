'use client';

import { useCallback, useRef } from 'react';
import { flushSync } from 'react-dom';
import { useWireDock } from '@/components/console/wire-dock';
import type { ColumnHandle } from '@/components/conversation/conversation-column';
import { FolderDialogs } from '@/components/folders/folder-dialogs';
import type { FolderPaneProps } from '@/components/folders/folder-pane';
import { TaskTray } from '@/components/folders/task-tray';
import { useFolderManagers } from '@/components/folders/use-folder-manager';
import { foundTransfers, MANY_FOLDERS, openedIn, useFoundTriage } from '@/components/search/use-found';
import { focusSearch } from '@/components/search/search-bar';
import { BulkBar, BulkPane } from '@/components/messages/bulk-bar';
import type { ListHandle } from '@/components/messages/message-list';
import { useSelection } from '@/components/messages/use-selection';
import { OfflineShell } from '@/components/offline/offline-shell';
import { ListSide } from '@/components/shell/list-side';
import { LiveRegion } from '@/components/shell/live-region';
import { KeyHint, MailOverlays } from '@/components/shell/mail-overlays';
import { MessageSide } from '@/components/shell/message-side';
import { MessageDropProvider } from '@/components/shell/message-drag';
import { FolderRegion, ListRegion, MessageRegion } from '@/components/shell/mail-regions';
import { TriageToast } from '@/components/shell/triage-toast';
import { useDragged } from '@/components/shell/use-dragged';
import { useKeys } from '@/components/shell/use-keys';
import { useFolderShape, useLayout } from '@/components/shell/use-layout';
import { BulkDialog } from '@/components/shell/bulk-dialog';
import { useBulkWork } from '@/components/shell/use-bulk-work';
import { newestOf, useMessageDesk } from '@/components/shell/use-message-desk';
import { useOpenFolder } from '@/components/shell/use-open-folder';
import { useOpenMessage } from '@/components/shell/use-open-message';
import { useOverlay } from '@/components/shell/use-overlay';
import { useScreenWork } from '@/components/shell/use-screen-work';
import { useShownMail } from '@/components/shell/use-shown-mail';
import { useTriage, type AskedWork } from '@/components/shell/use-triage';
import { useWays } from '@/components/shell/use-ways';
import { useDates } from '@/components/dates/use-dates';
import { ImportReports } from '@/components/transfer/import-report';
import { useTransfers } from '@/components/transfer/use-transfers';
import { type Bound, type MailAction } from '@/lib/actions';
import { useTranslations } from '@/lib/i18n';
import type { MessageRow } from '@/lib/mail/types';
import { useAllFolders, type AccountSnapshot } from '@/lib/query';

interface MailScreenProps {
  /** Everybody signed in, in the order of the folder pane. */
  readonly accounts: readonly AccountSnapshot[];
  /** The one in view. */
  readonly account: AccountSnapshot;
}

/** The mailbox: folders, list and message, and everything keys do to them. */
export function MailScreen({ accounts, account }: MailScreenProps) {
  const t = useTranslations();
  const several = accounts.length > 1;
  const layout = useLayout();
  const shape = useFolderShape();
  const allFolders = useAllFolders(accounts);
  const { folders, mailbox, folder, title, titleOf } = useOpenFolder(account.account, allFolders);
  const shown = useShownMail(account.account, mailbox, folders);
  const { view, news, found, together, list } = shown;
  const column = useRef<ColumnHandle>(null);
  const askWork = useRef<(work: AskedWork) => void>(() => undefined);
  const triage = useTriage((work) => askWork.current(work));
  const selection = useSelection(account.account, found === null ? mailbox : MANY_FOLDERS, list);
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
  const active = useRef<MessageRow | undefined>(undefined);
  const onActive = useCallback((row: MessageRow | undefined) => {
    active.current = row;
  }, []);

  const whose = several ? ` – ${account.user}` : '';
  useScreenWork({
    accounts,
    account,
    folders,
    allFolders,
    title: `${title}${whose}`,
    listStands: shown.stands,
    selected: selection.count,
    together,
    triage,
  });

  const ways = useWays({
    accounts,
    account: account.account,
    mailbox,
    shape,
    say: triage.say,
    show: overlay.show,
  });
  const inFolder = useOpenMessage(account.account, mailbox, selection.clear);
  const opened = found === null ? inFolder : openedIn(found, inFolder);
  const bulkWork = useBulkWork({
    account: account.account,
    mailbox,
    title,
    found,
    isSearch: shown.isSearch,
    isWhole: (found === null ? list.view?.kind : found.state?.kind) === 'whole',
    selection,
    tell: triage.say,
    work: (asks) => managers.of(account.account)?.work(asks),
    openUid: inFolder.uid,
    onLeave: opened.close,
    focusList: () => listHandle.current?.focus(),
  });
  askWork.current = bulkWork.ask;
  const { question } = bulkWork;
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
    openFolder: ways.openFolder,
    selectFolder: bulkWork.selectFolder,
    search: openSearch,
    expungeNow: bulkWork.expungeNow,
    beforeUndo: news.letNextIn,
    toggleWire: dock?.toggle ?? null,
    folder: found === null ? folder : undefined,
    title: found === null ? title : t('everywhere.all'),
    transfers: foundTransfers(transfers, found),
    conversations: () => {
      shown.chooseConversations(!shown.choosesConversations);
      triage.announce(t(shown.choosesConversations ? 'conversation.off' : 'conversation.on'));
      return true;
    },
    column,
    older: together ? shown.conversed.older : null,
  });
  const { desk, targets, contextOf, run, moveTargets, askMove } = messages;

  const firstKey = useKeys((bound: Bound) => {
    // What was asked for is on its way: letters typed ahead belong to it.
    if (overlay.takesKeys()) return true;
    if (bound.kind === 'action') return run(bound.action, targets());
    return bound.command.enabled(desk) && bound.command.perform(desk);
  });

  const bulk = selection.count > 0 && {
    context: contextOf(selection.targets()),
    all: {
      skipped: selection.skipped,
      folder: title,
      total: found?.count ?? news.list.rowCount + news.count,
      choosing: bulkWork.choosing,
      isSearch: shown.isSearch,
      onChoose: bulkWork.canChoose ? () => bulkWork.selectFolder() : null,
    },
    onAction: (action: MailAction) => run(action, selection.targets()),
    onMove: () => askMove(selection.targets()),
    onClear: messages.clear,
  };
  const showList = layout !== 'one' || opened.uid === null;
  const showMessage = layout !== 'one' || opened.uid !== null;
  const dragged = useDragged({
    accounts,
    account,
    folders,
    mailbox,
    messages,
    say: triage.say,
    moveAcross: transfers.moveAcross,
  });
  const pane: FolderPaneProps = {
    accounts,
    account,
    folders: allFolders,
    managers,
    mailbox,
    onOpen: ways.openFolderOf,
    onAddAccount: ways.addAccount,
    tell: (text) => triage.say({ kind: 'told', text }),
  };
  return (
    <MessageDropProvider onImport={transfers.importFiles} canDrop={dragged.canDrop} drop={dragged.drop}>
      <div className="relative flex h-dvh overflow-hidden" data-layout={layout}>
        <header className="sr-only">
          <h1>{`${title}${whose} – ${t('app.name')}`}</h1>
        </header>
        <FolderRegion shape={shape} pane={pane} drawer={ways.drawer} onDrawer={ways.setDrawer} />
        {showList && (
          <ListRegion layout={layout} onPointer={news.onPointer}>
            <ListSide
              account={account}
              several={several}
              mailbox={mailbox}
              folder={folder}
              title={title}
              titleOf={titleOf}
              shown={shown}
              layout={layout}
              shape={shape}
              handle={listHandle}
              selection={selection}
              opened={opened}
              messages={messages}
              bulkWork={bulkWork}
              bulk={layout === 'one' && bulk ? <BulkBar {...bulk} /> : null}
              rail={dates.rail}
              onSearch={openSearch}
              onShow={overlay.show}
              onDrag={dragged.start}
              onActive={onActive}
              onFolders={shape === 'drawer' ? () => ways.setDrawer(true) : null}
              onOtherFolder={ways.openOther}
            />
          </ListRegion>
        )}
        {showMessage && (
          <MessageRegion hidden={bulk !== false} over={bulk && layout !== 'one' && <BulkPane {...bulk} />}>
            <MessageSide
              account={account.account}
              folders={folders}
              mailbox={mailbox}
              uid={inFolder.uid}
              shown={shown}
              layout={layout}
              opened={opened}
              messages={messages}
              column={column}
              onShow={overlay.show}
              onGoTo={ways.toMessage}
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
              else ways.toMessage(account.account, targets.place.mailbox, row.uid);
            }}
            onSave={messages.save}
            onFolder={ways.openFolder}
            onDate={dates.find}
            accounts={accounts}
            onAccount={ways.openInboxOf}
            onAddAccount={ways.addAccount}
            onAdded={ways.toAdded}
            onClose={overlay.close}
          />
        </div>
        <FolderDialogs managers={managers} />
        {question !== null && (
          <BulkDialog
            key={bulkWork.turn}
            question={question}
            folder={title}
            titleOf={titleOf}
            onConfirm={() => bulkWork.confirm(question)}
            onClose={() => bulkWork.dismiss(question)}
          />
        )}
        <TaskTray tasks={[...managers.tasks, ...transfers.tasks]} />
        <ImportReports transfers={transfers} />
        <KeyHint first={firstKey} desk={desk} />
        <OfflineShell accounts={accounts} ready={shown.stands} />
        <TriageToast triage={triage} onUndo={() => desk.undo()} />
      </div>
    </MessageDropProvider>
  );
}
