import { describe, expect, it } from 'vitest';
import { toMailboxName, type ListEntry } from '../../../lib/imap';
import { buildFolders, folderOfRole, guessRole } from '../../../lib/mail';

const entry = (name: string, delimiter: string | null = '/', ...attributes: string[]): ListEntry => ({
  name: toMailboxName(name),
  delimiter,
  attributes,
});

const outline = (entries: readonly ListEntry[]): string[] =>
  buildFolders(entries).map(
    (folder) =>
      `${'  '.repeat(folder.depth)}${folder.label}${folder.role ? ` <${folder.role}>` : ''}${folder.selectable ? '' : ' -'}`,
  );

describe('buildFolders', () => {
  it('puts the inbox first, special folders in the usual order, then the others by name', () => {
    const names = ['Zoo', 'Trash', 'Sent', 'inbox', 'Junk', 'Drafts', 'Archive', 'box 10', 'box 9', 'Éa'];
    expect(outline(names.map((name) => entry(name)))).toEqual([
      'INBOX <inbox>',
      'Drafts <drafts>',
      'Sent <sent>',
      'Archive <archive>',
      'Junk <junk>',
      'Trash <trash>',
      'box 9',
      'box 10',
      'Éa',
      'Zoo',
    ]);
  });

  it('makes parents the server did not list', () => {
    expect(outline([entry('a/b/c'), entry('a/b')])).toEqual(['a -', '  b', '    c']);
  });

  it('shows special folders of INBOX and of a box without mail at the top level, with their children', () => {
    const gmail = [
      entry('INBOX'),
      entry('[Gmail]', '/', '\\Noselect', '\\HasChildren'),
      entry('[Gmail]/Sent Mail', '/', '\\Sent'),
      entry('[Gmail]/All Mail', '/', '\\All'),
    ];
    expect(outline(gmail)).toEqual(['INBOX <inbox>', 'Sent Mail <sent>', 'All Mail <all>']);
    const courier = [
      entry('INBOX', '.'),
      entry('INBOX.Papelera', '.'),
      entry('INBOX.Papelera.2024', '.'),
      entry('INBOX.Work', '.'),
    ];
    expect(outline(courier)).toEqual(['INBOX <inbox>', '  Work', 'Papelera <trash>', '  2024']);
  });

  it('believes attributes before names, in any case, and gives a role once', () => {
    const folders = buildFolders([
      entry('Sent'),
      entry('Outgoing', '/', '\\SENT'),
      entry('Second', '/', '\\Sent'),
      entry('work/Trash'),
    ]);
    expect(folderOfRole(folders, 'sent')?.name).toBe('Outgoing');
    expect(folders.filter((folder) => folder.role === 'sent')).toHaveLength(1);
    // Trash inside a folder with no mail of its own is special; inside one that holds mail it would not be.
    expect(folderOfRole(folders, 'trash')?.name).toBe('work/Trash');
    expect(folderOfRole(buildFolders([entry('work'), entry('work/Trash')]), 'trash')).toBeUndefined();
  });

  it.each([
    ['Papelera', 'trash'],
    ['ENTWURFE', 'drafts'],
    ['Entwürfe', 'drafts'],
    ['Éléments envoyés', 'sent'],
    ['Спам', 'junk'],
    ['アーカイブ', 'archive'],
    ['Receipts', null],
  ])('guesses %s', (name, role) => {
    expect(guessRole(name)).toBe(role);
  });

  it('shows hostile names as harmless text', () => {
    const [folder] = buildFolders([entry('a\u202Egpj\u0007', null)]);
    expect(folder?.label).toBe('agpj');
    expect(buildFolders([entry('\u200b', null)])[0]?.label).toBe('?');
    expect(outline([entry('/a//b/')])).toEqual(['a -', '  b']);
    expect(buildFolders([entry('__proto__'), entry('constructor')])).toHaveLength(2);
  });

  it('bounds depth and number, and never cuts the inbox', () => {
    const deep = buildFolders([entry(Array.from({ length: 5_000 }, () => 'x').join('/'))]);
    expect(deep).toHaveLength(32);
    const many = Array.from({ length: 20_500 }, (_, i) => entry(`f${i}`));
    const folders = buildFolders([...many, entry('INBOX')]);
    expect(folders.length).toBeLessThanOrEqual(20_001);
    expect(folders[0]?.role).toBe('inbox');
  });

  it('joins counters and subscriptions', () => {
    const folders = buildFolders(
      [entry('INBOX', '/', '\\Subscribed'), entry('Old')],
      new Map([[toMailboxName('INBOX'), { messages: 9, unseen: 2 }]]),
    );
    expect(folders).toMatchObject([
      { name: 'INBOX', total: 9, unseen: 2, subscribed: true },
      { name: 'Old', total: null, unseen: null, subscribed: false },
    ]);
    expect(buildFolders([entry('Old')])[0]?.subscribed).toBe(true);
  });
});
