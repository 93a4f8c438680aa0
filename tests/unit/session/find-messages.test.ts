/** What the server is asked for a view, and what is made of its answers. */
import { describe, expect, it } from 'vitest';
import type { Command } from '../../../lib/imap';
import { toUid, type CommandOutcome, type UidValidity } from '../../../lib/imap/types';
import { parseSearch, type ViewOrder } from '../../../lib/mail';
import { FIND_PIECE, MAX_FOUND, WHOLE_ORDER } from '../../../lib/session/limits';
import type { Link } from '../../../lib/session/link';
import { findMessages, toCriteria, type FindRequest } from '../../../lib/session/tasks/find-messages';

const today = { year: 2026, month: 3, day: 1 };
const now = Date.UTC(2026, 2, 1, 12);
const nodeOf = (text: string) => {
  const { node } = parseSearch(text, today);
  if (node === null) throw new Error(`nothing is looked for in ${text}`);
  return node;
};

/** A mailbox of `exists` messages whose server answers as told, and remembers what it was asked. */
function linkOf(
  exists: number,
  capabilities: readonly string[],
  answer: (command: Command<unknown>) => CommandOutcome<unknown>,
): { readonly link: Link; readonly asked: string[] } {
  const asked: string[] = [];
  const link = {
    selectedInfo: { uidValidity: 7 as UidValidity, exists },
    driver: { has: (name: string) => capabilities.includes(name) },
    run: (command: Command<unknown>) => {
      asked.push(command.name);
      return Promise.resolve(answer(command));
    },
  };
  return { link: link as unknown as Link, asked };
}

const request = (order: ViewOrder, from = 0, text = ''): FindRequest => ({
  view: { search: text === '' ? null : nodeOf(text), order },
  from,
});
const found = (value: unknown): CommandOutcome<unknown> => ({ ok: true, value }) as CommandOutcome<unknown>;
const rangeOf = (from: number, count: number): Uint32Array =>
  Uint32Array.from({ length: count }, (_, i) => from + i);

describe('the order of a large mailbox', () => {
  const esort = ['SORT', 'ESORT', 'CONTEXT=SEARCH', 'ESEARCH'];

  it('comes in pieces, each with the place it begins at', async () => {
    const numbers = rangeOf(5_000, FIND_PIECE);
    const { link } = linkOf(WHOLE_ORDER + 1, esort, () =>
      found({ numbers, count: WHOLE_ORDER + 1, modSeq: null }),
    );
    const piece = await findMessages(link, request('sender', 4_000), now);
    expect(piece).toEqual({
      ok: true,
      value: {
        uidValidity: 7,
        exists: WHOLE_ORDER + 1,
        count: WHOLE_ORDER + 1,
        start: 4_000,
        exact: false,
        uids: numbers,
        ordered: true,
      },
    });
  });

  it('may come whole all the same, from a server that does not cut', async () => {
    const numbers = rangeOf(1, WHOLE_ORDER + 1);
    const { link } = linkOf(WHOLE_ORDER + 1, esort, () => found({ numbers, count: null, modSeq: null }));
    const whole = await findMessages(link, request('subject', 4_000), now);
    expect(whole.ok && whole.value).toMatchObject({ start: 0, count: WHOLE_ORDER + 1, ordered: true });
  });

  it.each([
    ['more than a mailbox may hold', 0, { numbers: rangeOf(1, 10), count: MAX_FOUND + 1 }],
    ['a message in two places', 0, { numbers: Uint32Array.of(4, 9, 4), count: 3 }],
    ['no message at all', 0, { numbers: Uint32Array.of(4, 0), count: 2 }],
    ['a piece beyond the end it names itself', 30_000, { numbers: rangeOf(1, 500), count: 100 }],
  ])('%s is no answer', async (_, from, told) => {
    const { link } = linkOf(WHOLE_ORDER + 1, esort, () => found({ modSeq: null, ...told }));
    expect(await findMessages(link, request('largest', from), now)).toEqual({
      ok: false,
      error: { code: 'server-protocol' },
    });
  });
});

