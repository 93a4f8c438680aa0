import { inflateSync } from 'node:zlib';

import { beforeAll, describe, expect, it } from 'vitest';

import {
  createDemoServer,
  demoUser,
  nextArrival,
  workUser,
  type StoredMessage,
} from '../../../lib/imap-server';
import { png, pdf, stripes } from '../../../lib/imap-server/seeds/files';
import { seedMails } from '../../../lib/imap-server/seeds/world';
import type { SeedMail } from '../../../lib/imap-server/seeds/types';
import { type MimePart, parseMessage } from '../../../lib/mime/structure';
import { fixedNow, nodeCrypto, read, talk } from './world';

const now = Date.UTC(2026, 10, 22, 9, 30);
const server = createDemoServer({ now: () => now, crypto: nodeCrypto });

let mails: readonly SeedMail[];
let stored: readonly StoredMessage[];
let parsed: readonly { readonly root: MimePart; readonly bytes: Uint8Array }[];

beforeAll(() => {
  mails = seedMails(now);
  stored = server.account(demoUser.user)?.mailboxes.flatMap((mailbox) => mailbox.messages) ?? [];
  parsed = stored.map((message) => ({
    root: parseMessage(message.content.bytes),
    bytes: message.content.bytes,
  }));
});

const leaves = (part: MimePart): readonly MimePart[] =>
  part.children.length === 0 ? [part] : part.children.flatMap(leaves);
const holds = (type: string): number =>
  parsed.filter(({ root }) => leaves(root).some((part) => `${part.type}/${part.subtype}` === type)).length;

describe('the demo world', () => {
  it('has at least 400 mails in the usual and some nested folders', () => {
    expect(stored.length).toBeGreaterThanOrEqual(400);
    const names = server.account(demoUser.user)?.mailboxes.map((mailbox) => mailbox.name);
    expect(names).toEqual([
      'INBOX',
      'Archive',
      'Drafts',
      'Familia',
      'Junk',
      'Projects',
      'Projects/Courtyard',
      'Projects/Garden',
      'Sent',
      'Trash',
    ]);
    for (const mailbox of server.account(demoUser.user)?.mailboxes ?? [])
      if (mailbox.name !== 'Projects') expect(mailbox.messages.length, mailbox.name).toBeGreaterThan(3);
  });

  it('is at least 40 % Spanish', () => {
    expect(mails.filter((mail) => mail.language === 'es').length / mails.length).toBeGreaterThanOrEqual(0.4);
  });

  it('has at least 60 HTML mails, some with remote pictures, pixels and pictures inside', () => {
    expect(holds('text/html')).toBeGreaterThanOrEqual(60);
    const html = mails.map((mail) => mail.html ?? '');
    expect(html.filter((text) => text.includes('https://images.example.com/')).length).toBeGreaterThan(20);
    expect(html.filter((text) => text.includes('https://track.example.com/')).length).toBeGreaterThan(5);
    expect(html.filter((text) => text.includes('src="cid:')).length).toBeGreaterThan(2);
    expect(html.filter((text) => text.includes('<style>')).length).toBeGreaterThan(30);
  });

  it('has at least 30 mails with attachments: png, pdf, ics, eml, and one of 5 MB', () => {
    expect(mails.filter((mail) => (mail.attachments ?? []).length > 0).length).toBeGreaterThanOrEqual(30);
    for (const type of ['image/png', 'application/pdf', 'text/calendar', 'message/rfc822'])
      expect(holds(type), type).toBeGreaterThanOrEqual(3);
    const sizes = mails.flatMap((mail) => (mail.attachments ?? []).map((file) => file.bytes().length));
    expect(Math.max(...sizes)).toBeGreaterThanOrEqual(5_000_000);
  });

  it('has at least 12 conversations of four mails whose References name mails that exist', () => {
    const ids = new Set(mails.map((mail) => mail.messageId));
    const byRoot = new Map<string, number>();
    for (const mail of mails) {
      for (const id of mail.references ?? []) expect(ids.has(id), id).toBe(true);
      const root = mail.references?.[0];
      if (root !== undefined) byRoot.set(root, (byRoot.get(root) ?? 1) + 1);
    }
    expect([...byRoot.values()].filter((count) => count >= 4).length).toBeGreaterThanOrEqual(12);
  });

  it('has at least 20 senders, one with a name of 60 characters', () => {
    expect(new Set(mails.map((mail) => mail.from.address)).size).toBeGreaterThanOrEqual(20);
    expect(mails.some((mail) => mail.from.name.length >= 60)).toBe(true);
  });

  it('writes no text and no Message-ID twice', () => {
    expect(new Set(mails.map((mail) => mail.text)).size).toBe(mails.length);
    expect(new Set(mails.map((mail) => mail.messageId)).size).toBe(mails.length);
  });

  it('leaves no choice unmade', () => {
    for (const mail of mails) expect(`${mail.subject}\n${mail.text}`).not.toMatch(/[{}|]/);
  });

  it('has right-to-left text, emoji, long and missing subjects', () => {
    expect(mails.filter((mail) => /\p{Script=Arabic}/u.test(mail.text)).length).toBeGreaterThan(0);
    expect(mails.filter((mail) => /\p{Script=Hebrew}/u.test(mail.text)).length).toBeGreaterThan(0);
    expect(mails.filter((mail) => /\p{Extended_Pictographic}/u.test(mail.subject)).length).toBeGreaterThan(1);
    expect(mails.some((mail) => mail.subject === '')).toBe(true);
    expect(mails.some((mail) => mail.subject.length > 200)).toBe(true);
  });

  it('encodes what is not ASCII in headers, and keeps lines within 998 octets', () => {
    const decoder = new TextDecoder('latin1');
    for (const { root, bytes } of parsed) {
      const header = bytes.subarray(root.headerStart, root.bodyStart);
      expect(header.every((octet) => octet < 0x80)).toBe(true);
      expect(
        Math.max(
          ...decoder
            .decode(header)
            .split('\r\n')
            .map((line) => line.length),
        ),
      ).toBeLessThanOrEqual(998);
    }
    expect(
      parsed.filter(({ root }) => (root.headers.get('subject') ?? '').includes('=?')).length,
    ).toBeGreaterThan(50);
  });

  it('spreads over two years up to minutes ago, read and unread, starred, answered, with keywords', () => {
    const ages = mails.map((mail) => mail.ageMinutes);
    expect(Math.min(...ages)).toBeLessThan(120);
    expect(Math.min(...ages)).toBeGreaterThan(0);
    expect(Math.max(...ages)).toBeGreaterThan(500 * 1440);
    expect(Math.max(...ages)).toBeLessThan(760 * 1440);
    const having = (flag: string): number => mails.filter((mail) => mail.flags.includes(flag)).length;
    expect(having('\\Seen')).toBeGreaterThan(200);
    expect(mails.length - having('\\Seen')).toBeGreaterThan(20);
    expect(having('\\Flagged')).toBeGreaterThan(8);
    expect(having('\\Answered')).toBeGreaterThan(20);
    expect(having('$Important') + having('pendiente') + having('garden')).toBeGreaterThan(2);
  });

  it('is the same on every start, relative to the clock', () => {
    expect(seedMails(now).map((mail) => mail.text)).toEqual(mails.map((mail) => mail.text));
    expect(seedMails(fixedNow).length).toBe(mails.length);
  });

  it('has a second, small account at the office, with another name and another mailbox', () => {
    const office = server.account(workUser.user);
    expect(office?.mailboxes.map((mailbox) => mailbox.name)).toContain('Clients/Northbridge');
    const messages = office?.mailboxes.flatMap((mailbox) => mailbox.messages) ?? [];
    expect(messages.length).toBeGreaterThan(8);
    const inbox = office?.mailbox('INBOX')?.messages ?? [];
    expect(inbox.filter(({ flags }) => !flags.includes('\\Seen'))).toHaveLength(3);
    for (const { content } of inbox)
      expect(parseMessage(content.bytes).headers.get('to')).toContain('work@example.com');
    const session = server.connect();
    read(session);
    expect(talk(session, `a LOGIN ${workUser.user} ${workUser.password}\r\n`)).toContain('a OK');
  });

  it('lets the demo user in and find something', () => {
    const session = server.connect();
    read(session);
    expect(talk(session, `a LOGIN ${demoUser.user} ${demoUser.password}\r\n`)).toContain('a OK');
    talk(session, 'b EXAMINE INBOX\r\n');
    expect(
      talk(session, 'c SEARCH RETURN (COUNT) SUBJECT "montgó"\r\n'.replace('"montgó"', '{7+}\r\nmontgó')),
    ).toMatch(/COUNT [1-9]/);
  });
});

