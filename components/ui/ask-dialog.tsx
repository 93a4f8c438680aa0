'use client';

import { useId, type ReactNode, type SubmitEvent } from 'react';
import { useTranslations } from '@/lib/i18n';
import { Button } from './button';
import { Dialog } from './dialog';

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

/** A modal question with one way to do it and one not to. The focus begins on a field, else on the button that does nothing. */
export function AskDialog({ title, children, submit, danger, busy, onSubmit, onClose }: AskDialogProps) {
  const t = useTranslations('actions');
  const bodyId = useId();
  const onForm = (event: SubmitEvent) => {
    event.preventDefault();
    if (busy !== true) onSubmit();
  };
  return (
    <Dialog
      title={title}
      kind="question"
      slot="ask-dialog"
      describedBy={danger === true ? bodyId : undefined}
      onClose={onClose}
    >
      {(close) => (
        <form onSubmit={onForm} className="min-h-0 space-y-4 overflow-y-auto p-5 pt-4">
          <div id={bodyId} className="space-y-3 text-sm text-ink-2">
            {children}
          </div>
          <div className="flex flex-wrap justify-end gap-2 pt-1 max-sm:*:grow">
            <Button onClick={close}>{t('cancel')}</Button>
            <Button type="submit" variant={danger === true ? 'danger' : 'primary'} aria-busy={busy}>
              {submit}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
