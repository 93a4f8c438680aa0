/** A list put together: what a row stands for, how far it reaches, and what stays itself when messages come and go. */
import { describe, expect, it } from 'vitest';
import {
  ConversationList,
  membersOf,
  namedByServer,
  type MessageListSnapshot,
  type ServerThreads,
} from '../../../lib/engine';
import { MAX_COMING, MAX_CONVERSED } from '../../../lib/engine/limits';
import { toUid } from '../../../lib/imap/types';
import { hashOfId, type MessageRow } from '../../../lib/mail';
import { row, validity } from '../mail/support';

const person = (name: string) => ({ name, address: `${name.toLowerCase()}@example.org` });
/** Message `uid` of a conversation, with whatever else. */
const of = (topic: string, uid: number, change: Partial<MessageRow> = {}): MessageRow =>
  row(uid, {
    subject: uid > 1 ? `Re: ${topic}` : topic,
    thread: { id: hashOfId(`${uid}`), refs: [hashOfId(topic)], group: 0 },
    ...change,
  });

/** Newest first; undefined where the row is not here. */
function listOf(rows: readonly (MessageRow | undefined)[], uidValidity = validity): MessageListSnapshot {
  return {
    status: 'ready',
    rowCount: rows.length,
    rowAt: (position) => rows[position],
    positionOf: (uid) => {
      const at = rows.findIndex((one) => one?.uid === uid);
      return at < 0 ? undefined : at;
    },
    isGone: (uid) => !rows.some((one) => one?.uid === uid),
    version: 1,
    readOnly: false,
    uidValidity,
    marked: 0,
  };
}
const shape = (list: MessageListSnapshot): readonly (readonly number[])[] =>
  Array.from({ length: list.rowCount }, (_, at) => membersOf(list.rowAt(at)!).map(({ uid }) => uid));

