/** Items, keys and modifiers of extensions against Dovecot: what it really says. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as imap from '../../lib/imap';
import { startDovecot, type Dovecot } from '../support/dovecot';
import { ImapLink } from '../support/imap-link';

const ALL: imap.SearchCriteria = { kind: 'all' };
const FIRST = [[1, 1]] as const;
const today = new Date();
const day = { year: today.getUTCFullYear(), month: today.getUTCMonth() + 1, day: today.getUTCDate() };

let dovecot: Dovecot;
let link: ImapLink;
let mailbox = '';
let count = 0;

const octets = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));
const mail = (subject: string, text = 'Hello there'): Uint8Array =>
  octets(`From: ana@example.org\r\nSubject: ${subject}\r\n\r\n${text}\r\n`);
const multipart = (encoding: string, data: string): Uint8Array =>
  octets(
    [
      'Subject: parts\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n',
      'Content-Type: text/plain\r\n\r\nHello there\r\n--b\r\nContent-Type: application/octet-stream\r\n',
      `Content-Transfer-Encoding: ${encoding}\r\n\r\n${data}\r\n--b--\r\n`,
    ].join(''),
  );

async function signIn(): Promise<ImapLink> {
  const one = await ImapLink.open(dovecot.ports.imap);
  const { address, password } = dovecot.user('items');
  await one.run(imap.login(address, password));
  await one.run(imap.capability());
  return one;
}

const found = async (criteria: imap.SearchCriteria) =>
  (await link.run(imap.search({ uid: true, criteria, return: ['all'] }))).all;
const rowsOf = (items: readonly imap.FetchRequest[]) =>
  link.run(imap.fetch({ set: [[1, Infinity]], uid: true, items }));

beforeAll(async () => {
  dovecot = await startDovecot();
  link = await signIn();
  await link.run(imap.enable(['QRESYNC']));
});

beforeEach(async () => {
  mailbox = `Box ${++count}`;
  await link.run(imap.create(mailbox));
});

afterAll(async () => {
  link?.close();
  await dovecot.dispose();
});

test('SAVEDATE, PREVIEW, MODSEQ, and parts the server decodes', async () => {
  await link.run(imap.append(mailbox, multipart('base64', 'AAEC')));
  await link.run(imap.select(mailbox));
  const [row] = await rowsOf([
    'savedate',
    'preview',
    'modseq',
    { binarySize: '1' },
    { binarySize: '2' },
    { binary: '2', peek: true },
    { binary: '1', peek: true, partial: [6, 5] },
  ]);
  const { saveDate = null, preview, modSeq = 0n, binarySizes, sections } = row!.items;
  expect(Math.abs((saveDate ?? 0) - Date.now())).toBeLessThan(3_600_000);
  expect(preview).toBe('Hello there');
  expect(modSeq > 0n).toBe(true);
  expect(binarySizes).toEqual([
    { section: '1', octets: 11 },
    { section: '2', octets: 3 },
  ]);
  expect(sections).toMatchObject([
    { section: '2', binary: true, bytes: octets('\0\x01\x02') },
    { section: '1', binary: true, origin: 6, bytes: octets('there') },
  ]);
  expect(await rowsOf([{ preview: 'lazy' }])).toMatchObject([{ items: { preview: 'Hello there' } }]);
});

test('a message with NUL goes in, and its part comes back as it was', async () => {
  await link.run(imap.append(mailbox, multipart('binary', 'a\0b\xff'), { as: 'binary' }));
  await link.run(imap.select(mailbox));
  expect(await rowsOf([{ binary: '2', peek: true }])).toMatchObject([
    { items: { sections: [{ bytes: octets('a\0b\xff') }] } },
  ]);
});

test('reading without PEEK marks as read', async () => {
  await link.run(imap.append(mailbox, mail('one')));
  await link.run(imap.select(mailbox));
  await rowsOf([{ section: 'TEXT', peek: true }]);
  expect((await rowsOf(['flags']))[0]?.items.flags).not.toContain('\\Seen');
  await rowsOf(['flags', { section: 'TEXT', peek: false }]);
  expect((await rowsOf(['flags']))[0]?.items.flags).toContain('\\Seen');
});

test('searches by age, by the day of saving and by change', async () => {
  await link.run(imap.append(mailbox, mail('old'), { internalDate: Date.now() - 86_400_000 * 3 }));
  await link.run(imap.append(mailbox, mail('new')));
  const { highestModSeq } = await link.run(imap.select(mailbox));
  expect(await found({ kind: 'within', op: 'older', seconds: 86_400 })).toEqual([[1, 1]]);
  expect(await found({ kind: 'within', op: 'younger', seconds: 86_400 })).toEqual([[2, 2]]);
  expect(await found({ kind: 'savedatesupported' })).toEqual([[1, 2]]);
  const saved = (op: 'before' | 'on' | 'since', year: number) =>
    found({ kind: 'date', field: 'saved', op, date: { ...day, year } });
  expect(await saved('since', day.year - 1)).toEqual([[1, 2]]);
  expect(await saved('before', day.year - 1)).toEqual([]);
  await link.run(imap.store({ set: FIRST, uid: true, mode: 'add', flags: ['\\Flagged'], silent: true }));
  const since = ((highestModSeq ?? 0n) + 1n) as imap.ModSeq;
  expect(await found({ kind: 'modseq', since })).toEqual([[1, 1]]);
  expect(await found({ kind: 'modseq', since, of: { flag: '\\Flagged', made: 'all' } })).toEqual([[1, 1]]);
  expect(await found({ kind: 'arrival', is: 'new' })).toEqual(await found({ kind: 'arrival', is: 'recent' }));
});

describe('a mailbox that others change meanwhile', () => {
  let other: ImapLink;
  let before: imap.SelectedMailbox;

  /** 1 is flagged, 2 and 3 are gone, 5 is new. */
  beforeEach(async () => {
    for (const subject of ['one', 'two', 'three', 'four'])
      await link.run(imap.append(mailbox, mail(subject)));
    before = await link.run(imap.select(mailbox));
    await link.run(imap.unselect());
    other = await signIn();
    await other.run(imap.select(mailbox));
    await other.run(imap.store({ set: FIRST, uid: true, mode: 'add', flags: ['\\Flagged'], silent: true }));
    await other.run(
      imap.store({ set: [[2, 3]], uid: true, mode: 'replace', flags: ['\\Deleted'], silent: true }),
    );
    await other.run(imap.uidExpunge([[2, 3]]));
    await other.run(imap.append(mailbox, mail('five')));
    other.close();
  });

  const stateBefore = (): imap.QresyncState => ({
    uidValidity: before.uidValidity,
    modSeq: before.highestModSeq ?? (1n as imap.ModSeq),
  });
  const uidsOf = (rows: readonly imap.FetchRow[]) => rows.map(({ items }) => items.uid);

  test('SELECT tells what changed and what is gone (QRESYNC)', async () => {
    const now = await link.run(imap.select(mailbox, { qresync: stateBefore() }));
    expect(now.vanished).toEqual([[2, 3]]);
    expect(uidsOf(now.changed)).toEqual([1, 5]);
    expect(now.changed[0]?.items.flags).toContain('\\Flagged');
    expect(now.exists).toBe(3);
    const known = { knownUids: [[1, 2]], match: { seqs: [[1, 2]], uids: [[1, 2]] } } as const;
    const some = await link.run(imap.examine(mailbox, { qresync: { ...stateBefore(), ...known } }));
    expect([some.vanished, uidsOf(some.changed), some.readOnly]).toEqual([[[2, 2]], [1], true]);
    const stale = { ...stateBefore(), uidValidity: (before.uidValidity - 1) as imap.UidValidity };
    expect(await link.run(imap.select(mailbox, { qresync: stale }))).toMatchObject({
      vanished: [],
      changed: [],
    });
  });

  test('UID FETCH tells the same of the mailbox that is open', async () => {
    await link.run(imap.select(mailbox));
    const changedSince = stateBefore().modSeq;
    const changes = imap.fetchChanges({ set: [[1, Infinity]], items: ['flags'], changedSince });
    const { rows, vanished } = await link.run(changes);
    expect(uidsOf(rows)).toEqual([1, 5]);
    expect(vanished).toEqual([[2, 3]]);
  });

  test('a conditional STORE leaves alone what has changed', async () => {
    await link.run(imap.select(mailbox));
    const stored = await link.run(
      imap.store({
        set: [[1, 4]],
        uid: true,
        mode: 'add',
        flags: ['\\Answered'],
        silent: true,
        unchangedSince: stateBefore().modSeq,
      }),
    );
    expect(stored.modified).toEqual([[1, 1]]);
    expect(await found({ kind: 'flag', flag: '\\Answered', set: true })).toEqual([[4, 4]]);
  });
});

