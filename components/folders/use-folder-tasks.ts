'use client';

import { useCallback, useRef, useState } from 'react';
import { folderTitle } from '@/components/folders/folder-title';
import type { Tell } from '@/components/folders/use-folder-manager';

import { useTranslations } from '@/lib/i18n';
import type { AccountId, Folder } from '@/lib/mail/types';
import { useEngine, type FolderJob } from '@/lib/query';

export type FolderTaskKind = 'read' | 'empty';

/** Long work under way. */
export interface FolderTask {
  readonly id: number;
  readonly kind: FolderTaskKind;
  readonly name: string;
  readonly done: number;
  /** 0: not known yet. */
  readonly total: number;
  readonly stopping: boolean;
  readonly stop: () => void;
}

const ACTIONS: Readonly<Record<FolderTaskKind, Pick<FolderJob, 'of' | 'action'>>> = {
  read: { of: 'unseen', action: { kind: 'flag', flag: '\\Seen', add: true } },
  empty: { of: 'all', action: { kind: 'expunge' } },
};

/** Starts long work on whole folders and follows it; the same work on the same folder runs once. */
export function useFolderTasks(
  account: AccountId,
  tell: Tell,
): { readonly tasks: readonly FolderTask[]; readonly run: (kind: FolderTaskKind, folder: Folder) => void } {
  const t = useTranslations('folders');
  const engine = useEngine();
  const [tasks, setTasks] = useState<readonly FolderTask[]>([]);
  const running = useRef(new Set<string>());
  const counter = useRef(0);

  const run = useCallback(
    (kind: FolderTaskKind, folder: Folder) => {
      const key = `${kind} ${folder.name}`;
      if (running.current.has(key)) return;
      running.current.add(key);
      const id = ++counter.current;
      const name = folderTitle(folder, t);
      const controller = new AbortController();
      const change = (part: Partial<FolderTask>) =>
        setTasks((all) => all.map((task) => (task.id === id ? { ...task, ...part } : task)));
      const stop = () => {
        controller.abort();
        change({ stopping: true });
      };
      setTasks((all) => [...all, { id, kind, name, done: 0, total: 0, stopping: false, stop }]);
      void engine.folderDesk
        .run(
          account,
          { mailbox: folder.name, ...ACTIONS[kind] },
          { onProgress: (done, total) => change({ done, total }), signal: controller.signal },
        )
        .then((result) => {
          running.current.delete(key);
          setTasks((all) => all.filter((task) => task.id !== id));
          if (!result.ok) tell({ kind: 'error', error: result.error });
          else if (result.value.cancelled)
            tell({
              kind: 'told',
              text: t('stopped', { done: result.value.done, total: result.value.total, name }),
            });
          else
            tell({
              kind: 'told',
              text: t(kind === 'read' ? 'allRead' : 'emptied', { count: result.value.done, name }),
            });
        });
    },
    [account, engine, t, tell],
  );
  return { tasks, run };
}
