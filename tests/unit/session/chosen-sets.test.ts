/** Work on a set the server was asked about: bounded by what was there, in batches, with a way back. */
import { describe, expect, it } from 'vitest';
import { toMailboxName, toUid } from '../../../lib/imap/types';
import type { FolderJob, FolderJobResult, UidSet } from '../../../lib/mail';
import { JOB_BATCH } from '../../../lib/session/limits';
import { INBOX, SessionWorld, USER, type WorldOptions } from '../../support/session-world';
import { orderOf } from '../../support/job-order';

const ARCHIVE = toMailboxName('Archive');
const WITHOUT_UIDPLUS = ['IMAP4rev1', 'AUTH=PLAIN', 'SASL-IR', 'MOVE', 'ESEARCH'];

async function signedIn(options: WorldOptions = {}) {
  const world = new SessionWorld(options);
  world.session.watch('t1', INBOX);
  await world.signIn();
  await world.clock.advance(2_000);
  return world;
}

async function choose(world: SessionWorld, of: 'all' | 'marked') {
  const asked = world.session.chooseSet(INBOX, of);
  await world.clock.advance(500);
  const chosen = await asked;
  if (!chosen.ok) throw new Error(chosen.error.code);
  return chosen.value;
}

async function run(world: SessionWorld, job: FolderJob, isCancelled = () => false) {
  const running = world.session.folderJob(orderOf(job), () => undefined, isCancelled);
  await world.clock.advance(20_000);
  return running;
}

async function runWhole(world: SessionWorld, job: FolderJob): Promise<FolderJobResult> {
  const result = await run(world, job);
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
}

const archive = (within: UidSet): FolderJob => ({
  mailbox: INBOX,
  within,
  action: { kind: 'move', to: ARCHIVE, purpose: 'archive' },
});

const sent = (world: SessionWorld, pattern: RegExp) =>
  world.wires
    .flatMap(({ flights }) => flights.join('').split('\r\n'))
    .map((line) => line.replace(/^\S+ /, ''))
    .filter((line) => pattern.test(line));

function mark(world: SessionWorld, ...uids: readonly number[]): void {
  const mailbox = world.server.account(USER.user)?.mailbox('INBOX');
  for (const uid of uids) {
    const message = mailbox?.find(uid);
    if (message !== undefined) mailbox?.setFlags(message, [...message.flags, '\\Deleted'], null);
  }
  world.server.settle();
}

const subjectsOf = (world: SessionWorld, mailbox: string) =>
  (world.server.account(USER.user)?.mailbox(mailbox)?.messages ?? []).map(({ uid }) => `${mailbox} ${uid}`)
    .length;

