/** What is asked of a mail. */
import { expect } from 'vitest';
import * as imap from '../../../lib/imap';
import { row, type Row } from './desk';
import { ATTACHED, bytesOf, mail, mails, WITH_PARTS } from './mails';

const ONE: imap.NumberSet = [[1, 1]];
const textOf = (bytes: Uint8Array | null | undefined): string => Buffer.from(bytes ?? []).toString();

export const FETCH_ROWS: readonly Row[] = [
  row('FETCH: envelope, structure, size and date', [], async (desk) => {
    const { link } = await desk.opened([WITH_PARTS]);
    const rows = await link.run(
      imap.fetch({
        set: ONE,
        uid: false,
        items: ['flags', 'internaldate', 'size', 'envelope', 'bodystructure'],
      }),
    );
    expect(rows).toHaveLength(1);
    const { uid, size, internalDate, envelope, bodyStructure } = rows[0]?.items ?? {};
    expect(uid).toBe(1);
    expect(size).toBe(WITH_PARTS.length);
    expect(Math.abs((internalDate ?? 0) - Date.now())).toBeLessThan(600_000);
    expect(envelope).toMatchObject({
      subject: '=?utf-8?q?Gr=C3=BC=C3=9Fe?=',
      messageId: '<parts@example.org>',
      inReplyTo: '<m1@example.org>',
      from: [
        { name: '=?utf-8?q?Zo=C3=AB?=', mailbox: 'zoe', host: 'example.org' },
        { name: 'Quoted "Name"', mailbox: 'q', host: 'example.org' },
      ],
      to: [{ name: null, mailbox: 'ana', host: 'example.org' }],
    });
    const people = envelope?.cc.filter(({ host }) => host !== null).map(({ mailbox }) => mailbox);
    expect(people).toEqual(['bob', 'ida']);
    expect(bodyStructure).toMatchObject({
      kind: 'multipart',
      subtype: 'mixed',
      parts: [
        { section: '1', type: 'text', subtype: 'plain', encoding: 'quoted-printable' },
        {
          section: '2',
          type: 'application',
          subtype: 'octet-stream',
          encoding: 'base64',
          disposition: { type: 'attachment', params: [['filename', 'all.bin']] },
        },
        { section: '3', type: 'message', subtype: 'rfc822', envelope: { subject: 'inside' } },
      ],
    });
  }),

  row('FETCH BODY: the structure without its extension', [], async (desk) => {
    const { link } = await desk.opened([WITH_PARTS]);
    const rows = await link.run(imap.fetch({ set: ONE, uid: true, items: ['body'] }));
    expect(rows[0]?.items.bodyStructure).toMatchObject({
      kind: 'multipart',
      parts: [{ type: 'text' }, { type: 'application', disposition: null }, { type: 'message' }],
    });
  }),

  row('UID FETCH of sections: whole, by part, by field, and a piece', [], async (desk) => {
    const { link } = await desk.opened([WITH_PARTS]);
    const ask = async (section: string, partial?: readonly [number, number]) => {
      const items = [{ section, peek: true, ...(partial ? { partial } : {}) }] as const;
      const rows = await link.run(imap.fetch({ set: ONE, uid: true, items }));
      const [found] = rows[0]?.items.sections ?? [];
      expect(found?.origin ?? null).toBe(partial?.[0] ?? null);
      return textOf(found?.bytes);
    };
    const whole = textOf(WITH_PARTS);
    const headers = `${whole.split('\r\n\r\n')[0]}\r\n\r\n`;
    expect(await ask('')).toBe(whole);
    expect(await ask('', [8, 20])).toBe(whole.slice(8, 28));
    expect(await ask('HEADER')).toBe(headers);
    expect(await ask('TEXT')).toBe(whole.slice(headers.length));
    expect(await ask('1')).toBe('caf=C3=A9 and a preview of the text\r\n');
    expect((await ask('2')).replaceAll('\r\n', '')).toBe(Buffer.from(ATTACHED).toString('base64'));
    expect(await ask('2.MIME')).toContain('Content-Transfer-Encoding: base64');
    expect(await ask('3.HEADER')).toContain('Subject: inside');
    expect((await ask('3.TEXT')).trimEnd()).toBe('Inner text');
    expect(await ask('HEADER.FIELDS (MESSAGE-ID)')).toBe('Message-ID: <parts@example.org>\r\n\r\n');
    expect(
      await ask('HEADER.FIELDS.NOT (FROM TO CC SUBJECT DATE IN-REPLY-TO MIME-VERSION CONTENT-TYPE)'),
    ).toBe('Message-ID: <parts@example.org>\r\n\r\n');
  }),

  row('FETCH with and without a look: only one of them sets \\Seen', [], async (desk) => {
    const { link } = await desk.opened(mails(1));
    const look = async (peek: boolean) => {
      await link.run(imap.fetch({ set: ONE, uid: true, items: [{ section: 'TEXT', peek }] }));
      const rows = await link.run(imap.fetch({ set: ONE, uid: true, items: ['flags'] }));
      return rows[0]?.items.flags ?? [];
    };
    expect(await look(true)).not.toContain('\\Seen');
    expect(await look(false)).toContain('\\Seen');
  }),

  row('UID FETCH of many: each once, what is not there left out, octets to a sink', [], async (desk) => {
    const { link } = await desk.opened(mails(25));
    const pieces = new Map<number, string>();
    const rows = await link.run(
      imap.fetch({
        set: [
          [3, 7],
          [20, 40],
        ],
        uid: true,
        items: [{ section: 'TEXT', peek: true }],
        sink: (_seq, uid) => ({
          write: (chunk) => pieces.set(uid ?? 0, (pieces.get(uid ?? 0) ?? '') + textOf(chunk)),
          end: (complete) => expect(complete).toBe(true),
        }),
      }),
    );
    const uids = [3, 4, 5, 6, 7, 20, 21, 22, 23, 24, 25];
    expect(rows.map(({ items }) => items.uid)).toEqual(uids);
    expect(pieces).toEqual(new Map(uids.map((uid) => [uid, `Text of ${uid}\r\n`])));
  }),

  row('PREVIEW: the first words, made by the server', ['PREVIEW'], async (desk) => {
    const { link } = await desk.opened([WITH_PARTS]);
    const rows = await link.run(imap.fetch({ set: ONE, uid: true, items: ['preview'] }));
    // Cyrus has one only where something else has made it.
    if (desk.server.name === 'cyrus') expect(rows[0]?.items.preview).toBeNull();
    else expect(rows[0]?.items.preview).toContain('café and a preview');
    const lazy = await link.run(imap.fetch({ set: ONE, uid: true, items: [{ preview: 'lazy' }] }));
    expect(lazy[0]?.items).toHaveProperty('preview');
  }),

  row('SAVEDATE: when the mail came to this folder', ['SAVEDATE'], async (desk) => {
    const { link, folder } = await desk.opened();
    await link.run(imap.append(folder, mail({ id: 1 }), { internalDate: Date.UTC(2020, 0, 1) }));
    await link.run(imap.noop());
    const rows = await link.run(imap.fetch({ set: ONE, uid: true, items: ['savedate', 'internaldate'] }));
    expect(rows[0]?.items.internalDate).toBe(Date.UTC(2020, 0, 1));
    expect(Math.abs((rows[0]?.items.saveDate ?? 0) - Date.now())).toBeLessThan(600_000);
    const saved = {
      kind: 'date',
      field: 'saved',
      op: 'since',
      date: { year: 2021, month: 1, day: 1 },
    } as const;
    expect((await link.run(imap.search({ uid: true, criteria: saved }))).all).toEqual([[1, 1]]);
    const able = await link.run(imap.search({ uid: true, criteria: { kind: 'savedatesupported' } }));
    expect(able.all).toEqual([[1, 1]]);
  }),

  row('OBJECTID: a mail is the same mail in another folder', ['OBJECTID'], async (desk) => {
    const { link, folder } = await desk.opened([mail({ id: 1 }), bytesOf('Subject: other\r\n\r\nOther\r\n')]);
    const idsOf = async () => {
      const rows = await link.run(
        imap.fetch({ set: [[1, Infinity]], uid: true, items: ['emailid', 'threadid'] }),
      );
      return rows.map(({ items }) => [items.emailId, items.threadId] as const);
    };
    const [first, second] = await idsOf();
    expect(first?.[0]).toMatch(/^[\w-]+$/);
    expect(first?.[0]).not.toBe(second?.[0]);
    const to = await desk.folder(link, 'same');
    await link.run(imap.copy({ set: ONE, uid: true, to }));
    const emailId = first?.[0] ?? '';
    const found = await link.run(
      imap.search({ uid: true, criteria: { kind: 'object', field: 'emailid', id: emailId } }),
    );
    expect(found.all).toEqual([[1, 1]]);
    const { mailboxId } = await link.run(imap.select(to));
    expect((await idsOf())[0]?.[0]).toBe(emailId);
    expect(mailboxId).toBeTruthy();
    const here = await link.run(imap.status(folder, ['mailboxid']));
    expect(here.mailboxId).toBeTruthy();
    expect(here.mailboxId).not.toBe(mailboxId);
  }),
];
