'use client';

import { Folder as FolderIcon } from 'lucide-react';
import { Dialog } from '@/components/ui/dialog';
import { Picker } from '@/components/ui/picker';
import { useTranslations } from '@/lib/i18n';
import type { Folder } from '@/lib/mail/types';
import { useFolderItems } from './use-folder-items';

interface MoveDialogProps {
  readonly count: number;
  readonly folders: readonly Folder[];
  readonly onMove: (folder: Folder, title: string) => void;
  readonly onClose: () => void;
}

/** Where to? Typing narrows the folders, Enter moves. */
export function MoveDialog({ count, folders, onMove, onClose }: MoveDialogProps) {
  const t = useTranslations('triage');
  const items = useFolderItems(folders);
  return (
    <Dialog title={t('moveTitle', { count })} className="max-w-md" onClose={onClose}>
      {(close) => (
        <Picker
          label={t('moveField')}
          listLabel={t('folders')}
          none={t('noFolder')}
          items={items.map(({ folder, title, path }) => ({
            id: folder.name,
            label: title,
            also: path,
            ...(path === title ? {} : { hint: path }),
            icon: FolderIcon,
            onPick: () => onMove(folder, title),
          }))}
          onPick={(item) => {
            close();
            item.onPick();
          }}
        />
      )}
    </Dialog>
  );
}
