'use client';

import { ArrowUp } from 'lucide-react';
import { useTranslations } from '@/lib/i18n';

/** New mail that waits for the pointer to be out of the way, or for a press here. In a narrow header the folder's name needs the room. */
export function NewsPill({ count, onShow }: { readonly count: number; readonly onShow: () => void }) {
  const t = useTranslations('bulk');
  return (
    <button
      type="button"
      aria-label={t('news', { count })}
      data-slot="news-pill"
      onClick={onShow}
      className="inline-flex h-8 max-w-[70%] shrink-0 animate-[appear_180ms_ease-out] items-center gap-1.5 rounded-full bg-accent ps-2.5 pe-3.5 text-note font-medium whitespace-nowrap text-on-accent tabular-nums hover:bg-accent-strong pointer-coarse:h-11 pointer-coarse:ps-3.5 pointer-coarse:pe-4.5 @max-xs:px-3"
    >
      <ArrowUp size={15} strokeWidth={2} aria-hidden className="shrink-0 @max-xs:hidden" />
      <span className="truncate @max-xs:hidden">{t('news', { count })}</span>
      <span className="hidden @max-xs:inline">{t('newsShort', { count })}</span>
    </button>
  );
}
