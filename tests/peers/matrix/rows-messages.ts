/** Mail put in, marked, copied, moved, removed. */
import { expect } from 'vitest';
import * as imap from '../../../lib/imap';
import type { ImapLink } from '../../support/imap-link';
import { row, type Row } from './desk';
import { ATTACHED, bytesOf, mail, mails } from './mails';

const set = (low: number, high = low): imap.NumberSet => [[low, high]];

async function bodyOf(link: ImapLink, uid: number, section = ''): Promise<string> {
  const rows = await link.run(imap.fetch({ set: set(uid), uid: true, items: [{ section, peek: true }] }));
  return Buffer.from(rows[0]?.items.sections?.[0]?.bytes ?? []).toString();
}

async function flagsOf(link: ImapLink): Promise<Map<number, readonly string[]>> {
  const rows = await link.run(imap.fetch({ set: set(1, Infinity), uid: true, items: ['flags'] }));
  return new Map(
    rows.map(({ items }) => [
      items.uid ?? 0,
      (items.flags ?? []).filter((flag) => flag.toLowerCase() !== '\\recent').toSorted(),
    ]),
  );
}

async function left(link: ImapLink): Promise<readonly number[]> {
  return [
    ...imap.iterateNumberSet(
      (await link.run(imap.search({ uid: true, criteria: { kind: 'all' } }))).all ?? [],
    ),
  ];
}

const expunged = (link: ImapLink): readonly number[] =>
  link.news.flatMap((event) => (event.kind === 'expunge' ? [event.seq] : []));

