'use client';

import { createContext, useContext, useMemo, useRef, useState, type DragEvent, type ReactNode } from 'react';
import { FileDropProvider, type ImportFiles } from '@/components/transfer/file-drop';
import type { AccountId, Folder } from '@/lib/mail/types';

/** Names our drags to ourselves; what is dragged stays in the page. */
const TYPE = 'application/x-tagline-messages';

interface DropTarget {
  readonly canDrop: (account: AccountId, folder: Folder) => boolean;
  readonly drop: (account: AccountId, folder: Folder) => void;
}

const DropContext = createContext<DropTarget | null>(null);

/** Where messages may be dropped (MessageDropProvider), as properties of a folder's element. */
export function useMessageDrop(
  account: AccountId,
  folder: Folder,
): {
  readonly over: boolean;
  readonly props: {
    readonly onDragOver: (event: DragEvent) => void;
    readonly onDragLeave: (event: DragEvent) => void;
    readonly onDrop: (event: DragEvent) => void;
  };
} {
  const target = useContext(DropContext);
  const [over, setOver] = useState(false);
  const takes = (event: DragEvent): boolean =>
    target !== null && event.dataTransfer.types.includes(TYPE) && target.canDrop(account, folder);
  return {
    over,
    props: {
      onDragOver: (event) => {
        if (!takes(event)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = 'move';
        setOver(true);
      },
      onDragLeave: (event) => {
        if (!(event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget)))
          setOver(false);
      },
      onDrop: (event) => {
        setOver(false);
        if (!takes(event)) return;
        event.preventDefault();
        target?.drop(account, folder);
      },
    },
  };
}

/** Gives folders inside it what to do with dropped messages, and with dropped files of mail. */
export function MessageDropProvider({
  canDrop,
  drop,
  onImport,
  children,
}: DropTarget & { readonly onImport: ImportFiles; readonly children: ReactNode }) {
  const latest = useRef({ canDrop, drop });
  latest.current = { canDrop, drop };
  const target = useMemo<DropTarget>(
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
