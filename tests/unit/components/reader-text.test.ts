import { describe, expect, it } from 'vitest';
import { linkify } from '../../../components/reader/linkify';
import { quoteBlocks, withLastLine } from '../../../components/reader/quote-blocks';
import { initialsOf } from '../../../components/ui/avatar';
import { formatPlace, parsePlace } from '../../../components/shell/place';
import { toMailboxName, toUid } from '../../../lib/imap/types';

describe('links in plain text', () => {
  it('finds addresses that are written out and nothing else', () => {
    const text = 'See https://example.org/a?b=1, write to ana@example.org or look at example.com.';
    expect(linkify(text).filter((piece) => piece.href !== null)).toEqual([
      { text: 'https://example.org/a?b=1', href: 'https://example.org/a?b=1' },
      { text: 'ana@example.org', href: 'mailto:ana@example.org' },
    ]);
    expect(
      linkify(text)
        .map((piece) => piece.text)
        .join(''),
    ).toBe(text);
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', 'vbscript:x', '//example.org/x', 'ftp://example.org/'])(
    'leaves %s as text',
    (text) => {
      expect(linkify(`go ${text} now`).every((piece) => piece.href === null)).toBe(true);
    },
  );

  it('keeps markup in a text as text (security.md H07, H08)', () => {
    const text = 'a@b.example?]<img src=x onerror=alert(1)> [<x>] https://example.org/"onmouseover=alert(1)';
    expect(
      linkify(text)
        .map((piece) => piece.text)
        .join(''),
    ).toBe(text);
    for (const piece of linkify(text)) expect(piece.href ?? 'https://ok').toMatch(/^(?:https|mailto):/u);
  });

  it('does not search a text beyond its bound', () => {
    expect(linkify(`https://example.org/ ${'x'.repeat(200_000)}`)).toHaveLength(1);
  });
});

describe('quoted text', () => {
  it('keeps the empty line before and after a quotation', () => {
    const drawn = quoteBlocks('Hello\n\n> one\n>\n\nbye').map(({ text }) => withLastLine(text));
    expect(drawn).toEqual(['Hello\n\n', 'one\n\n', '\nbye']);
    expect(withLastLine('')).toBe('\n');
  });

  it('splits at changes of depth and drops the marks', () => {
    expect(quoteBlocks('Hello\r\n> one\n>> two\n> > two too\n\nbye')).toEqual([
      { level: 0, text: 'Hello' },
      { level: 1, text: 'one' },
      { level: 2, text: 'two\ntwo too' },
      { level: 0, text: '\nbye' },
    ]);
  });

  it('stops counting at eight levels', () => {
    expect(quoteBlocks(`${'>'.repeat(5000)} deep`)[0]?.level).toBe(8);
  });
});

describe('initials', () => {
  it.each([
    ['Ana Belén Ruiz', 'AR'],
    ['lena@example.org', 'L'],
    ['Émile Zola', 'ÉZ'],
    ['سامي الخطيب', 'سا'],
    ['🌱', '?'],
    ['', '?'],
  ])('%s gives %s', (name, initials) => {
    expect(initialsOf(name)).toBe(initials);
  });
});

describe('place in the hash', () => {
  it('survives odd folder names', () => {
    const place = { account: null, mailbox: toMailboxName('Años & más/#1=?%'), uid: toUid(4294967295) };
    expect(parsePlace(formatPlace(place))).toEqual(place);
  });

  it('keeps that all folders are searched, and only while something is looked for', () => {
    const mailbox = toMailboxName('INBOX');
    const view = { search: 'heron', order: 'newest', everywhere: true } as const;
    const place = { account: null, mailbox, uid: null, view };
    expect(formatPlace(place)).toBe('#f=INBOX&q=heron&w=all');
    expect(parsePlace(formatPlace(place))).toEqual(place);
    expect(parsePlace('#f=INBOX&w=all').view).toBeUndefined();
    expect(formatPlace({ ...place, view: { ...view, search: '' } })).toBe('#f=INBOX');
  });

  it.each(['#u=0', '#u=-1', '#u=1.5', '#u=4294967296', '#u=x', '', '#'])('reads %s as no message', (hash) => {
    expect(parsePlace(hash).uid).toBeNull();
  });
});
