'use client';

import clsx from 'clsx';
import { X } from 'lucide-react';
import { useEffect, useId, useRef, type ReactNode } from 'react';
import { useTranslations } from '@/lib/i18n';
import { IconButton } from './icon-button';

interface DialogProps {
  readonly title: string;
  /** The title is for listeners only: what the dialog holds says it by itself. */
  readonly bare?: boolean;
  readonly className?: string;
  readonly onClose: () => void;
  /** `close` gives the focus back at once; what moves it on comes after. */
  readonly children: (close: () => void) => ReactNode;
}

/** A native modal dialog: the browser keeps the focus inside, closes on Escape and gives the focus back. */
export function Dialog({ title, bare = false, className, onClose, children }: DialogProps) {
  const t = useTranslations('triage');
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    if (dialog.current?.open !== false) return;
    dialog.current.showModal();
    dialog.current.querySelector<HTMLElement>('[data-autofocus]')?.focus();
  }, []);
  const close = () => dialog.current?.close();
  return (
    <dialog
      ref={dialog}
      aria-labelledby={heading}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === dialog.current) close();
      }}
      data-slot="dialog"
      className={clsx(
        'mx-auto mt-[max(1rem,12dvh)] max-h-[min(40rem,calc(100dvh-2rem))] w-[calc(100vw-2rem)] flex-col overflow-hidden rounded-card border border-line bg-raised p-0 text-ink shadow-xl backdrop:bg-black/35 open:flex',
        className,
      )}
    >
      <header className={clsx('flex shrink-0 items-center gap-2 ps-4 pe-2 pt-2', bare && 'sr-only')}>
        <h2 id={heading} className="min-w-0 flex-1 truncate text-[15px] font-semibold">
          {title}
        </h2>
        {!bare && <IconButton icon={X} label={t('close')} onClick={close} />}
      </header>
      {children(close)}
    </dialog>
  );
}