describe('a list of conversations', () => {
  it('counts what was found further down with its conversation, once, as long as it is there', () => {
    const list = new ConversationList();
    const rows = [of('Trip', 9), of('Minutes', 8), of('Trip', 7), undefined, undefined, undefined];
    const older = new Map([[toUid(9), [of('Trip', 3, { seen: false }), of('Trip', 2), of('Trip', 7)]]]);
    const shown = list.update(listOf(rows), null, older);
    expect(shape(shown)).toEqual([[9, 7, 3, 2], [8]]);
    expect(shown.positionOf(toUid(2))).toBe(0);
    expect(shown.rowAt(0)).toMatchObject({ uid: 9, seen: false });
    expect(shown).toMatchObject({ covered: 3, messages: 6 });
    // Somebody scrolled there.
    const all = [...rows.slice(0, 3), of('Trip', 3), of('Trip', 2), of('Other', 1)];
    expect(shape(list.update(listOf(all), null, older))).toEqual([[9, 7, 3, 2], [8], [1]]);
    // A single message becomes a conversation, and is called as it was.
    const single = list.update(listOf(rows), null, new Map([[toUid(8), [of('Minutes', 1)]]]));
    expect(shape(single)).toEqual([
      [9, 7],
      [8, 1],
    ]);
    expect(single.rowAt(1)?.uid).toBe(8);
  });

  it('knows of an answer of the server which messages are not here', () => {
    const server: ServerThreads = {
      uidValidity: validity,
      uids: Uint32Array.of(1, 2, 3, 4, 5),
      roots: Uint32Array.of(1, 2, 1, 4, 1),
      conversations: 3,
    };
    const here = new Set([5, 4].map(toUid));
    expect(namedByServer(server, [toUid(5)], (uid) => here.has(uid))).toEqual([1, 3]);
    expect(namedByServer(server, [toUid(4), toUid(9)], (uid) => here.has(uid))).toEqual([]);
  });

  it('has a row for each, at the place of its newest message, that says what is true of any of them', () => {
    const list = new ConversationList().update(
      listOf([
        of('Trip', 5, { from: [person('Bo')], seen: true }),
        of('Minutes', 4, { from: [person('Cy')], seen: true }),
        of('Trip', 3, { from: [person('Ada')], seen: false, hasAttachment: true }),
        of('Trip', 2, { from: [person('Bo')], seen: true, starred: true }),
      ]),
    );
    expect(shape(list)).toEqual([[5, 3, 2], [4]]);
    expect(list.rowAt(0)).toMatchObject({
      uid: 5,
      seen: false,
      starred: true,
      hasAttachment: true,
      subject: 'Re: Trip',
    });
    expect(list.rowAt(0)?.from.map(({ name }) => name)).toEqual(['Bo', 'Ada']);
    expect([5, 3, 2, 4].map((uid) => list.positionOf(toUid(uid)))).toEqual([0, 0, 0, 1]);
    expect(list).toMatchObject({ rowCount: 2, covered: 4, messages: 4, isCut: false });
  });

  it('reaches as far as rows are known, and leaves none of those out', () => {
    const list = new ConversationList();
    const rows = [of('Trip', 9), of('Minutes', 8), undefined, of('Trip', 6)];
    expect(list.update(listOf(rows))).toMatchObject({
      rowCount: 2,
      covered: 2,
      messages: 4,
      status: 'ready',
    });
    rows[2] = of('Minutes', 7);
    expect(shape(list.update(listOf(rows)))).toEqual([
      [9, 6],
      [8, 7],
    ]);
    // New messages are on their way: what was there stays.
    expect(shape(new ConversationList().update(listOf([undefined, of('Trip', 1)])))).toEqual([[1]]);
    const coming = Array.from({ length: MAX_COMING + 1 }, () => undefined);
    expect(new ConversationList().update(listOf([...coming, of('Trip', 1)]))).toMatchObject({
      rowCount: 0,
      status: 'loading',
    });
    expect(new ConversationList().update(listOf([]))).toMatchObject({ rowCount: 0, status: 'ready' });
  });

  it('keeps the name of a conversation when an answer comes, and rows in which nothing changed', () => {
    const list = new ConversationList();
    const rows = [of('Trip', 3), of('Trip', 2), of('Minutes', 1)];
    const before = list.update(listOf(rows));
    const after = list.update(listOf([of('Trip', 4), ...rows]));
    expect(after.rowAt(0)?.uid).toBe(3);
    expect(shape(after)[0]).toEqual([4, 3, 2]);
    expect(after.rowAt(1)).toBe(before.rowAt(1));
    expect(list.update(listOf([of('Trip', 4), ...rows])).rowAt(1)).toBe(before.rowAt(1));
    // The one it was named after goes.
    const left = list.update(listOf([of('Trip', 4), rows[1], rows[2]]));
    expect(left.rowAt(0)?.uid).toBe(4);
    expect(left.positionOf(toUid(3))).toBeUndefined();
  });

  it('forgets everything when the messages became others', () => {
    const list = new ConversationList();
    list.update(listOf([of('Trip', 2), of('Trip', 1)]));
    const other = list.update(listOf([of('Other', 2), of('Minutes', 1)], (validity + 1) as typeof validity));
    expect(shape(other)).toEqual([[2], [1]]);
  });

  it('takes what the server said of the whole folder, and lets it go with another', () => {
    const list = new ConversationList();
    const rows = listOf([of('Trip', 5), of('Minutes', 4), of('Garden', 2)]);
    const server: ServerThreads = {
      uidValidity: validity,
      uids: Uint32Array.of(1, 2, 3, 4),
      roots: Uint32Array.of(1, 1, 3, 1),
      conversations: 2,
    };
    expect(shape(list.update(rows, server))).toEqual([[5], [4, 2]]);
    expect(shape(list.update(rows))).toEqual([[5], [4], [2]]);
    const other = { ...server, uidValidity: (validity + 1) as typeof validity };
    expect(shape(list.update(rows, other))).toEqual([[5], [4], [2]]);
  });

  it('ends at its bound and says so', () => {
    const rows = Array.from({ length: MAX_CONVERSED + 1 }, (_, at) =>
      of(`Topic ${at}`, MAX_CONVERSED + 1 - at),
    );
    expect(new ConversationList().update(listOf(rows))).toMatchObject({
      covered: MAX_CONVERSED,
      isCut: true,
    });
    expect(new ConversationList().update(listOf(rows.slice(1)))).toMatchObject({
      covered: MAX_CONVERSED,
      isCut: false,
    });
  });
});
