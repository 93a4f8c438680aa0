'use client';

import clsx from 'clsx';
import { Archive, Mail, MailOpen, Trash2 } from 'lucide-react';
import { useTranslations } from '@/lib/i18n';
import type { SwipeState } from './swipe';

/** What shows where the row was: what letting go would do, and whether it would. Buttons say the same to everybody else. */
export function SwipeUnder({ state, seen }: { readonly state: SwipeState; readonly seen: boolean }) {
  const t = useTranslations('bulk.swipe');
  const { deed, armed } = state;
  if (deed === null) return null;
  const word = deed === 'seen' ? (seen ? 'unread' : 'read') : deed;
  const Icon = { archive: Archive, delete: Trash2, read: MailOpen, unread: Mail }[word];
  return (
    <div
      aria-hidden
      data-slot="swipe-under"
      data-armed={armed}
      className={clsx(
        'absolute inset-0 flex transition-colors duration-120 ease-out',
        state.offset < 0 && 'justify-end',
        !armed && 'bg-sunken text-ink-2',
        armed && (deed === 'delete' ? 'bg-danger text-on-accent' : 'bg-accent text-on-accent'),
      )}
    >
      <span className="flex w-20 flex-col items-center justify-center gap-0.5 text-fine leading-none font-medium">
        <Icon size={18} strokeWidth={1.75} className={clsx(armed && 'scale-110', 'transition-transform')} />
        {t(word)}
      </span>
    </div>
  );
}
