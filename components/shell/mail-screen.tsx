'use client';

import clsx from 'clsx';
import { useCallback, useEffect, useRef, useState } from 'react';
import { FolderDialogs } from '@/components/folders/folder-dialogs';
import { FolderDrawer } from '@/components/folders/folder-drawer';
import { FolderPane } from '@/components/folders/folder-pane';
import { folderTitle } from '@/components/folders/folder-title';
import { TaskTray } from '@/components/folders/task-tray';
import { useFolderManager } from '@/components/folders/use-folder-manager';
import { ListPane } from '@/components/messages/list-pane';
import { MessagePane } from '@/components/reader/message-pane';
import { loadFonts } from '@/components/shell/fonts';
import { useShortcuts } from '@/components/shell/keyboard';
import { LiveRegion } from '@/components/shell/live-region';
import { goTo, usePlace } from '@/components/shell/place';
import { Toast } from '@/components/shell/toast';
import { useLayout } from '@/components/shell/use-layout';
import { useTriage } from '@/components/shell/use-triage';
import { ErrorText } from '@/components/ui/error-text';
import { actionOfKey, type ActionContext, type MailAction } from '@/lib/actions';
import type { AccountSnapshot } from '@/lib/engine/port';
import { useTranslations } from '@/lib/i18n';
import { toMailboxName, type MailboxName, type Uid } from '@/lib/imap/types';
import type { MessageRow } from '@/lib/mail/types';
import { useEngine, useFolders, useMessageList, useOpenAhead, useWantRows } from '@/lib/query';

