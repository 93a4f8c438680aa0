import { describe, expect, it } from 'vitest';
import { toMailboxName, type MailboxName } from '../../../lib/imap/types';
import type { FolderJobResult, JobOrder, Result } from '../../../lib/mail';
import type { OpAction } from '../../../lib/mail/types';
import { readKeptJob } from '../../../lib/session/kept-job';
import { JOB_BATCH } from '../../../lib/session/limits';
import { INBOX, SessionWorld, settle, USER, type WorldOptions } from '../../support/session-world';

const ARCHIVE = toMailboxName('Archive');
const archive: OpAction = { kind: 'move', to: ARCHIVE, purpose: 'archive' };
const order: JobOrder = { id: 'j', says: 'archived', job: { mailbox: INBOX, within: null, action: archive } };
const MESSAGES = 2 * JOB_BATCH + 200;

type Book = Map<string, unknown>;

async function engine(book: Book, options: WorldOptions = {}): Promise<SessionWorld> {
  const world = new SessionWorld({ ...options, book });
  world.session.takeUp('a', [...book.values()]);
  await world.signIn();
  await world.clock.advance(2_000);
  return world;
}

interface Followed {
  readonly steps: (readonly [number, number])[];
  result: Result<FolderJobResult> | null;
  stop: boolean;
}

function follow(world: SessionWorld, asked: JobOrder = order): Followed {
  const followed: Followed = { steps: [], result: null, stop: false };
  void world.session
    .folderJob(
      asked,
      (...step) => followed.steps.push(step),
      () => followed.stop,
    )
    .then((result) => {
      followed.result = result;
    });
  return followed;
}

const count = (world: SessionWorld, mailbox: string): number =>
  world.server.account(USER.user)?.mailbox(mailbox)?.messages.length ?? 0;

/** Ends the engine at the nth command of this kind, before the server sees it or after. */
function crashing(
  nth: number,
  late: boolean,
): { readonly options: WorldOptions; world: SessionWorld | null } {
  let left = nth;
  const trap: ReturnType<typeof crashing> = {
    world: null,
    options: {
      messages: MESSAGES,
      onSend: (text) => {
        if (!text.includes('UID MOVE')) return true;
        left -= 1;
        if (left !== 0) return true;
        trap.world?.crash();
        return late;
      },
    },
  };
  return trap;
}

