'use client';

import { FileDown } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { Menu } from '@/components/ui/menu';
import { Keys } from '@/components/ui/kbd';
import {
  ACTIONS,
  COMMANDS,
  countTargets,
  destinationsOf,
  type ActionContext,
  type CommandId,
  type Desk,
  type MailAction,
  type Targets,
} from '@/lib/actions';
import { useTranslations } from '@/lib/i18n';
import type { MailboxName } from '@/lib/imap/types';
import type { AccountId, Folder, MessageRow } from '@/lib/mail/types';
import type { AccountSnapshot } from '@/lib/query';

/** What stands over the mail: at most one at a time. */
export type OverlayKind =
  | { readonly kind: 'help' }
  | { readonly kind: 'palette' }
  | { readonly kind: 'add-account' }
  | { readonly kind: 'notify' }
  | { readonly kind: 'jump' }
  | { readonly kind: 'date' }
  | { readonly kind: 'move'; readonly targets: Targets }
  | {
      readonly kind: 'menu';
      readonly targets: Targets;
      readonly at: { readonly x: number; readonly y: number };
    };

// Chunks of their own, loaded when they are opened for the first time.
const HelpSheet = lazy(async () => ({ default: (await import('./help-sheet')).HelpSheet }));
const AddAccount = lazy(async () => ({
  default: (await import('@/components/login/add-account-dialog')).AddAccountDialog,
}));
const Palette = lazy(async () => ({ default: (await import('./palette')).Palette }));
const NotifyDialog = lazy(async () => ({
  default: (await import('../notify/notify-dialog')).NotifyDialog,
}));
const GoToDate = lazy(async () => ({
  default: (await import('@/components/dates/go-to-date-dialog')).GoToDateDialog,
}));
const FolderPicker = lazy(async () => ({ default: (await import('./folder-picker')).FolderPicker }));

interface MailOverlaysProps {
  readonly overlay: OverlayKind | null;
  readonly accounts: readonly AccountSnapshot[];
  readonly desk: Desk;
  readonly targets: Targets;
  readonly contextOf: (targets: Targets) => ActionContext;
  readonly onAction: (action: MailAction, targets: Targets) => void;
  readonly onMove: (targets: Targets, folder: Folder, title: string) => void;
  readonly onAskMove: (targets: Targets) => void;
  readonly onToggle: (row: MessageRow) => void;
  readonly onOpen: (targets: Targets) => void;
  readonly onSave: (targets: Targets) => void;
  readonly onDate: (day: { readonly from: number; readonly to: number }) => Promise<(() => void) | null>;
  readonly onFolder: (mailbox: MailboxName) => void;
  /** Goes to the account's inbox. */
  readonly onAccount: (account: AccountId) => void;
  readonly onAddAccount: () => void;
  readonly onAdded: (account: AccountSnapshot) => void;
  readonly onClose: () => void;
}

/** Dialogs and menus of the mail screen. */
export function MailOverlays(props: MailOverlaysProps) {
  const { overlay, onClose } = props;
  const t = useTranslations();
  if (overlay === null) return null;
  switch (overlay.kind) {
    case 'help':
      return (
        <Suspense>
          <HelpSheet onClose={onClose} />
        </Suspense>
      );
    case 'palette': {
      const context = props.contextOf(props.targets);
      return (
        <Suspense>
          <Palette
            desk={props.desk}
            context={context}
            folders={context.folders}
            onAction={(action) => props.onAction(action, props.targets)}
            onFolder={props.onFolder}
            accounts={props.accounts}
            onAccount={props.onAccount}
            onAddAccount={props.onAddAccount}
            onClose={onClose}
          />
        </Suspense>
      );
    }
    case 'add-account':
      return (
        <Suspense>
          <AddAccount accounts={props.accounts} onAdded={props.onAdded} onClose={onClose} />
        </Suspense>
      );
    case 'notify':
      return (
        <Suspense>
          <NotifyDialog onClose={onClose} />
        </Suspense>
      );
    case 'date':
      return (
        <Suspense>
          <GoToDate onFind={props.onDate} onClose={onClose} />
        </Suspense>
      );
    case 'jump':
      return (
        <Suspense>
          <FolderPicker
            title={t('shell.goToFolder')}
            label={t('shell.goToField')}
            folders={props.contextOf(props.targets).folders.filter((folder) => folder.selectable)}
            onPick={(folder) => props.onFolder(folder.name)}
            onClose={onClose}
          />
        </Suspense>
      );
    case 'move': {
      const context = props.contextOf(overlay.targets);
      return (
        <Suspense>
          <FolderPicker
            title={t('triage.moveTitle', { count: countTargets(context) })}
            label={t('triage.moveField')}
            folders={destinationsOf(context)}
            onPick={(folder, title) => props.onMove(overlay.targets, folder, title)}
            onClose={onClose}
          />
        </Suspense>
      );
    }
    case 'menu':
      return <MessageMenu {...props} targets={overlay.targets} at={overlay.at} />;
    default:
      return overlay satisfies never;
  }
}

