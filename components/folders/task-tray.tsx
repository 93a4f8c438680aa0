'use client';

import { formatNumber, useLocaleChoice, useTranslations } from '@/lib/i18n';
import type { FolderTask } from './use-folder-tasks';

/** Long work, one line a task: how far it is, and a way to stop it. Quick work is over before the tray is seen. */
export function TaskTray({ tasks }: { readonly tasks: readonly FolderTask[] }) {
  const t = useTranslations('folders');
  const { region } = useLocaleChoice();
  if (tasks.length === 0) return null;
  return (
    <section
      aria-label={t('tasks')}
      data-slot="tasks"
      className="absolute end-3 bottom-4 z-20 w-72 max-w-[calc(100vw-1.5rem)] animate-[appear_200ms_ease-out_300ms_both] space-y-3 rounded-card border border-line bg-raised p-3.5 text-sm shadow-lg"
    >
      {tasks.map(({ id, label, done, total, detail, stopping, stop }) => (
        <div key={id}>
          <div className="flex items-center gap-2">
            <p className="min-w-0 flex-1 truncate font-medium" title={label}>
              {label}
            </p>
            <button
              type="button"
              disabled={stopping}
              onClick={stop}
              aria-label={t('stopTask', { task: label })}
              className="h-7 shrink-0 rounded-control px-2 text-accent hover:bg-hover disabled:text-ink-3 pointer-coarse:h-11"
            >
              {t('stop')}
            </button>
          </div>
          <progress
            aria-label={label}
            max={total === 0 ? undefined : total}
            value={total === 0 ? undefined : done}
            className="progress mt-1.5"
          />
          <p className="mt-1.5 text-xs text-ink-3 tabular-nums">
            {detail ??
              (total === 0
                ? t('taskCounting')
                : t('taskProgress', {
                    done: formatNumber(region, done),
                    total: formatNumber(region, total),
                  }))}
          </p>
        </div>
      ))}
    </section>
  );
}
