'use client';

import { useCallback, useRef, useState } from 'react';
import { folderTitle } from '@/components/folders/folder-title';
import type { FolderTask } from '@/components/folders/use-folder-tasks';
import type { Tell } from '@/components/folders/use-folder-manager';
import { chooseMailFiles } from '@/components/transfer/choose-files';
import { useCutImports } from '@/components/transfer/use-cut-imports';
import type { StartRow } from '@/components/transfer/use-transfers';
import { formatNumber, formatSize, useLocaleChoice, useTranslations } from '@/lib/i18n';
import type { MailboxName } from '@/lib/imap/types';
import type { AccountId, AppError, Folder } from '@/lib/mail/types';
import { filesAgain, useEngine, type CutImport, type ImportResult } from '@/lib/query';

/** Where an import goes, and under what it is written down. */
interface Into {
  readonly id: string;
  readonly account: AccountId;
  readonly mailbox: MailboxName;
  /** The folder's name for people. */
  readonly name: string;
}

/** An import with something to explain. */
export interface ImportReport extends Into {
  readonly outcome:
    /** Nothing was changed. */
    | { readonly kind: 'refused'; readonly error: AppError }
    | { readonly kind: 'partly'; readonly result: ImportResult; readonly files: readonly File[] }
    /** By a reload: the files are gone, unless they are chosen again. `isOther`: others were. */
    | { readonly kind: 'cut'; readonly cut: CutImport; readonly isOther: boolean };
}

/** Files into folders; one run a folder at a time. */
export function useImports(tell: Tell, start: StartRow) {
  const t = useTranslations('transfer');
  const folders = useTranslations('folders');
  const { region } = useLocaleChoice();
  const engine = useEngine();
  const running = useRef(new Set<string>());
  const [report, setReport] = useState<ImportReport | null>(null);
  const { cuts, taken, forget } = useCutImports();

  const run = useCallback(
    async (into: Into, files: readonly File[], before: ImportResult | null) => {
      const { id, account, mailbox, name } = into;
      const key = JSON.stringify([account, mailbox]);
      if (running.current.has(key)) return;
      running.current.add(key);
      const row = start(t('task.import', { name }), t('checking'));
      const result = await engine.transfer.importFiles(account, mailbox, files, {
        id,
        from: before?.handled ?? 0,
        signal: row.signal,
        onProgress: ({ done, total, octets, allOctets }) =>
          row.change({
            done,
            total,
            detail:
              total === 0
                ? t('checking')
                : t('progress', {
                    done: formatNumber(region, done),
                    total: formatNumber(region, total),
                    octets: formatSize(region, octets),
                    allOctets: formatSize(region, allOctets),
                  }),
          }),
      });
      running.current.delete(key);
      row.end();
      if (!result.ok) {
        setReport({ ...into, outcome: { kind: 'refused', error: result.error } });
        return;
      }
      const all = joined(before, result.value);
      if (all.imported === all.total) tell({ kind: 'told', text: t('imported', { count: all.total, name }) });
      else setReport({ ...into, outcome: { kind: 'partly', result: all, files } });
    },
    [engine, region, start, t, tell],
  );

  const importFiles = useCallback(
    (account: AccountId, folder: Folder, files: readonly File[]) => {
      const name = folderTitle(folder, folders);
      void run({ id: engine.transfer.newId(), account, mailbox: folder.name, name }, files, null);
    },
    [engine, folders, run],
  );
  const closeReport = useCallback(() => {
    setReport(null);
    // Read here, it need not be read again; what was cut off stays in the tray until it is put aside.
    if (report !== null && report.outcome.kind !== 'cut') forget(report.account, report.id);
  }, [report, forget]);
  const goOn = useCallback(() => {
    setReport(null);
    if (report?.outcome.kind === 'partly') void run(report, report.outcome.files, report.outcome.result);
  }, [report, run]);
  const chooseAgain = useCallback(() => {
    if (report?.outcome.kind !== 'cut') return;
    const { cut } = report.outcome;
    chooseMailFiles((chosen) => {
      const files = filesAgain(cut.files, chosen);
      if (files === null) return setReport({ ...report, outcome: { kind: 'cut', cut, isOther: true } });
      setReport(null);
      taken(report.account, cut.id);
      void run(report, files, resultOf(cut));
    });
  }, [report, run, taken]);

  const tasks = cuts.map(({ account, cut, name }): FolderTask => ({
    id: `cut ${cut.id}`,
    label: t('task.import', { name }),
    done: cut.handled,
    total: cut.total,
    detail: t('cut.row', {
      done: formatNumber(region, cut.imported),
      total: formatNumber(region, cut.total),
    }),
    stopping: false,
    stop: () => undefined,
    ended: {
      goOn: () =>
        setReport({
          id: cut.id,
          account,
          mailbox: cut.mailbox,
          name,
          outcome: { kind: 'cut', cut, isOther: false },
        }),
      dismiss: () => forget(account, cut.id),
    },
  }));
  return { importFiles, report, closeReport, goOn, chooseAgain, tasks };
}

/** What is known of a run that this page did not see. */
const resultOf = ({ imported, handled, total, failed }: CutImport): ImportResult => ({
  imported,
  handled,
  total,
  failed,
  failures: [],
  cancelled: false,
  stopped: null,
});

/** What an earlier run did and what this one added. */
function joined(before: ImportResult | null, now: ImportResult): ImportResult {
  if (before === null) return now;
  return {
    ...now,
    imported: before.imported + now.imported,
    failed: before.failed + now.failed,
    failures: [...before.failures, ...now.failures],
  };
}
