'use client';

import { ArrowLeft, ChevronDown, ChevronUp, FileDown, FolderInput, Printer } from 'lucide-react';
import { Toolbar, type ToolbarItem } from '@/components/ui/toolbar';
import { ACTIONS, type ActionContext, type ActionId, type MailAction } from '@/lib/actions';
import { useTranslations } from '@/lib/i18n';

interface MessageToolbarProps {
  /** Null while the message's row is unknown: nothing can be done to it then. */
  readonly context: ActionContext | null;
  readonly onAction: (action: MailAction) => void;
  readonly onMove: () => void;
  readonly onBack: (() => void) | null;
  readonly onStep: (by: 1 | -1) => void;
  readonly onPrint: () => void;
  readonly onSave: () => void;
}

/** What keeps its button longest as the bar gets narrow: on a phone, seven fit. */
const RANKS: Readonly<Partial<Record<ActionId, number>>> = {
  archive: 1,
  delete: 2,
  undelete: 3,
  'mark-unread': 5,
  'mark-read': 5,
  star: 6,
};
const BACK = 0;
const OLDER = 3;
const NEWER = 4;
const MOVE = 7;
const LATER = 8;

/** Every action of the registry as a button, and the way to the neighbours; items without a rank stand in its menu. */
export function MessageToolbar(props: MessageToolbarProps) {
  const t = useTranslations();
  return (
    <Toolbar label={t('reader.toolbar')} moreLabel={t('triage.commands.more')} items={useItems(props)} />
  );
}

function useItems({
  context,
  onAction,
  onMove,
  onBack,
  onStep,
  onPrint,
  onSave,
}: MessageToolbarProps): readonly ToolbarItem[] {
  const t = useTranslations();
  return [
    ...(onBack === null
      ? []
      : [
          {
            id: 'back',
            icon: ArrowLeft,
            label: t('reader.back'),
            shortcut: 'U',
            keys: 'u',
            rank: BACK,
            onSelect: onBack,
          },
        ]),
    ...ACTIONS.filter((action) => isShown(action, context)).map((action): ToolbarItem => {
      const pressed = context === null ? undefined : action.pressed?.(context);
      return {
        id: action.id,
        icon: action.icon,
        label: t(`actions.${action.label}`),
        menuLabel: pressed === true ? t('triage.removeStar') : undefined,
        shortcut: action.shortcut,
        keys: action.keys[0],
        text: action.id === 'archive' || action.id === 'delete',
        pressed,
        disabled: context === null || !action.enabled(context),
        rank: RANKS[action.id] ?? LATER,
        onSelect: () => onAction(action),
      };
    }),
    {
      id: 'move',
      icon: FolderInput,
      label: t('triage.moveTo'),
      shortcut: 'V',
      keys: 'v',
      disabled: context === null || context.readOnly,
      rank: MOVE,
      onSelect: onMove,
    },
    {
      id: 'print',
      icon: Printer,
      label: t('triage.commands.print'),
      keys: 'mod+p',
      onSelect: onPrint,
    },
    {
      id: 'save',
      icon: FileDown,
      label: t('triage.commands.save'),
      disabled: context === null,
      onSelect: onSave,
    },
    {
      id: 'newer',
      icon: ChevronUp,
      label: t('reader.previous'),
      shortcut: 'K',
      keys: 'k',
      end: true,
      rank: NEWER,
      onSelect: () => onStep(-1),
    },
    {
      id: 'older',
      icon: ChevronDown,
      label: t('reader.next'),
      shortcut: 'J',
      keys: 'j',
      end: true,
      rank: OLDER,
      onSelect: () => onStep(1),
    },
  ];
}

/** Read and unread share one place: the button says what a press would do. */
function isShown(action: MailAction, context: ActionContext | null): boolean {
  if (action.id === 'undelete') return context !== null && action.enabled(context);
  if (action.id === 'mark-read') return context !== null && action.enabled(context);
  if (action.id === 'mark-unread') return context === null || context.targets.some((row) => row.seen);
  return true;
}
