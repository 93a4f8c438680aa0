/** Commands of extensions against Dovecot: its answers, not our idea of them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as imap from '../../lib/imap';
import { startDovecot, type Dovecot } from '../support/dovecot';
import { ImapLink } from '../support/imap-link';

const PASSWORD_USER = 'extensions';
const INBOX = imap.toMailboxName('INBOX');
const ALL: imap.SearchCriteria = { kind: 'all' };

let dovecot: Dovecot;
let link: ImapLink;

/** Three conversations: 1 <- 2 <- 4 and 1 <- 3; 5 alone; 6 answers a message that is not there. */
const MAILS = [
  { id: 1, subject: 'Plans', from: 'zoe', answers: [] },
  { id: 2, subject: 'Re: Plans', from: 'ana', answers: [1] },
  { id: 3, subject: 'Re: Plans', from: 'mia', answers: [1] },
  { id: 4, subject: 'Re: Plans', from: 'eva', answers: [1, 2] },
  { id: 5, subject: 'Bread', from: 'bob', answers: [] },
  { id: 6, subject: 'Re: Zebra', from: 'ida', answers: [99] },
];

const mailOf = ({ id, subject, from, answers }: (typeof MAILS)[number]): Uint8Array =>
  new TextEncoder().encode(
    [
      `Message-ID: <m${id}@example.org>`,
      `From: ${from}@example.org`,
      `Subject: ${subject}`,
      `Date: ${id} Mar 2026 10:00:00 +0000`,
      ...(answers.length > 0 ? [`References: ${answers.map((n) => `<m${n}@example.org>`).join(' ')}`] : []),
      '',
      `Text of ${id}\r\n`,
    ].join('\r\n'),
  );

beforeAll(async () => {
  dovecot = await startDovecot({
    extra: [
      'mail_attribute_dict = file:%h/attributes',
      'protocol imap {\n  imap_metadata = yes\n  mail_plugins = $mail_plugins acl imap_acl\n}',
      'plugin {\n  acl = vfile\n}',
    ].join('\n'),
  });
  link = await ImapLink.open(dovecot.ports.imap);
  const { address, password } = dovecot.user(PASSWORD_USER);
  await link.run(imap.login(address, password));
  await link.run(imap.capability());
  for (const mail of MAILS)
    await link.run(imap.append(INBOX, mailOf(mail), { internalDate: Date.UTC(2026, 2, 7 - mail.id) }));
  await link.run(imap.select(INBOX));
});

afterAll(async () => {
  link?.close();
  await dovecot.dispose();
});

describe('orders', () => {
  const ask = async (keys: imap.SortOptions['keys'], partial?: readonly [number, number]) => {
    const found = await link.run(
      imap.sort({ uid: true, keys, criteria: ALL, ...(partial ? { partial } : {}) }),
    );
    return { numbers: [...found.numbers], count: found.count };
  };

  test('by any field, forwards and backwards', async () => {
    expect((await ask([{ field: 'from' }])).numbers).toEqual([2, 5, 4, 6, 3, 1]);
    expect((await ask([{ field: 'date', reverse: true }])).numbers).toEqual([6, 5, 4, 3, 2, 1]);
    expect((await ask([{ field: 'arrival' }])).numbers).toEqual([6, 5, 4, 3, 2, 1]);
    expect((await ask([{ field: 'subject' }, { field: 'date', reverse: true }])).numbers).toEqual([
      5, 4, 3, 2, 1, 6,
    ]);
  });

  test('a piece of an order', async () => {
    expect(link.connection.capabilities.has('ESORT')).toBe(true);
    expect(await ask([{ field: 'date', reverse: true }], [1, 2])).toEqual({ numbers: [6, 5], count: 6 });
    expect(await ask([{ field: 'from' }], [3, 5])).toEqual({ numbers: [4, 6, 3], count: 6 });
  });
});

test('conversations, also those whose beginning is missing', async () => {
  const forest = await link.run(imap.thread({ uid: true, algorithm: 'REFERENCES', criteria: ALL }));
  const parentOf = (uid: number) => {
    const at = forest.numbers.indexOf(uid);
    const parent = forest.parents[at]!;
    return parent < 0 ? null : forest.numbers[parent];
  };
  expect([1, 2, 3, 4, 5, 6].map(parentOf)).toEqual([null, 1, 1, 2, null, null]);
});

