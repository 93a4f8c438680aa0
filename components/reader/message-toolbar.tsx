'use client';

import clsx from 'clsx';
import { ArrowLeft, ChevronDown, ChevronUp, FolderInput } from 'lucide-react';
import { IconButton } from '@/components/ui/icon-button';
import { ACTIONS, type ActionContext, type MailAction } from '@/lib/actions';
import { useTranslations } from '@/lib/i18n';

interface MessageToolbarProps {
  /** Null while the message's row is unknown: nothing can be done to it then. */
  readonly context: ActionContext | null;
  readonly onAction: (action: MailAction) => void;
  readonly onMove: () => void;
  readonly onBack: (() => void) | null;
  readonly onStep: (by: 1 | -1) => void;
}

/** Every action of the registry as a button, and the way to the neighbours. */
export function MessageToolbar({ context, onAction, onMove, onBack, onStep }: MessageToolbarProps) {
  const t = useTranslations();
  return (
    <div
      role="toolbar"
      aria-label={t('reader.toolbar')}
      className="flex h-14 shrink-0 items-center border-b border-line px-1 @sm:gap-0.5 @sm:px-3 max-[26rem]:*:min-w-0! max-[26rem]:*:px-0! max-[26rem]:*:flex-1"
    >
      {onBack !== null && (
        <IconButton icon={ArrowLeft} label={t('reader.back')} shortcut="U" onClick={onBack} />
      )}
      {ACTIONS.filter((action) => isShown(action, context)).map((action) => {
        const pressed = context === null ? undefined : action.pressed?.(context);
        return (
          <IconButton
            key={action.id}
            icon={action.icon}
            label={t(`actions.${action.label}`)}
            shortcut={action.shortcut}
            text={action.id === 'archive' || action.id === 'delete'}
            aria-pressed={pressed}
            filled={pressed === true}
            disabled={context === null || !action.enabled(context)}
            onClick={() => onAction(action)}
            className={clsx(pressed === true && 'text-star! hover:text-star!')}
          />
        );
      })}
      <IconButton
        icon={FolderInput}
        label={t('triage.moveTo')}
        shortcut="V"
        disabled={context === null || context.readOnly}
        onClick={onMove}
      />
      <span className="flex-1 max-[26rem]:hidden" />
      <IconButton icon={ChevronUp} label={t('reader.previous')} shortcut="K" onClick={() => onStep(-1)} />
      <IconButton icon={ChevronDown} label={t('reader.next')} shortcut="J" onClick={() => onStep(1)} />
    </div>
  );
}

/** Read and unread share one place: the button says what a press would do. */
function isShown(action: MailAction, context: ActionContext | null): boolean {
  if (action.id === 'mark-read') return context !== null && action.enabled(context);
  if (action.id === 'mark-unread') return context === null || context.targets.some((row) => row.seen);
  return true;
}
