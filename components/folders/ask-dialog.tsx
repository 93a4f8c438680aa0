'use client';

import { useEffect, useId, useRef, type ReactNode, type SubmitEvent } from 'react';
import { Button } from '@/components/ui/button';
import { useTranslations } from '@/lib/i18n';

interface AskDialogProps {
  readonly title: string;
  readonly children: ReactNode;
  /** What the button that does it says. */
  readonly submit: string;
  readonly danger?: boolean;
  /** The server is at it: nothing can be pressed twice. */
  readonly busy?: boolean;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
}

/**
 * A modal question with one way to do it and one not to. Native: focus stays inside, Escape closes, and what had the focus
 * before gets it back. The focus begins on the first thing that takes it: a field, else the button that does nothing.
 */
export function AskDialog({ title, children, submit, danger, busy, onSubmit, onClose }: AskDialogProps) {
  const t = useTranslations('actions');
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const bodyId = useId();

  useEffect(() => {
    const element = dialog.current;
    if (element !== null && !element.open) element.showModal();
    return () => element?.close();
  }, []);

  const onForm = (event: SubmitEvent) => {
    event.preventDefault();
    if (busy !== true) onSubmit();
  };

  return (
    <dialog
      ref={dialog}
      aria-labelledby={titleId}
      aria-describedby={danger === true ? bodyId : undefined}
      data-slot="ask-dialog"
      onClose={onClose}
      onKeyDown={(event) => event.stopPropagation()}
      className="m-auto w-[min(26rem,calc(100vw-1.5rem))] animate-[rise_180ms_ease-out] rounded-card border border-line bg-raised p-5 text-ink shadow-xl backdrop:bg-black/35"
    >
      <form onSubmit={onForm} className="space-y-4">
        <h2 id={titleId} className="text-base font-semibold wrap-anywhere">
          {title}
        </h2>
        <div id={bodyId} className="space-y-3 text-sm text-ink-2">
          {children}
        </div>
        <div className="flex flex-wrap justify-end gap-2 pt-1">
          <Button onClick={() => dialog.current?.close()}>{t('cancel')}</Button>
          <Button type="submit" variant={danger === true ? 'danger' : 'primary'} aria-busy={busy}>
            {submit}
          </Button>
        </div>
      </form>
    </dialog>
  );
}
