import type { Folder, FolderRole } from '../mail/types';

/** The folder with a special use, where the server has one that can be opened. */
export function folderOfRole(
  context: { readonly folders: readonly Folder[] },
  role: FolderRole,
): Folder | undefined {
  return context.folders.find((folder) => folder.role === role && folder.selectable);
}
