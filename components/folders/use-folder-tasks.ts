'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import type { Tell } from '@/components/folders/use-folder-manager';
import { useTranslations } from '@/lib/i18n';
import type { AccountId } from '@/lib/mail/types';
import { useEngine, useOps, type AccountSnapshot, type JobAsk } from '@/lib/query';
import { farOf, joinResults, type Far } from './joined-work';
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
  /** Work on several folders is one line, one sentence at its end, and taken back as one; what it is called is the same for all of it. */
  readonly run: (account: AccountId, asks: readonly JobAsk[]) => void;
} {
  const t = useTranslations('folders');
  const bulk = useTranslations('bulk');
  const wordsOf = useJobWords();
  const engine = useEngine();
  const [tasks, setTasks] = useState<readonly FolderTask[]>([]);
  const running = useRef(new Set<string>());
  const known = useRef(new Set<string>());
  const counter = useRef(0);
  const latest = useRef<(account: AccountId, asks: readonly JobAsk[]) => void>(() => undefined);

  const run = useCallback(
    (account: AccountId, asks: readonly JobAsk[]) => {
      const [first] = asks;
      const key = JSON.stringify([account, asks.map(({ job }) => job)]);
      if (first === undefined || running.current.has(key)) return;
      running.current.add(key);
      const { says } = first;
      const id = ++counter.current;
      const orders = asks.map((ask) => ({ ...ask, id: ask.id ?? engine.folderDesk.newId() }));
      for (const order of orders) known.current.add(order.id);
      const { name, label, sentence } = wordsOf(account, asks);
      const controller = new AbortController();
      const change = (part: Partial<FolderTask>) =>
        setTasks((all) => all.map((task) => (task.id === id ? { ...task, ...part } : task)));
      const remove = () => setTasks((all) => all.filter((task) => task.id !== id));
      const stop = () => {
        controller.abort();
        change({ stopping: true });
      };
      setTasks((all) => [...all, { id, account, label, done: 0, total: 0, stopping: false, stop }]);
      const far = new Map<string, Far>();
      const follow = (order: string, done: number, all: number) => {
        far.set(order, [done, all]);
        const [sum, total] = farOf(
          orders.map((one) => one.id),
          far,
        );
        change({ done: sum, total });
      };
      const works = orders.map(async (order) => {
        const onProgress = (done: number, total: number) => follow(order.id, done, total);
        const result = await engine.folderDesk.run(account, order, { onProgress, signal: controller.signal });
        // Nothing is left to count in a folder where nothing had to be done.
        if (result.ok) follow(order.id, result.value.done, Math.max(1, result.value.total));
        return { order, result };
      });
      void Promise.all(works).then((ends) => {
        running.current.delete(key);
        for (const { order, result } of ends) {
          if (result.ok) continue;
          // Written down: whoever serves this page next has it.
          if (result.error.code === 'engine-failed') known.current.delete(order.id);
          else tell({ kind: 'error', error: result.error });
        }
        const results = ends.flatMap(({ result }) => (result.ok ? [result.value] : []));
        if (results.length === 0) return remove();
        const isMove = first.job.action.kind === 'move';
        const { done: count, total, failure, isCut, rest, undo, isLost } = joinResults(results, isMove);
        if (!isCut || rest.length === 0) remove();
        else {
          const goOn = () => {
            remove();
            latest.current(
              account,
              rest.map((job) => ({ says, job })),
            );
          };
          change({ done: count, total, stopping: false, ended: { goOn, dismiss: remove } });
        }
        const text = isCut ? t('stopped', { done: count, total, name }) : sentence(count);
        // Taking back leads back, never forth: z pressed again takes back what was done before.
        const isOver = undo.length === 0 || says === 'undo';
        const takeBack = isOver
          ? null
          : () =>
              latest.current(
                account,
                undo.map((job) => ({ says: 'undo', job })),
              );
        tell({
          kind: 'told',
          text: isLost ? `${text}. ${bulk('noWayBack')}` : text,
          error: failure,
          undo: takeBack,
        });
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
        if (!known.current.has(order.id)) latest.current(account, [order]);
  }, [ops, accounts, engine]);

  return { tasks, run };
}
