import { describe, expect, it } from 'vitest';
import { toMailboxName, toUid, type ModSeq, type UidValidity } from '../../../lib/imap/types';
import type { MessageRow } from '../../../lib/mail';
import { createMemoryStore, type MailboxKey, type MailboxSave } from '../../../lib/store';

const account = 'demo:ana@example.org';
const key: MailboxKey = { account, mailbox: toMailboxName('INBOX'), uidValidity: 7 as UidValidity };

const row = (uid: number, subject = `Mail ${uid}`): MessageRow => ({
  uid: toUid(uid),
  seen: false,
  starred: false,
  answered: false,
  forwarded: false,
  draft: false,
  deleted: false,
  keywords: [],
  from: [],
  to: [],
  subject,
  date: 0,
  size: 10,
  hasAttachment: false,
});

const saveOf = (uids: readonly number[], rows: readonly MessageRow[], exists = uids.length): MailboxSave => ({
  numbers: {
    uidValidity: key.uidValidity,
    uidNext: toUid(Math.max(0, ...uids) + 1),
    exists,
    highestModSeq: 5n as ModSeq,
    readOnly: false,
  },
  runs: [{ start: exists - uids.length, uids: Uint32Array.from(uids) }],
  rows,
});

const subjects = async (store: ReturnType<typeof createMemoryStore>, uids: readonly number[]) =>
  (await store.rows(key, uids.map(toUid))).map((one) => one?.subject);

describe('mailboxes in memory', () => {
  it('keep rows over saves that bring only what changed, and drop those that are in no run', async () => {
    const store = createMemoryStore();
    store.saveMailbox(key, saveOf([1, 2, 3], [row(1), row(2), row(3)]));
    store.saveMailbox(key, saveOf([2, 3, 4], [row(3, 'Read'), row(4)]));
    expect(await subjects(store, [4, 3, 2, 1])).toEqual(['Mail 4', 'Read', 'Mail 2', undefined]);
    expect((await store.mailbox(account, key.mailbox))?.numbers.uidNext).toBe(5);
  });

  it('belong to one UIDVALIDITY', async () => {
    const store = createMemoryStore();
    store.saveMailbox(key, saveOf([1], [row(1)]));
    const other = { ...key, uidValidity: 8 as UidValidity };
    expect(await store.rows(other, [toUid(1)])).toEqual([undefined]);
    store.keepOnly(other);
    expect(await store.mailbox(account, key.mailbox)).toBeNull();
  });

  it('give way, the one saved longest ago first', async () => {
    const store = createMemoryStore({ structures: 1, detailBytes: 1, rows: 3 });
    const second = { ...key, mailbox: toMailboxName('Sent') };
    store.saveMailbox(key, saveOf([1, 2], [row(1), row(2)]));
    store.saveMailbox(second, saveOf([1, 2], [row(1), row(2)]));
    expect(await store.mailbox(account, key.mailbox)).toBeNull();
    expect(await store.mailbox(account, second.mailbox)).not.toBeNull();
  });

  it('follow a new name, and go with the account', async () => {
    const store = createMemoryStore();
    const named = { ...key, mailbox: toMailboxName('Projects') };
    store.saveMailbox(key, saveOf([1], [row(1)]));
    store.saveFolders(account, { entries: [], statuses: [] });
    store.renameMailbox(account, key.mailbox, named.mailbox);
    expect(await store.mailbox(account, key.mailbox)).toBeNull();
    expect((await store.rows(named, [toUid(1)]))[0]?.subject).toBe('Mail 1');
    await store.dropAccount(account);
    expect(await store.mailbox(account, named.mailbox)).toBeNull();
    expect(await store.folders(account)).toBeNull();
  });

  it('items keep the order they were put in, also when one is put again', async () => {
    const store = createMemoryStore();
    await store.putItem(account, 'outbox', { id: 'a', value: 1 });
    await store.putItem(account, 'outbox', { id: 'b', value: 2 });
    await store.putItem(account, 'outbox', { id: 'a', value: 3 });
    await store.putItem(account, 'draft', { id: 'a', value: 4 });
    expect(await store.items(account, 'outbox')).toEqual([
      { id: 'a', value: 3 },
      { id: 'b', value: 2 },
    ]);
    await store.dropItem(account, 'outbox', 'a');
    expect(await store.items(account, 'outbox')).toEqual([{ id: 'b', value: 2 }]);
  });

  it('items outlive an account that ended by itself, and go with one that signed out', async () => {
    const store = createMemoryStore();
    store.saveMailbox(key, saveOf([1], [row(1)]));
    await store.putItem(account, 'outbox', { id: 'a', value: 1 });
    await store.dropAccount(account, true);
    expect(await store.mailbox(account, key.mailbox)).toBeNull();
    expect(await store.items(account, 'outbox')).toEqual([{ id: 'a', value: 1 }]);
    await store.dropAccount(account);
    expect(await store.items(account, 'outbox')).toEqual([]);
  });
});
