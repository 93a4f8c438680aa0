import { describe, expect, it } from 'vitest';
import { toMailboxName, toUid } from '../../../lib/imap/types';
import type { Op, OpAction } from '../../../lib/mail/types';
import { readKeptOp, writeKeptOp } from '../../../lib/session/kept-work';
import { UNDO_DEPTH } from '../../../lib/session/limits';
import { newJournal } from '../../../lib/session/tasks/op-journal';
import { INBOX, SessionWorld, settle, USER, type WorldOptions } from '../../support/session-world';

const ARCHIVE = toMailboxName('Archive');
const star: OpAction = { kind: 'flag', flag: '\\Flagged', add: true };
const archive: OpAction = { kind: 'move', to: ARCHIVE, purpose: 'archive' };
const WITHOUT_MOVE = ['IMAP4rev1', 'SASL-IR', 'AUTH=PLAIN', 'UIDPLUS', 'IDLE'];

type Book = Map<string, unknown>;

/** An engine of the account `a`, with what the one before it left in the book. */
async function engine(book: Book, options: WorldOptions = {}): Promise<SessionWorld> {
  const world = new SessionWorld({ ...options, book });
  world.session.watch('t1', INBOX);
  world.session.takeUp('a', [...book.values()]);
  await world.signIn();
  await world.clock.advance(2_000);
  return world;
}

async function afterCrash(before: SessionWorld, book: Book, options: WorldOptions = {}) {
  before.crash();
  return engine(book, { ...options, beside: before });
}

const contents = (world: SessionWorld, mailbox: string): readonly string[] =>
  (world.server.account(USER.user)?.mailbox(mailbox)?.messages ?? []).map(({ content, flags }) => {
    const subject = /Subject: (.*)\r/.exec(new TextDecoder().decode(content.bytes))?.[1] ?? '';
    return [...flags].includes('\\Flagged') ? `${subject} *` : subject;
  });

