import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toMailboxName, toUid } from '../../../lib/imap/types';
import { INBOX, SessionWorld, settle, USER } from '../../support/session-world';

async function signedIn(options: ConstructorParameters<typeof SessionWorld>[0] = {}) {
  const world = new SessionWorld(options);
  world.session.watch('t1', INBOX);
  await world.signIn();
  await world.clock.advance(2_000);
  return world;
}

describe('a lost connection', () => {
  it('comes back by itself and refetches nothing when nothing changed', async () => {
    const world = await signedIn({ messages: 20 });
    world.wire.cut();
    await settle();
    const status = world.statuses.at(-1);
    expect(status?.kind).toBe('reconnecting');
    expect(status?.kind === 'reconnecting' ? status.at - world.clock.now : 0).toBe(2_000);
    await world.clock.advance(2_500);
    expect(world.statuses.at(-1)?.kind).toBe('live');
    expect(world.log.filter((line) => line.startsWith('opened'))).toEqual([
      'opened INBOX 20',
      'opened INBOX 20 resumed',
    ]);
    expect(world.wires[1]?.flights.join('')).not.toContain('FETCH');
    expect(world.problems).toEqual([]);
  });

  it('waits longer each time, tries at once when asked, and starts again small after a success', async () => {
    let down = true;
    const world = await signedIn({
      onDial: (dial) => (dial > 1 && down ? { code: 'connect-failed' } : null),
    });
    await world.clock.advance(60_000);
    world.wire.cut();
    const at: number[] = [];
    const start = world.clock.now;
    for (let i = 0; i < 400; i += 1) {
      const dials = world.wires.length;
      await world.clock.advance(500);
      if (world.wires.length > dials) at.push(Math.round((world.clock.now - start) / 1_000));
    }
    expect(at.slice(0, 6)).toEqual([1, 3, 7, 15, 31, 63]);
    expect(at.slice(6)).toEqual([123, 183]);
    const dials = world.wires.length;
    down = false;
    world.session.reconnectNow();
    await settle();
    expect(world.wires.length).toBe(dials + 1);
    expect(world.statuses.at(-1)?.kind).toBe('live');
  });

  it('is offline when pages say so and returns when they say otherwise', async () => {
    const world = await signedIn({ messages: 1 });
    world.online = false;
    world.session.pageState(true, false);
    world.wire.cut();
    await settle();
    expect(world.statuses.at(-1)?.kind).toBe('offline');
    await world.clock.advance(20_000);
    expect(world.wires).toHaveLength(1);
    world.online = true;
    world.session.pageState(true, true);
    await settle();
    expect(world.statuses.at(-1)?.kind).toBe('live');
  });

  it('notices a dead network within twenty seconds of waking', async () => {
    const world = await signedIn({ messages: 1 });
    world.wire.freeze();
    await world.clock.advance(5 * 60_000);
    expect(world.statuses.at(-1)?.kind).toBe('live');
    world.session.pageState(true, true);
    await world.clock.advance(15_000);
    expect(world.wires.length).toBeGreaterThan(1);
    expect(world.statuses.at(-1)?.kind).toBe('live');
  });

  it('notices a command that never ends', async () => {
    const world = await signedIn({ messages: 300 });
    world.wire.freeze();
    world.session.wantRows('t1', INBOX, 1, 10);
    await world.clock.advance(75_000);
    expect(world.wires.length).toBeGreaterThan(1);
    await world.clock.advance(5_000);
    expect(world.subjects().at(-1)).toBe('Message 1');
  });

  it('asks once more when the password is refused after the fact, then signs out', async () => {
    const world = await signedIn({ messages: 1 });
    const account = world.server.account(USER.user);
    if (account === undefined) throw new Error('no account');
    Object.defineProperty(account, 'password', { value: 'changed' });
    world.wire.cut();
    await world.clock.advance(10 * 60_000);
    expect(world.signedOut?.error?.code).toBe('wrong-password');
    expect(world.wires).toHaveLength(3);
    expect(world.clock.pending).toBe(0);
  });

  it('leaves what was not sent to the session that signs in again', async () => {
    const book = new Map<string, unknown>();
    const world = await signedIn({ messages: 2, book });
    world.session.takeUp('a', []);
    const account = world.server.account(USER.user);
    if (account === undefined) throw new Error('no account');
    Object.defineProperty(account, 'password', { value: 'changed' });
    world.wire.cut();
    const op = world.op('star', [toUid(1)], { kind: 'flag', flag: '\\Flagged', add: true });
    world.session.enqueue(op);
    await world.clock.advance(10 * 60_000);
    expect(world.signedOut?.error).toMatchObject({ code: 'wrong-password', values: { kept: 1 } });
    expect(world.stateOf('star')).toEqual({ kind: 'queued' });
    // Time stands still between them: both servers make the same mailbox.
    const next = await signedIn({ messages: 2, book });
    next.session.takeUp('a', [...book.values()]);
    await next.clock.advance(2_000);
    expect(next.stateOf('star')?.kind).toBe('done');
    expect(next.model().list.rowAt(1)?.starred).toBe(true);
  });

  it('never falls back from SCRAM to a mechanism that sends the password', async () => {
    const capabilities = ['IMAP4rev1', 'SASL-IR', 'AUTH=SCRAM-SHA-256', 'AUTH=PLAIN', 'IDLE'];
    const world = await signedIn({ messages: 1, scram: true, capabilities });
    expect(world.wire.flights.join('')).toContain('AUTHENTICATE SCRAM-SHA-256');
    const weaker = new Set(capabilities.filter((name) => !name.includes('SCRAM')));
    Object.defineProperty(world.server, 'offered', { value: weaker });
    world.wire.cut();
    await world.clock.advance(60_000);
    expect(world.wires.length).toBeGreaterThan(1);
    for (const wire of world.wires.slice(1)) expect(wire.flights.join('')).not.toMatch(/AUTHENTICATE|LOGIN/u);
    const status = world.statuses.at(-1);
    const error = world.signedOut?.error ?? (status?.kind === 'reconnecting' ? status.error : null);
    expect(error?.code).toBe('server-signature');
  });

  it('shows what a server says that goes down', async () => {
    const world = await signedIn({ messages: 1 });
    world.wire.cut({ code: 'server-bye', serverText: 'Maintenance' });
    await settle();
    const status = world.statuses.at(-1);
    expect(status?.kind === 'reconnecting' ? status.error?.serverText : null).toBe('Maintenance');
  });

  it('forgets the rows when UIDVALIDITY changed', async () => {
    const world = await signedIn({ messages: 5 });
    world.session.enqueue(
      world.op('keep', world.uids().slice(0, 1), { kind: 'flag', flag: '\\Flagged', add: true }),
    );
    await world.clock.advance(1_000);
    world.wire.cut();
    await settle();
    const box = world.server.account(USER.user)?.mailbox('INBOX');
    Object.defineProperty(box, 'uidValidity', { value: 77 });
    world.session.enqueue(
      world.op('stale', world.uids().slice(0, 1), { kind: 'flag', flag: '\\Seen', add: true }),
    );
    await world.clock.advance(5_000);
    expect(world.log.filter((line) => line.startsWith('opened')).at(-1)).toBe('opened INBOX 5');
    expect(world.model().list.uidValidity).toBe(77);
    expect(world.stateOf('keep')?.kind).toBe('done');
    const stale = world.stateOf('stale');
    expect(stale?.kind === 'failed' ? stale.error.code : stale?.kind).toBe('mailbox-changed');
    expect(world.subjects()[0]).toBe('Message 5');
  });

  it('stops what waits on UIDs that the server gave once more under one UIDVALIDITY: it would be done to other messages', async () => {
    const world = await signedIn({ messages: 5 });
    const [first] = world.uids();
    world.wire.cut();
    await settle();
    const box = world.server.account(USER.user)?.mailbox('INBOX');
    box?.expunge(new Set(box.messages));
    Object.assign(box ?? {}, { uidNext: 1 });
    // As a server that was set up anew: no Message-ID says that these are others.
    const raw = new TextEncoder().encode('Subject: Another\r\n\r\nText\r\n');
    for (let i = 0; i < 3; i += 1) world.server.deliver(USER.user, 'INBOX', raw);
    expect(world.uids()[0]).toBe(first);
    for (const id of ['delete', 'star'] as const)
      world.session.enqueue(
        world.op(
          id,
          [first!],
          id === 'star'
            ? { kind: 'flag', flag: '\\Flagged', add: true }
            : { kind: 'move', to: toMailboxName('Trash'), purpose: 'trash' },
        ),
      );
    await world.clock.advance(30_000);
    for (const id of ['delete', 'star'])
      expect(world.stateOf(id)).toMatchObject({ kind: 'failed', error: { code: 'mailbox-changed' } });
    expect(box?.messages).toHaveLength(3);
    expect(box?.messages.every(({ flags }) => !flags.includes('\\Flagged'))).toBe(true);
    expect(world.subjects()).toEqual(['Another', 'Another', 'Another']);
    // What is done to what is seen now is done.
    world.session.enqueue(world.op('now', [first!], { kind: 'flag', flag: '\\Seen', add: true }));
    await world.clock.advance(2_000);
    expect(world.stateOf('now')?.kind).toBe('done');
  });
});

