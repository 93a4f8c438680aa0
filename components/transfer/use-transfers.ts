'use client';

import { useCallback, useMemo, useRef, useState } from 'react';
import { folderTitle } from '@/components/folders/folder-title';
import type { FolderTask } from '@/components/folders/use-folder-tasks';
import type { Tell } from '@/components/folders/use-folder-manager';
import { chooseMailFiles } from '@/components/transfer/choose-files';
import { useAcross, type OtherAccount } from '@/components/transfer/use-across';
import { useImports, type ImportReport } from '@/components/transfer/use-imports';
import { useSaves } from '@/components/transfer/use-saves';
import { useTranslations } from '@/lib/i18n';
import type { ActionContext, Targets } from '@/lib/actions';
import type { AccountId, Folder } from '@/lib/mail/types';
import type { RawPlace } from '@/lib/query';

export interface Transfers {
  readonly tasks: readonly FolderTask[];
  /** Asks for files first. */
  readonly importInto: (account: AccountId, folder: Folder) => void;
  readonly importFiles: (account: AccountId, folder: Folder, files: readonly File[]) => void;
  readonly exportFolder: (account: AccountId, folder: Folder) => void;
  /** One message as .eml, several as .mbox. */
  readonly save: (account: AccountId, place: RawPlace, targets: Targets, title: string) => void;
  /** Into a folder of another account. */
  readonly moveAcross: (from: ActionContext, to: OtherAccount, folder: Folder) => void;
  /** What an import that did not go smoothly has to say. */
  readonly report: ImportReport | null;
  readonly closeReport: () => void;
  /** Imports what the reported run left. */
  readonly goOn: () => void;
  /** Asks for the files of an import that was cut off, and goes on with them. */
  readonly chooseAgain: () => void;
}

/** Mail in and out as files: what is under way, and what is told afterwards. */
export function useTransfers(tell: Tell): Transfers {
  const t = useTranslations('folders');
  const { tasks, start } = useTray();
  const imports = useImports(tell, start);
  const { importFiles, report, closeReport, goOn, chooseAgain } = imports;
  const { saveFolder, saveTargets } = useSaves(tell, start);
  const moveAcross = useAcross(tell, start);

  const importInto = useCallback(
    (account: AccountId, folder: Folder) => chooseMailFiles((files) => importFiles(account, folder, files)),
    [importFiles],
  );
  const exportFolder = useCallback(
    (account: AccountId, folder: Folder) => saveFolder(account, folder.name, folderTitle(folder, t)),
    [saveFolder, t],
  );
  return useMemo(
    () => ({
      tasks: [...tasks, ...imports.tasks],
      importInto,
      importFiles,
      exportFolder,
      save: saveTargets,
      moveAcross,
      report,
      closeReport,
      goOn,
      chooseAgain,
    }),
    [
      tasks,
      imports.tasks,
      chooseAgain,
      importInto,
      importFiles,
      exportFolder,
      saveTargets,
      moveAcross,
      report,
      closeReport,
      goOn,
    ],
  );
}

/** A row of the tray for work that has begun: it changes and goes with the work. */
export interface TrayRow {
  readonly signal: AbortSignal;
  change(part: Pick<FolderTask, 'done' | 'total' | 'detail'>): void;
  end(): void;
}

export type StartRow = (label: string, detail: string) => TrayRow;

/** A row of the tray changes at most so often. */
const PROGRESS_MS = 120;

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
    // Small messages come by the hundred a second; nobody reads so fast, and each change draws the screen.
    let latest: Partial<FolderTask> | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const flush = () => {
      timer = undefined;
      if (latest === null) return;
      change(latest);
      latest = null;
      timer = setTimeout(flush, PROGRESS_MS);
    };
    return {
      signal: controller.signal,
      change: (part) => {
        latest = part;
        if (timer === undefined) flush();
      },
      end: () => {
        clearTimeout(timer);
        setTasks((all) => all.filter((task) => task.id !== id));
      },
    };
  }, []);
  return { tasks, start };
}
