/** Which folders and messages are worth reading before anybody asks. */
import { describe, expect, it } from 'vitest';
import { toMailboxName, type ListEntry } from '../../../lib/imap/types';
import { buildFolders, foldersAhead } from '../../../lib/mail';

const entry = (name: string, ...attributes: readonly string[]): ListEntry => ({
  name: toMailboxName(name),
  delimiter: '/',
  attributes,
});

const folders = buildFolders([
  entry('INBOX'),
  entry('Archive', '\\Archive'),
  entry('Drafts', '\\Drafts'),
  entry('Junk', '\\Junk'),
  entry('Sent', '\\Sent'),
  entry('Trash', '\\Trash'),
  entry('All', '\\All'),
  entry('Garden'),
  entry('House', '\\Noselect'),
]);

describe('folders that are read ahead', () => {
  it('are the inbox, what was looked at last, then those everybody has', () => {
    const recent = ['Trash', 'Garden', 'House', 'Gone', 'INBOX'].map(toMailboxName);
    expect(foldersAhead(folders, recent)).toEqual(['INBOX', 'Garden', 'Sent', 'Archive', 'Drafts']);
  });

  it('are none that are known to be empty', () => {
    const counted = folders.map((folder) => (folder.name === 'Sent' ? { ...folder, total: 0 } : folder));
    expect(foldersAhead(counted, [])).toEqual(['INBOX', 'Archive', 'Drafts']);
  });
});
