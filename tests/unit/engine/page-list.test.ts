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
