'use client';

import { formatNumber, useLocaleChoice, useTranslations } from '@/lib/i18n';
import { useConnection } from '@/lib/query';
import type { FolderTask } from './use-folder-tasks';

/** Long work, one line a task: how far it is, and a way to stop it or to go on with it. Quick work is over before the tray is seen. */
export function TaskTray({ tasks }: { readonly tasks: readonly FolderTask[] }) {
  const t = useTranslations('folders');
  if (tasks.length === 0) return null;
  return (
    <section
      aria-label={t('tasks')}
      data-slot="tasks"
      className="absolute end-3 bottom-4 z-20 w-72 max-md:[body:has([data-slot=toast])_&]:bottom-28 max-w-[calc(100%-1.5rem)] animate-[appear_200ms_ease-out_300ms_both] space-y-3 rounded-card border border-line bg-raised p-3.5 text-sm shadow-lg"
    >
      {tasks.map((task) => (
        <TaskRow key={task.id} task={task} />
      ))}
    </section>
  );
}

function TaskRow({ task }: { readonly task: FolderTask }) {
  const t = useTranslations('folders');
  const words = useTranslations('ops');
  const { label, done, total, stopping, stop, ended } = task;
  return (
    <div>
      <div className="flex items-center gap-2">
        <p className="min-w-0 flex-1 truncate font-medium" title={label}>
          {label}
        </p>
        {ended === undefined && (
          <RowButton name={t('stopTask', { task: label })} disabled={stopping} onClick={stop}>
            {t('stop')}
          </RowButton>
        )}
      </div>
      <progress
        aria-label={label}
        max={total === 0 ? undefined : total}
        value={total === 0 ? undefined : done}
        className="progress mt-1.5"
      />
      <div className="mt-1.5 flex flex-wrap items-center justify-between gap-x-2">
        <p className="text-xs text-ink-3 tabular-nums">
          <Progress task={task} />
        </p>
        {ended !== undefined && (
          <p className="-me-2 ms-auto flex">
            <RowButton name={words('goOnTask', { task: label })} onClick={ended.goOn}>
              {words('goOn')}
            </RowButton>
            <RowButton name={words('dismissTask', { task: label })} onClick={ended.dismiss}>
              {words('dismiss')}
            </RowButton>
          </p>
        )}
      </div>
    </div>
  );
}

function RowButton({
  name,
  disabled = false,
  onClick,
  children,
}: {
  readonly name: string;
  readonly disabled?: boolean;
  readonly onClick: () => void;
  readonly children: string;
}) {
  return (
    <button
      type="button"
      disabled={disabled}
      onClick={onClick}
      aria-label={name}
      className="h-7 shrink-0 rounded-control px-2 text-accent hover:bg-hover disabled:text-ink-3 pointer-coarse:h-11"
    >
      {children}
    </button>
  );
}

/** How far it is, and why it does not move. */
function Progress({ task: { account = '', done, total, detail, ended } }: { readonly task: FolderTask }) {
  const t = useTranslations('folders');
  const words = useTranslations('ops');
  const { region } = useLocaleChoice();
  const { kind } = useConnection(account);
  const numbers = t('taskProgress', {
    done: formatNumber(region, done),
    total: formatNumber(region, total),
  });
  if (ended !== undefined) return detail ?? words('stoppedAt', { numbers });
  if (account !== '' && (kind === 'offline' || kind === 'reconnecting'))
    return total === 0 ? words('waits') : words('waitsAt', { numbers });
  return detail ?? (total === 0 ? t('taskCounting') : numbers);
}