describe('what waits for the server', () => {
  it('is written down before anything of it is sent', async () => {
    const book: Book = new Map();
    const seen: boolean[] = [];
    const world = await engine(book, {
      messages: 1,
      onSend: (text) => {
        if (text.includes('UID STORE')) seen.push(book.has('1'));
        return true;
      },
    });
    world.session.enqueue(world.op('1', world.uids(), star));
    await world.clock.advance(1_000);
    expect(world.stateOf('1')?.kind).toBe('done');
    expect(seen).toEqual([true]);
  });

  it('goes on in its order in the next engine, before what is newer', async () => {
    const book: Book = new Map();
    const world = await engine(book, { messages: 2 });
    world.wire.cut();
    await settle();
    const uids = world.uids();
    world.session.enqueue(world.op('1', uids, star));
    world.session.enqueue(world.op('2', uids.slice(0, 1), archive));
    world.session.enqueue(world.op('3', uids.slice(1), { ...star, add: false }));
    await settle();
    world.crash();

    const next = new SessionWorld({ beside: world, book });
    next.session.watch('t1', INBOX);
    await next.signIn();
    await next.clock.advance(2_000);
    next.session.enqueue(next.op('4', uids.slice(1), archive));
    await next.clock.advance(1_000);
    // What an earlier engine left is not known yet: nothing may overtake it.
    expect(next.stateOf('4')?.kind).toBe('queued');
    next.session.takeUp('a', [...book.values()]);
    expect(next.session.work().ops.map(({ op }) => op.id)).toEqual(['1', '2', '3', '4']);
    await next.clock.advance(5_000);
    const done = next.opStates.filter(({ state }) => state.kind === 'done').map(({ op }) => op.id);
    expect(done).toEqual(['1', '2', '3', '4']);
    expect(contents(next, 'INBOX')).toEqual([]);
    expect(contents(next, 'Archive')).toEqual(['Message 1 *', 'Message 2']);
  });

  it('looks at what others changed meanwhile before a flag is written over it, and sets it once', async () => {
    const book: Book = new Map();
    const world = await engine(book, { messages: 3 });
    world.wire.cut();
    await settle();
    const uids = world.uids();
    world.session.enqueue(world.op('1', uids, star));
    await settle();
    // Another client: a star on the first, something else on the second, nothing on the third.
    const other = world.server.connect();
    const lines = [
      'a LOGIN %',
      'b SELECT INBOX',
      'c STORE 1 +FLAGS (\\Flagged)',
      'd STORE 2 +FLAGS (\\Answered)',
    ];
    for (const line of lines)
      other.receive(new TextEncoder().encode(`${line.replace('%', `${USER.user} "${USER.password}"`)}\r\n`));
    const next = await afterCrash(world, book);
    expect(next.stateOf('1')?.kind).toBe('done');
    expect(contents(next, 'INBOX')).toEqual(['Message 1 *', 'Message 2 *', 'Message 3 *']);
    const commands = next.wires
      .flatMap(({ flights }) => flights.join('').split('\r\n'))
      .map((line) => line.slice(line.indexOf(' ') + 1))
      .filter((line) => /^UID (?:STORE|FETCH 1:2)/.test(line));
    expect(commands).toEqual([
      expect.stringMatching(/^UID STORE 1:3 \(UNCHANGEDSINCE \d+\) \+FLAGS \(\\Flagged\)$/),
      'UID FETCH 1:2 (UID FLAGS)',
      'UID STORE 2 +FLAGS (\\Flagged)',
    ]);
    const second = next.server.account(USER.user)?.mailbox('INBOX')?.messages[1];
    expect([...(second?.flags ?? [])].toSorted()).toEqual(['\\Answered', '\\Flagged']);
  });

  it('sets a flag without the condition where the server refuses it or never finds it met', async () => {
    for (const answer of ['BAD what is that', 'OK [MODIFIED 1:3] all of them']) {
      const book: Book = new Map();
      const world = await engine(book, { messages: 3 });
      world.wire.cut();
      await settle();
      world.session.enqueue(world.op('1', world.uids(), star));
      await settle();
      world.answer = (flight) => {
        const tag = /(?:^|\n)(\S+) UID STORE \S+ \(UNCHANGED/.exec(flight)?.[1];
        return tag === undefined ? null : `${tag} ${answer}\r\n`;
      };
      await world.clock.advance(30_000);
      expect(world.stateOf('1')?.kind, answer).toBe('done');
      expect(contents(world, 'INBOX'), answer).toEqual(['Message 1 *', 'Message 2 *', 'Message 3 *']);
    }
  });

  it('is done once when the engine died between the MOVE and its answer', async () => {
    const book: Book = new Map();
    const world = await engine(book, {
      messages: 3,
      onSend: (text) => {
        if (text.includes('UID MOVE')) queueMicrotask(() => world.crash());
        return true;
      },
    });
    world.session.enqueue(world.op('m', world.uids().slice(0, 2), archive));
    await settle();
    const next = await afterCrash(world, book);
    expect(next.stateOf('m')?.kind).toBe('done');
    expect(contents(next, 'Archive')).toEqual(['Message 1', 'Message 2']);
    expect(contents(next, 'INBOX')).toEqual(['Message 3']);
  });

  it('does not copy again what was copied when the engine died, though nothing tells the messages apart', async () => {
    const book: Book = new Map();
    const world = await engine(book, {
      capabilities: WITHOUT_MOVE,
      onSend: (text) => {
        if (text.includes('UID STORE')) world.crash();
        return !text.includes('UID STORE');
      },
    });
    world.server.deliver(USER.user, 'INBOX', new TextEncoder().encode('Subject: Nameless\r\n\r\nBody\r\n'));
    await world.clock.advance(1_000);
    world.session.enqueue(world.op('m', world.uids(), archive));
    await settle();
    expect(contents(world, 'Archive')).toEqual(['Nameless']);
    const next = await afterCrash(world, book);
    expect(next.stateOf('m')?.kind).toBe('done');
    expect(contents(next, 'Archive')).toEqual(['Nameless']);
    expect(contents(next, 'INBOX')).toEqual([]);
  });

  it('can be taken back in the next engine when it is done, by the UIDs it was given', async () => {
    const book: Book = new Map();
    const world = await engine(book, { messages: 2 });
    world.session.enqueue(world.op('m', world.uids(), archive));
    await world.clock.advance(1_000);
    expect(contents(world, 'Archive')).toHaveLength(2);
    const next = await afterCrash(world, book);
    expect(next.session.work().ops).toMatchObject([{ op: { id: 'm' }, state: { kind: 'done' } }]);
    next.session.undo('m');
    await next.clock.advance(2_000);
    expect(next.stateOf('m:undo')?.kind).toBe('done');
    expect(contents(next, 'INBOX').toSorted()).toEqual(['Message 1', 'Message 2']);
    // What was taken back, and the taking back itself, are no way back.
    expect(book.size).toBe(0);
    expect(next.session.work().ops).toEqual([]);
  });

  it('what was done before a move is taken back by the engine after the one that brought its message back', async () => {
    const book: Book = new Map();
    const world = await engine(book, { messages: 2 });
    const [uid] = world.uids();
    const uids = uid === undefined ? [] : [uid];
    world.session.enqueue(world.op('star', uids, star));
    world.session.enqueue(world.op('archive', uids, archive));
    await world.clock.advance(2_000);
    world.wire.cut();
    await settle();
    world.session.undo('archive');
    await settle();
    const second = await afterCrash(world, book);
    expect(second.stateOf('archive:undo')?.kind).toBe('done');
    const third = await afterCrash(second, book);
    third.session.undo('star');
    await third.clock.advance(5_000);
    expect(contents(third, 'INBOX').toSorted()).toEqual(['Message 1', 'Message 2']);
    expect(contents(third, 'Archive')).toEqual([]);
  });

  it('taken back while it ran is taken back by the next engine', async () => {
    const book: Book = new Map();
    const world = await engine(book, {
      messages: 1,
      onSend: (text) => {
        if (text.includes('UID MOVE')) queueMicrotask(() => world.session.undo('m'));
        return !text.includes('UID MOVE');
      },
      onDial: (dial) => (dial > 1 ? 'silent' : null),
    });
    world.session.enqueue(world.op('m', world.uids(), archive));
    await settle();
    const next = await afterCrash(world, book);
    await next.clock.advance(2_000);
    expect(next.stateOf('m:undo')?.kind).toBe('done');
    expect(contents(next, 'INBOX')).toEqual(['Message 1']);
    expect(contents(next, 'Archive')).toEqual([]);
    expect(book.size).toBe(0);
  });

  it('keeps the latest of what was done, and nothing of what comes along by itself', async () => {
    const book: Book = new Map();
    const world = await engine(book, { messages: 1 });
    for (let i = 0; i < UNDO_DEPTH + 5; i += 1)
      world.session.enqueue(world.op(`${i}`, world.uids(), { ...star, add: i % 2 === 0 }));
    world.session.enqueue({ ...world.op('read', world.uids(), { ...star, flag: '\\Seen' }), aside: true });
    await world.clock.advance(5_000);
    expect([...book.keys()]).toEqual(Array.from({ length: UNDO_DEPTH }, (_, i) => `${i + 5}`));
    const [row] = contents(world, 'INBOX');
    expect(row).toBe('Message 1 *');
    for (let i = 0; i < UNDO_DEPTH + 5; i += 1) {
      const last = world.session.work().ops.at(-1);
      if (last !== undefined) world.session.undo(last.op.id);
      await world.clock.advance(1_000);
    }
    expect(world.session.work().ops).toEqual([]);
    expect(book.size).toBe(0);
  });

  it('is left alone by a sign-out that its person wanted', async () => {
    const book: Book = new Map();
    const world = await engine(book, { messages: 1 });
    world.wire.cut();
    await settle();
    world.session.enqueue(world.op('1', world.uids(), star));
    await settle();
    expect(book.size).toBe(1);
    const gone = world.session.signOut();
    await world.clock.advance(5_000);
    await gone;
    expect(world.stateOf('1')?.kind).toBe('cancelled');
    expect(book.size).toBe(0);
  });

  it('said again by a page that is not sure is done once', async () => {
    const book: Book = new Map();
    const world = await engine(book, { messages: 1 });
    const op = world.op('1', world.uids(), star);
    world.session.enqueue(op);
    world.session.enqueue(op);
    await world.clock.advance(1_000);
    world.session.enqueue(op);
    await world.clock.advance(1_000);
    expect(
      world.wires.flatMap(({ flights }) => flights).filter((text) => text.includes('UID STORE')),
    ).toHaveLength(1);
  });
});

describe('what lies in the store', () => {
  const op: Op = {
    id: 'm',
    account: 'a',
    mailbox: INBOX,
    uidValidity: 7 as Op['uidValidity'],
    uids: [toUid(1), toUid(2)],
    action: archive,
  };
  const good = { op, journal: newJournal(op), undoWanted: false, isDone: false, order: 0 };

  it('is read as it was written', () => {
    const journal = { ...newJournal(op), left: [toUid(2)], moved: [[toUid(1), toUid(9)]] as const };
    const kept = { ...good, journal: { ...journal, done: [toUid(1)], moved: [...journal.moved] } };
    expect(readKeptOp(structuredClone(writeKeptOp(kept)), 'a')).toEqual(kept);
    const back = { ...kept, origin: [[toUid(8), toUid(1)]] as const };
    expect(readKeptOp(structuredClone(writeKeptOp(back)), 'a')).toEqual(back);
  });

  it('is left out when it is not what this version writes, of another account, or speaks of other messages', () => {
    const written = writeKeptOp(good) as Record<string, unknown>;
    const changed = (part: object): unknown => ({ ...written, ...part });
    for (const value of [
      null,
      'x',
      [],
      changed({ version: 2 }),
      changed({ kind: 'job' }),
      changed({ order: -1 }),
      changed({ op: { ...op, uids: [0] } }),
      changed({ op: { ...op, uids: [2 ** 32] } }),
      changed({ op: { ...op, action: { kind: 'flag', flag: '\\Answered', add: true } } }),
      changed({ op: { ...op, action: { kind: 'move', to: '', purpose: 'move' } } }),
      changed({ op: { ...op, id: 'x'.repeat(1_001) } }),
      changed({ journal: { ...newJournal(op), left: [3] } }),
      changed({ journal: { ...newJournal(op), moved: [[5, 6]] } }),
      changed({ origin: [[1, 3]] }),
      changed({ origin: [[0, 1]] }),
    ])
      expect(readKeptOp(value, 'a')).toBeNull();
    expect(readKeptOp(written, 'b')).toBeNull();
    expect(readKeptOp(written, 'a')).not.toBeNull();
  });

  it('that cannot be written holds up nothing, and is said once', async () => {
    for (const how of ['refuses', 'is silent'] as const) {
      const fails = new Map<string, unknown>();
      fails.set = () => {
        throw new Error('full');
      };
      const world = new SessionWorld({ messages: 2, book: fails, silentBook: how === 'is silent' });
      world.session.watch('t1', INBOX);
      world.session.takeUp('a', []);
      await world.signIn();
      await world.clock.advance(2_000);
      world.session.enqueue(world.op('1', world.uids(), star));
      world.session.enqueue(world.op('2', world.uids(), archive));
      await world.clock.advance(20_000);
      expect(world.stateOf('2')?.kind, how).toBe('done');
      expect(
        world.problems.filter((text) => text.includes('memory only')),
        how,
      ).toHaveLength(1);
    }
  });
});
