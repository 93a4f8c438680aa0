import {
  Archive,
  FilePenLine,
  Folder as FolderShape,
  Inbox,
  Mails,
  OctagonAlert,
  Send,
  Star,
  Trash2,
  type LucideIcon,
} from 'lucide-react';
import type { Folder, FolderRole } from '@/lib/mail/types';

const ICONS: Readonly<Record<FolderRole, LucideIcon>> = {
  inbox: Inbox,
  drafts: FilePenLine,
  sent: Send,
  archive: Archive,
  junk: OctagonAlert,
  trash: Trash2,
  flagged: Star,
  all: Mails,
};

/** What a folder looks like wherever it is named: by its special use, else a plain folder. */
export const folderIcon = ({ role }: Pick<Folder, 'role'>): LucideIcon =>
  role === null ? FolderShape : ICONS[role];
