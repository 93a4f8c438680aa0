'use client';

import clsx from 'clsx';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useWireDock } from '@/components/console/wire-dock';
import { FolderDialogs } from '@/components/folders/folder-dialogs';
import { FolderDrawer } from '@/components/folders/folder-drawer';
import { FolderPane, type FolderPaneProps } from '@/components/folders/folder-pane';
import { FolderRail } from '@/components/folders/folder-rail';
import { folderTitle } from '@/components/folders/folder-title';
import { TaskTray } from '@/components/folders/task-tray';
import { useFolderManagers } from '@/components/folders/use-folder-manager';
import { BulkBar, BulkPane } from '@/components/messages/bulk-bar';
import { useDensity } from '@/components/messages/density';
import { ListMenu } from '@/components/messages/list-menu';
import { ListPane } from '@/components/messages/list-pane';
import type { ListHandle } from '@/components/messages/message-list';
import { useSelection } from '@/components/messages/use-selection';
import { MessagePane } from '@/components/reader/message-pane';
import { warmUpReader } from '@/components/reader/warm-up';
import { loadFonts } from '@/components/shell/fonts';
import { LiveRegion } from '@/components/shell/live-region';
import { KeyHint, MailOverlays, type OverlayKind } from '@/components/shell/mail-overlays';
import { MessageDropProvider, startMessageDrag } from '@/components/shell/message-drag';
import { goTo, usePlaceIn } from '@/components/shell/place';
import { Toast } from '@/components/shell/toast';
import { useDepartures } from '@/components/shell/use-departures';
import { useKeys } from '@/components/shell/use-keys';
import { useFolderShape, useLayout } from '@/components/shell/use-layout';
import { LIST_STEP, MIN_LIST_WIDTH, useListWidth } from '@/components/shell/use-list-width';
import { BulkDialog } from '@/components/shell/bulk-dialog';
import { useBulkWork } from '@/components/shell/use-bulk-work';
import { only, useMessageDesk } from '@/components/shell/use-message-desk';
import { useOpenMessage } from '@/components/shell/use-open-message';
import { useTriage, type AskedWork } from '@/components/shell/use-triage';
import { useNotifications } from '@/components/notify/use-notifications';
import { useUnreadBadge } from '@/components/notify/use-unread-badge';
import { usePagePrint } from '@/components/print/use-page-print';
import { ImportReports } from '@/components/transfer/import-report';
import { useTransfers } from '@/components/transfer/use-transfers';
import { ErrorText } from '@/components/ui/error-text';
import { Separator } from '@/components/ui/separator';
import { countTargets, destinationsOf, star, type Bound, type MailAction, type Targets } from '@/lib/actions';
import { useTranslations } from '@/lib/i18n';
import { toMailboxName, type MailboxName } from '@/lib/imap/types';
import type { AccountId, Folder, MessageRow } from '@/lib/mail/types';
import {
  useAllFolders,
  useMessageList,
  useWantRows,
  useWatchInboxes,
  type AccountSnapshot,
} from '@/lib/query';

