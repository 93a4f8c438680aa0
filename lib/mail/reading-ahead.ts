/** What is worth reading before anybody asks for it. Pure. */
import type { MailboxName } from '../imap/types';
import { MAX_AHEAD_FOLDERS } from './limits';
import type { Folder, FolderRole, MessageRow } from './types';

/**
 * Folders whose newest rows should be there when somebody opens them: the inbox, what was looked at lately (`recent`, the latest first), then
 * those everybody has. Junk and trash are nobody's next step; all of Gmail's mail is shown in other folders too.
 */
export function foldersAhead(
  folders: readonly Folder[],
  recent: readonly MailboxName[],
): readonly MailboxName[] {
  const byRole = (role: FolderRole): readonly MailboxName[] =>
    folders.filter((folder) => folder.role === role).map(({ name }) => name);
  const names = new Set([...byRole('inbox'), ...recent, ...ROLES.flatMap(byRole)]);
  const there = new Map(folders.map((folder) => [folder.name, folder]));
  const isWorth = (name: MailboxName): boolean => {
    const folder = there.get(name);
    return folder !== undefined && folder.selectable && !LEFT_OUT.has(folder.role) && folder.total !== 0;
  };
  return [...names].filter(isWorth).slice(0, MAX_AHEAD_FOLDERS);
}

const ROLES: readonly FolderRole[] = ['sent', 'archive', 'drafts', 'flagged'];
const LEFT_OUT: ReadonlySet<FolderRole | null> = new Set<FolderRole>(['junk', 'trash', 'all']);

/** Whether a message is one that somebody will probably open next. */
export const isWorthReading = ({ seen, deleted, draft }: MessageRow): boolean => !seen && !deleted && !draft;