describe('long work', () => {
  it.each([1, 2, 3].flatMap((nth) => [true, false].map((late) => ({ nth, late }))))(
    'goes on in the next engine when the one before died in batch $nth (the server had it: $late)',
    async ({ nth, late }) => {
      const book: Book = new Map();
      const trap = crashing(nth, late);
      trap.world = await engine(book, trap.options);
      follow(trap.world);
      await trap.world.clock.advance(5_000);
      expect([...book.keys()]).toEqual(['job j']);

      const next = await engine(book, { beside: trap.world });
      const [left] = next.session.work().jobs;
      expect(left).toEqual(order);
      // Nothing is done until a page asks: somebody must see it, and be able to stop it.
      expect(count(next, 'Archive')).toBe(JOB_BATCH * (late ? nth : nth - 1) - (late && nth === 3 ? 300 : 0));
      const followed = follow(next, left);
      await next.clock.advance(10_000);
      expect(followed.result).toMatchObject({
        ok: true,
        value: { done: MESSAGES, total: MESSAGES, rest: null },
      });
      expect([count(next, 'INBOX'), count(next, 'Archive')]).toEqual([0, MESSAGES]);
      expect(book.size).toBe(0);
      expect(next.session.work().jobs).toEqual([]);
      expect(next.problems).toEqual([]);
    },
  );

  it('stops after the batch under way, says how far it is, and is gone on with', async () => {
    const book: Book = new Map();
    const world = await engine(book, { messages: MESSAGES });
    const first = follow(world);
    world.answer = (flight) => {
      if (flight.includes('UID MOVE')) first.stop = true;
      return null;
    };
    await world.clock.advance(5_000);
    const { result } = first;
    if (result?.ok !== true) throw new Error('it did not end');
    expect(result.value).toMatchObject({ done: JOB_BATCH, total: MESSAGES, cancelled: true, failure: null });
    expect([count(world, 'INBOX'), count(world, 'Archive')]).toEqual([MESSAGES - JOB_BATCH, JOB_BATCH]);
    expect(book.size).toBe(0);
    const { rest, undo } = result.value;
    if (rest === null || undo === null) throw new Error('there is no way on or back');
    const second = follow(world, { ...order, id: 'k', job: rest });
    await world.clock.advance(5_000);
    expect(second.result).toMatchObject({
      ok: true,
      value: { done: MESSAGES - JOB_BATCH, cancelled: false },
    });
    const third = follow(world, { id: 'u', says: 'undo', job: undo });
    await world.clock.advance(5_000);
    expect(third.result).toMatchObject({ ok: true, value: { done: JOB_BATCH } });
    expect([count(world, 'INBOX'), count(world, 'Archive')]).toEqual([JOB_BATCH, MESSAGES - JOB_BATCH]);
  });

  it('waits for the connection however long it is away, after what was done before it', async () => {
    let isAway = false;
    const world = await engine(new Map(), {
      messages: MESSAGES,
      onDial: () => (isAway ? { code: 'connect-failed' } : null),
    });
    world.session.watch('t1', INBOX);
    await world.clock.advance(2_000);
    isAway = true;
    for (const wire of world.openWires) wire.cut();
    await settle();
    const [uid] = world.uids();
    world.session.enqueue(
      world.op('s', uid === undefined ? [] : [uid], { kind: 'flag', flag: '\\Flagged', add: true }),
    );
    const followed = follow(world);
    await world.clock.advance(60 * 60_000);
    expect(followed.result).toBeNull();
    isAway = false;
    await world.clock.advance(5 * 60_000);
    expect(followed.result).toMatchObject({ ok: true, value: { done: MESSAGES } });
    const oldest = world.server.account(USER.user)?.mailbox('Archive')?.messages[0];
    expect(oldest?.flags).toContain('\\Flagged');
  });

  it('is joined by whoever asks for it while it is under way, and stopped for both', async () => {
    const world = await engine(new Map(), { messages: MESSAGES });
    let other: Followed | null = null;
    world.answer = (flight) => {
      if (flight.includes('UID MOVE') && other !== null) other.stop = true;
      return null;
    };
    const one = follow(world);
    other = follow(world);
    await world.clock.advance(5_000);
    expect(one.result).toEqual(other.result);
    expect(one.result).toMatchObject({ ok: true, value: { cancelled: true } });
    expect(other.steps.at(-1)).toEqual(one.steps.at(-1));
    expect(
      world.wires.flatMap(({ flights }) => flights).filter((text) => text.includes('UID MOVE')),
    ).toHaveLength(1);
  });

  it('follows its folders when they are renamed on the way, where it goes and where it comes from', async () => {
    const world = await engine(new Map(), { messages: MESSAGES });
    const renaming = (mailbox: MailboxName, label: string): void => {
      let isAsked = false;
      world.answer = (flight) => {
        if (flight.includes('UID MOVE') && !isAsked) {
          isAsked = true;
          void world.session.editFolder({ kind: 'rename', mailbox, label });
        }
        return null;
      };
    };
    renaming(ARCHIVE, 'Kept');
    const there = follow(world);
    await world.clock.advance(10_000);
    expect(there.result).toMatchObject({ ok: true, value: { done: MESSAGES, failure: null } });
    expect([count(world, 'INBOX'), count(world, 'Kept'), count(world, 'Archive')]).toEqual([0, MESSAGES, 0]);
    const undo = there.result?.ok === true ? there.result.value.undo : null;
    if (undo === null) throw new Error('there is no way back');
    expect(undo.mailbox).toBe('Kept');

    renaming(toMailboxName('Kept'), 'Stored');
    const back = follow(world, { id: 'u', says: 'undo', job: undo });
    await world.clock.advance(10_000);
    expect(back.result).toMatchObject({ ok: true, value: { done: MESSAGES, failure: null } });
    expect([count(world, 'INBOX'), count(world, 'Stored'), count(world, 'Kept')]).toEqual([MESSAGES, 0, 0]);
    expect(world.log.filter((line) => line.startsWith('job u'))).toEqual([
      'job u Kept running',
      'job u Stored running',
      'job u Stored ended',
    ]);
    expect(world.problems).toEqual([]);
  });

  it('that waits for somebody to ask for it follows a renamed folder too', async () => {
    const book: Book = new Map();
    const trap = crashing(1, true);
    trap.world = await engine(book, trap.options);
    follow(trap.world);
    await trap.world.clock.advance(5_000);
    const next = await engine(book, { beside: trap.world });
    void next.session.editFolder({ kind: 'rename', mailbox: ARCHIVE, label: 'Kept' });
    await next.clock.advance(5_000);
    const [left] = next.session.work().jobs;
    expect(left?.job.action).toMatchObject({ to: 'Kept' });
    expect(readKeptJob(book.get('job j'))?.order).toEqual(left);
    const followed = follow(next, left);
    await next.clock.advance(10_000);
    expect(followed.result).toMatchObject({ ok: true, value: { done: MESSAGES } });
    expect([count(next, 'Kept'), count(next, 'Archive')]).toEqual([MESSAGES, 0]);
  });

  it('refused after some of it says what was done, what is left, and what takes it back', async () => {
    const world = await engine(new Map(), { messages: MESSAGES });
    let moves = 0;
    world.answer = (flight) => {
      const tag = /^(\S+) UID MOVE/m.exec(flight)?.[1];
      if (tag === undefined) return null;
      moves += 1;
      return moves === 2 ? `${tag} NO [OVERQUOTA] The mailbox is full\r\n` : null;
    };
    const followed = follow(world);
    await world.clock.advance(5_000);
    const { result } = followed;
    if (result?.ok !== true) throw new Error('it did not end');
    const { done, failure, undo, rest } = result.value;
    expect([done, failure]).toEqual([
      JOB_BATCH,
      { code: 'action-over-quota', serverText: 'The mailbox is full' },
    ]);
    expect(undo?.mailbox).toBe(ARCHIVE);
    expect(rest?.within?.uids).toEqual([[JOB_BATCH + 1, MESSAGES]]);
  });

  it('in the store is read only as this version writes it', async () => {
    const book: Book = new Map();
    const trap = crashing(2, true);
    trap.world = await engine(book, trap.options);
    follow(trap.world);
    await trap.world.clock.advance(5_000);
    const written = book.get('job j') as { readonly order: object; readonly journal: object };
    const kept = readKeptJob(written);
    expect(kept?.journal).toMatchObject({ done: JOB_BATCH, found: { total: MESSAGES } });
    for (const value of [
      null,
      { ...written, version: 2 },
      { ...written, order: { ...written.order, says: 'other' } },
      { ...written, journal: { ...written.journal, left: [[5, 4]] } },
      { ...written, journal: { ...written.journal, done: -1 } },
    ])
      expect(readKeptJob(value)).toBeNull();
  });
});
