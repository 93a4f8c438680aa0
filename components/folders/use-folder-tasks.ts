'use client';

import { useCallback, useRef, useState } from 'react';
import type { Tell } from '@/components/folders/use-folder-manager';
import { useTranslations } from '@/lib/i18n';
import type { AccountId } from '@/lib/mail/types';
import { useEngine, type FolderJob } from '@/lib/query';

/** Long work under way. */
export interface FolderTask {
  readonly id: number | string;
  /** What is being done, to which folder. */
  readonly label: string;
  readonly done: number;
  /** 0: not known yet. */
  readonly total: number;
  /** In place of the numbers alone. */
  readonly detail?: string;
  readonly stopping: boolean;
  readonly stop: () => void;
}

/** Long work to be done, and what a person is told about it. */
export interface TaskSpec {
  /** The folder's name for people. */
  readonly name: string;
  readonly label: string;
  readonly job: FolderJob;
  /** Once all of it is done. */
  readonly sentence: (done: number) => string;
}

/** Starts long work on many messages of a folder and follows it; the same work on the same folder runs once. */
export function useFolderTasks(tell: Tell): {
  readonly tasks: readonly FolderTask[];
  readonly run: (account: AccountId, spec: TaskSpec) => void;
} {
  const t = useTranslations('folders');
  const bulk = useTranslations('bulk');
  const engine = useEngine();
  const [tasks, setTasks] = useState<readonly FolderTask[]>([]);
  const running = useRef(new Set<string>());
  const counter = useRef(0);
  const latest = useRef<(account: AccountId, spec: TaskSpec) => void>(() => undefined);

  const run = useCallback(
    (account: AccountId, { name, label, job, sentence }: TaskSpec) => {
      const key = JSON.stringify([account, job]);
      if (running.current.has(key)) return;
      running.current.add(key);
      const id = ++counter.current;
      const controller = new AbortController();
      const change = (part: Partial<FolderTask>) =>
        setTasks((all) => all.map((task) => (task.id === id ? { ...task, ...part } : task)));
      const stop = () => {
        controller.abort();
        change({ stopping: true });
      };
      setTasks((all) => [...all, { id, label, done: 0, total: 0, stopping: false, stop }]);
      const options = {
        onProgress: (done: number, total: number) => change({ done, total }),
        signal: controller.signal,
      };
      void engine.folderDesk.run(account, job, options).then((result) => {
        running.current.delete(key);
        setTasks((all) => all.filter((task) => task.id !== id));
        if (!result.ok) return tell({ kind: 'error', error: result.error });
        const { done: count, total, cancelled, failure, undo } = result.value;
        const ended = cancelled || failure !== null;
        const far = ended ? t('stopped', { done: count, total, name }) : sentence(count);
        const lost = job.action.kind === 'move' && count > 0 && undo === null;
        const text = lost ? `${far}. ${bulk('noWayBack')}` : far;
        tell({
          kind: 'told',
          text,
          error: failure,
          undo:
            undo === null
              ? null
              : () =>
                  latest.current(account, {
                    name,
                    label: bulk('task.undo', { name }),
                    job: undo,
                    sentence: (back) => bulk('undone', { count: back }),
                  }),
        });
      });
    },
    [engine, t, bulk, tell],
  );
  latest.current = run;
  return { tasks, run };
}
