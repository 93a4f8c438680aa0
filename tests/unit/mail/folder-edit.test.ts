import { describe, expect, it } from 'vitest';
import { toMailboxName } from '../../../lib/imap/types';
import {
  checkFolderName,
  isAtOrBelow,
  lastSegment,
  nameAfterRename,
  nameInside,
  nearestQuota,
  shareOf,
  topLevelOf,
  withLastSegment,
} from '../../../lib/mail';

const name = toMailboxName;
const entry = (text: string, delimiter: string | null = '.') => ({ name: name(text), delimiter });

describe('names people type', () => {
  it('are normalised and trimmed, and keep what means nothing to IMAP', () => {
    expect(checkFolderName('  An\u0303o 2026 & más ', '/')).toEqual({ ok: true, label: 'Año 2026 & más' });
    expect(checkFolderName('日本語 📁', '.')).toEqual({ ok: true, label: '日本語 📁' });
    expect(checkFolderName('a/b', '.')).toEqual({ ok: true, label: 'a/b' });
    expect(checkFolderName('a.b', null)).toEqual({ ok: true, label: 'a.b' });
  });

  it('are refused as the server would misread them', () => {
    expect(checkFolderName('a.b', '.')).toEqual({ ok: false, code: 'folder-name-delimiter' });
    expect(checkFolderName(' \u00a0 ', '.')).toEqual({ ok: false, code: 'folder-name-empty' });
    expect(checkFolderName('a\u0000', '.')).toEqual({ ok: false, code: 'folder-name-control' });
  });
});

describe('where folders of the top level go', () => {
  it('into the own namespace; the empty prefix is the first choice', () => {
    const courier = topLevelOf([{ prefix: 'INBOX.', delimiter: '.' }], []);
    expect(nameInside(null, 'Work', courier, '.')).toBe('INBOX.Work');
    const two = topLevelOf(
      [
        { prefix: 'mail/', delimiter: '/' },
        { prefix: '', delimiter: '/' },
      ],
      [],
    );
    expect(nameInside(null, 'Work', two, '/')).toBe('Work');
  });

  it('without NAMESPACE: inside INBOX where everything else is', () => {
    expect(topLevelOf([], [entry('INBOX'), entry('INBOX.Sent')]).prefix).toBe('INBOX.');
    expect(topLevelOf([], [entry('INBOX'), entry('Sent')]).prefix).toBe('');
    expect(topLevelOf([], [entry('INBOX')]).prefix).toBe('');
  });

  it('and nothing goes inside where there is no hierarchy', () => {
    expect(nameInside(name('Work'), 'Deep', { prefix: '', delimiter: null }, null)).toBeNull();
  });
});

describe('names after a rename', () => {
  it('change for the folder and all below, for nobody else', () => {
    const after = (text: string) => nameAfterRename(name(text), name('a/b'), name('x'), '/');
    expect(after('a/b')).toBe('x');
    expect(after('a/b/c')).toBe('x/c');
    expect(after('a/bc')).toBe('a/bc');
    expect(isAtOrBelow(name('a.b'), name('a'), null)).toBe(false);
  });

  it('are made of the kept container and the new last segment', () => {
    expect(withLastSegment(name('a.b'), '.', 'c')).toBe('a.c');
    expect(withLastSegment(name('a.b'), null, 'c')).toBe('c');
    expect(lastSegment(name('a/b'), '/')).toBe('b');
  });
});

describe('quota', () => {
  it('in octets, the nearest bound first, overfull at most full', () => {
    const quota = nearestQuota([{ root: '', resources: [{ name: 'STORAGE', usage: 30, limit: 20 }] }]);
    expect(quota).toEqual({ unit: 'bytes', used: 30_720, limit: 20_480 });
    expect(quota === null ? null : shareOf(quota)).toBe(1);
  });

  it('none of resources without a bound or a meaning', () => {
    const resources = [
      { name: 'STORAGE', usage: 3, limit: 0 },
      { name: 'X-ANNOTATION', usage: 1, limit: 2 },
    ];
    expect(nearestQuota([{ root: '', resources }])).toBeNull();
  });
});
