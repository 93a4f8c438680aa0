'use client';

import { useEffect, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { useTranslations } from '@/lib/i18n';

/** What the server has not heard of yet is sent first; a server that does not answer holds nobody up for longer. */
const SEND_FIRST_MS = 5_000;

interface UpdateOfferProps {
  /** Changes that wait for a server that can be reached. */
  readonly sending: number;
  readonly onReload: () => void;
  readonly onLater: () => void;
}

/** A newer version is there: said once, quietly, beside the mail. The page is loaded anew only by its button. */
export function UpdateOffer({ sending, onReload, onLater }: UpdateOfferProps) {
  const t = useTranslations('offline');
  const [asked, setAsked] = useState(false);
  const reload = useRef(onReload);
  reload.current = onReload;
  const idle = sending === 0;
  useEffect(() => {
    if (!asked) return undefined;
    if (idle) {
      reload.current();
      return undefined;
    }
    const timer = setTimeout(() => reload.current(), SEND_FIRST_MS);
    return () => clearTimeout(timer);
  }, [asked, idle]);
  return (
    <section
      aria-label={t('updateLabel')}
      data-slot="update-offer"
      className="absolute inset-x-3 bottom-18 z-20 mx-auto flex w-fit max-w-[min(30rem,calc(100vw-1.5rem))] animate-[rise_180ms_ease-out] flex-wrap items-center gap-x-4 gap-y-2 rounded-card border border-line bg-raised py-2 ps-4 pe-2 text-sm shadow-lg"
    >
      <p role="status" className="min-w-0 grow basis-44">
        {t('updateReady')} <span className="text-ink-2">{t('updateSafe')}</span>
      </p>
      <div className="ms-auto flex gap-1">
        <Button variant="ghost" onClick={onLater}>
          {t('updateLater')}
        </Button>
        <Button variant="primary" disabled={asked} onClick={() => setAsked(true)}>
          {t(asked && !idle ? 'updateWaiting' : 'updateReload')}
        </Button>
      </div>
    </section>
  );
}
