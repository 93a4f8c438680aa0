'use client';

import { LoaderCircle } from 'lucide-react';
import { formatNumber, formatPercent, useLocaleChoice, useTranslations } from '@/lib/i18n';
import type { ConversationSnapshot, ServerThreadsControl } from '@/lib/query';

/** What the server is asked about the conversations of the folder, and what it said. */
export function ServerLine({
  shown,
  server,
}: {
  readonly shown: ConversationSnapshot;
  readonly server: ServerThreadsControl;
}) {
  const t = useTranslations('conversation');
  const { region } = useLocaleChoice();
  const { state } = server;
  const of = formatNumber(region, shown.messages);
  const here = formatNumber(region, shown.covered);
  const isForgotten = state.kind === 'whole' && state.old === 'when-asked';
  const words = (() => {
    switch (state.kind) {
      case 'none':
        return null;
      case 'asking':
        return state.share === null
          ? t('asking', { of })
          : t('askingShare', { of, share: formatPercent(region, state.share) });
      case 'whole':
        return t(state.old === undefined ? 'whole' : 'wholeBefore', {
          count: formatNumber(region, state.threads.conversations),
          of: formatNumber(region, state.threads.uids.length),
        });
      case 'unable':
        return t('unable', { here });
      case 'failed':
        return t('failed');
      default:
        return state satisfies never;
    }
  })();
  return (
    <div role="status" data-slot="server-line" className="shrink-0 text-xs text-ink-3 tabular-nums">
      {words !== null && (
        <p className="flex min-h-9 items-center gap-2 border-b border-line ps-4 pe-2">
          {state.kind === 'asking' && (
            <LoaderCircle size={14} aria-hidden className="shrink-0 motion-safe:animate-spin" />
          )}
          <span className="min-w-0 flex-1 py-1.5">{words}</span>
          {(state.kind === 'asking' || state.kind === 'failed' || isForgotten) && (
            <button
              type="button"
              onClick={state.kind === 'asking' ? server.cancel : server.ask}
              className="h-8 shrink-0 rounded-control px-2 font-semibold text-accent hover:bg-hover pointer-coarse:h-11"
            >
              {t(state.kind === 'asking' ? 'cancel' : isForgotten ? 'askAgain' : 'again')}
            </button>
          )}
        </p>
      )}
    </div>
  );
}