export const MESSAGE_ROWS: readonly Row[] = [
  row('APPEND: flags, date and every octet are kept', [], async (desk) => {
    const { link, folder } = await desk.opened();
    const one = mail({ id: 1, text: 'ünïcode, a dot\r\n.\r\nand 日本' });
    const internalDate = Date.UTC(2024, 1, 29, 23, 59, 58);
    const put = await link.run(
      imap.append(folder, one, { flags: ['\\Seen', '\\Flagged', '$Forwarded'], internalDate }),
    );
    if (desk.has('UIDPLUS')) expect(put).toMatchObject({ uid: 1 });
    await link.run(imap.select(folder));
    const rows = await link.run(
      imap.fetch({
        set: set(1),
        uid: true,
        items: ['flags', 'internaldate', 'size', { section: '', peek: true }],
      }),
    );
    expect(rows).toHaveLength(1);
    const { flags = [], internalDate: kept, size, sections } = rows[0]?.items ?? {};
    expect(flags).toEqual(expect.arrayContaining(['\\Seen', '\\Flagged', '$Forwarded']));
    expect(kept).toBe(internalDate);
    expect(size).toBe(one.length);
    expect(Buffer.from(sections?.[0]?.bytes ?? []).equals(one)).toBe(true);
    const nowhere = await link.settle(imap.append(desk.name('nowhere'), one));
    expect(nowhere).toMatchObject({
      ok: false,
      failure: { kind: 'no', code: { kind: 'trycreate' } },
    });
  }),

  row('STORE and UID STORE: added, removed, replaced', [], async (desk) => {
    const { link } = await desk.opened(mails(3));
    const store = (options: Omit<imap.StoreOptions, 'silent'>) =>
      link.run(imap.store({ ...options, silent: true }));
    await store({ set: set(1, 3), uid: true, mode: 'add', flags: ['\\Seen', '$Label1'] });
    await store({ set: set(2), uid: false, mode: 'remove', flags: ['\\Seen'] });
    await store({ set: set(3), uid: false, mode: 'replace', flags: ['\\Draft'] });
    expect(await flagsOf(link)).toEqual(
      new Map([
        [1, ['$Label1', '\\Seen']],
        [2, ['$Label1']],
        [3, ['\\Draft']],
      ]),
    );
    link.news.length = 0;
    await link.run(imap.store({ set: set(1), uid: true, mode: 'add', flags: ['\\Answered'], silent: false }));
    expect(link.news).toContainEqual(
      expect.objectContaining({
        kind: 'fetch',
        items: expect.objectContaining({ flags: expect.arrayContaining(['\\Answered']) }),
      }),
    );
  }),

  row('COPY and UID COPY: the same octets, the same flags', [], async (desk) => {
    const { link } = await desk.opened(mails(3));
    const to = await desk.folder(link, 'copies');
    await link.run(imap.store({ set: set(2), uid: true, mode: 'add', flags: ['\\Flagged'], silent: true }));
    const first = await link.run(imap.copy({ set: set(2, 3), uid: true, to }));
    const second = await link.run(imap.copy({ set: set(1), uid: false, to }));
    if (desk.has('UIDPLUS')) {
      expect(first).toMatchObject({ from: [[2, 3]], to: [[1, 2]] });
      expect(second).toMatchObject({ from: [[1, 1]], to: [[3, 3]] });
    }
    await link.run(imap.select(to));
    expect(await bodyOf(link, 1, 'TEXT')).toBe('Text of 2\r\n');
    expect((await flagsOf(link)).get(1)).toEqual(['\\Flagged']);
    const nowhere = await link.settle(imap.copy({ set: set(1), uid: true, to: desk.name('nowhere') }));
    expect(nowhere).toMatchObject({
      ok: false,
      failure: { kind: 'no', code: { kind: 'trycreate' } },
    });
  }),

  row('MOVE and UID MOVE: there, and no longer here', ['MOVE'], async (desk) => {
    const { link } = await desk.opened(mails(4));
    const to = await desk.folder(link, 'moved');
    const first = await link.run(imap.move({ set: set(2), uid: true, to }));
    expect(expunged(link)).toEqual([2]);
    const second = await link.run(imap.move({ set: set(1), uid: false, to }));
    expect(expunged(link)).toEqual([2, 1]);
    expect([first?.from, first?.to, second?.from, second?.to]).toEqual([
      [[2, 2]],
      [[1, 1]],
      [[1, 1]],
      [[2, 2]],
    ]);
    expect(await left(link)).toEqual([3, 4]);
    await link.run(imap.select(to));
    expect(await bodyOf(link, 1, 'TEXT')).toBe('Text of 2\r\n');
  }),

  row('EXPUNGE: what is marked deleted goes, one number after the other', [], async (desk) => {
    const { link } = await desk.opened(mails(4));
    await link.run(
      imap.store({ set: set(2, 3), uid: true, mode: 'add', flags: ['\\Deleted'], silent: true }),
    );
    await link.run(imap.expunge());
    expect(expunged(link)).toHaveLength(2);
    expect(await left(link)).toEqual([1, 4]);
  }),

  row(
    'UIDPLUS: UID EXPUNGE leaves what others marked; UIDs of what was put in',
    ['UIDPLUS'],
    async (desk) => {
      const { link, folder } = await desk.opened(mails(3));
      await link.run(
        imap.store({ set: set(1, 2), uid: true, mode: 'add', flags: ['\\Deleted'], silent: true }),
      );
      await link.run(imap.uidExpunge(set(2, 3)));
      expect(await left(link)).toEqual([1, 3]);
      const { uidValidity } = await link.run(imap.select(folder));
      expect(await link.run(imap.append(folder, mail({ id: 4 })))).toEqual({ uidValidity, uid: 4 });
    },
  ),

  row('MULTIAPPEND: several mails, all or none', ['MULTIAPPEND'], async (desk) => {
    const { link, folder } = await desk.opened();
    const put = await link.run(
      imap.appendMany(folder, [
        { message: mail({ id: 1 }) },
        { message: mail({ id: 2 }), flags: ['\\Seen'] },
      ]),
    );
    expect(put?.uids).toEqual([[1, 2]]);
    await link.run(imap.noop());
    expect(await flagsOf(link)).toEqual(
      new Map([
        [1, []],
        [2, ['\\Seen']],
      ]),
    );
  }),

  row('CATENATE: a mail out of pieces the server has', ['CATENATE'], async (desk) => {
    const { link, folder } = await desk.opened(mails(1));
    const { uidValidity } = await link.run(imap.select(folder));
    const url = `/${encodeURIComponent(folder)};UIDVALIDITY=${uidValidity}/;UID=1/;SECTION=TEXT`;
    const made = await link.run(
      imap.catenate(folder, [{ text: bytesOf('Subject: pieces\r\n\r\n') }, { url }], { flags: ['\\Draft'] }),
    );
    expect(made?.uid).toBe(2);
    expect(await bodyOf(link, 2)).toBe('Subject: pieces\r\n\r\nText of 1\r\n');
    const bad = await link.settle(imap.catenate(folder, [{ url: url.replace('UID=1', 'UID=77') }]));
    expect(bad).toMatchObject({ ok: false, failure: { kind: 'no' } });
  }),

  row('URL-PARTIAL: a piece of a piece', ['URL-PARTIAL', 'CATENATE'], async (desk) => {
    const { link, folder } = await desk.opened(mails(1));
    const { uidValidity } = await link.run(imap.select(folder));
    const url = `/${encodeURIComponent(folder)};UIDVALIDITY=${uidValidity}/;UID=1/;SECTION=TEXT/;PARTIAL=0.4`;
    await link.run(imap.catenate(folder, [{ text: bytesOf('Subject: part\r\n\r\n') }, { url }]));
    expect(await bodyOf(link, 2)).toBe('Subject: part\r\n\r\nText');
  }),

  row('BINARY: octets no text has, there and back', ['BINARY'], async (desk) => {
    const { link, folder } = await desk.opened();
    const head = 'Subject: octets\r\nMIME-Version: 1.0\r\nContent-Type: application/octet-stream\r\n';
    const message = Buffer.concat([
      bytesOf(`${head}Content-Transfer-Encoding: binary\r\n\r\n`),
      Buffer.from(ATTACHED),
    ]);
    await link.run(imap.append(folder, Uint8Array.from(message), { as: 'binary' }));
    await link.run(imap.noop());
    const rows = await link.run(
      imap.fetch({
        set: set(1),
        uid: true,
        items: [
          { binary: '1', peek: true },
          { binary: '1', peek: true, partial: [250, 6] },
          { binarySize: '1' },
        ],
      }),
    );
    const { sections = [], binarySizes } = rows[0]?.items ?? {};
    expect(sections.map(({ binary }) => binary)).toEqual([true, true]);
    expect([...(sections.find(({ origin }) => origin === null)?.bytes ?? [])]).toEqual([...ATTACHED]);
    expect([...(sections.find(({ origin }) => origin === 250)?.bytes ?? [])]).toEqual([
      ...ATTACHED.subarray(250),
    ]);
    expect(binarySizes).toEqual([{ section: '1', octets: 256 }]);
  }),

  row(
    'COMPRESS=DEFLATE: less travels, in both directions nothing is lost',
    ['COMPRESS=DEFLATE'],
    async (desk) => {
      const { link, folder } = await desk.opened(mails(3));
      await link.run(imap.compress());
      const before = { ...link.octets };
      // Longer than one block, and of lines that repeat.
      const long = mail({ id: 4, text: 'The same line again and again.\r\n'.repeat(6_000) });
      await link.run(imap.append(folder, long));
      await link.run(imap.noop());
      expect(await bodyOf(link, 4)).toBe(Buffer.from(long).toString());
      expect(link.octets.read - before.read).toBeGreaterThan(long.length);
      expect(link.octets.travelled - before.travelled).toBeLessThan(long.length / 10);
      const again = await link.settle(imap.compress());
      expect(again).toMatchObject({ ok: false });
      expect(await left(link)).toEqual([1, 2, 3, 4]);
    },
  ),
];