describe('all messages of a folder as one choice', () => {
  it('is asked for in one line, whatever the folder holds, and holds nothing that comes later', async () => {
    const world = await signedIn({ messages: 1_200 });
    const chosen = await choose(world, 'all');
    expect(chosen).toMatchObject({ uids: [[1, 1_200]], count: 1_200, exact: true });
    expect(sent(world, /^UID FETCH \*/)).toEqual(['UID FETCH * (UID)']);
    expect(sent(world, /SEARCH/)).toEqual([]);
    world.deliver(3, 'INBOX', 'Late');
    const result = await runWhole(world, archive(chosen));
    expect(result).toMatchObject({ done: 1_200, total: 1_200, cancelled: false, failure: null });
    expect(world.uids()).toEqual([1_201, 1_202, 1_203]);
    expect(subjectsOf(world, 'Archive')).toBe(1_200);
    expect(world.problems).toEqual([]);
  });

  it('moves in batches, the oldest first, so that the order stays; undo brings all back in their order', async () => {
    const world = await signedIn({ messages: 2 * JOB_BATCH + 10 });
    const { undo } = await runWhole(world, archive(await choose(world, 'all')));
    expect(sent(world, /^UID MOVE/)).toEqual([
      'UID MOVE 1:500 Archive',
      'UID MOVE 501:1000 Archive',
      'UID MOVE 1001:1010 Archive',
    ]);
    expect(undo).toMatchObject({
      mailbox: 'Archive',
      within: { uids: [[1, 1_010]] },
      action: { kind: 'move', to: 'INBOX' },
    });
    // What stands there besides is not the undo's.
    world.deliver(2, 'Archive', 'Other');
    if (undo === null) throw new Error('no way back');
    expect(await runWhole(world, undo)).toMatchObject({ done: 1_010, failure: null });
    expect(subjectsOf(world, 'Archive')).toBe(2);
    await world.clock.advance(2_000);
    world.session.wantRows('t1', INBOX, 1, 1_010);
    await world.clock.advance(2_000);
    expect(world.subjects().slice(0, 2)).toEqual(['Message 1010', 'Message 1009']);
    expect(world.subjects().at(-1)).toBe('Message 1');
  });

  it('leaves out what was taken out of the choice, and undoes only the flags it changed', async () => {
    const world = await signedIn({ messages: 20 });
    world.session.enqueue(world.op('seen', [toUid(3)], { kind: 'flag', flag: '\\Seen', add: true }));
    await world.clock.advance(1_000);
    const { uidValidity } = await choose(world, 'all');
    const within = {
      uidValidity,
      uids: [
        [1, 9],
        [12, 20],
      ] as const,
    };
    const { undo, done } = await runWhole(world, {
      mailbox: INBOX,
      within,
      action: { kind: 'flag', flag: '\\Seen', add: true },
    });
    expect(done).toBe(17);
    expect(sent(world, /^UID STORE/).at(-1)).toBe('UID STORE 1:2,4:9,12:20 +FLAGS (\\Seen)');
    if (undo === null) throw new Error('no way back');
    await runWhole(world, undo);
    const inbox = world.server.account(USER.user)?.mailbox('INBOX');
    expect(inbox?.messages.filter(({ flags }) => flags.includes('\\Seen')).map(({ uid }) => uid)).toEqual([
      3,
    ]);
  });

  it('of an empty folder holds nothing; of a renumbered one nothing is touched', async () => {
    const world = await signedIn();
    expect(await choose(world, 'all')).toMatchObject({ uids: [], count: 0 });
    world.deliver(3);
    const other = { uidValidity: 99, uids: [[1, 3]] } as unknown as UidSet;
    expect(await run(world, archive(other))).toEqual({ ok: false, error: { code: 'mailbox-changed' } });
    expect(world.uids()).toHaveLength(3);
  });

  it('says how far it got when it cannot go on, and what was done can still be undone', async () => {
    const world = await signedIn({
      messages: 3 * JOB_BATCH,
      onSend: (text) => !text.includes('UID MOVE 501:1000'),
    });
    const running = world.session.folderJob(
      orderOf(archive(await choose(world, 'all'))),
      () => undefined,
      () => false,
    );
    await world.clock.advance(300_000);
    const result = await running;
    if (!result.ok) throw new Error(result.error.code);
    expect(result.value).toMatchObject({
      done: 500,
      total: 1_500,
      cancelled: false,
      failure: { code: 'offline' },
      undo: { mailbox: 'Archive', within: { uids: [[1, 500]] } },
    });
    expect(world.uids()).toHaveLength(1_000);
  });

  it('stops when asked; the rest is untouched and the part that moved has its way back', async () => {
    const world = await signedIn({ messages: 3 * JOB_BATCH });
    const chosen = await choose(world, 'all');
    const result = await run(world, archive(chosen), () => subjectsOf(world, 'Archive') >= JOB_BATCH);
    if (!result.ok) throw new Error(result.error.code);
    expect(result.value).toMatchObject({ done: 500, total: 1_500, cancelled: true });
    expect(result.value.undo?.within?.uids).toEqual([[1, 500]]);
    expect(world.uids()).toHaveLength(1_000);
  });

  it('goes on over a cut connection and moves nothing twice', async () => {
    let cuts = 0;
    const world = await signedIn({
      messages: 2 * JOB_BATCH,
      onSend: (text) => !(text.includes('UID MOVE 501:1000') && (cuts += 1) === 1),
    });
    const result = await runWhole(world, archive(await choose(world, 'all')));
    expect(cuts).toBeGreaterThan(1);
    expect(result).toMatchObject({ done: 1_000, failure: null });
    expect(world.uids()).toEqual([]);
    expect(subjectsOf(world, 'Archive')).toBe(1_000);
  });

  it('has no way back where the server does not say where messages went', async () => {
    const world = await signedIn({ messages: 3, capabilities: WITHOUT_UIDPLUS });
    const chosen = await choose(world, 'all');
    expect(chosen.exact).toBe(false);
    const result = await runWhole(world, archive(chosen));
    expect(result.done).toBe(3);
    expect(result.undo).toBeNull();
  });

  it('100,000 messages are marked, moved and brought back as ranges', { tags: ['deep'] }, async () => {
    const world = await signedIn({ messages: 100_000 });
    const chosen = await choose(world, 'all');
    expect(chosen.count).toBe(100_000);
    const steps: number[] = [];
    const running = world.session.folderJob(
      orderOf({ mailbox: INBOX, within: chosen, action: { kind: 'flag', flag: '\\Flagged', add: true } }),
      (done) => steps.push(done),
      () => false,
    );
    await world.clock.advance(1_000);
    const starred = await running;
    expect(starred).toMatchObject({ ok: true, value: { done: 100_000, total: 100_000 } });
    expect(steps).toHaveLength(202);
    expect(sent(world, /^UID STORE/)).toHaveLength(200);
    const moved = await runWhole(world, archive(chosen));
    expect(moved).toMatchObject({ done: 100_000, undo: { within: { uids: [[1, 100_000]] } } });
    expect(world.uids()).toEqual([]);
    expect(world.model().list.exists).toBe(0);
    expect(world.problems).toEqual([]);
  });
});

