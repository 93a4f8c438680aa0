'use client';

import { folderTitle } from '@/components/folders/folder-title';
import { Menu } from '@/components/ui/menu';
import { FOLDER_ACTIONS, type FolderActionId } from '@/lib/actions/folder-actions';
import { useTranslations } from '@/lib/i18n';
import type { Folder } from '@/lib/mail/types';

interface FolderMenuProps {
  readonly folder: Folder;
  /** Where it was asked for, px of the window. */
  readonly at: { readonly x: number; readonly y: number };
  readonly onChoose: (action: FolderActionId) => void;
  readonly onClose: () => void;
}

/** What can be done with this folder; what cannot is left out. */
export function FolderMenu({ folder, at, onChoose, onClose }: FolderMenuProps) {
  const t = useTranslations('folders');
  const name = folderTitle(folder, t);
  const actions = FOLDER_ACTIONS.filter((action) => action.enabled(folder));
  return (
    <Menu
      label={name}
      at={at}
      onClose={onClose}
      items={actions.map((action, index) => ({
        id: action.id,
        label: t(`actions.${action.id}`, { name }),
        icon: action.icon,
        keys: action.key,
        danger: action.danger === true,
        first: action.first === true && index > 0,
        onSelect: () => onChoose(action.id),
      }))}
    />
  );
}
