import { expect, it } from 'vitest';
import { PageList } from '../../../lib/engine/page-list';
import { toMailboxName, toUid, type UidValidity } from '../../../lib/imap/types';
import type { MessageRow } from '../../../lib/mail/types';

const rowOf = (uid: number): MessageRow => ({ uid: toUid(uid) }) as MessageRow;

it('asks for the rows that are not there, and not again for those that are', () => {
  const page = new PageList('a', toMailboxName('INBOX'));
  page.apply({ kind: 'reset', uidValidity: 1 as UidValidity, exists: 100, readOnly: false });
  page.apply({ kind: 'rows', start: 0, rows: Array.from({ length: 50 }, (_, at) => rowOf(100 - at)) });
  page.want(0, 61);
  expect(page.nextAsk()).toEqual({ first: 50, last: 61 });
  expect(page.nextAsk()).toBeNull();
  page.want(20, 40);
  expect(page.nextAsk()).toBeNull();
  page.want(60, 200);
  expect(page.nextAsk()).toEqual({ first: 60, last: 99 });
});

it('asks for two windows on each side when all that is on screen is there, one at a time, and for none that was scrolled past', () => {
  const page = new PageList('a', toMailboxName('INBOX'));
  const tell = (start: number, count: number): void => {
    const rows = Array.from({ length: count }, (_, at) => rowOf(2_000 - start - at));
    page.apply({ kind: 'rows', start, rows });
  };
  page.apply({ kind: 'reset', uidValidity: 1 as UidValidity, exists: 2_000, readOnly: false });
  page.want(1_000, 1_020, 2);
  const asked: (readonly [number, number])[] = [];
  for (let span = page.nextAsk(); span !== null; span = page.nextAsk()) {
    expect(page.nextAsk()).toBeNull();
    asked.push([span.first, span.last]);
    tell(span.first, span.last - span.first + 1);
  }
  expect(asked).toEqual([
    [1_000, 1_020],
    [1_021, 1_120],
    [900, 999],
    [1_121, 1_220],
    [800, 899],
  ]);
  // Gone on to elsewhere before the second window was asked for.
  page.want(0, 20, 2);
  expect(page.nextAsk()).toEqual({ first: 0, last: 20 });
  tell(0, 21);
  expect(page.nextAsk()).toEqual({ first: 21, last: 120 });
  page.want(1_500, 1_520, 2);
  expect(page.nextAsk()).toEqual({ first: 1_500, last: 1_520 });
  page.want(1_500, 1_520, 0);
  tell(1_500, 21);
  expect(page.nextAsk()).toBeNull();
});

it('asks for nothing that is hidden: who archives a folder does not have its rows fetched meanwhile', () => {
  const page = new PageList('a', toMailboxName('INBOX'));
  page.apply({ kind: 'reset', uidValidity: 1 as UidValidity, exists: 2_000, readOnly: false });
  page.apply({ kind: 'rows', start: 0, rows: Array.from({ length: 300 }, (_, at) => rowOf(2_000 - at)) });
  const archive = (first: number, last: number) =>
    ({
      mailbox: toMailboxName('INBOX'),
      within: { uidValidity: 1 as UidValidity, uids: [[first, last]] },
      action: { kind: 'move', to: toMailboxName('Archive'), purpose: 'archive' },
    }) as const;
  page.overlay.startJob('some', archive(1_951, 2_000));
  page.want(0, 20, 2);
  // What is seen at 0 to 249 is there; the first that is not is the 301st of the folder.
  expect(page.nextAsk()).toBeNull();
  page.want(200, 220, 2);
  expect(page.nextAsk()).toEqual({ first: 300, last: 370 });
  page.overlay.startJob('all', archive(1, 2_000));
  expect(page.overlay.visibleCount).toBe(0);
  page.want(0, 20, 2);
  expect(page.nextAsk()).toBeNull();
});