describe('what is found', () => {
  const ranges = {
    uid: true,
    tag: null,
    all: [
      [1, 3],
      [9, 10],
    ],
  };

  it('stands newest first, or oldest first, whatever the order of the ranges', async () => {
    const answer = () =>
      found({
        ...ranges,
        all: [
          [9, 10],
          [1, 3],
        ],
      });
    const newest = await findMessages(linkOf(10, ['ESEARCH'], answer).link, request('newest', 0, 'tea'), now);
    expect(newest.ok && [...(newest.value?.uids ?? [])]).toEqual([10, 9, 3, 2, 1]);
    const oldest = await findMessages(linkOf(10, ['ESEARCH'], answer).link, request('oldest', 0, 'tea'), now);
    expect(oldest.ok && [...(oldest.value?.uids ?? [])]).toEqual([1, 2, 3, 9, 10]);
  });

  it('is not sorted by a server that cannot, and that is said', async () => {
    const { link, asked } = linkOf(10, ['ESEARCH'], () => found(ranges));
    const value = await findMessages(link, request('sender'), now);
    expect(asked).toEqual(['UID SEARCH']);
    expect(value.ok && value.value).toMatchObject({ count: 5, ordered: false });
  });

  it('every message of a large mailbox is not asked for one by one', async () => {
    const { link, asked } = linkOf(WHOLE_ORDER + 1, [], () => found(ranges));
    expect(await findMessages(link, request('oldest'), now)).toEqual({ ok: true, value: null });
    expect(asked).toEqual([]);
    const small = linkOf(WHOLE_ORDER, [], () => found(ranges));
    expect(await findMessages(small.link, request('oldest'), now)).toMatchObject({ value: { count: 5 } });
  });

  it('is bounded: ranges that name more than that are no answer', async () => {
    const all = (high: number) => linkOf(10, ['ESEARCH'], () => found({ ...ranges, all: [[1, high]] })).link;
    expect(await findMessages(all(MAX_FOUND), request('newest', 0, 'tea'), now)).toMatchObject({ ok: true });
    for (const high of [MAX_FOUND + 1, 4_294_967_295])
      expect(await findMessages(all(high), request('newest', 0, 'tea'), now)).toMatchObject({ ok: false });
  });

  it('a message named twice is no answer', async () => {
    const twice = linkOf(10, ['ESEARCH'], () =>
      found({
        ...ranges,
        all: [
          [1, 3],
          [3, 4],
        ],
      }),
    ).link;
    expect(await findMessages(twice, request('newest', 0, 'tea'), now)).toMatchObject({ ok: false });
  });

  it('what the server refuses is told', async () => {
    const { link } = linkOf(10, ['ESEARCH'], () => ({
      ok: false,
      failure: { kind: 'no', code: null, text: 'too slow' },
    }));
    expect(await findMessages(link, request('newest', 0, 'tea'), now)).toMatchObject({
      ok: false,
      error: { serverText: 'too slow' },
    });
  });
});

describe('the question as the server is asked', () => {
  const means = { now, within: false };

  it.each([
    ['tea', { kind: 'text', field: 'text', value: 'tea' }],
    ['-from:ana', { kind: 'not', of: { kind: 'text', field: 'from', value: 'ana' } }],
    ['is:unread', { kind: 'flag', flag: '\\Seen', set: false }],
    ['label:work', { kind: 'flag', flag: 'work', set: true }],
    ['has:attachment', { kind: 'header', name: 'Content-Type', value: 'multipart/mixed' }],
    ['larger:2k', { kind: 'size', op: 'larger', octets: 2_000 }],
    ['on:2026-02-03', { kind: 'date', field: 'internal', op: 'on', date: { year: 2026, month: 2, day: 3 } }],
    [
      'older_than:2d',
      { kind: 'date', field: 'internal', op: 'before', date: { year: 2026, month: 2, day: 27 } },
    ],
    [
      'newer_than:2d',
      { kind: 'date', field: 'internal', op: 'since', date: { year: 2026, month: 2, day: 27 } },
    ],
  ])('%s', (text, criteria) => {
    expect(toCriteria(nodeOf(text), means)).toEqual(criteria);
  });

  it('ages are asked for to the second where the server can (RFC 5032)', () => {
    expect(toCriteria(nodeOf('older_than:2d'), { now, within: true })).toEqual({
      kind: 'within',
      op: 'older',
      seconds: 172_800,
    });
  });

  it('only newer messages, when only those are new', async () => {
    const { link, asked } = linkOf(10, ['ESEARCH'], () => found({ uid: true, tag: null, all: [] }));
    const value = await findMessages(link, { ...request('newest', 0, 'tea'), newerThan: toUid(5) }, now);
    expect(asked).toEqual(['UID SEARCH']);
    expect(value.ok && value.value?.count).toBe(0);
  });
});