/** The mailbox: folders, list and message, and everything keys do to them. */
export function MailScreen({ account }: { readonly account: AccountSnapshot }) {
  const t = useTranslations();
  const engine = useEngine();
  const place = usePlace();
  const layout = useLayout();
  const folders = useFolders(account.account);
  const mailbox = place.mailbox ?? toMailboxName('INBOX');
  const folder = folders.find((entry) => entry.name === mailbox);
  const title = folder === undefined ? mailbox : folderTitle(folder, (key) => t(`folders.${key}`));
  const list = useMessageList(account.account, mailbox);
  const wantRows = useWantRows(account.account, mailbox);
  const openAhead = useOpenAhead(account.account, mailbox);
  const triage = useTriage();
  const manager = useFolderManager(account.account, folders, mailbox, triage.say);
  const [drawer, setDrawer] = useState(false);
  const [focusHeading, setFocusHeading] = useState(0);
  const active = useRef<MessageRow | undefined>(undefined);
  const onActive = useCallback((row: MessageRow | undefined) => {
    active.current = row;
  }, []);

  useEffect(() => {
    const unread = folders.find((entry) => entry.role === 'inbox')?.unseen ?? 0;
    document.title = `${unread > 0 ? `(${unread}) ` : ''}${title} – ${t('app.name')}`;
  }, [folders, title, t]);

  useEffect(loadFonts, []);

  const openFolder = useCallback((name: MailboxName) => {
    setDrawer(false);
    goTo({ account: null, mailbox: name, uid: null });
  }, []);

  const openUid = place.uid;
  const openMessage = useCallback(
    (uid: Uid, how: 'pointer' | 'key') => {
      openAhead(uid);
      goTo({ account: null, mailbox, uid }, openUid === null ? 'push' : 'replace');
      if (how === 'key') setFocusHeading((count) => count + 1);
    },
    [mailbox, openUid, openAhead],
  );

  const closeMessage = useCallback(() => {
    goTo({ account: null, mailbox, uid: null }, 'replace');
    requestAnimationFrame(() => {
      document
        .querySelector<HTMLElement>('[role="grid"] [role="row"][tabindex="0"]')
        ?.focus({ preventScroll: true });
    });
  }, [mailbox]);

  const contextOf = (rows: readonly MessageRow[]): ActionContext => ({
    engine,
    account: account.account,
    folders,
    mailbox,
    uidValidity: list.uidValidity,
    readOnly: list.readOnly,
    targets: rows,
  });

  const openRow = openUid === null ? undefined : rowOf(list, openUid);
  const run = (action: MailAction, row: MessageRow | undefined): boolean => {
    if (row === undefined) return false;
    const done = triage.perform(action, contextOf([row]));
    if (done && action.removes && row.uid === openUid) closeMessage();
    return done;
  };

  /** Opens the neighbour of the open message; with none open, the list's own keys move the active row. */
  const step = (by: number): boolean => {
    const from =
      openUid === null ? list.positionOf(active.current?.uid ?? (0 as Uid)) : list.positionOf(openUid);
    const row = list.rowAt((from ?? -1) + (from === undefined ? 1 : by));
    if (row === undefined) return true;
    if (openUid === null && layout === 'one') return true;
    openMessage(row.uid, 'pointer');
    return true;
  };

  useShortcuts((key) => {
    if (key === 'z') return triage.undo();
    if (key === 'j') return step(1);
    if (key === 'k') return step(-1);
    if (key === 'o' && active.current !== undefined) {
      openMessage(active.current.uid, 'key');
      return true;
    }
    if ((key === 'u' || key === 'Escape') && openUid !== null) {
      closeMessage();
      return true;
    }
    const action = actionOfKey(key);
    return action === undefined ? false : run(action, openRow ?? active.current);
  });

  const showList = layout !== 'one' || openUid === null;
  const showMessage = layout !== 'one' || openUid !== null;
  // Alone on the screen, the list is what the page is about.
  const ListRegion = layout === 'one' ? 'main' : 'section';
  const outgoing = folder?.role === 'sent' || folder?.role === 'drafts';
  return (
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
          className={clsx(
            'flex min-h-0 flex-col border-line bg-sheet',
            layout === 'one' ? 'w-full' : 'w-95 shrink-0 border-e',
          )}
        >
          <ListPane
            key={mailbox}
            account={account.account}
            title={title}
            role={folder?.role ?? null}
            unseen={folder?.unseen ?? null}
            list={list}
            openUid={openUid}
            outgoing={outgoing}
            onMenu={layout === 'three' ? null : () => setDrawer(true)}
            onOpen={openMessage}
            onStar={(row) => {
              const action = actionOfKey('s');
              if (action !== undefined) run(action, row);
            }}
            onWantRows={wantRows}
            onActive={onActive}
          />
        </ListRegion>
      )}
      {showMessage && (
        <main
          aria-label={t('reader.label')}
          className="@container flex min-h-0 min-w-0 flex-1 flex-col bg-sheet"
        >
          <MessagePane
            account={account.account}
            mailbox={mailbox}
            uid={openUid}
            row={openRow}
            canChoose={list.status === 'ready' && list.rowCount > 0}
            focusHeading={focusHeading}
            contextOf={contextOf}
            onAction={(action) => run(action, openRow)}
            onBack={layout === 'one' ? closeMessage : null}
            onStep={step}
          />
        </main>
      )}
      <FolderDialogs manager={manager} />
      <TaskTray tasks={manager.tasks} />
      <LiveRegion account={account.account} folders={folders} announcement={triage.announcement} />
      {triage.saying !== null && (
        <Toast
          id={triage.saying.id}
          onUndo={triage.saying.kind === 'done' && triage.saying.undo ? triage.undo : null}
          onClose={triage.dismiss}
        >
          {triage.saying.kind === 'error' ? <ErrorText error={triage.saying.error} /> : triage.saying.text}
        </Toast>
      )}
    </div>
  );
}

function rowOf(
  list: { rowAt(position: number): MessageRow | undefined; positionOf(uid: Uid): number | undefined },
  uid: Uid,
): MessageRow | undefined {
  const position = list.positionOf(uid);
  return position === undefined ? undefined : list.rowAt(position);
}
