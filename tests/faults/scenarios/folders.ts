import type { Scenario } from '../scenario';
import { letterFile } from '../letters';

/** A file that says nothing of it holds mail that was read. */
const read = (line: string): string => `${line} \\Seen`;

/** Folders, and mail as files. */
export const folders: readonly Scenario[] = [
  {
    name: 'make a folder',
    mail: ['INBOX 1'],
    act: async (me) => me.edit({ kind: 'create', parent: null, label: 'Projects' }, () => me.has('Projects')),
    ends: ['INBOX 1'],
    tree: ['Archive', 'INBOX', 'Projects', 'Trash'],
  },
  {
    name: 'rename a folder',
    manners: { folders: ['Projects'] },
    mail: ['INBOX 1', 'Projects 2 \\Seen'],
    act: async (me) =>
      me.edit({ kind: 'rename', mailbox: me.folder('Projects'), label: 'Garden' }, () => me.has('Garden')),
    ends: ['Garden 2 \\Seen', 'INBOX 1'],
    tree: ['Archive', 'Garden', 'INBOX', 'Trash'],
  },
  {
    name: 'delete a folder',
    manners: { folders: ['Projects'] },
    mail: ['INBOX 1', 'Projects 2'],
    act: async (me) => me.edit({ kind: 'delete', mailbox: me.folder('Projects') }, () => !me.has('Projects')),
    ends: ['INBOX 1'],
    tree: ['Archive', 'INBOX', 'Trash'],
  },
  {
    name: 'hide a folder',
    manners: { folders: ['Projects'] },
    mail: ['INBOX 1'],
    act: async (me) =>
      me.edit(
        { kind: 'subscribe', mailbox: me.folder('Projects'), subscribed: false },
        () => !me.isSubscribed('Projects'),
      ),
    ends: ['INBOX 1'],
    tree: ['Archive', 'INBOX', 'Projects -', 'Trash'],
  },
  {
    name: 'import three messages',
    mail: ['INBOX 1', 'Archive 2'],
    act: async (me) => {
      const { imported, failed } = await me.import('Archive', [letterFile([3, 4, 5])]);
      if (imported !== 3 || failed !== 0) throw new Error(`${imported} imported, ${failed} failed`);
    },
    ends: ['Archive 2', ...['Archive 3', 'Archive 4', 'Archive 5'].map(read), 'INBOX 1'],
  },
  {
    name: 'import where UIDPLUS is missing',
    manners: { without: ['UIDPLUS', 'IMAP4rev2'] },
    mail: ['INBOX 1', 'Archive 2'],
    act: async (me) => {
      const { imported } = await me.import('Archive', [letterFile([3, 4])]);
      if (imported !== 2) throw new Error(`${imported} imported`);
    },
    ends: ['Archive 2', ...['Archive 3', 'Archive 4'].map(read), 'INBOX 1'],
  },
];
