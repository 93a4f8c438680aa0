'use client';

import { createContext, useContext, useMemo, useRef, type DragEvent, type ReactNode } from 'react';
import { FileDropProvider, type ImportFiles } from '@/components/transfer/file-drop';
import { useDropTarget, type DropTarget } from '@/components/ui/drop-target';
import type { AccountId, Folder } from '@/lib/mail/types';

/** Names our drags to ourselves; what is dragged stays in the page. */
const TYPE = 'application/x-tagline-messages';

interface MessageDrop {
  readonly canDrop: (account: AccountId, folder: Folder) => boolean;
  readonly drop: (account: AccountId, folder: Folder) => void;
}

const DropContext = createContext<MessageDrop | null>(null);

/** Makes a folder's element a place for dragged messages (MessageDropProvider). */
export function useMessageDrop(account: AccountId, folder: Folder): DropTarget {
  const target = useContext(DropContext);
  return useDropTarget({
    effect: 'move',
    takes: (event) =>
      target !== null && event.dataTransfer.types.includes(TYPE) && target.canDrop(account, folder),
    onDrop: () => target?.drop(account, folder),
  });
}

/** Gives folders inside it what to do with dropped messages, and with dropped files of mail. */
export function MessageDropProvider({
  canDrop,
  drop,
  onImport,
  children,
}: MessageDrop & { readonly onImport: ImportFiles; readonly children: ReactNode }) {
  const latest = useRef({ canDrop, drop });
  latest.current = { canDrop, drop };
  const target = useMemo<MessageDrop>(
    () => ({
      canDrop: (account, folder) => latest.current.canDrop(account, folder),
      drop: (account, folder) => latest.current.drop(account, folder),
    }),
    [],
  );
  return (
    <DropContext value={target}>
      <FileDropProvider onImport={onImport}>{children}</FileDropProvider>
    </DropContext>
  );
}

/** Begins a drag of messages with a picture that says what is dragged. */
export function startMessageDrag(event: DragEvent, text: string): void {
  const picture = document.createElement('div');
  picture.className =
    'fixed -top-40 start-0 rounded-card bg-ink px-3 py-1.5 text-sm font-medium text-paper shadow-lg';
  picture.textContent = text;
  document.body.append(picture);
  event.dataTransfer.setData(TYPE, '');
  event.dataTransfer.effectAllowed = 'move';
  event.dataTransfer.setDragImage(picture, -12, -8);
  // The browser has taken its picture by the next turn.
  setTimeout(() => picture.remove(), 0);
}
