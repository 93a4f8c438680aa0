'use client';

import { useCallback, useMemo, useRef, useState } from 'react';
import { folderTitle } from '@/components/folders/folder-title';
import { useFollowedFolder } from '@/components/folders/use-followed-folder';
import { useFolderTasks, type FolderTask, type TaskSpec } from '@/components/folders/use-folder-tasks';
import { goTo } from '@/components/shell/place';
import type { FolderActionId } from '@/lib/actions/folder-actions';

import { useTranslations } from '@/lib/i18n';
import type { MailboxName } from '@/lib/imap/types';
import type { AccountId, AppError, Folder } from '@/lib/mail/types';
import { useEngine, type FolderRequest } from '@/lib/query';

/** What is asked of the person before something is done. */
export type FolderDialog =
  | { readonly kind: 'create'; readonly parent: MailboxName | null }
  /** Of folders with a special use; all others are renamed in their place. */
  | { readonly kind: 'rename' | 'move' | 'delete' | 'empty'; readonly folder: Folder };

/** What a person is told afterwards. */
export type Tell = (
  what:
    | {
        readonly kind: 'told';
        readonly text: string;
        /** Why it is not all that was asked for. */
        readonly error?: AppError | null;
        /** Takes it back. */
        readonly undo?: (() => void) | null;
      }
    | { readonly kind: 'error'; readonly error: AppError },
) => void;

export interface FolderManager {
  readonly folders: readonly Folder[];
  readonly dialog: FolderDialog | null;
  /** The folder whose name is being typed in its place. */
  readonly editing: MailboxName | null;
  readonly tasks: readonly FolderTask[];
  readonly ask: (dialog: FolderDialog | null) => void;
  readonly start: (action: FolderActionId, folder: Folder) => void;
  readonly stopEditing: () => void;
  /** Null: done. */
  readonly submit: (request: FolderRequest) => Promise<AppError | null>;
  readonly empty: (folder: Folder) => void;
  /** Starts long work on messages of a folder. */
  readonly work: (spec: TaskSpec) => void;
}

/** Everything done to folders: what is asked, what is under way, and where the screen goes afterwards. */
export function useFolderManager(
  account: AccountId,
  folders: readonly Folder[],
  mailbox: MailboxName,
  tell: Tell,
): FolderManager {
  const t = useTranslations('folders');
  const engine = useEngine();
  const [dialog, ask] = useState<FolderDialog | null>(null);
  const [editing, setEditing] = useState<MailboxName | null>(null);
  const deleting = useRef<ReadonlySet<MailboxName>>(new Set());
  const { tasks, run } = useFolderTasks(account, tell);
  useFollowedFolder({
    account,
    folders,
    mailbox,
    tell,
    isOurs: useCallback((name: MailboxName) => deleting.current.has(name), []),
  });

  const submit = useCallback(
    async (request: FolderRequest): Promise<AppError | null> => {
      if (request.kind === 'delete') deleting.current = insideOf(folders, request.mailbox);
      const result = await engine.folderDesk.edit(account, request);
      if (!result.ok) return result.error;
      if (request.kind === 'create' && result.value !== null)
        goTo({ account: null, mailbox: result.value, uid: null });
      const folder = 'mailbox' in request ? folders.find(({ name }) => name === request.mailbox) : undefined;
      const name = folder === undefined ? '' : folderTitle(folder, t);
      if (request.kind === 'create')
        tell({ kind: 'told', text: t('created', { name: request.label.trim() }) });
      else if (request.kind === 'rename')
        tell({ kind: 'told', text: t('renamed', { name: request.label.trim() }) });
      else if (request.kind === 'move') tell({ kind: 'told', text: t('moved', { name }) });
      else if (request.kind === 'delete') tell({ kind: 'told', text: t('deleted', { name }) });
      else tell({ kind: 'told', text: t(request.subscribed ? 'subscribed' : 'unsubscribed', { name }) });
      return null;
    },
    [account, engine, folders, t, tell],
  );

  const markRead = useCallback(
    (folder: Folder) => {
      const name = folderTitle(folder, t);
      run({
        name,
        label: t('task.read', { name }),
        job: { mailbox: folder.name, within: null, action: { kind: 'flag', flag: '\\Seen', add: true } },
        sentence: (count) => t('allRead', { count, name }),
      });
    },
    [run, t],
  );
  const empty = useCallback(
    (folder: Folder) => {
      const name = folderTitle(folder, t);
      run({
        name,
        label: t('task.empty', { name }),
        job: { mailbox: folder.name, within: null, action: { kind: 'expunge' } },
        sentence: (count) => t('emptied', { count, name }),
      });
    },
    [run, t],
  );

  const start = useCallback(
    (action: FolderActionId, folder: Folder) => {
      switch (action) {
        case 'createInside':
          return ask({ kind: 'create', parent: folder.name });
        case 'rename':
          if (folder.role === null) return setEditing(folder.name);
          return ask({ kind: 'rename', folder });
        case 'move':
        case 'delete':
        case 'empty':
          return ask({ kind: action, folder });
        case 'markAllRead':
          return markRead(folder);
        case 'subscribe':
        case 'unsubscribe':
          return void submit({
            kind: 'subscribe',
            mailbox: folder.name,
            subscribed: action === 'subscribe',
          }).then((error) => (error === null ? undefined : tell({ kind: 'error', error })));
      }
    },
    [markRead, submit, tell],
  );

  const stopEditing = useCallback(() => setEditing(null), []);
  return useMemo(
    () => ({ folders, dialog, editing, tasks, ask, start, stopEditing, submit, empty, work: run }),
    [folders, dialog, editing, tasks, start, stopEditing, submit, empty, run],
  );
}

/** The folder and all that lies in it. */
export function insideOf(folders: readonly Folder[], root: MailboxName): ReadonlySet<MailboxName> {
  const delimiter = folders.find(({ name }) => name === root)?.delimiter ?? null;
  const below = delimiter === null ? null : root + delimiter;
  return new Set(
    folders
      .filter(({ name }) => name === root || (below !== null && name.startsWith(below)))
      .map(({ name }) => name),
  );
}
