import type { Folder, FolderRole } from '@/lib/mail/types';

type RoleTitle = (key: `roles.${FolderRole}`) => string;

/** A folder's name for people: special folders in their language, all others as the server names them. */
export function folderTitle(folder: Folder, t: RoleTitle): string {
  return folder.role === null ? folder.label : t(`roles.${folder.role}`);
}
