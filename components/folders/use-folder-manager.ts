'use client';

import { useCallback, useMemo, useRef, useState } from 'react';
import { folderTitle } from '@/components/folders/folder-title';
import { useFollowedFolder } from '@/components/folders/use-followed-folder';
import { useFolderTasks, type FolderTask } from '@/components/folders/use-folder-tasks';
import type { Transfers } from '@/components/transfer/use-transfers';
import { goTo } from '@/components/shell/place';
import type { FolderActionId } from '@/lib/actions/folder-actions';

import { useTranslations } from '@/lib/i18n';
import type { MailboxName } from '@/lib/imap/types';
import type { AccountId, AppError, Folder } from '@/lib/mail/types';
import { useEngine, type AccountSnapshot, type FolderRequest, type JobAsk } from '@/lib/query';

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

/** What is done to the folders of one account. */
export interface FolderManager {
  readonly account: AccountId;
  /** Whose folders they are, where that has to be said. */
  readonly whose: string | null;
  readonly folders: readonly Folder[];
  readonly dialog: FolderDialog | null;
  /** The folder whose name is being typed in its place. */
  readonly editing: MailboxName | null;
  readonly ask: (dialog: FolderDialog | null) => void;
  readonly start: (action: FolderActionId, folder: Folder) => void;
  readonly stopEditing: () => void;
  /** Null: done. */
  readonly submit: (request: FolderRequest) => Promise<AppError | null>;
  /** Tells of a refusal where nothing else does. */
  readonly refused: (error: AppError) => void;
  readonly empty: (folder: Folder) => void;
  /** Starts long work on messages of a folder, or of several at once. */
  readonly work: (asks: readonly JobAsk[]) => void;
}

export interface FolderManagers {
  readonly of: (account: AccountId) => FolderManager | undefined;
  /** The one with a question open. */
  readonly asking: FolderManager | undefined;
  /** Long work of all accounts. */
  readonly tasks: readonly FolderTask[];
}

interface ManagerParts {
  /** The account in view. */
  readonly account: AccountId;
  readonly mailbox: MailboxName;
  readonly accounts: readonly AccountSnapshot[];
  readonly folders: ReadonlyMap<AccountId, readonly Folder[]>;
  readonly tell: Tell;
  readonly files: Pick<Transfers, 'importInto' | 'exportFolder'>;
}

/** Everything done to folders: what is asked, what is under way, and where the screen goes afterwards. */
export function useFolderManagers(parts: ManagerParts): FolderManagers {
  const { account: inView, mailbox, accounts, folders, tell, files } = parts;
  const t = useTranslations('folders');
  const engine = useEngine();
  /** One question and one name field at a time, whichever account they are about. */
  const [asked, setAsked] = useState<{ readonly account: AccountId; readonly dialog: FolderDialog } | null>(
    null,
  );
  const [edited, setEdited] = useState<{ readonly account: AccountId; readonly name: MailboxName } | null>(
    null,
  );
  const deleting = useRef<ReadonlySet<MailboxName>>(new Set());
  const { tasks, run } = useFolderTasks(accounts, tell);
  useFollowedFolder({
    account: inView,
    folders: folders.get(inView) ?? NONE,
    mailbox,
    tell,
    isOurs: useCallback((name: MailboxName) => deleting.current.has(name), []),
  });

  const submit = useCallback(
    async (
      account: AccountId,
      own: readonly Folder[],
      several: boolean,
      request: FolderRequest,
    ): Promise<AppError | null> => {
      if (request.kind === 'delete') deleting.current = insideOf(own, request.mailbox);
      const result = await engine.folderDesk.edit(account, request);
      if (!result.ok) return result.error;
      if (request.kind === 'create' && result.value !== null)
        goTo({ account: several ? account : null, mailbox: result.value, uid: null });
      const folder = 'mailbox' in request ? own.find(({ name }) => name === request.mailbox) : undefined;
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
    [engine, t, tell],
  );

  return useMemo(() => {
    const managers = new Map<AccountId, FolderManager>();
    const several = accounts.length > 1;
    const refused = (error: AppError) => tell({ kind: 'error', error });
    for (const { account, user } of accounts) {
      const own = folders.get(account) ?? NONE;
      const ask = (dialog: FolderDialog | null) => setAsked(dialog && { account, dialog });
      const ownSubmit = (request: FolderRequest) => submit(account, own, several, request);
      const start = (action: FolderActionId, folder: Folder) => {
        switch (action) {
          case 'createInside':
            return ask({ kind: 'create', parent: folder.name });
          case 'rename':
            if (folder.role === null) return setEdited({ account, name: folder.name });
            return ask({ kind: 'rename', folder });
          case 'move':
          case 'delete':
          case 'empty':
            return ask({ kind: action, folder });
          case 'import':
            return files.importInto(account, folder);
          case 'export':
            return files.exportFolder(account, folder);
          case 'markAllRead':
            return run(account, [
              {
                says: 'all-read',
                job: {
                  mailbox: folder.name,
                  within: null,
                  action: { kind: 'flag', flag: '\\Seen', add: true },
                },
              },
            ]);
          case 'subscribe':
          case 'unsubscribe':
            return void ownSubmit({
              kind: 'subscribe',
              mailbox: folder.name,
              subscribed: action === 'subscribe',
            }).then((error) => (error === null ? undefined : refused(error)));
        }
      };
      managers.set(account, {
        account,
        whose: several ? user : null,
        folders: own,
        dialog: asked?.account === account ? asked.dialog : null,
        editing: edited?.account === account ? edited.name : null,
        ask,
        start,
        stopEditing: () => setEdited(null),
        submit: ownSubmit,
        refused,
        empty: (folder) =>
          run(account, [
            { says: 'emptied', job: { mailbox: folder.name, within: null, action: { kind: 'expunge' } } },
          ]),
        work: (asks) => run(account, asks),
      });
    }
    return {
      of: (account) => managers.get(account),
      asking: asked === null ? undefined : managers.get(asked.account),
      tasks,
    };
  }, [accounts, folders, asked, edited, tasks, run, submit, tell, files]);
}

const NONE: readonly Folder[] = [];

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
