'use client';

import clsx from 'clsx';
import { X } from 'lucide-react';
import { useId, useLayoutEffect, useRef, type ReactNode } from 'react';
import { useTranslations } from '@/lib/i18n';
import { IconButton } from './icon-button';

interface DialogProps {
  readonly title: string;
  /**
   * `titled` shows the title beside a button that closes; `bare` tells it to listeners only, where what the dialog holds says it
   * by itself; `question` shows it alone, since the question has its own button that does nothing.
   */
  readonly kind?: 'titled' | 'bare' | 'question';
  /** Read out with the title: what must be known before a button is pressed. */
  readonly describedBy?: string | undefined;
  readonly slot?: string;
  readonly className?: string;
  readonly onClose: () => void;
  /** `close` gives the focus back at once; what moves it on comes after. */
  readonly children: (close: () => void) => ReactNode;
}

/**
 * A native modal dialog: the browser keeps the focus inside, closes on Escape and gives the focus back. The focus begins on what
 * asks for it (`data-autofocus`), else on the first thing that takes it. A press beside it closes it, except a question, which
 * may hold something typed.
 */
export function Dialog(props: DialogProps) {
  const { title, kind = 'titled', describedBy, slot = 'dialog', className, onClose, children } = props;
  const t = useTranslations('triage');
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  // In the layout's turn: later, on its way out, it is no longer in the document, and the focus would be lost with it.
  useLayoutEffect(() => {
    const element = dialog.current;
    if (element === null) return undefined;
    if (!element.open) {
      element.showModal();
      element.querySelector<HTMLElement>('[data-autofocus]')?.focus();
    }
    // Also when it goes because what it asked for is done: only an open dialog that closes gives the focus back.
    return () => element.close();
  }, []);
  const close = () => dialog.current?.close();
  return (
    <dialog
      ref={dialog}
      aria-labelledby={heading}
      aria-describedby={describedBy}
      onClose={(event) => {
        // React's development mode closes and opens it again; news of the first closing comes late.
        if (!event.currentTarget.open) onClose();
      }}
      onClick={(event) => {
        if (kind !== 'question' && event.target === dialog.current) close();
      }}
      data-slot={slot}
      className={clsx(
        'max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] animate-[rise_180ms_ease-out] flex-col overflow-hidden rounded-card border border-line bg-raised p-0 text-ink shadow-xl backdrop:bg-black/35 open:flex',
        kind === 'question'
          ? 'm-auto max-w-104'
          : 'mx-auto mt-[max(1rem,12dvh)] max-h-[min(40rem,calc(88dvh-1rem))]',
        className,
      )}
    >
      <header
        className={clsx(
          'flex shrink-0 items-center gap-2',
          kind === 'question' ? 'px-5 pt-5' : 'ps-4 pe-2 pt-2',
          kind === 'bare' && 'sr-only',
        )}
      >
        <h2
          id={heading}
          className={clsx(
            'min-w-0 flex-1 font-semibold',
            kind === 'question' ? 'text-base wrap-anywhere' : 'truncate text-lead',
          )}
        >
          {title}
        </h2>
        {kind === 'titled' && <IconButton icon={X} label={t('close')} onClick={close} />}
      </header>
      {children(close)}
    </dialog>
  );
}
