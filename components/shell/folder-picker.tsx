'use client';

import { folderIcon } from '@/components/folders/folder-icon';
import { Dialog } from '@/components/ui/dialog';
import { Picker } from '@/components/ui/picker';
import { useTranslations } from '@/lib/i18n';
import type { Folder } from '@/lib/mail/types';
import { useFolderItems } from './use-folder-items';

interface FolderPickerProps {
  readonly title: string;
  /** Name of the field. */
  readonly label: string;
  readonly folders: readonly Folder[];
  readonly onPick: (folder: Folder, title: string) => void;
  readonly onClose: () => void;
}

/** Which folder? Typing narrows them, Enter takes one. */
export function FolderPicker({ title, label, folders, onPick, onClose }: FolderPickerProps) {
  const t = useTranslations('triage');
  const items = useFolderItems(folders);
  return (
    <Dialog title={title} className="max-w-md" onClose={onClose}>
      {(close) => (
        <Picker
          label={label}
          listLabel={t('folders')}
          none={t('noFolder')}
          items={items.map((item) => ({
            id: item.folder.name,
            label: item.title,
            also: item.path,
            ...(item.path === item.title ? {} : { hint: item.path }),
            icon: folderIcon(item.folder),
            onPick: () => onPick(item.folder, item.title),
          }))}
          onPick={(item) => {
            close();
            // At once: the dialog's own event comes later, and a key pressed until then would be taken for one of its letters.
            onClose();
            item.onPick();
          }}
        />
      )}
    </Dialog>
  );
}
