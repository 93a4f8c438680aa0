'use client';

import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslations } from '@/lib/i18n';

/** The folder pane as a modal drawer where there is no room beside the list. Escape and a press outside close it. */
export function FolderDrawer({
  open,
  onClose,
  children,
}: {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const t = useTranslations('folders');
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  return (
    <dialog
      ref={dialog}
      aria-label={t('label')}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
      className="m-0 h-dvh max-h-none w-72 max-w-[85vw] animate-[slide-in_180ms_ease-out] border-e border-line bg-paper p-0 text-ink shadow-xl backdrop:bg-black/35"
    >
      {open && children}
    </dialog>
  );
}
