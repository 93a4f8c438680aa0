/** Bounds of the store on disk, each at, above and far above. */
import { describe, expect, it } from 'vitest';
import { toMailboxName, toUid, type BodyStructure } from '../../../lib/imap';
import { createMemoryStore, detailSize, type DiskParts } from '../../../lib/store';
import {
  MAX_KEYWORD_LISTS,
  LINK_BYTES,
  MAX_ROW_LINKS,
  MAX_ROW_PEOPLE,
  MAX_ROW_TEXT,
  KEEP_LEFT_MS,
  MAX_STRUCTURE_CHARACTERS,
  MAX_TABLE,
  PAGE_ROWS,
} from '../../../lib/store/limits';
import { MarksEditor, NO_MARKS } from '../../../lib/store/marks';
import { packPage, unpackPage } from '../../../lib/store/pages';
import { readMarks, readTable } from '../../../lib/store/records';
import {
  account,
  detail,
  from1to,
  INBOX,
  keyOf,
  row,
  saveOf,
  startDisk,
  structureOf,
  useIndexedDb,
} from './support';

useIndexedDb();

const start = async (limits: DiskParts['limits'] = {}) => {
  const { store } = startDisk(undefined, { limits });
  await store.openAccount(account, true);
  return store;
};
const around = (limit: number): readonly number[] => [limit, limit + 1, limit * 10];

