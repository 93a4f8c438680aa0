'use client';

import { BookDown, CircleUser, Languages, LogOut, Rows3, UserPlus } from 'lucide-react';
import { useSignOut } from '@/components/offline/sign-out';
import { folderIcon } from '@/components/folders/folder-icon';
import { DENSITIES, useDensity } from '@/components/messages/density';
import { Dialog } from '@/components/ui/dialog';
import { Picker, type PickerItem } from '@/components/ui/picker';
import {
  ACTIONS,
  COMMANDS,
  countTargets,
  type ActionContext,
  type Desk,
  type MailAction,
} from '@/lib/actions';
import { LOCALE_NAMES, LOCALES, useLocaleChoice, useTranslations } from '@/lib/i18n';
import type { MailboxName } from '@/lib/imap/types';
import type { AccountId, Folder } from '@/lib/mail/types';
import type { AccountSnapshot } from '@/lib/query';
import { THEME_ICONS, THEMES, useThemeChoice } from './theme';
import { useFolderItems } from './use-folder-items';
import { useAheadChoice } from './use-reading-ahead';

interface PaletteProps {
  readonly desk: Desk;
  readonly context: ActionContext;
  readonly folders: readonly Folder[];
  readonly onAction: (action: MailAction) => void;
  readonly onFolder: (mailbox: MailboxName) => void;
  readonly accounts: readonly AccountSnapshot[];
  readonly onAccount: (account: AccountId) => void;
  readonly onAddAccount: () => void;
  readonly onClose: () => void;
}

const actsOnMessages = ({ group }: (typeof COMMANDS)[number]): boolean => group === 'act';

/** Everything that can be done now, by its name; each shows its key, so that people need the palette less. */
export function Palette(props: PaletteProps) {
  const { desk, context, folders, accounts, onAction, onFolder, onClose } = props;
  const t = useTranslations();
  const signOut = useSignOut();
  const { setDensity } = useDensity();
  const [, setTheme] = useThemeChoice();
  const [ahead, setAhead] = useAheadChoice();
  const { locale, setLocale } = useLocaleChoice();
  const places = useFolderItems(folders);
  const count = countTargets(context);
  const items: PickerItem[] = [
    ...ACTIONS.filter((action) => action.enabled(context)).map((action) => ({
      id: action.id,
      label: t(`actions.${action.label}`),
      ...(count > 1 ? { hint: t('triage.selected', { count }) } : {}),
      icon: action.icon,
      keys: action.keys[0],
      group: t('triage.groups.act'),
      onPick: () => onAction(action),
    })),
    // Those that act on messages follow the actions, under the same heading.
    ...[...COMMANDS.filter(actsOnMessages), ...COMMANDS.filter((command) => !actsOnMessages(command))]
      .filter((command) => command.id !== 'palette' && command.enabled(desk))
      .map((command) => ({
        id: command.id,
        label: t(`triage.commands.${command.id}`),
        ...(command.id === 'undo' && desk.undoes !== null ? { hint: desk.undoes } : {}),
        icon: command.icon,
        keys: command.keys[0] ?? command.shownKey,
        group: t(`triage.groups.${command.group}`),
        onPick: () => void command.perform(desk),
      })),
    ...places
      .filter(({ folder }) => folder.selectable)
      .map(({ folder, title, path }) => ({
        id: `folder ${folder.name}`,
        label: title,
        also: `${t('triage.goTo')} ${path}`,
        hint: path === title ? t('triage.goTo') : path,
        icon: folderIcon(folder),
        group: t('triage.folders'),
        onPick: () => onFolder(folder.name),
      })),
    ...accounts
      .filter(({ account }) => account !== context.account)
      .map(({ account, user }) => ({
        id: `account ${account}`,
        label: t('accounts.inboxOf', { account: user }),
        also: t('accounts.list'),
        icon: CircleUser,
        group: t('accounts.list'),
        onPick: () => props.onAccount(account),
      })),
    {
      id: 'add-account',
      label: t('accounts.add'),
      also: t('accounts.list'),
      icon: UserPlus,
      group: t('accounts.list'),
      onPick: props.onAddAccount,
    },
    ...accounts.map((one) => ({
      id: `sign-out ${one.account}`,
      label: t('accounts.signOutOf', { account: one.user }),
      also: t('accounts.list'),
      icon: LogOut,
      group: t('accounts.list'),
      onPick: () => signOut([one]),
    })),
    ...DENSITIES.map((density) => ({
      id: `density ${density}`,
      label: t(`triage.density.${density}`),
      icon: Rows3,
      group: t('triage.view'),
      onPick: () => setDensity(density),
    })),
    {
      id: 'ahead',
      label: t(`ahead.${ahead ? 'stop' : 'start'}`),
      ...(ahead ? {} : { hint: t('ahead.hint') }),
      icon: BookDown,
      group: t('triage.groups.app'),
      onPick: () => setAhead(!ahead),
    },
    ...THEMES.map((theme) => ({
      id: `theme ${theme}`,
      label: t(`shell.theme.${theme}`),
      icon: THEME_ICONS[theme],
      group: t('triage.groups.app'),
      onPick: () => setTheme(theme),
    })),
    ...LOCALES.filter((one) => one !== locale).map((one) => ({
      id: `language ${one}`,
      label: t('shell.languageIs', { name: LOCALE_NAMES[one] }),
      icon: Languages,
      group: t('triage.groups.app'),
      onPick: () => setLocale(one),
    })),
  ];
  return (
    <Dialog title={t('triage.commands.palette')} kind="bare" className="max-w-xl" onClose={onClose}>
      {(close) => (
        <Picker
          label={t('triage.paletteField')}
          listLabel={t('triage.commands.palette')}
          none={t('triage.noCommand')}
          items={items}
          onPick={(item) => {
            close();
            item.onPick();
          }}
        />
      )}
    </Dialog>
  );
}
