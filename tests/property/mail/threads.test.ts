/** Conversations depend on which messages are there, and on nothing else: not on their order, nor on what came and went. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toUid } from '../../../lib/imap';
import { keysOf, Threads, type Threadable } from '../../../lib/mail';

const DAY = 86_400_000;
const id = fc.integer({ min: 1, max: 12 });
const message = fc.record({
  subject: fc.constantFrom('Minutes', 'Re: Minutes', 'RE: minutes', 'Fwd: Minutes', 'Re: Trip', 'Trip', ''),
  date: fc.integer({ min: 0, max: 80 }).map((days) => days * DAY),
  thread: fc.option(
    fc.record({
      id: fc.oneof(fc.constant(0), id),
      // Of itself, of what does not exist, of what answers it in turn: whatever a sender writes.
      refs: fc.uniqueArray(id, { maxLength: 3 }),
      group: fc.constantFrom(0, 0, 0, 100, 101),
    }),
    { nil: undefined },
  ),
});
const mailbox = fc.array(message, { maxLength: 25 }).map((all) =>
  all.map(({ thread, ...rest }, at): Threadable => ({
    uid: toUid(at + 1),
    ...rest,
    ...(thread ? { thread } : {}),
  })),
);

/** The conversations of these messages, each as its UIDs. */
function conversations(threads: Threads, rows: readonly Threadable[]): readonly string[] {
  const found = new Set(
    rows.map(({ uid }) =>
      threads
        .membersOf(uid)
        .toSorted((a, b) => a - b)
        .join(' '),
    ),
  );
  return [...found].toSorted();
}

/** By definition, one after the other: what shares a key, and what answers by its subject. Slow, and plainly so. */
function byDefinition(rows: readonly Threadable[]): readonly string[] {
  let groups = rows.map((row) => new Set([row]));
  const tie = (a: Threadable, b: Threadable): void => {
    const both = groups.filter((group) => group.has(a) || group.has(b));
    groups = [
      ...groups.filter((group) => !both.includes(group)),
      new Set(both.flatMap((group) => [...group])),
    ];
  };
  const keys = (row: Threadable): readonly number[] => (row.thread ? keysOf(row.thread) : []);
  const base = (row: Threadable): string =>
    row.thread?.group ? '' : row.subject.replace(/^(?:re|fwd): /iu, '').toLowerCase();
  for (const a of rows) {
    for (const b of rows) if (keys(a).some((key) => keys(b).includes(key))) tie(a, b);
    const strays = /^re: /iu.test(a.subject) && base(a) !== '' && (a.thread?.refs.length ?? 0) === 0;
    if (!strays) continue;
    const before = rows
      .filter((b) => base(b) === base(a) && (b.date < a.date || (b.date === a.date && b.uid < a.uid)))
      .toSorted((b, c) => c.date - b.date || c.uid - b.uid)[0];
    if (before && a.date - before.date <= 30 * DAY) tie(a, before);
  }
  return groups
    .map((group) =>
      [...group]
        .map(({ uid }) => uid)
        .toSorted((a, b) => a - b)
        .join(' '),
    )
    .toSorted();
}

it('whatever the order of arrival, and whatever was looked at in between', () => {
  fc.assert(
    fc.property(mailbox, fc.infiniteStream(fc.nat()), (rows, chance) => {
      const threads = new Threads();
      const order = rows
        .map((row) => [row, chance.next().value ?? 0] as const)
        .toSorted(([, a], [, b]) => a - b);
      for (const [row, n] of order) {
        threads.add(row);
        if (n % 3 === 0) threads.membersOf(row.uid);
      }
      expect(conversations(threads, rows)).toEqual(byDefinition(rows));
    }),
  );
});

it('whatever came and went', () => {
  fc.assert(
    fc.property(mailbox, fc.array(fc.nat(60)), (rows, steps) => {
      const threads = new Threads();
      const here = new Set(rows);
      for (const row of rows) threads.add(row);
      for (const step of steps) {
        const row = rows[step % Math.max(1, rows.length)];
        if (!row) continue;
        if (here.delete(row)) threads.remove(row.uid);
        else {
          here.add(row);
          threads.add(row);
        }
        if (step % 2 === 0) expect(threads.conversationOf(row.uid) === undefined).toBe(!here.has(row));
      }
      const left = rows.filter((row) => here.has(row));
      expect(threads.size).toBe(left.length);
      expect(conversations(threads, left)).toEqual(byDefinition(left));
    }),
  );
});