test('folders with their sizes, subscriptions below them, and in the old way', async () => {
  await link.run(imap.create(`${mailbox}/below`));
  await link.run(imap.subscribe(`${mailbox}/below`));
  await link.run(imap.append(mailbox, mail('one')));
  const { size = 0, highestModSeq = 0n } = await link.run(imap.status(mailbox, ['size', 'highestmodseq']));
  expect(size).toBe(mail('one').length);
  expect(highestModSeq > 0n).toBe(true);
  const listed = await link.run(
    imap.list({
      patterns: [{ prefix: mailbox, wildcard: '' }],
      select: ['subscribed', 'recursivematch'],
      status: ['messages', 'size'],
    }),
  );
  expect(listed.entries).toMatchObject([{ name: mailbox, childInfo: ['subscribed'] }]);
  // It does not match itself, and gets no STATUS (RFC 5819 2).
  expect(listed.statusByMailbox.size).toBe(0);
  const counted = await link.run(
    imap.list({ patterns: [{ prefix: mailbox, wildcard: '' }], status: ['messages', 'size'] }),
  );
  expect(counted.statusByMailbox.get(imap.toMailboxName(mailbox))).toEqual({ messages: 1, size });
  const old = await link.run(imap.xlist());
  expect(old.find(({ name }) => name === 'Junk')?.attributes).toContain('\\junk');
});