test('what was found is kept for the next command', async () => {
  const unseen: imap.SearchCriteria = { kind: 'text', field: 'from', value: 'ana' };
  await link.run(imap.search({ uid: true, criteria: unseen, return: ['count'], save: true }));
  const both = await link.run(
    imap.search({ uid: true, criteria: { kind: 'and', of: [{ kind: 'saved' }, ALL] }, return: ['all'] }),
  );
  expect(both.all).toEqual([[2, 2]]);
});

test('rights: what one has, what others have, giving and taking', async () => {
  await link.run(imap.create('Shared'));
  expect([...(await link.run(imap.myRights('Shared')))]).toEqual(expect.arrayContaining(['l', 'r', 'a']));
  await link.run(imap.setAcl('Shared', 'bruno', { mode: 'replace', rights: 'lr' }));
  await link.run(imap.setAcl('Shared', 'bruno', { mode: 'add', rights: 's' }));
  const rightsOf = async (who: string) => new Map(await link.run(imap.getAcl('Shared'))).get(who);
  expect([...((await rightsOf('bruno')) ?? '')].toSorted()).toEqual(['l', 'r', 's']);
  const listed = await link.run(imap.listRights('Shared', 'bruno'));
  expect([listed.required, ...listed.optional].join('')).toContain('l');
  await link.run(imap.deleteAcl('Shared', 'bruno'));
  expect(await rightsOf('bruno')).toBeUndefined();
});

test('notes on a mailbox and on the server are written, read and removed', async () => {
  await link.run(imap.setMetadata('INBOX', new Map([['/private/comment', 'für "mich"\nallein']])));
  const read = () => link.run(imap.getMetadata('INBOX', ['/private/comment']));
  expect((await read()).get('/private/comment')).toBe('für "mich"\nallein');
  await link.run(imap.setMetadata('INBOX', new Map([['/private/comment', null]])));
  expect((await read()).get('/private/comment') ?? null).toBeNull();
  expect(
    await link.run(imap.getMetadata('', ['/shared/comment'], { depth: '1', maxSize: 100 })),
  ).toBeInstanceOf(Map);
});

test('limits of space', async () => {
  const roots = await link.run(imap.getQuotaRoot('INBOX'));
  expect(roots.map(({ root }) => root)).toEqual(['User quota']);
  const resources = await link.run(imap.getQuota('User quota'));
  expect(resources).toContainEqual(expect.objectContaining({ name: 'STORAGE', limit: 1024 * 1024 }));
  expect(await link.settle(imap.setQuota('User quota', [{ name: 'STORAGE', limit: 1 }]))).toMatchObject({
    ok: false,
  });
});

test('several messages at once, and one out of pieces', async () => {
  const [first, second] = MAILS.slice(4).map((mail) => mailOf(mail));
  await link.run(imap.create('Many'));
  const uids = await link.run(
    imap.appendMany('Many', [{ message: first! }, { message: second!, flags: ['\\Seen'] }]),
  );
  expect(uids?.uids).toEqual([[1, 2]]);
  await link.run(imap.create('Drafts2'));
  const made = await link.run(
    imap.catenate('Drafts2', [
      { text: new TextEncoder().encode('Subject: pieces\r\n\r\n') },
      { url: `/Many;UIDVALIDITY=${uids?.uidValidity}/;UID=1/;SECTION=TEXT` },
    ]),
  );
  await link.run(imap.examine('Drafts2'));
  const rows = await link.run(
    imap.fetch({ set: [[1, 1]], uid: true, items: ['uid', { section: '', peek: true }] }),
  );
  const bytes = rows[0]?.items.sections?.[0]?.bytes ?? new Uint8Array(0);
  expect(new TextDecoder().decode(bytes)).toBe('Subject: pieces\r\n\r\nText of 5\r\n');
  expect(made?.uid).toBe(1);
  await link.run(imap.select(INBOX));
  await link.run(imap.check());
});

test('a folder with a use', async () => {
  const outcome = await link.settle(imap.create('Old mail', ['\\Archive']));
  // Dovecot says whether it can; either way the session goes on.
  expect(outcome.ok || outcome.failure.kind === 'no' || outcome.failure.kind === 'bad').toBe(true);
  expect((await link.run(imap.list())).entries.length).toBeGreaterThan(3);
});
