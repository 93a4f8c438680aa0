/** What a header says of a message's conversation, and which messages that puts together. */
import { describe, expect, it } from 'vitest';
import { toUid, type FetchItems } from '../../../lib/imap/types';
import { areTied, hashOfId, keysOf, linksFromFetch, messageIds, Threads } from '../../../lib/mail';
import { items, row } from './support';

const envelope = items(1).envelope!;
const fetched = (messageId: string | null, more: Partial<FetchItems> = {}, inReplyTo: string | null = null) =>
  linksFromFetch({ ...items(1), envelope: { ...envelope, messageId, inReplyTo }, ...more });
const references = (text: string): Partial<FetchItems> => ({
  sections: [
    {
      section: 'HEADER.FIELDS ("References")',
      origin: null,
      binary: false,
      bytes: new TextEncoder().encode(text),
      streamed: false,
    },
  ],
});
const [a, b, c] = ['a@example.org', 'b@example.org', 'c@example.org'].map(hashOfId) as [
  number,
  number,
  number,
];

describe('links of a message', () => {
  it('are its id and what it names, each once and never itself', () => {
    expect(
      fetched('<c@example.org>', references('References: <a@example.org>\r\n <b@example.org>\r\n\r\n')),
    ).toEqual({
      id: c,
      refs: [a, b],
      group: 0,
    });
    expect(
      fetched('<c@example.org>', references('References: <c@example.org> <a@example.org>'), '<a@example.org>')
        ?.refs,
    ).toEqual([a]);
    expect(fetched('<c@example.org>', {}, 'Your mail of Monday <b@example.org>')?.refs).toEqual([b]);
    expect(fetched(null)).toEqual({ id: 0, refs: [], group: 0 });
    expect(linksFromFetch({ uid: toUid(1) })).toBeUndefined();
  });

  it('are the conversation alone where the server names it', () => {
    const gmail = fetched('<c@example.org>', { gmailThreadId: '1278455344230334865' });
    expect(gmail && keysOf(gmail)).toEqual([gmail?.group]);
    const objectId = fetched('<c@example.org>', { threadId: 'T64b478a75b7ea9' });
    expect(objectId?.group).not.toBe(gmail?.group);
    expect(fetched('<c@example.org>', { threadId: null })).toMatchObject({ id: c, group: 0 });
  });

  it.each([
    ['<a@b><c@d>', ['a@b', 'c@d']],
    ['a@b  c@d', ['a@b', 'c@d']],
    ['<a@b', []],
    ['<a@b <c@d>', ['c@d']],
    ['<a\r\n @b> text <>', ['a@b']],
    ['Monday, 3 May', []],
  ])('reads %j', (field, ids) => expect(messageIds(field)).toEqual(ids));

  it('have 48 bits that differ', () => {
    const hashes = Array.from({ length: 200_000 }, (_, at) => hashOfId(`${at}@mail.example.org`));
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(hashes.every((one) => one > 0 && one < 2 ** 48 && Number.isInteger(one))).toBe(true);
  });
});

describe('conversations', () => {
  const linked = (uid: number, id: number, refs: readonly number[], subject = `Mail ${uid}`) =>
    row(uid, { subject, date: uid * 1_000, thread: { id, refs, group: 0 } });
  const all = (threads: Threads, uid: number): readonly number[] =>
    threads.membersOf(toUid(uid)).toSorted((x, y) => x - y);

  it('hold together by a message that is not here, and fall apart without the one between', () => {
    const threads = new Threads();
    threads.add(linked(1, 11, [99]));
    threads.add(linked(2, 12, [99]));
    expect(all(threads, 1)).toEqual([1, 2]);
    threads.add(linked(3, 13, [14]));
    threads.add(linked(4, 14, [12]));
    expect(all(threads, 3)).toEqual([1, 2, 3, 4]);
    threads.remove(toUid(4));
    expect(all(threads, 3)).toEqual([3]);
    expect(all(threads, 2)).toEqual([1, 2]);
    expect(all(threads, 4)).toEqual([]);
  });

  it('survive messages that name each other, and themselves', () => {
    const threads = new Threads();
    threads.add(linked(1, 11, [12]));
    threads.add(linked(2, 12, [11]));
    threads.add(linked(3, 13, [13]));
    expect(all(threads, 1)).toEqual([1, 2]);
    expect(all(threads, 3)).toEqual([3]);
  });

  it('take an answer without references by its subject, a forward or a new mail of that subject not', () => {
    const threads = new Threads();
    threads.add(linked(1, 11, [], 'Minutes'));
    threads.add(linked(2, 12, [], 'Re: Minutes'));
    threads.add(linked(3, 13, [], 'Fwd: Minutes'));
    threads.add(linked(4, 14, [], 'Minutes'));
    threads.add(linked(5, 15, [98], 'Re: Minutes'));
    expect(all(threads, 1)).toEqual([1, 2]);
    for (const uid of [3, 4, 5]) expect(all(threads, uid)).toEqual([uid]);
    // What it answers goes: it answers what was there before.
    threads.add(linked(6, 16, [], 'AW: Minutes'));
    expect(all(threads, 6)).toEqual([5, 6]);
    threads.remove(toUid(5));
    expect(all(threads, 6)).toEqual([4, 6]);
  });

  it('are tied across folders by the same keys', () => {
    const keys = new Set(keysOf({ id: 11, refs: [99], group: 0 }));
    expect(areTied({ id: 50, refs: [11], group: 0 }, keys)).toBe(true);
    expect(areTied({ id: 50, refs: [51], group: 0 }, keys)).toBe(false);
    expect(areTied(undefined, keys)).toBe(false);
  });
});