describe('arrivals', () => {
  it('are different, valid mails in both languages', () => {
    const texts = new Set<string>();
    const office = new Set<number>();
    for (let n = 0; n < 60; n++) {
      const { user, raw, mailbox } = nextArrival(n, now);
      expect(parseMessage(raw).headers.get('to')).toContain(user);
      if (user === workUser.user) office.add(n);
      expect(['INBOX', 'Familia', 'Projects/Garden', 'Projects/Courtyard']).toContain(mailbox);
      expect(parseMessage(raw).headers.get('message-id')).toMatch(/^<arrival-/);
      texts.add(new TextDecoder().decode(raw.subarray(parseMessage(raw).bodyStart)));
    }
    expect(texts.size).toBe(60);
    expect(office.size).toBe(20);
  });
});

describe('made files', () => {
  it('PNG: chunks with right sums, and pixels that come back', () => {
    const bytes = png(3, 2, (x, y) => [x, y, 7]);
    expect([...bytes.subarray(0, 8)]).toEqual([137, 80, 78, 71, 13, 10, 26, 10]);
    const view = new DataView(bytes.buffer);
    const length = view.getUint32(33);
    const data = bytes.subarray(41, 41 + length);
    expect([...inflateSync(data)]).toEqual([0, 0, 0, 7, 1, 0, 7, 2, 0, 7, 0, 0, 1, 7, 1, 1, 7, 2, 1, 7]);
    // IEND's sum is the same in every PNG.
    expect([...bytes.subarray(-4)]).toEqual([0xae, 0x42, 0x60, 0x82]);
    expect(inflateSync(png(300, 300, stripes(4)).subarray(41, -16)).length).toBe(300 * 901);
  });

  it('PDF: the table of offsets points at the objects', () => {
    const text = Buffer.from(pdf(['Título (1)', 'línea 2'])).toString('latin1');
    const start = Number(/startxref\n(\d+)/.exec(text)?.[1]);
    expect(text.slice(start, start + 4)).toBe('xref');
    const offsets = [...text.matchAll(/^(\d{10}) 00000 n/gm)].map((match) => Number(match[1]));
    expect(offsets.length).toBe(5);
    for (const [index, offset] of offsets.entries())
      expect(text.slice(offset, offset + 7)).toBe(`${index + 1} 0 obj`);
  });
});
