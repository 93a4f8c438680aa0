/** The index of one account's words. */
import { describe, expect, it } from 'vitest';
import { TextIndex } from '../../../../lib/engine/text-index/text-index';
import {
  CLEAR_OUT_FROM,
  MAX_CANDIDATES,
  MAX_TEXT_WORDS,
  MAX_WORDLESS,
} from '../../../../lib/engine/text-index/limits';
import type { RowWords } from '../../../../lib/engine/text-index/messages';
import { toMailboxName, toUid, type UidValidity } from '../../../../lib/imap/types';
import { parseSearch, type SearchNode } from '../../../../lib/mail';

const INBOX = toMailboxName('INBOX');
const SENT = toMailboxName('Sent');
const v7 = 7 as UidValidity;
const today = { year: 2027, month: 1, day: 15 };

function sought(text: string): SearchNode {
  const { node } = parseSearch(text, today);
  if (node === null) throw new Error('nothing is looked for');
  return node;
}

const row = (uid: number, subject: string, from = 'Bo Berg bo.berg@mail.example.com'): RowWords => ({
  uid: toUid(uid),
  from,
  to: 'ana@example.org',
  subject,
});
const text = (uid: number, body: string, html: string | null = null) => ({
  uid: toUid(uid),
  to: 'ana@example.org',
  cc: 'Cora cora@example.net',
  bcc: '',
  text: html === null ? body : null,
  html,
});

const uids = (index: TextIndex, search: string, mailbox = INBOX): readonly number[] | null => {
  const [found] = index.find(mailbox, sought(search));
  return found === undefined ? null : [...found.candidates];
};

function filled(): TextIndex {
  const index = new TextIndex();
  index.addRows(INBOX, v7, [
    row(1, 'Invoice for March'),
    row(2, 'Tea'),
    row(3, 'Re: invoices', 'Éva Kiss eva@example.com'),
  ]);
  index.addTexts(INBOX, v7, [
    text(2, 'The biscuits are in the tin'),
    text(1, '', '<p>Sum: <b>12 euros</b></p>'),
  ]);
  return index;
}

