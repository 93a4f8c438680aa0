import { describe, expect, it } from 'vitest';
import { toUid, type BodyStructure, type UidValidity } from '../../../lib/imap';
import type { MessageDetail } from '../../../lib/mail';
import { createMemoryStore, detailSize, type MailboxKey } from '../../../lib/store';
import { INBOX } from './support';

const key = (uidValidity: number, account = 'a'): MailboxKey => ({
  account,
  mailbox: INBOX,
  uidValidity: uidValidity as UidValidity,
});
const structure: BodyStructure = {
  kind: 'multipart',
  section: '',
  subtype: 'mixed',
  parts: [],
  params: [],
  disposition: null,
};
const detail = (uid: number, text: string, htmlTooLarge = false): MessageDetail => ({
  uid: toUid(uid),
  subject: '',
  from: [],
  sender: [],
  replyTo: [],
  to: [],
  cc: [],
  bcc: [],
  date: 0,
  messageId: null,
  html: null,
  text,
  htmlTooLarge,
  truncated: false,
  attachments: [],
  inlineParts: [],
});

describe('the store in memory', () => {
  it('keeps by account, mailbox, UIDVALIDITY and UID', async () => {
    const store = createMemoryStore();
    store.putStructures(key(1), [[toUid(5), structure]]);
    expect(await store.structure(key(1), toUid(5))).toEqual(structure);
    expect(await store.structure(key(2), toUid(5))).toBeUndefined();
    expect(await store.structure(key(1, 'b'), toUid(5))).toBeUndefined();
    store.keepOnly(key(2));
    expect(await store.structure(key(1), toUid(5))).toBeUndefined();
  });

  it('drops the message used least recently when it is full', async () => {
    const size = detailSize(detail(1, 'x'.repeat(1_000)));
    const store = createMemoryStore({ structures: 10, detailBytes: 3 * size });
    for (const uid of [1, 2, 3]) store.putDetail(key(1), detail(uid, 'x'.repeat(1_000)), false);
    await store.detail(key(1), toUid(1), false);
    store.putDetail(key(1), detail(4, 'x'.repeat(1_000)), false);
    const known = await Promise.all([1, 2, 3, 4].map((uid) => store.detail(key(1), toUid(uid), false)));
    expect(known.map((one) => one?.uid)).toEqual([1, undefined, 3, 4]);
  });

  it('does not keep a message larger than the cache, and keeps the others', async () => {
    const store = createMemoryStore({ structures: 10, detailBytes: 10_000 });
    store.putDetail(key(1), detail(1, 'small'), false);
    store.putDetail(key(1), detail(2, 'x'.repeat(100_000)), false);
    expect(await store.detail(key(1), toUid(2), false)).toBeUndefined();
    expect(await store.detail(key(1), toUid(1), false)).toMatchObject({ text: 'small' });
  });

  it('knows that a message that was not cut is the same formatted', async () => {
    const store = createMemoryStore();
    store.putDetail(key(1), detail(1, 'whole'), false);
    store.putDetail(key(1), detail(2, 'cut', true), false);
    expect(await store.detail(key(1), toUid(1), true)).toMatchObject({ text: 'whole' });
    expect(await store.detail(key(1), toUid(2), true)).toBeUndefined();
    store.putDetail(key(1), detail(2, 'formatted', true), true);
    expect(await store.detail(key(1), toUid(2), true)).toMatchObject({ text: 'formatted' });
  });

  it('forgets an account', async () => {
    const store = createMemoryStore();
    store.putDetail(key(1), detail(1, 'mine'), false);
    await store.dropAccount('a');
    expect(await store.detail(key(1), toUid(1), false)).toBeUndefined();
  });
});