test('NOTIFY tells of the open mailbox with the items asked for, and of others from the start', async () => {
  const elsewhere = `${mailbox} elsewhere`;
  await link.run(imap.create(elsewhere));
  await link.run(imap.select(mailbox));
  link.news.length = 0;
  const messages = ['MessageNew', 'MessageExpunge', 'FlagChange'] as const;
  await link.run(
    imap.notify(
      [
        { mailboxes: 'SELECTED', events: messages, fetch: ['uid', 'flags', 'envelope'] },
        { mailboxes: { mailboxes: [elsewhere] }, events: messages },
        { mailboxes: 'PERSONAL', events: ['MailboxName', 'SubscriptionChange'] },
      ],
      { status: true },
    ),
  );
  const kinds = () => link.news.map((event) => event.kind);
  expect(link.news).toContainEqual(expect.objectContaining({ kind: 'status', mailbox: elsewhere }));
  const other = await signIn();
  await other.run(imap.append(mailbox, mail('news')));
  await other.run(imap.append(elsewhere, mail('news too')));
  other.close();
  link.news.length = 0;
  // What waits is told before the answer.
  while (!kinds().includes('fetch') || !kinds().includes('status')) await link.run(imap.noop());
  expect(link.news).toContainEqual(
    expect.objectContaining({
      kind: 'fetch',
      items: expect.objectContaining({ uid: 1, envelope: expect.objectContaining({ subject: 'news' }) }),
    }),
  );
  const refused = imap.notify([{ mailboxes: 'PERSONAL', events: ['MailboxMetadataChange'] }]);
  expect(await link.settle(refused)).toMatchObject({
    ok: false,
    failure: { code: { kind: 'badevent', events: ['MailboxMetadataChange'] } },
  });
  await link.run(imap.notify([]));
});

test('what a search has found stays on the server, for the commands after it', async () => {
  for (const subject of ['one', 'two', 'three']) await link.run(imap.append(mailbox, mail(subject)));
  await link.run(imap.select(mailbox));
  const criteria: imap.SearchCriteria = { kind: 'text', field: 'subject', value: 't' };
  await link.run(imap.search({ uid: true, criteria, return: ['count'], save: true }));
  const rows = await link.run(imap.fetch({ set: 'saved', uid: true, items: ['uid'] }));
  expect(rows.map(({ items }) => items.uid)).toEqual([2, 3]);
  await link.run(imap.store({ set: 'saved', uid: true, mode: 'add', flags: ['\\Deleted'], silent: true }));
  await link.run(imap.copy({ set: 'saved', uid: true, to: 'Archive' }));
  await link.run(imap.uidExpunge('saved'));
  expect(await found(ALL)).toEqual([[1, 1]]);
});

test('no octet of a text is taken for a command, whatever the server makes of the line before it', async () => {
  const value = 'x\r\nX9 CREATE smuggled\r\nX8 ';
  const criteria: imap.SearchCriteria = { kind: 'text', field: 'text', value };
  const other = await signIn();
  for (const command of [
    imap.multisearch({ in: ['personal'], criteria }),
    imap.setAcl(mailbox, value, { mode: 'replace', rights: 'l' }),
    imap.setMetadata(mailbox, new Map([['/private/comment', value]])),
  ])
    expect((await other.settle(command as imap.Command<unknown>)).ok, command.name).toBe(false);
  const keywords = Array.from({ length: 2_000 }, (_, i) => `keyword-with-a-long-name-${i}-${'k'.repeat(20)}`);
  await other.settle(imap.append(mailbox, octets(`${value}\r\n`), { flags: keywords }));
  const { entries } = await other.run(imap.list());
  other.close();
  expect(entries.map(({ name }) => name)).toContain(mailbox);
  expect(entries.map(({ name }) => name)).not.toContain('smuggled');
});

test('the ends of an order, without what lies between (ESORT)', async () => {
  for (const subject of ['pear', 'apple', 'zebra', 'fig'])
    await link.run(imap.append(mailbox, mail(subject)));
  await link.run(imap.select(mailbox));
  const ends = imap.sort({
    uid: true,
    keys: [{ field: 'subject' }],
    criteria: ALL,
    return: ['min', 'max', 'count'],
  });
  expect(await link.run(ends)).toMatchObject({ min: 2, max: 3, count: 4, numbers: { length: 0 } });
});

test('codes that say why', async () => {
  const code = async (command: imap.Command<unknown>) => {
    const outcome = await link.settle(command);
    return outcome.ok || !('code' in outcome.failure) ? null : outcome.failure.code?.kind;
  };
  expect(await code(imap.rename('nowhere', 'somewhere'))).toBe('nonexistent');
  expect(await code(imap.create(mailbox))).toBe('alreadyexists');
  expect(await code(imap.append('nowhere', mail('x')))).toBe('trycreate');
  await link.run(imap.examine(mailbox));
  expect(await found(ALL)).toEqual([]);
});
