'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import type { Tell } from '@/components/folders/use-folder-manager';
import { useTranslations } from '@/lib/i18n';
import type { AccountId } from '@/lib/mail/types';
import { useEngine, useOps, type AccountSnapshot, type JobAsk } from '@/lib/query';
import { useJobWords } from './use-job-words';

/** Long work under way, or stopped before its end. */
export interface FolderTask {
  readonly id: number | string;
  /** Whose connection it waits for, where it waits for one. */
  readonly account?: AccountId;
  /** What is being done, to which folder. */
  readonly label: string;
  readonly done: number;
  /** 0: not known yet. */
  readonly total: number;
  /** In place of the numbers alone. */
  readonly detail?: string;
  readonly stopping: boolean;
  readonly stop: () => void;
  /** It stopped, and can be gone on with. */
  readonly ended?: { readonly goOn: () => void; readonly dismiss: () => void };
}

/** Starts long work on many messages of a folder and follows it; the same work on the same folder runs once. */
export function useFolderTasks(
  accounts: readonly AccountSnapshot[],
  tell: Tell,
): {
  readonly tasks: readonly FolderTask[];
  readonly run: (account: AccountId, ask: JobAsk) => void;
} {
  const t = useTranslations('folders');
  const bulk = useTranslations('bulk');
  const wordsOf = useJobWords();
  const engine = useEngine();
  const [tasks, setTasks] = useState<readonly FolderTask[]>([]);
  const running = useRef(new Set<string>());
  const known = useRef(new Set<string>());
  const counter = useRef(0);
  const latest = useRef<(account: AccountId, ask: JobAsk) => void>(() => undefined);

  const run = useCallback(
    (account: AccountId, ask: JobAsk) => {
      const { job, says } = ask;
      const key = JSON.stringify([account, job]);
      if (running.current.has(key)) return;
      running.current.add(key);
      const id = ++counter.current;
      const orderId = ask.id ?? engine.folderDesk.newId();
      known.current.add(orderId);
      const { name, label, sentence } = wordsOf(account, ask);
      const controller = new AbortController();
      const change = (part: Partial<FolderTask>) =>
        setTasks((all) => all.map((task) => (task.id === id ? { ...task, ...part } : task)));
      const remove = () => setTasks((all) => all.filter((task) => task.id !== id));
      const stop = () => {
        controller.abort();
        change({ stopping: true });
      };
      setTasks((all) => [...all, { id, account, label, done: 0, total: 0, stopping: false, stop }]);
      const options = {
        onProgress: (done: number, total: number) => change({ done, total }),
        signal: controller.signal,
      };
      void engine.folderDesk.run(account, { id: orderId, says, job }, options).then((result) => {
        running.current.delete(key);
        if (!result.ok) {
          remove();
          // Written down: whoever serves this page next has it.
          if (result.error.code === 'engine-failed') known.current.delete(orderId);
          else tell({ kind: 'error', error: result.error });
          return;
        }
        const { done: count, total, cancelled, failure, undo, rest } = result.value;
        const ended = cancelled || failure !== null;
        if (!ended || rest === null) remove();
        else {
          const goOn = () => {
            remove();
            latest.current(account, { says, job: rest });
          };
          change({ done: count, total, stopping: false, ended: { goOn, dismiss: remove } });
        }
        const far = ended ? t('stopped', { done: count, total, name }) : sentence(count);
        const lost = job.action.kind === 'move' && count > 0 && undo === null;
        const text = lost ? `${far}. ${bulk('noWayBack')}` : far;
        // Taking back leads back, never forth: z pressed again takes back what was done before.
        const isOver = undo === null || says === 'undo';
        const takeBack = isOver ? null : () => latest.current(account, { says: 'undo', job: undo });
        tell({ kind: 'told', text, error: failure, undo: takeBack });
      });
    },
    [engine, wordsOf, t, bulk, tell],
  );
  latest.current = run;

  // What was under way before this page, or before the engine it has now, goes on in its sight.
  const ops = useOps();
  useEffect(() => {
    for (const { account } of accounts)
      for (const order of engine.folderDesk.left(account))
        if (!known.current.has(order.id)) latest.current(account, order);
  }, [ops, accounts, engine]);

  return { tasks, run };
}
