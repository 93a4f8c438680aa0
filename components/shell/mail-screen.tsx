'use client';

import clsx from 'clsx';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useWireDock } from '@/components/console/wire-dock';
import { FolderDialogs } from '@/components/folders/folder-dialogs';
import { FolderDrawer } from '@/components/folders/folder-drawer';
import { FolderPane } from '@/components/folders/folder-pane';
import { folderTitle } from '@/components/folders/folder-title';
import { TaskTray } from '@/components/folders/task-tray';
import { useFolderManager } from '@/components/folders/use-folder-manager';
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
import { goTo, usePlace } from '@/components/shell/place';
import { Toast } from '@/components/shell/toast';
import { useKeys } from '@/components/shell/use-keys';
import { useLayout } from '@/components/shell/use-layout';
import { LIST_STEP, MIN_LIST_WIDTH, useListWidth } from '@/components/shell/use-list-width';
import { BulkDialog } from '@/components/shell/bulk-dialog';
import { useBulkWork } from '@/components/shell/use-bulk-work';
import { only, useMessageDesk } from '@/components/shell/use-message-desk';
import { useOpenMessage } from '@/components/shell/use-open-message';
import { useTriage, type AskedWork } from '@/components/shell/use-triage';
import { ErrorText } from '@/components/ui/error-text';
import { Separator } from '@/components/ui/separator';
import { countTargets, destinationsOf, star, type Bound, type MailAction, type Targets } from '@/lib/actions';
import type { AccountSnapshot } from '@/lib/engine/port';
import { useTranslations } from '@/lib/i18n';
import { toMailboxName, type MailboxName } from '@/lib/imap/types';
import type { MessageRow } from '@/lib/mail/types';
import { useFolders, useMessageList, useWantRows } from '@/lib/query';

/** The mailbox: folders, list and message, and everything keys do to them. */
export function MailScreen({ account }: { readonly account: AccountSnapshot }) {
  const t = useTranslations();
  const place = usePlace();
  const layout = useLayout();
  const folders = useFolders(account.account);
  const mailbox = place.mailbox ?? toMailboxName('INBOX');
  const folder = folders.find((entry) => entry.name === mailbox);
  const title = folder === undefined ? mailbox : folderTitle(folder, (key) => t(`folders.${key}`));
  const list = useMessageList(account.account, mailbox);
  const wantRows = useWantRows(account.account, mailbox);
  const askWork = useRef<(work: AskedWork) => void>(() => undefined);
  const triage = useTriage((work) => askWork.current(work));
  const selection = useSelection(mailbox, list);
  const { density, rowHeight, setDensity } = useDensity();
  const listWidth = useListWidth(layout);
  const dock = useWireDock();
  const listHandle = useRef<ListHandle>(null);
  const [overlay, setOverlay] = useState<OverlayKind | null>(null);
  const manager = useFolderManager(account.account, folders, mailbox, triage.say);
  const [drawer, setDrawer] = useState(false);
  const active = useRef<MessageRow | undefined>(undefined);
  const onActive = useCallback((row: MessageRow | undefined) => {
    active.current = row;
  }, []);

  useEffect(() => {
    const unread = folders.find((entry) => entry.role === 'inbox')?.unseen ?? 0;
    document.title = `${unread > 0 ? `(${unread}) ` : ''}${title} – ${t('app.name')}`;
  }, [folders, title, t]);

  useEffect(loadFonts, []);
  const listStands = list.status === 'ready';
  useEffect(() => (listStands ? warmUpReader() : undefined), [listStands]);

  const { announce } = triage;
  useEffect(() => {
    if (selection.count > 0) announce(t('triage.selected', { count: selection.count }));
  }, [selection.count, announce, t]);

  const openFolder = (name: MailboxName) => {
    setDrawer(false);
    goTo({ account: null, mailbox: name, uid: null });
  };

  const bulkWork = useBulkWork({
    account: account.account,
    mailbox,
    title,
    selection,
    tell: triage.say,
    work: manager.work,
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
  return (
    <MessageDropProvider
      canDrop={(to) => dragged.current.rows.length > 0 && destinationsOf({ folders, mailbox }).includes(to)}
      drop={(to) => {
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
          <h1>{`${title} – ${t('app.name')}`}</h1>
        </header>
        {layout === 'three' ? (
          <aside className="w-58 shrink-0 border-e border-line bg-paper">
            <FolderPane account={account} manager={manager} selected={mailbox} onOpen={openFolder} />
          </aside>
        ) : (
          <FolderDrawer open={drawer} onClose={() => setDrawer(false)}>
            <FolderPane account={account} manager={manager} selected={mailbox} onOpen={openFolder} />
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
              key={mailbox}
              ref={listHandle}
              account={account.account}
              title={title}
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
                />
              }
              onExpunge={list.readOnly ? null : bulkWork.expungeNow}
              onFolders={layout === 'three' ? null : () => setDrawer(true)}
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
              />
            </div>
            {bulk && layout !== 'one' && <BulkPane {...bulk} />}
          </main>
        )}
        <LiveRegion account={account.account} folders={folders} announcement={triage.announcement} />
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
          onFolder={openFolder}
          onClose={() => setOverlay((now) => (now === overlay ? null : now))}
        />
        <FolderDialogs manager={manager} />
        {bulkWork.question !== null && (
          <BulkDialog
            question={bulkWork.question}
            folder={title}
            onConfirm={() => bulkWork.question !== null && bulkWork.confirm(bulkWork.question)}
            onClose={bulkWork.dismiss}
          />
        )}
        <TaskTray tasks={manager.tasks} />
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
