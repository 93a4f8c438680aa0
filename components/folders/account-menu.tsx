'use client';

import {
  ChevronsUpDown,
  CircleUser,
  HardDrive,
  HardDriveDownload,
  Languages,
  LogOut,
  UserPlus,
} from 'lucide-react';
import { useState } from 'react';
import { useDeviceScreen } from '@/components/device/device-screen';
import { useSignOut } from '@/components/offline/sign-out';
import { THEME_ICONS, THEMES, useThemeChoice } from '@/components/shell/theme';
import { IconButton } from '@/components/ui/icon-button';
import { Logo } from '@/components/ui/logo';
import { Menu, type MenuItem } from '@/components/ui/menu';
import { LOCALE_NAMES, LOCALES, useLocaleChoice, useTranslations } from '@/lib/i18n';
import type { AccountId } from '@/lib/mail/types';
import { useEngine, type AccountSnapshot } from '@/lib/query';

interface AccountMenuProps {
  readonly accounts: readonly AccountSnapshot[];
  /** The one in view. */
  readonly account: AccountSnapshot;
  readonly onAdd: () => void;
  readonly onGo: (account: AccountId) => void;
  readonly tell: (text: string) => void;
}

/** Whose mail this is; a press offers the other accounts, one more, the ways out, and how the page looks and speaks. */
export function AccountMenu({ accounts, account, onAdd, onGo, tell }: AccountMenuProps) {
  const t = useTranslations();
  const engine = useEngine();
  const [at, setAt] = useState<{ readonly x: number; readonly y: number } | null>(null);
  const [theme, setTheme] = useThemeChoice();
  const { locale, setLocale } = useLocaleChoice();
  const several = accounts.length > 1;
  const signOut = useSignOut();
  const { show: onDevice } = useDeviceScreen();
  const onKeep = (one: AccountSnapshot) => {
    const said = t(one.kept ? 'offline.keptNoMore' : 'offline.keptNow', { account: one.user });
    const failed = t('offline.keepFailed');
    engine.keep(one.account, !one.kept).then(
      (done) => tell(done ? said : failed),
      () => tell(failed),
    );
  };
  const items: readonly MenuItem[] = [
    ...(several
      ? accounts.map((one) => ({
          id: `go ${one.account}`,
          label: one.user,
          icon: CircleUser,
          checked: one.account === account.account,
          onSelect: () => onGo(one.account),
        }))
      : []),
    { id: 'add', label: t('accounts.add'), icon: UserPlus, first: several, onSelect: onAdd },
    ...(engine.canKeep
      ? accounts.map((one, index) => ({
          id: `keep ${one.account}`,
          label: several ? t('offline.keepOn', { account: one.user }) : t('offline.keep'),
          icon: HardDriveDownload,
          checked: one.kept,
          toggle: true,
          first: index === 0,
          onSelect: () => onKeep(one),
        }))
      : []),
    {
      id: 'device',
      label: t('device.open'),
      icon: HardDrive,
      first: !engine.canKeep,
      onSelect: onDevice,
    },
    ...accounts.map((one, index) => ({
      id: `out ${one.account}`,
      label: t('accounts.signOutOf', { account: one.user }),
      icon: LogOut,
      first: index === 0,
      onSelect: () => signOut([one]),
    })),
    ...(several
      ? [
          {
            id: 'out',
            label: t('accounts.signOutAll'),
            icon: LogOut,
            onSelect: () => signOut(accounts),
          },
        ]
      : []),
    ...THEMES.map((one, index) => ({
      id: `theme ${one}`,
      label: t(`shell.theme.${one}`),
      icon: THEME_ICONS[one],
      checked: one === theme,
      first: index === 0,
      onSelect: () => setTheme(one),
    })),
    ...LOCALES.map((one, index) => ({
      id: `language ${one}`,
      label: LOCALE_NAMES[one],
      icon: Languages,
      checked: one === locale,
      first: index === 0,
      onSelect: () => setLocale(one),
    })),
  ];
  return (
    <div className="flex h-14 shrink-0 items-center gap-1 ps-2 pe-2">
      <button
        type="button"
        aria-haspopup="menu"
        aria-expanded={at !== null}
        aria-label={t('accounts.menu', { account: account.user })}
        title={account.user}
        onClick={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          setAt({ x: box.left, y: box.bottom + 4 });
        }}
        data-slot="account-menu"
        className="group flex h-11 min-w-0 flex-1 items-center gap-2.5 rounded-control px-2 text-start hover:bg-hover"
      >
        <Logo />
        <span className="min-w-0 flex-1 leading-tight">
          <span className="block text-sm font-semibold">{t('app.name')}</span>
          <span className="block truncate text-fine text-ink-3">
            <bdi>{account.user}</bdi>
          </span>
        </span>
        <ChevronsUpDown
          size={14}
          strokeWidth={1.75}
          aria-hidden
          className="shrink-0 text-ink-3 group-hover:text-ink-2"
        />
      </button>
      {!several && (
        <IconButton icon={LogOut} label={t('folders.signOut')} onClick={() => signOut([account])} />
      )}
      {at !== null && <Menu label={t('accounts.list')} at={at} items={items} onClose={() => setAt(null)} />}
    </div>
  );
}