describe('coming back to a changed mailbox', () => {
  it(
    'ends with exactly what the server has, keeping every loaded row, for random changes while away',
    { tags: ['deep'] },
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 0, max: 230 }),
          fc.array(fc.nat(229), { maxLength: 30 }),
          fc.nat(7),
          fc.nat(229),
          fc.boolean(),
          async (messages, doomed, arrivals, wanted, condstore) => {
            const capabilities = [
              'IMAP4rev1',
              'SASL-IR',
              'AUTH=PLAIN',
              'UIDPLUS',
              'IDLE',
              'ENABLE',
              ...(condstore ? ['CONDSTORE'] : []),
            ];
            const world = await signedIn({ messages, capabilities });
            if (messages > 0) world.session.wantRows('t1', INBOX, Math.max(1, wanted - 30), wanted);
            await world.clock.advance(1_000);
            const loaded = world.model().knownRows().length;
            world.wire.cut();
            await settle();
            const box = world.server.account(USER.user)?.mailbox('INBOX');
            const gone = new Set((box?.messages ?? []).filter((_, i) => doomed.includes(i)));
            box?.expunge(gone);
            world.deliver(arrivals, 'INBOX', 'Away');
            await world.clock.advance(30_000);
            const uids = world.uids();
            const rows = world.model().knownRows();
            expect(world.model().list.exists).toBe(uids.length);
            for (const { seq, uid } of rows) expect(uids[seq - 1]).toBe(uid);
            expect(rows.length).toBeGreaterThanOrEqual(loaded - gone.size);
            expect(world.problems).toEqual([]);
            // The model was never reset: rows the reader looks at stay where they are.
            expect(
              world.log.filter((line) => line.startsWith('opened') && !line.endsWith('resumed')),
            ).toHaveLength(1);
          },
        ),
        { seed: 20260102, numRuns: 40 },
      );
    },
  );

  it('shows flags another client set meanwhile', async () => {
    const world = await signedIn({ messages: 5 });
    world.wire.cut();
    await settle();
    const other = world.server.connect();
    const say = (line: string) => {
      other.receive(new TextEncoder().encode(`${line}\r\n`));
      other.output();
    };
    say(`a LOGIN ${USER.user} "${USER.password}"`);
    say('b SELECT INBOX');
    say('c STORE 5 +FLAGS (\\Flagged)');
    await world.clock.advance(5_000);
    expect(world.model().list.rowAt(0)?.starred).toBe(true);
    expect(world.subjects()[0]).toBe('Message 5');
    expect(world.problems).toEqual([]);
  });
});

describe('an op that runs while the mailbox is brought up to date', () => {
  it('is seen by the model', async () => {
    const world = await signedIn({ messages: 20 });
    world.wire.cut();
    await settle();
    world.deliver(2, 'INBOX', 'Away');
    const [uid] = world.uids().slice(-3);
    world.session.enqueue(
      world.op('s', uid === undefined ? [] : [uid], { kind: 'flag', flag: '\\Flagged', add: true }),
    );
    await world.clock.advance(5_000);
    expect(world.stateOf('s')?.kind).toBe('done');
    expect(world.subjects().slice(0, 3)).toEqual(['Away 2', 'Away 1', 'Message 20']);
    expect(world.model().list.rowAt(2)?.starred).toBe(true);
    expect(world.problems).toEqual([]);
  });
});
