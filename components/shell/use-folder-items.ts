'use client';

import { useMemo } from 'react';
import { folderTitle } from '@/components/folders/folder-title';
import { useTranslations } from '@/lib/i18n';
import type { MailboxName } from '@/lib/imap/types';
import type { Folder } from '@/lib/mail/types';

export interface FolderItem {
  readonly folder: Folder;
  readonly title: string;
  /** Titles from the top down: tells folders of one name apart. */
  readonly path: string;
}

/** Folders with their names for people, in tree order. */
export function useFolderItems(folders: readonly Folder[]): readonly FolderItem[] {
  const t = useTranslations('folders');
  return useMemo(() => {
    const paths = new Map<MailboxName, string>();
    return folders.map((folder) => {
      const title = folderTitle(folder, t);
      const above = folder.parent === null ? undefined : paths.get(folder.parent);
      const path = above === undefined ? title : `${above} / ${title}`;
      paths.set(folder.name, path);
      return { folder, title, path };
    });
  }, [folders, t]);
}
