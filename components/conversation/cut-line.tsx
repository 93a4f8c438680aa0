'use client';

import { formatNumber, useLocaleChoice, useTranslations } from '@/lib/i18n';
import type { ConversationSnapshot } from '@/lib/query';

/** Below the rows where not all messages are put together, with the way to those that are not. */
export function CutLine({
  shown,
  onMessages,
}: {
  readonly shown: ConversationSnapshot;
  readonly onMessages: () => void;
}) {
  const t = useTranslations('conversation');
  const { region } = useLocaleChoice();
  if (!shown.isCut) return null;
  return (
    <div
      role="note"
      data-slot="conversation-cut"
      className="flex shrink-0 items-center gap-2 border-t border-line bg-sunken py-1 ps-4 pe-2 text-xs text-ink-2"
    >
      <p className="min-w-0 flex-1 py-1">{t('cut', { here: formatNumber(region, shown.covered) })}</p>
      <button
        type="button"
        onClick={onMessages}
        className="h-8 shrink-0 rounded-control px-2 font-semibold text-accent hover:bg-hover pointer-coarse:h-11"
      >
        {t('showMessages')}
      </button>
    </div>
  );
}
