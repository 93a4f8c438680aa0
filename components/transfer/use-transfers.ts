'use client';

import { useCallback, useMemo, useRef, useState } from 'react';
import { folderTitle } from '@/components/folders/folder-title';
import type { FolderTask } from '@/components/folders/use-folder-tasks';
import type { Tell } from '@/components/folders/use-folder-manager';
import { chooseMailFiles } from '@/components/transfer/choose-files';
import { useImports, type ImportReport } from '@/components/transfer/use-imports';
import { useSaves } from '@/components/transfer/use-saves';
import { useTranslations } from '@/lib/i18n';
import type { AccountId, Folder, MessageRow } from '@/lib/mail/types';
import type { RawPlace } from '@/lib/query';

export interface Transfers {
  readonly tasks: readonly FolderTask[];
  /** Asks for files first. */
  readonly importInto: (folder: Folder) => void;
  readonly importFiles: (folder: Folder, files: readonly File[]) => void;
  readonly exportFolder: (folder: Folder) => void;
  /** One message as .eml, several as .mbox. */
  readonly save: (place: RawPlace, rows: readonly MessageRow[], title: string) => void;
  /** What an import that did not go smoothly has to say. */
  readonly report: ImportReport | null;
  readonly closeReport: () => void;
  /** Imports what the reported run left. */
  readonly goOn: () => void;
}

/** Mail in and out as files: what is under way, and what is told afterwards. */
export function useTransfers(account: AccountId, tell: Tell): Transfers {
  const t = useTranslations('folders');
  const { tasks, start } = useTray();
  const { importFiles, report, closeReport, goOn } = useImports(account, tell, start);
  const { saveFolder, saveRows } = useSaves(account, tell, start);

  const importInto = useCallback(
    (folder: Folder) => chooseMailFiles((files) => importFiles(folder, files)),
    [importFiles],
  );
  const exportFolder = useCallback(
    (folder: Folder) => saveFolder(folder.name, folderTitle(folder, t)),
    [saveFolder, t],
  );
  return useMemo(
    () => ({
      tasks,
      importInto,
      importFiles,
      exportFolder,
      save: saveRows,
      report,
      closeReport,
      goOn,
    }),
    [tasks, importInto, importFiles, exportFolder, saveRows, report, closeReport, goOn],
  );
}

/** A row of the tray for work that has begun: it changes and goes with the work. */
export interface TrayRow {
  readonly signal: AbortSignal;
  change(part: Pick<FolderTask, 'done' | 'total' | 'detail'>): void;
  end(): void;
}

export type StartRow = (label: string, detail: string) => TrayRow;

function useTray(): { readonly tasks: readonly FolderTask[]; readonly start: StartRow } {
  const [tasks, setTasks] = useState<readonly FolderTask[]>([]);
  const counter = useRef(0);
  const start = useCallback<StartRow>((label, detail) => {
    const id = `transfer ${++counter.current}`;
    const controller = new AbortController();
    const change = (part: Partial<FolderTask>) =>
      setTasks((all) => all.map((task) => (task.id === id ? { ...task, ...part } : task)));
    const stop = () => {
      controller.abort();
      change({ stopping: true });
    };
    setTasks((all) => [...all, { id, label, detail, done: 0, total: 0, stopping: false, stop }]);
    return {
      signal: controller.signal,
      change,
      end: () => setTasks((all) => all.filter((task) => task.id !== id)),
    };
  }, []);
  return { tasks, start };
}
