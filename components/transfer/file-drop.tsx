'use client';

import { FileInput } from 'lucide-react';
import { createContext, useContext, useEffect, useMemo, useRef, type ReactNode } from 'react';
import { useDropTarget, type DropTarget } from '@/components/ui/drop-target';
import { useTranslations } from '@/lib/i18n';
import type { AccountId, Folder } from '@/lib/mail/types';

export type ImportFiles = (account: AccountId, folder: Folder, files: readonly File[]) => void;

const FileDropContext = createContext<ImportFiles | null>(null);

const holdsFiles = (transfer: DataTransfer | null): boolean => transfer?.types.includes('Files') ?? false;

/** Takes files dropped on folders and lists inside it. Beside them a file does nothing, instead of replacing the page. */
export function FileDropProvider({
  onImport,
  children,
}: {
  readonly onImport: ImportFiles;
  readonly children: ReactNode;
}) {
  const latest = useRef(onImport);
  latest.current = onImport;
  const drop = useMemo<ImportFiles>(
    () => (account, folder, files) => latest.current(account, folder, files),
    [],
  );
  useEffect(() => {
    const refuse = (event: globalThis.DragEvent) => {
      if (event.defaultPrevented || !holdsFiles(event.dataTransfer)) return;
      event.preventDefault();
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'none';
    };
    document.addEventListener('dragover', refuse);
    document.addEventListener('drop', refuse);
    return () => {
      document.removeEventListener('dragover', refuse);
      document.removeEventListener('drop', refuse);
    };
  }, []);
  return <FileDropContext value={drop}>{children}</FileDropContext>;
}

/** Makes an element a place for files that go into `folder`. */
export function useFileDrop(account: AccountId, folder: Folder | undefined): DropTarget {
  const onImport = useContext(FileDropContext);
  return useDropTarget({
    effect: 'copy',
    takes: (event) => onImport !== null && folder?.selectable === true && holdsFiles(event.dataTransfer),
    onDrop: (event) => {
      const files = Array.from(event.dataTransfer.files);
      if (folder !== undefined && files.length > 0) onImport?.(account, folder, files);
    },
  });
}

/** The message list as a place for files, with a veil that says what a drop would do. Its parent must be positioned. */
export function ListDropZone({
  account,
  folder,
  title,
  children,
}: {
  readonly account: AccountId;
  readonly folder: Folder | undefined;
  readonly title: string;
  readonly children: ReactNode;
}) {
  const { over, props } = useFileDrop(account, folder);
  return (
    <div className="contents" {...props}>
      {children}
      {over && <DropVeil title={title} />}
    </div>
  );
}

/** Over its positioned parent: what letting go would do. */
export function DropVeil({ title }: { readonly title: string }) {
  const t = useTranslations('transfer');
  return (
    <div
      data-slot="drop-veil"
      className="pointer-events-none absolute inset-2 z-30 flex flex-col items-center justify-center gap-1 rounded-card border-2 border-dashed border-accent bg-raised/95 p-4 text-center"
    >
      <FileInput size={28} strokeWidth={1.5} aria-hidden className="mb-1 text-accent" />
      <p className="text-lead font-semibold">{t('dropTitle', { name: title })}</p>
      <p className="text-note text-ink-3">{t('dropHint')}</p>
    </div>
  );
}
