'use client';

import { useId } from 'react';
import { Dialog } from '@/components/ui/dialog';
import { Notice } from '@/components/ui/notice';
import { useNotifyChoice } from '@/components/notify/preference';
import { useTranslations } from '@/lib/i18n';

/** The switch for notifications, what they show, and what stands in their way. */
export function NotifyDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useTranslations('notify');
  const id = useId();
  const { on, obstacle, choose } = useNotifyChoice();
  const impossible = obstacle === 'insecure' || obstacle === 'unsupported';
  return (
    <Dialog title={t('title')} slot="notify-dialog" className="max-w-md" onClose={onClose}>
      {() => (
        <div className="min-h-0 space-y-4 overflow-y-auto px-4 pt-2 pb-4 text-sm">
          <div className="flex min-h-11 items-start gap-3 rounded-control border border-line bg-sunken px-3 py-2.5">
            <input
              id={id}
              type="checkbox"
              data-autofocus
              aria-describedby={`${id}-what`}
              checked={on}
              disabled={impossible}
              onChange={(event) => choose(event.target.checked)}
              className="mt-0.5 size-4 shrink-0 accent-accent pointer-coarse:size-6"
            />
            <div className="leading-snug">
              <label htmlFor={id} className="block font-medium">
                {t('lead')}
              </label>
              <p id={`${id}-what`} className="mt-1 text-note text-ink-2">
                {t('what')} {t('kept')}
              </p>
            </div>
          </div>
          {obstacle !== null && (
            <Notice tone="danger" role="alert">
              {t(obstacle)}
            </Notice>
          )}
          <p role="status" className="text-note text-ink-3">
            {t(on ? 'on' : 'off')}
          </p>
        </div>
      )}
    </Dialog>
  );
}