describe('the index', () => {
  it.each([
    ['invoice', [3, 1]],
    ['INVO', [3, 1]],
    ['biscuit', [2]],
    ['euros', [1]],
    ['from:eva', [3]],
    ['from:example.com', [3, 2, 1]],
    ['from:mail.example', [2, 1]],
    ['berg', [2, 1]],
    ['subject:biscuits', []],
    ['body:biscuits', [2]],
    ['cc:cora', [2, 1]],
    ['to:ana invoice', [3, 1]],
    ['biscuits OR euros', [2, 1]],
    ['"biscuits are"', [2]],
    ['invoice -march', [3, 1]],
    ['p', []],
  ])('names who may belong to %s, newest first', (search, expected) => {
    expect(uids(filled(), search)).toEqual(expected);
  });

  it.each(['is:unread', '-invoice', 'invoice OR is:starred', '"!!"'])(
    'leaves %s to the rows, of which words tell nothing',
    (search) => {
      expect(uids(filled(), search)).toEqual([3, 2, 1]);
    },
  );

  it('looks at the newest messages where words tell nothing, and says how many', () => {
    const index = new TextIndex();
    index.addRows(
      INBOX,
      v7,
      Array.from({ length: MAX_WORDLESS + 10 }, (_, i) => row(i + 1, 'x')),
    );
    // Its text is known, its row is not: nobody can say whether it is unread.
    index.addTexts(INBOX, v7, [text(MAX_WORDLESS + 11, 'x')]);
    const [found] = index.find(INBOX, sought('is:unread'));
    expect(found).toMatchObject({ documents: MAX_WORDLESS, texts: 1 });
    expect([found?.candidates[0], found?.candidates.at(-1)]).toEqual([MAX_WORDLESS + 10, 11]);
    // Words find the others too.
    expect(index.find(INBOX, sought('x'))[0]).toMatchObject({ documents: MAX_WORDLESS + 10 });
  });

  it('says where each of the words stands, which texts it has read, and how much it knows', () => {
    const [found] = filled().find(INBOX, sought('to:ana -biscuits'));
    expect(found).toMatchObject({ documents: 3, texts: 2, uidValidity: 7 });
    expect(found?.leaves.map((leaf) => [...leaf])).toEqual([[3, 2, 1], [2]]);
    expect([...(found?.read ?? [])]).toEqual([2, 1]);
  });

  it('what is told twice counts once', () => {
    const index = filled();
    const { postings } = index;
    index.addRows(INBOX, v7, [row(1, 'Invoice for March')]);
    index.addTexts(INBOX, v7, [text(2, 'The biscuits are in the tin')]);
    expect(index.postings).toBe(postings);
    expect(index.documents).toBe(3);
  });

  it('forgets messages that went, mailboxes that are others now, and folders that are gone', () => {
    const index = filled();
    index.addRows(SENT, v7, [row(1, 'Invoice sent')]);
    index.drop(INBOX, v7, [toUid(3)]);
    expect(uids(index, 'invoice')).toEqual([1]);
    index.drop(INBOX, 8 as UidValidity, [toUid(1)]);
    expect(uids(index, 'invoice')).toEqual([1]);
    index.keepOnly(INBOX, 8 as UidValidity);
    expect(index.find(INBOX, sought('invoice'))).toEqual([]);
    index.addRows(INBOX, 8 as UidValidity, [row(1, 'Invoice anew')]);
    expect(index.find(null, sought('invoice')).map(({ mailbox }) => mailbox)).toEqual([SENT, INBOX]);
    index.rename(SENT, toMailboxName('Gone out'));
    expect(uids(index, 'sent', toMailboxName('Gone out'))).toEqual([1]);
    index.keepFolders([INBOX]);
    expect(index.documents).toBe(1);
    expect(index.find(null, sought('invoice')).map(({ mailbox }) => mailbox)).toEqual([INBOX]);
  });

  it('clears out what went, and finds the rest as before', () => {
    const index = new TextIndex();
    const count = 3 * CLEAR_OUT_FROM;
    index.addRows(
      INBOX,
      v7,
      Array.from({ length: count }, (_, i) => row(i + 1, `Number n${i + 1} ${i % 2 === 0 ? 'even' : 'odd'}`)),
    );
    const before = index.postings;
    index.drop(
      INBOX,
      v7,
      Array.from({ length: 2 * CLEAR_OUT_FROM }, (_, i) => toUid(i + 1)),
    );
    expect(index.postings).toBeLessThan(before / 2);
    expect(uids(index, 'n1')).toEqual([]);
    expect(uids(index, 'even')).toHaveLength(CLEAR_OUT_FROM / 2);
    expect(uids(index, `n${count}`)).toEqual([count]);
  });

  it('holds its bounds, and knows no message it cannot find', () => {
    const index = new TextIndex({ documents: 2, postings: 200, terms: 30 });
    index.addRows(INBOX, v7, [row(1, 'one'), row(2, 'two'), row(3, 'three')]);
    expect(index.documents).toBe(2);
    expect(index.find(INBOX, sought('three'))[0]).toMatchObject({ documents: 2 });
    index.addTexts(INBOX, v7, [text(1, Array.from({ length: 1_000 }, (_, i) => `w${i}`).join(' '))]);
    expect(index.terms).toBeLessThanOrEqual(30);
    expect(index.postings).toBeLessThanOrEqual(200);
    // A text that found no room was not read.
    expect(index.find(INBOX, sought('one'))[0]).toMatchObject({ texts: 0 });
    const large = new TextIndex();
    large.addTexts(INBOX, v7, [text(1, Array.from({ length: 100_000 }, (_, i) => i.toString(36)).join(' '))]);
    expect(large.postings).toBeLessThanOrEqual(MAX_TEXT_WORDS + 10);
  });

  it('names at most so many of one mailbox: the newest', () => {
    const index = new TextIndex();
    const count = MAX_CANDIDATES + 500;
    index.addRows(
      INBOX,
      v7,
      Array.from({ length: count }, (_, i) => row(i + 1, 'tea')),
    );
    const found = uids(index, 'tea');
    expect(found).toHaveLength(MAX_CANDIDATES);
    expect(found?.[0]).toBe(count);
  });
});