describe('what is kept on disk is bounded:', () => {
  it('messages of a mailbox, the newest stay', async () => {
    for (const count of around(20)) {
      for (const store of [
        await start({ rows: 20 }),
        createMemoryStore({ structures: 1, detailBytes: 1, rows: 20 }),
      ]) {
        store.saveMailbox(keyOf(), saveOf(from1to(count)));
        const [run] = (await store.mailbox(account, INBOX))?.runs ?? [];
        expect(run).toEqual({ start: count - 20, uids: Uint32Array.from(from1to(20, count - 19)) });
        expect(await store.rows(keyOf(), [count, count - 20].map(toUid))).toEqual([row(count), undefined]);
      }
    }
  });

  it('rows in memory, the mailbox saved longest ago gives way', async () => {
    const store = createMemoryStore({ structures: 1, detailBytes: 1, rows: 3 });
    store.saveMailbox(keyOf(), saveOf([1, 2]));
    store.saveMailbox(keyOf(7, 'Sent'), saveOf([1, 2]));
    expect(await store.mailbox(account, INBOX)).toBeNull();
    expect(await store.mailbox(account, toMailboxName('Sent'))).not.toBeNull();
  });

  it('mailboxes, the one opened longest ago gives way', async () => {
    for (const count of around(3)) {
      const store = await start({ mailboxes: 3 });
      for (const n of from1to(count)) store.saveMailbox(keyOf(7, `Box ${n}`), saveOf([1]));
      const names = from1to(count).map((n) => toMailboxName(`Box ${n}`));
      const found = await Promise.all(names.map((name) => store.mailbox(account, name)));
      expect(found.filter((one) => one !== null)).toHaveLength(3);
      expect(found.at(-1)).not.toBeNull();
    }
  });

  it('one opened message', async () => {
    const most = detailSize(detail(1));
    for (const [extra, isKept] of [
      [0, true],
      [1, false],
      [100_000, false],
    ] as const) {
      const store = await start({ oneBodyBytes: most });
      store.putDetail(keyOf(), detail(1), false);
      const changed = detail(1, { text: `${detail(1).text}${'x'.repeat(extra)}` });
      store.putDetail(keyOf(), changed, false);
      expect(await store.detail(keyOf(), toUid(1), false)).toEqual(isKept ? changed : undefined);
    }
  });

  it('all opened messages, by octets and by number', async () => {
    const one = detailSize(detail(1));
    for (const limits of [{ bodyBytes: one * 10 }, { bodies: 10 }]) {
      for (const count of around(10)) {
        const store = await start(limits);
        for (const uid of from1to(count)) store.putDetail(keyOf(), detail(uid, { text: 'Body of 1' }), false);
        const found = await Promise.all(
          from1to(count).map((uid) => store.detail(keyOf(), toUid(uid), false)),
        );
        const left = found.filter((known) => known !== undefined).length;
        expect(left).toBeGreaterThanOrEqual(count === 10 ? 10 : 8);
        expect(left).toBeLessThanOrEqual(10);
        expect(found.at(-1)).toBeDefined();
      }
    }
  });

  it('items: more are refused, none is dropped', async () => {
    const store = await start({ items: 5 });
    for (const n of from1to(5)) await store.putItem(account, 'outbox', { id: `${n}`, value: n });
    for (const n of [6, 50]) {
      const put = store.putItem(account, 'outbox', { id: `${n}`, value: n });
      await expect(put).rejects.toMatchObject({ code: 'store-items-too-many' });
    }
    await store.putItem(account, 'outbox', { id: '5', value: 'again' });
    await store.putItem(account, 'draft', { id: '6', value: 6 });
    const found = await store.items(account, 'outbox');
    expect(found.map((item) => item.value)).toEqual([1, 2, 3, 4, 'again']);
  });

  it('the texts of a row', async () => {
    const [from] = row(1).from;
    const length = (from?.name.length ?? 0) + (from?.address.length ?? 0) + 32;
    for (const extra of [0, 1, MAX_ROW_TEXT * 10]) {
      const store = await start();
      const subject = '\0'.repeat(MAX_ROW_TEXT - length + extra);
      const rows = [row(1), row(2, { subject, to: [] })];
      store.saveMailbox(keyOf(), saveOf([1, 2], rows));
      expect(await store.rows(keyOf(), [1, 2].map(toUid))).toEqual([
        rows[0],
        extra === 0 ? rows[1] : undefined,
      ]);
    }
  });

  it('the people of a row', async () => {
    for (const count of around(MAX_ROW_PEOPLE)) {
      const store = await start();
      const to = from1to(count).map((n) => ({ name: '', address: `${n}` }));
      const rows = [row(1), row(2, { to })];
      store.saveMailbox(keyOf(), saveOf([1, 2], rows));
      const found = await store.rows(keyOf(), [1, 2].map(toUid));
      expect(found).toEqual([rows[0], count === MAX_ROW_PEOPLE ? rows[1] : undefined]);
    }
  });

  it('what ties a row to others', async () => {
    for (const count of around(MAX_ROW_LINKS - 2)) {
      const store = await start();
      const thread = { id: 2 ** 48 - 1, group: 0, refs: from1to(count) };
      const rows = [row(1), row(2, { thread })];
      store.saveMailbox(keyOf(), saveOf([1, 2], rows));
      const found = await store.rows(keyOf(), [1, 2].map(toUid));
      expect(found).toEqual([rows[0], count === MAX_ROW_LINKS - 2 ? rows[1] : undefined]);
    }
    const page = packPage([row(1, { thread: { id: 1, group: 2, refs: [3] } })]);
    for (const linked of [[0], [1], [2], [4], [0x80], [0x81], [0x82], [0x84], [255]])
      expect(unpackPage({ ...page, linked: Uint8Array.from(linked) })).toBeNull();
    for (const links of [0, LINK_BYTES, 3 * LINK_BYTES + 1, 1_000_000])
      expect(unpackPage({ ...page, links: new Uint8Array(links) })).toBeNull();
  });

  it('a page as it is read back', () => {
    for (const count of around(PAGE_ROWS)) {
      const heads = from1to(count).map((uid) => row(uid));
      const page = packPage(heads);
      expect(unpackPage(page)?.length).toBe(count === PAGE_ROWS ? PAGE_ROWS : undefined);
      expect(unpackPage({ ...packPage(heads.slice(0, 1)), texts: { length: Infinity } })).toBeNull();
    }
  });

  it('names of messages themselves, of both kinds, come back as they were', () => {
    const ids = ['9999999999999999999', '1', undefined, 'M6d99ac3275bb4e', '007', '18446744073709551616'];
    for (const some of [ids.slice(0, 3), ids, ids.slice(2, 3)]) {
      const heads = some.map((emailId, i) => row(i + 1, emailId === undefined ? {} : { emailId }));
      const page = packPage(heads);
      expect(unpackPage(page)?.map(({ emailId }) => emailId)).toEqual(some);
      expect(unpackPage({ ...page, ids: new BigUint64Array(some.length + 1) })).toBeNull();
    }
    expect(packPage([row(1)]).ids).toHaveLength(0);
  });

  it('how long a body outlives the place it was in', async () => {
    for (const wait of around(KEEP_LEFT_MS)) {
      const disk = startDisk();
      await disk.store.openAccount(account, true);
      disk.store.putDetail(keyOf(), detail(1), false, '17');
      disk.store.putDetail(keyOf(), detail(2), false, '18');
      disk.store.drop(keyOf(), [toUid(1)]);
      await disk.store.settled();
      const next = startDisk(disk.factory);
      next.tick(wait);
      await next.store.openAccount(account, true);
      expect(await next.store.hasDetail(keyOf(), toUid(1), '17')).toBe(wait <= KEEP_LEFT_MS);
      expect(await next.store.hasDetail(keyOf(), toUid(2), '18')).toBe(true);
    }
  });

  it('the structure of a message', async () => {
    const empty = JSON.stringify({ ...structureOf(1), subtype: '' }).length;
    for (const extra of [0, 1, MAX_STRUCTURE_CHARACTERS * 10]) {
      const store = await start();
      const subtype = 'x'.repeat(MAX_STRUCTURE_CHARACTERS - empty + extra);
      const long = { ...structureOf(1), subtype } as BodyStructure;
      store.putStructures(keyOf(), [
        [toUid(1), long],
        [toUid(2), structureOf(2)],
      ]);
      expect(await store.structure(keyOf(), toUid(1))).toEqual(extra === 0 ? long : undefined);
      expect(await store.structure(keyOf(), toUid(2))).toEqual(structureOf(2));
    }
  });

  it('lists of keywords of a mailbox: rows beyond are not kept, and numbers nobody has are given again', () => {
    const uids = Uint32Array.from(from1to(MAX_KEYWORD_LISTS + 2));
    let editor = new MarksEditor(NO_MARKS, new Uint32Array(0), uids);
    const set = (index: number, keyword: string): boolean =>
      editor.set(index, row(1, { keywords: [keyword] }));
    for (let n = 0; n < MAX_KEYWORD_LISTS; n += 1) expect(set(n, `k${n}`)).toBe(true);
    expect(set(MAX_KEYWORD_LISTS, 'one more')).toBe(false);
    expect(set(MAX_KEYWORD_LISTS + 1, 'k5')).toBe(true);
    editor = new MarksEditor(editor.done(), uids, uids);
    editor.clear(0);
    expect(set(MAX_KEYWORD_LISTS, 'one more')).toBe(true);
    const marks = { ...editor.done(), v: 1 };
    expect(readMarks(marks, uids.length)).toBe(marks);
    expect(readMarks({ ...marks, keywords: [...marks.keywords, ['x']] }, uids.length)).toBeNull();
    expect(readMarks(marks, uids.length + 1)).toBeNull();
  });

  it('the UIDs of a mailbox as they are read back, before anything is allocated for them', () => {
    const empty = new Uint32Array(0);
    const tableOf = (count: number) => ({
      v: 1,
      pairs: true,
      numbers: Uint32Array.of(1, count),
      starts: Uint32Array.of(0),
      lengths: Uint32Array.of(count),
      firsts: empty,
      pages: empty,
    });
    expect(readTable(tableOf(MAX_TABLE))?.uids.length).toBe(MAX_TABLE);
    expect(readTable(tableOf(MAX_TABLE + 1))).toBeNull();
    expect(readTable(tableOf(2 ** 32 - 1))).toBeNull();
  });

  it('UIDVALIDITYs of one mailbox that messages are kept of', async () => {
    const store = await start();
    for (const validity of from1to(40)) {
      store.putStructures(keyOf(validity), [[toUid(1), structureOf(1)]]);
      store.putDetail(keyOf(validity), detail(1), false);
    }
    for (const [validity, isKept] of [
      [40, true],
      [37, true],
      [36, false],
      [1, false],
    ] as const) {
      expect((await store.structure(keyOf(validity), toUid(1))) !== undefined).toBe(isKept);
      expect((await store.detail(keyOf(validity), toUid(1), false)) !== undefined).toBe(isKept);
    }
  });
});
