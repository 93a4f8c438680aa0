'use client';

import { useCallback, useRef, useState } from 'react';
import { folderTitle } from '@/components/folders/folder-title';
import type { Tell } from '@/components/folders/use-folder-manager';
import type { StartRow } from '@/components/transfer/use-transfers';
import { formatNumber, formatSize, useLocaleChoice, useTranslations } from '@/lib/i18n';
import type { AccountId, AppError, Folder } from '@/lib/mail/types';
import { useEngine, type ImportResult } from '@/lib/query';

/** An import with something to explain. */
export interface ImportReport {
  readonly account: AccountId;
  readonly folder: Folder;
  readonly name: string;
  readonly files: readonly File[];
  readonly outcome:
    /** Nothing was changed. */
    | { readonly kind: 'refused'; readonly error: AppError }
    | { readonly kind: 'partly'; readonly result: ImportResult };
}

/** Files into folders; one run a folder at a time. */
export function useImports(tell: Tell, start: StartRow) {
  const t = useTranslations('transfer');
  const folders = useTranslations('folders');
  const { region } = useLocaleChoice();
  const engine = useEngine();
  const running = useRef(new Set<string>());
  const [report, setReport] = useState<ImportReport | null>(null);

  const run = useCallback(
    async (account: AccountId, folder: Folder, files: readonly File[], before: ImportResult | null) => {
      const key = JSON.stringify([account, folder.name]);
      if (running.current.has(key)) return;
      running.current.add(key);
      const name = folderTitle(folder, folders);
      const row = start(t('task.import', { name }), t('checking'));
      const result = await engine.transfer.importFiles(account, folder.name, files, {
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
        setReport({ account, folder, name, files, outcome: { kind: 'refused', error: result.error } });
        return;
      }
      const all = joined(before, result.value);
      if (all.imported === all.total) tell({ kind: 'told', text: t('imported', { count: all.total, name }) });
      else setReport({ account, folder, name, files, outcome: { kind: 'partly', result: all } });
    },
    [engine, folders, region, start, t, tell],
  );

  const importFiles = useCallback(
    (account: AccountId, folder: Folder, files: readonly File[]) => void run(account, folder, files, null),
    [run],
  );
  const closeReport = useCallback(() => setReport(null), []);
  const goOn = useCallback(() => {
    setReport(null);
    if (report === null) return;
    const { account, folder, files, outcome } = report;
    void run(account, folder, files, outcome.kind === 'partly' ? outcome.result : null);
  }, [report, run]);
  return { importFiles, report, closeReport, goOn };
}

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
