'use client';

import clsx from 'clsx';
import { FolderInput, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Avatar } from '@/components/ui/avatar';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { TOOLBAR_LINE } from '@/components/ui/toolbar';
import { ACTIONS, countTargets, type ActionContext, type MailAction } from '@/lib/actions';
import { formatNumber, useLocaleChoice, useTranslations } from '@/lib/i18n';
import type { MessageRow } from '@/lib/mail/types';

interface BulkProps {
  readonly context: ActionContext;
  readonly all: WholeFolder;
  readonly onAction: (action: MailAction) => void;
  readonly onMove: () => void;
  readonly onClear: () => void;
}

/** Selecting what is not loaded too. */
export interface WholeFolder {
  /** Messages that "all" or a range left out because they are not loaded. */
  readonly skipped: number;
  /** The folder's name for people, and how many messages it has. */
  readonly folder: string;
  readonly total: number;
  readonly choosing: boolean;
  /** The folder, or all of them, are searched: all that was found can be chosen. */
  readonly isSearch: boolean;
  /** Null: it is not known yet what there is. */
  readonly onChoose: (() => void) | null;
}

/** What can be done to all selected messages, in one line: over the list where it is alone on the screen. */
export function BulkBar(props: BulkProps) {
  const t = useTranslations('triage');
  const { region } = useLocaleChoice();
  const count = countTargets(props.context);
  return (
    <div data-slot="bulk-bar" className="shrink-0 border-b border-line bg-selected">
      <div role="toolbar" aria-label={t('bulkToolbar')} className="flex h-14 items-center px-1">
        <IconButton icon={X} label={t('commands.clearSelection')} shortcut="Esc" onClick={props.onClear} />
        <h2 className="min-w-0 flex-1 truncate px-1 text-lead font-semibold tabular-nums">
          <span aria-hidden>{formatNumber(region, count)}</span>
          <span className="sr-only">{t('selected', { count })}</span>
        </h2>
        <BulkButtons {...props} brief />
      </div>
      <WholeFolderLine {...props} className="px-4 pb-2 text-xs" />
    </div>
  );
}

/** The same in the place of the open message, with what is selected. */
export function BulkPane(props: BulkProps) {
  const t = useTranslations('triage');
  const { context } = props;
  const count = countTargets(context);
  return (
    <div data-slot="bulk-pane" className="absolute inset-0 flex flex-col bg-sheet">
      <div role="toolbar" aria-label={t('bulkToolbar')} className="shrink-0 border-b border-line">
        <div className={TOOLBAR_LINE}>
          <BulkButtons {...props} />
          <span className="flex-1" />
          <IconButton icon={X} label={t('commands.clearSelection')} shortcut="Esc" onClick={props.onClear} />
        </div>
      </div>
      <div className="flex min-h-0 flex-1 flex-col items-center justify-center gap-1 overflow-y-auto px-6 py-10 text-center">
        <Faces rows={context.targets} />
        <h2 className="text-lg font-semibold tabular-nums">{t('selected', { count })}</h2>
        {count > 1 && context.chosen === null && (
          <p className="max-w-[42ch] text-note text-balance text-ink-3">{t('selectedHint')}</p>
        )}
        <WholeFolderLine
          {...props}
          className="mt-1 flex max-w-[42ch] flex-col items-center gap-1.5 text-note text-balance"
        />
        <Button className="mt-3" onClick={props.onClear}>
          {t('commands.clearSelection')}
        </Button>
      </div>
    </div>
  );
}

/** "All" is what is loaded; the rest is one press away, and then said to be in it. */
function WholeFolderLine({ context, all, className }: BulkProps & { readonly className: string }) {
  const t = useTranslations('bulk');
  const tFound = useTranslations('everywhere');
  if (context.chosen !== null)
    return (
      <p className={clsx('text-ink-2', className)}>
        {all.isSearch ? tFound('chosenHint') : t('chosenHint', { folder: all.folder })}
      </p>
    );
  if (all.skipped === 0) return null;
  return (
    <div data-slot="bulk-skipped" className={clsx('text-ink-2', className)}>
      <p>{t('skipped', { count: all.skipped })}</p>
      {all.onChoose !== null && (
        <button
          type="button"
          disabled={all.choosing}
          onClick={all.onChoose}
          className="-mx-2 inline-flex min-h-8 items-center rounded-control px-2 [text-align:inherit] font-semibold text-accent hover:bg-hover disabled:text-ink-3 pointer-coarse:min-h-11"
        >
          {all.choosing
            ? t('choosing')
            : all.isSearch
              ? tFound('selectFound', { count: all.total })
              : t('selectFolder', { count: all.total, folder: all.folder })}
        </button>
      )}
    </div>
  );
}

function BulkButtons({ context, onAction, onMove, brief = false }: BulkProps & { readonly brief?: boolean }) {
  const t = useTranslations();
  const shown = ACTIONS.filter((action) => {
    if (action.id === 'mark-read') return action.enabled(context);
    // A narrow bar has room for one of these: taking marks away, when that is what was chosen, or the star.
    const marked = action.id === 'undelete' || action.id === 'star';
    if (brief && marked) return (action.id === 'undelete') === context.targets.every((row) => row.deleted);
    if (action.id === 'undelete') return action.enabled(context);
    // Where both would do something, a narrow bar has room for one: mail is read more often than unread.
    if (action.id === 'mark-unread')
      return (
        action.enabled(context) &&
        !(brief && (context.chosen !== null || context.targets.some((row) => !row.seen)))
      );
    return true;
  });
  return (
    <>
      {shown.map((action) => {
        const pressed = action.pressed?.(context);
        return (
          <IconButton
            key={action.id}
            icon={action.icon}
            label={t(`actions.${action.label}`)}
            shortcut={action.shortcut}
            text={!brief && (action.id === 'archive' || action.id === 'delete')}
            aria-pressed={pressed}
            filled={pressed === true}
            disabled={!action.enabled(context)}
            onClick={() => onAction(action)}
            className={clsx(pressed === true && 'text-star! hover:text-star!')}
          />
        );
      })}
      <IconButton
        icon={FolderInput}
        label={t('triage.moveTo')}
        shortcut="V"
        disabled={context.readOnly}
        onClick={onMove}
      />
    </>
  );
}

/** The senders of the first few, one over the other. */
function Faces({ rows }: { readonly rows: readonly MessageRow[] }): ReactNode {
  const seen = new Map<string, { readonly name: string; readonly address: string }>();
  for (const row of rows) {
    const face = row.from[0];
    if (face !== undefined && seen.size < 5) seen.set(face.address || face.name, face);
  }
  return (
    <div className="mb-3 flex -space-x-2" aria-hidden>
      {[...seen.values()].map((face) => (
        <span key={face.address || face.name} className="rounded-full ring-2 ring-sheet">
          <Avatar name={face.name} address={face.address} size={44} />
        </span>
      ))}
    </div>
  );
}
