'use client';

import { Eraser, SlidersHorizontal } from 'lucide-react';
import { useRef, useState } from 'react';
import { IconButton } from '@/components/ui/icon-button';
import { Menu, type MenuItem } from '@/components/ui/menu';
import { useTranslations } from '@/lib/i18n';
import { VIEW_ORDERS, type ViewOrder } from '@/lib/query';
import { DENSITIES, type Density } from './density';

interface ListMenuProps {
  readonly density: Density;
  readonly onDensity: (density: Density) => void;
  readonly order: ViewOrder;
  readonly onOrder: (order: ViewOrder) => void;
  readonly conversations: boolean;
  /** Null: how the folder is shown now allows none. */
  readonly onConversations: (() => void) | null;
  /** Asks the server for the conversations of the whole folder; null: all of it is here, or it is shown otherwise. */
  readonly onServerThreads: (() => void) | null;
  readonly onSelectAll: (() => void) | null;
  readonly onSelectFolder: (() => void) | null;
  /** Something is looked for: what can be chosen whole is what was found. */
  readonly isSearch: boolean;
  /** Null while nothing in sight is marked as deleted. */
  readonly onExpunge: (() => void) | null;
  readonly onPalette: () => void;
  readonly onHelp: () => void;
  readonly onNotifications: () => void;
}

/** How the list looks, and the ways to what has no button: also for those without a keyboard. */
export function ListMenu(props: ListMenuProps) {
  const { density, onDensity, onSelectAll, onSelectFolder, onExpunge } = props;
  const { onPalette, onHelp, onNotifications } = props;
  const t = useTranslations('triage');
  const button = useRef<HTMLButtonElement>(null);
  const [at, setAt] = useState<{ readonly x: number; readonly y: number } | null>(null);
  const open = () => {
    const box = button.current?.getBoundingClientRect();
    setAt({ x: (box?.right ?? 0) - 224, y: (box?.bottom ?? 0) + 4 });
  };
  const tSearch = useTranslations('search');
  const tFound = useTranslations('everywhere');
  const tConversation = useTranslations('conversation');
  const items: MenuItem[] = [
    ...VIEW_ORDERS.map((one) => ({
      id: one,
      label: tSearch(`order.${one}`),
      checked: one === props.order,
      onSelect: () => props.onOrder(one),
    })),
    {
      id: 'conversations',
      first: true,
      label: tConversation('toggle'),
      keys: 'T',
      checked: props.conversations,
      toggle: true,
      disabled: props.onConversations === null,
      onSelect: () => props.onConversations?.(),
    },
    ...(props.onServerThreads === null
      ? []
      : [{ id: 'server-threads', label: tConversation('askServer'), onSelect: props.onServerThreads }]),
    ...DENSITIES.map((one, index) => ({
      id: one,
      first: index === 0,
      label: t(`density.${one}`),
      checked: one === density,
      onSelect: () => onDensity(one),
    })),
    {
      id: 'all',
      label: t('commands.selectAll'),
      keys: 'mod+a',
      first: true,
      disabled: onSelectAll === null,
      onSelect: () => onSelectAll?.(),
    },
    {
      id: 'folder',
      label: props.isSearch ? tFound('selectAllFound') : t('commands.selectFolder'),
      keys: '* a',
      disabled: onSelectFolder === null,
      onSelect: () => onSelectFolder?.(),
    },
    ...(onExpunge === null
      ? []
      : [
          {
            id: 'expunge',
            label: t('commands.expungeNow'),
            icon: Eraser,
            danger: true,
            first: true,
            onSelect: onExpunge,
          },
        ]),
    { id: 'palette', label: t('commands.palette'), keys: 'mod+k', onSelect: onPalette },
    { id: 'help', label: t('commands.help'), keys: '?', onSelect: onHelp },
    { id: 'notify', label: t('commands.notifications'), first: true, onSelect: onNotifications },
  ];
  return (
    <>
      <IconButton
        ref={button}
        icon={SlidersHorizontal}
        label={t('listMenu')}
        aria-haspopup="menu"
        aria-expanded={at !== null}
        onClick={open}
        className="-me-2 shrink-0"
      />
      {at !== null && <Menu label={t('listMenu')} items={items} at={at} onClose={() => setAt(null)} />}
    </>
  );
}