function MessageMenu({
  targets,
  at,
  contextOf,
  onAction,
  onAskMove,
  onToggle,
  onOpen,
  onSave,
  onClose,
}: MailOverlaysProps & {
  readonly at: { readonly x: number; readonly y: number };
}) {
  const t = useTranslations();
  const context = contextOf(targets);
  const count = countTargets(context);
  // A conversation is one thing too.
  const only = targets.rows.length === 1 && targets.chosen === null ? targets.rows[0] : undefined;
  const command = (id: CommandId) => {
    const found = COMMANDS.find((one) => one.id === id);
    return { id, ...(found && { keys: found.keys[0], icon: found.icon }) };
  };
  const label = only === undefined ? t('triage.selected', { count }) : only.subject || t('list.noSubject');
  return (
    <section aria-label={t('triage.menu')}>
      <Menu
        label={label}
        at={at}
        onClose={onClose}
        items={[
          ...(only === undefined
            ? []
            : [
                {
                  ...command('open'),
                  label: t('triage.commands.open'),
                  onSelect: () => onOpen(targets),
                },
                // What lies elsewhere is no row of the list.
                ...(targets.place === undefined
                  ? [
                      {
                        ...command('select'),
                        label: t('triage.commands.select'),
                        onSelect: () => onToggle(only),
                      },
                    ]
                  : []),
              ]),
          ...ACTIONS.filter((action) => action.enabled(context)).map((action, index) => ({
            id: action.id,
            label: action.pressed?.(context) === true ? t('triage.removeStar') : t(`actions.${action.label}`),
            icon: action.icon,
            keys: action.keys[0],
            danger: action.id === 'delete',
            first: index === 0 && only !== undefined,
            onSelect: () => onAction(action, targets),
          })),
          {
            ...command('move'),
            label: t('triage.moveTo'),
            disabled: context.readOnly,
            onSelect: () => onAskMove(targets),
          },
          {
            id: 'save',
            label: t('triage.commands.save'),
            icon: FileDown,
            first: true,
            onSelect: () => onSave(targets),
          },
        ]}
      />
    </section>
  );
}

/** While the second key of a sequence is awaited: which ones there are. */
export function KeyHint({ first, desk }: { readonly first: string | null; readonly desk: Desk }) {
  const t = useTranslations('triage');
  if (first === null) return null;
  const next = COMMANDS.flatMap((command) =>
    command.keys
      .filter((keys) => keys.startsWith(`${first} `) && command.enabled(desk))
      .map((keys) => ({ id: command.id, key: keys.slice(first.length + 1) })),
  );
  return (
    <div
      role="status"
      data-slot="key-hint"
      className="pointer-events-none absolute inset-x-3 bottom-4 z-40 mx-auto flex w-fit max-w-[calc(100vw-1.5rem)] flex-wrap items-center justify-center gap-x-4 gap-y-1.5 rounded-card border border-line bg-raised px-4 py-2 text-note shadow-lg"
    >
      <Keys name={first} />
      {next.map(({ id, key }) => (
        <span key={id} className="flex items-center gap-1.5 text-ink-2">
          <Keys name={key} /> {t(`commands.${id}`)}
        </span>
      ))}
    </div>
  );
}