const INBOX = toMailboxName('INBOX');
const NO_FOLDERS: readonly Folder[] = [];

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
  const list = useMessageList(account.account, mailbox);
  const wantRows = useWantRows(account.account, mailbox);
  const askWork = useRef<(work: AskedWork) => void>(() => undefined);
  const triage = useTriage((work) => askWork.current(work));
  const selection = useSelection(account.account, mailbox, list);
  const { density, rowHeight, setDensity } = useDensity();
  const listWidth = useListWidth(layout);
  const dock = useWireDock();
  const listHandle = useRef<ListHandle>(null);
  const [overlay, setOverlay] = useState<OverlayKind | null>(null);
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
  useUnreadBadge(folders, `${title}${whose}`);
  usePagePrint();

  useNotifications();
  useEffect(loadFonts, []);
  const listStands = list.status === 'ready';
  useEffect(() => (listStands ? warmUpReader() : undefined), [listStands]);

  const { announce } = triage;
  useEffect(() => {
    if (selection.count > 0) announce(t('triage.selected', { count: selection.count }));
  }, [selection.count, announce, t]);

  const openFolderOf = (of: AccountId, name: MailboxName) => {
    setDrawer(false);
    goTo({ account: several ? of : null, mailbox: name, uid: null });
  };
  const openFolder = (name: MailboxName) => openFolderOf(account.account, name);
  const openInboxOf = (of: AccountId) => openFolderOf(of, INBOX);
  const addAccount = () => {
    setDrawer(false);
    setOverlay({ kind: 'add-account' });
  };
  const onAdded = ({ account: added, user }: AccountSnapshot) => {
    const known = accounts.some((one) => one.account === added);
    // Named in the address whatever the count was when the form was opened.
    goTo({ account: added, mailbox: INBOX, uid: null });
    triage.say({ kind: 'told', text: t(known ? 'accounts.known' : 'accounts.added', { account: user }) });
  };

  const bulkWork = useBulkWork({
    account: account.account,
    mailbox,
    title,
    selection,
    tell: triage.say,
    work: (spec) => managers.of(account.account)?.work(spec),
    focusList: () => listHandle.current?.focus(),
  });
  askWork.current = bulkWork.ask;
  const opened = useOpenMessage(account.account, mailbox, selection.clear);
  const messages = useMessageDesk({
    account: account.account,
    folders,
    mailbox,
    list,
    layout,
    selection,
    opened,
    triage,
    handle: listHandle,
    active,
    show: setOverlay,
    openFolder,
    selectFolder: bulkWork.selectFolder,
    expungeNow: bulkWork.expungeNow,
    toggleWire: dock?.toggle ?? null,
    folder,
    title,
    transfers,
  });
  const { desk, openRow, targets, contextOf, run, moveTargets, askMove } = messages;

  const firstKey = useKeys((bound: Bound) => {
    // What was asked for is on its way: letters typed ahead belong to it.
    if (overlay !== null) return true;
    if (bound.kind === 'action') return run(bound.action, targets());
    return bound.command.enabled(desk) && bound.command.perform(desk);
  });

  const bulk = selection.count > 0 && {
    context: contextOf(selection.targets()),
    all: {
      skipped: selection.skipped,
      folder: title,
      total: list.rowCount,
      choosing: bulkWork.choosing,
      onChoose: () => bulkWork.selectFolder(),
    },
    onAction: (action: MailAction) => run(action, selection.targets()),
    onMove: () => askMove(selection.targets()),
    onClear: messages.clear,
  };
  const openTargets = openRow === undefined ? only() : only(openRow);
  const showList = layout !== 'one' || opened.uid === null;
  const showMessage = layout !== 'one' || opened.uid !== null;
  // Alone on the screen, the list is what the page is about.
  const ListRegion = layout === 'one' ? 'main' : 'section';
  const outgoing = folder?.role === 'sent' || folder?.role === 'drafts';
  const dragged = useRef<Targets>(only());
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
  };
  return (
    <MessageDropProvider
      onImport={transfers.importFiles}
      canDrop={(of, to) =>
        dragged.current.rows.length > 0 &&
        (of === account.account ? destinationsOf({ folders, mailbox }).includes(to) : to.selectable)
      }
      drop={(of, to) => {
        if (of !== account.account) {
          triage.say({ kind: 'told', text: t('accounts.moveElsewhere', { account: account.user }) });
          return;
        }
        moveTargets(
          dragged.current,
          to,
          folderTitle(to, (key) => t(`folders.${key}`)),
        );
        dragged.current = only();
      }}
    >
      <div className="flex h-dvh overflow-hidden" data-layout={layout}>
        <header className="sr-only">
          <h1>{`${title}${whose} – ${t('app.name')}`}</h1>
        </header>
        {shape === 'pane' && (
          <aside className="w-58 shrink-0 border-e border-line bg-paper">
            <FolderPane {...pane} />
          </aside>
        )}
        {shape === 'rail' && (
          // The drawer shows the same folders: while it covers the rail, they are there once.
          <aside className={clsx('w-14 shrink-0 border-e border-line bg-paper', drawer && 'invisible')}>
            <FolderRail {...pane} onExpand={() => setDrawer(true)} />
          </aside>
        )}
        {shape !== 'pane' && (
          <FolderDrawer open={drawer} onClose={() => setDrawer(false)}>
            <FolderPane {...pane} />
          </FolderDrawer>
        )}
        {showList && (
          <ListRegion
            aria-label={t('list.region')}
            style={layout === 'one' ? undefined : { width: listWidth.width }}
            className={clsx(
              'relative flex min-h-0 flex-col border-line bg-sheet',
              layout === 'one' ? 'w-full' : 'shrink-0 border-e',
            )}
          >
            <ListPane
              key={JSON.stringify([account.account, mailbox])}
              ref={listHandle}
              account={account.account}
              folder={folder}
              title={title}
              whose={several && layout !== 'three' ? account.user : null}
              role={folder?.role ?? null}
              unseen={folder?.unseen ?? null}
              list={list}
              openUid={opened.uid}
              outgoing={outgoing}
              density={density}
              rowHeight={rowHeight}
              selection={selection}
              bulk={layout === 'one' && bulk ? <BulkBar {...bulk} /> : null}
              menu={
                <ListMenu
                  density={density}
                  onDensity={setDensity}
                  onSelectAll={list.rowCount > 0 ? selection.selectLoaded : null}
                  onSelectFolder={list.rowCount > 0 ? bulkWork.selectFolder : null}
                  onExpunge={desk.canExpunge ? bulkWork.expungeNow : null}
                  onPalette={() => desk.palette()}
                  onHelp={() => desk.help()}
                  onNotifications={() => desk.notifications()}
                />
              }
              onExpunge={list.readOnly ? null : bulkWork.expungeNow}
              noteConnection={shape !== 'pane'}
              onFolders={shape === 'drawer' ? () => setDrawer(true) : null}
              onOpen={opened.open}
              onStar={(row) => run(star, only(row))}
              onMenu={(row, at) => setOverlay({ kind: 'menu', targets: withSelected(row), at })}
              onDragStart={(row, event) => {
                dragged.current = withSelected(row);
                startMessageDrag(
                  event,
                  t('triage.messages', { count: countTargets(contextOf(dragged.current)) }),
                );
              }}
              onWantRows={wantRows}
              onActive={onActive}
            />
            {layout !== 'one' && (
              <Separator
                slot="list-separator"
                label={t('triage.listWidth')}
                orientation="vertical"
                value={listWidth.width}
                min={MIN_LIST_WIDTH}
                max={listWidth.max}
                step={LIST_STEP}
                onValue={listWidth.setWidth}
                onDoubleClick={listWidth.reset}
              />
            )}
          </ListRegion>
        )}
        {showMessage && (
          <main
            aria-label={t('reader.label')}
            className="@container relative flex min-h-0 min-w-0 flex-1 flex-col bg-sheet"
          >
            {/* Out of sight, not gone: what is open is as it was when the selection ends, and is not read anew. */}
            <div className={clsx('flex min-h-0 flex-1 flex-col', bulk && 'invisible')}>
              <MessagePane
                account={account.account}
                mailbox={mailbox}
                uid={opened.uid}
                row={openRow}
                canChoose={list.status === 'ready' && list.rowCount > 0}
                focusHeading={opened.focusHeading}
                contextOf={(rows) => contextOf(only(...rows))}
                onAction={(action) => run(action, openTargets)}
                onMove={() => askMove(openTargets)}
                onBack={layout === 'one' ? opened.close : null}
                onStep={(by) => desk.step(by)}
                onPrint={() => desk.print()}
                onSave={() => messages.save(openTargets)}
              />
            </div>
            {bulk && layout !== 'one' && <BulkPane {...bulk} />}
          </main>
        )}
        <LiveRegion
          accounts={accounts}
          account={account}
          folders={allFolders}
          announcement={triage.announcement}
        />
        <MailOverlays
          overlay={overlay}
          desk={desk}
          targets={targets()}
          contextOf={contextOf}
          onAction={run}
          onMove={moveTargets}
          onAskMove={askMove}
          onToggle={(row) => listHandle.current?.toggle(row.uid)}
          onOpen={(row) => opened.open(row.uid, 'key')}
          onSave={messages.save}
          onFolder={openFolder}
          accounts={accounts}
          onAccount={openInboxOf}
          onAddAccount={addAccount}
          onAdded={onAdded}
          onClose={() => setOverlay((now) => (now === overlay ? null : now))}
        />
        <FolderDialogs managers={managers} />
        {bulkWork.question !== null && (
          <BulkDialog
            question={bulkWork.question}
            folder={title}
            onConfirm={() => bulkWork.question !== null && bulkWork.confirm(bulkWork.question)}
            onClose={bulkWork.dismiss}
          />
        )}
        <TaskTray tasks={[...managers.tasks, ...transfers.tasks]} />
        <ImportReports transfers={transfers} />
        <KeyHint first={firstKey} desk={desk} />
        {triage.saying !== null && (
          <Toast
            id={triage.saying.id}
            onUndo={triage.saying.kind !== 'error' && triage.saying.undo ? triage.undo : null}
            onClose={triage.dismiss}
          >
            {triage.saying.kind !== 'error' && <p>{triage.saying.text}</p>}
            {'error' in triage.saying && triage.saying.error !== null && (
              <ErrorText error={triage.saying.error} />
            )}
          </Toast>
        )}
      </div>
    </MessageDropProvider>
  );
}