describe('what other clients marked as deleted', () => {
  const expungeMarked = (within: UidSet): FolderJob => ({
    mailbox: INBOX,
    within,
    action: { kind: 'expunge', marked: true },
  });

  it('is removed by exactly the UIDs that were counted; what is marked later, or no longer, stays', async () => {
    const world = await signedIn({ messages: 10 });
    mark(world, 2, 3, 7);
    const chosen = await choose(world, 'marked');
    expect(chosen).toMatchObject({
      uids: [
        [2, 3],
        [7, 7],
      ],
      count: 3,
      exact: true,
    });
    mark(world, 9);
    world.session.enqueue(world.op('undelete', [toUid(3)], { kind: 'flag', flag: '\\Deleted', add: false }));
    await world.clock.advance(500);
    expect(await runWhole(world, expungeMarked(chosen))).toMatchObject({ done: 2, undo: null });
    expect(sent(world, /EXPUNGE/)).toEqual(['UID EXPUNGE 2,7']);
    expect(sent(world, /^UID STORE/)).toEqual(['UID STORE 3 -FLAGS (\\Deleted)']);
    expect(world.uids()).toEqual([1, 3, 4, 5, 6, 8, 9, 10]);
  });

  it('without UIDPLUS goes all at once, and only if nobody marked more meanwhile', async () => {
    const world = await signedIn({ messages: 6, capabilities: WITHOUT_UIDPLUS });
    mark(world, 2, 3);
    const chosen = await choose(world, 'marked');
    expect(chosen.exact).toBe(false);
    mark(world, 5);
    expect(await run(world, expungeMarked(chosen))).toEqual({
      ok: false,
      error: { code: 'marked-meanwhile' },
    });
    expect(world.uids()).toHaveLength(6);
    expect(sent(world, /EXPUNGE/)).toEqual([]);
    expect(await runWhole(world, expungeMarked(await choose(world, 'marked')))).toMatchObject({ done: 3 });
    expect(sent(world, /EXPUNGE/)).toEqual(['EXPUNGE']);
    expect(world.uids()).toEqual([1, 4, 6]);
  });

  it('comes back by undelete, which has an inverse; the row shows both at once', async () => {
    const world = await signedIn({ messages: 3 });
    mark(world, 2);
    await world.clock.advance(500);
    expect(world.model().list.rowOf(toUid(2))?.deleted).toBe(true);
    const undelete = world.op('u', [toUid(2)], { kind: 'flag', flag: '\\Deleted', add: false });
    world.session.enqueue(undelete);
    await world.clock.advance(500);
    expect(world.model().list.rowOf(toUid(2))?.deleted).toBe(false);
    world.session.undo('u');
    await world.clock.advance(500);
    expect(world.model().list.rowOf(toUid(2))?.deleted).toBe(true);
  });
});
