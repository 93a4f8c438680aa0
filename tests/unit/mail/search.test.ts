import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toUid } from '../../../lib/imap/types';
import type { MessageRow } from '../../../lib/mail';
import { MAX_SEARCH_DEPTH, MAX_SEARCH_TERMS, MAX_SEARCH_TEXT } from '../../../lib/mail/limits';
import { matchesRow, type SearchNode } from '../../../lib/mail/search-node';
import { parseSearch } from '../../../lib/mail/search-text';

const today = { year: 2026, month: 3, day: 1 };
const parse = (text: string): SearchNode | null => parseSearch(text, today).node;
const text = (value: string): SearchNode => ({ kind: 'text', value });
const from = (value: string): SearchNode => ({ kind: 'field', field: 'from', value });

describe('what people type', () => {
  const cases: readonly (readonly [string, SearchNode | null])[] = [
    ['', null],
    ['   ', null],
    ['budget', text('budget')],
    ['"spring budget"', text('spring budget')],
    [String.raw`"a \"word\""`, text('a "word"')],
    ['spring budget', { kind: 'and', of: [text('spring'), text('budget')] }],
    ['from:ana', from('ana')],
    ['FROM:ana', from('ana')],
    ['de:"Ana Ruiz"', from('Ana Ruiz')],
    ['-from:ana', { kind: 'not', of: from('ana') }],
    ['a OR b OR c', { kind: 'or', of: [text('a'), text('b'), text('c')] }],
    ['{a b} c', { kind: 'and', of: [{ kind: 'or', of: [text('a'), text('b')] }, text('c')] }],
    ['-(a b)', { kind: 'not', of: { kind: 'and', of: [text('a'), text('b')] } }],
    ['a) b', { kind: 'and', of: [text('a'), text('b')] }],
    ['(a', text('a')],
    ['OR a', text('a')],
    ['a OR', text('a')],
    ['or', text('or')],
    ['-', text('-')],
    ['well-known', text('well-known')],
    ['http://example.org/x', text('http://example.org/x')],
    ['is:unread', { kind: 'is', state: 'seen', set: false }],
    ['es:no-leído', { kind: 'is', state: 'seen', set: false }],
    ['has:attachment', { kind: 'attachment' }],
    ['tiene:adjunto', { kind: 'attachment' }],
    ['label:$label1', { kind: 'keyword', keyword: '$label1' }],
    ['before:2026', { kind: 'day', op: 'before', day: { year: 2026, month: 1, day: 1 } }],
    ['after:2026-02', { kind: 'day', op: 'since', day: { year: 2026, month: 2, day: 1 } }],
    ['on:9/3/2026', { kind: 'day', op: 'on', day: { year: 2026, month: 3, day: 9 } }],
    ['antes:ayer', { kind: 'day', op: 'before', day: { year: 2026, month: 2, day: 28 } }],
    ['older_than:2w', { kind: 'age', op: 'older', days: 14 }],
    ['larger:1.5M', { kind: 'size', op: 'larger', octets: 1_500_000 }],
    ['smaller:500kb', { kind: 'size', op: 'smaller', octets: 500_000 }],
    ['list:tea', { kind: 'header', name: 'List-Id', value: 'tea' }],
    ['tea\0\r\nA1 LOGOUT', { kind: 'and', of: [text('tea'), text('A1'), text('LOGOUT')] }],
    ['\ud800tea', text('tea')],
    ['header:X-Test:yes', { kind: 'header', name: 'X-Test', value: 'yes' }],
  ];
  it.each(cases)('%s', (typed, node) => {
    expect(parseSearch(typed, today)).toEqual({ node, problems: [] });
  });

  it.each([
    'before:soon',
    'on:2026-02-30',
    'older_than:2x',
    'older_than:0d',
    'larger:many',
    'larger:5G',
    'is:nice',
    'has:fun',
    'from:',
    'label:"a b"',
    'header:none',
  ])('%s makes no sense: it is told and left out', (typed) => {
    expect(parseSearch(`${typed} tea`, today)).toEqual({
      node: text('tea'),
      problems: [{ kind: 'value', text: typed }],
    });
  });

  it('reads so much and no more, and says so', () => {
    const long = (length: number): string => 'x'.repeat(length);
    expect(parseSearch(long(MAX_SEARCH_TEXT), today).problems).toEqual([]);
    expect(parseSearch(long(MAX_SEARCH_TEXT + 1), today).problems).toEqual([{ kind: 'too-long', text: '' }]);
    expect(parseSearch(long(10_000_000), today).node).toEqual(text(long(MAX_SEARCH_TEXT)));
    const words = (count: number): string => Array.from({ length: count }, () => 'w').join(' ');
    expect(parseSearch(words(MAX_SEARCH_TERMS), today).problems).toEqual([]);
    expect(parseSearch(words(MAX_SEARCH_TERMS + 1), today).problems).toEqual([
      { kind: 'too-many', text: '' },
    ]);
    const deep = (depth: number): string => `${'('.repeat(depth)}a${')'.repeat(depth)} b`;
    expect(parse(deep(MAX_SEARCH_DEPTH))).toEqual({ kind: 'and', of: [text('a'), text('b')] });
    // What stands in the brackets that are one too many is taken for what stands around them.
    expect(parse(deep(MAX_SEARCH_DEPTH + 1))).toEqual({ kind: 'and', of: [text('a'), text('b')] });
  });

  it('anything gives a tree or nothing, and never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab:-"(){} OR\\fromis.') }), (typed) => {
        const { node, problems } = parseSearch(typed, today);
        expect(Array.isArray(problems)).toBe(true);
        if (node !== null) matchesRow(node, row({}), 0);
      }),
    );
  });
});

const now = Date.UTC(2026, 2, 1);
const row = (fields: Partial<MessageRow>): MessageRow => ({
  uid: toUid(1),
  seen: true,
  starred: false,
  answered: false,
  forwarded: false,
  draft: false,
  deleted: false,
  keywords: ['$Label1'],
  from: [{ name: 'José Álvarez', address: 'jose@example.org' }],
  to: [{ name: '', address: 'ana@example.com' }],
  subject: 'Presupuesto de Primavera',
  date: Date.UTC(2026, 0, 15, 12),
  size: 20_000,
  hasAttachment: true,
  ...fields,
});

describe('a row among what is looked for', () => {
  it.each([
    ['primavera', true],
    ['alvarez', true],
    ['ana@', true],
    ['winter', null],
    ['-winter', null],
    ['-primavera', false],
    ['subject:winter', false],
    ['from:jose subject:winter', false],
    ['from:jose winter', null],
    ['winter OR from:jose', true],
    ['{winter summer}', null],
    ['to:pedro', null],
    ['cc:ana', null],
    ['is:read', true],
    ['is:unread', false],
    ['is:unread winter', false],
    ['has:attachment', true],
    ['label:$label1', true],
    ['label:other', false],
    ['before:2026-02-01', true],
    ['after:2026-02-01', false],
    ['on:2026-01-15', null],
    ['before:2026-01-15', null],
    ['on:2026-02-01', false],
    ['older_than:1m', true],
    ['newer_than:1m', false],
    ['newer_than:1y', true],
    ['older_than:45d', null],
    ['larger:10k', true],
    ['smaller:10k', false],
    ['header:X-Test:yes', null],
  ])('%s: %s', (typed, answer) => {
    const node = parse(typed);
    expect(node && matchesRow(node, row({}), now)).toBe(answer);
  });
});
