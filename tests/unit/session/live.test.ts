import { describe, expect, it } from 'vitest';
import { toMailboxName } from '../../../lib/imap/types';
import { allCapabilities } from '../../../lib/imap-server/capabilities';
import { IDLE_DELAY, IDLE_RENEW, IDLE_RENEW_LOOPBACK, POLL_EVERY } from '../../../lib/session/limits';
import { Quiet } from '../../../lib/session/quiet';
import { INBOX, SessionWorld, settle, USER, VirtualClock } from '../../support/session-world';

const SENT = toMailboxName('Sent');

async function signedIn(options: ConstructorParameters<typeof SessionWorld>[0] = {}) {
  const world = new SessionWorld(options);
  world.session.watch('t1', INBOX);
  await world.signIn();
  await world.clock.advance(2_000);
  return world;
}

const count = (world: SessionWorld, word: string) =>
  world.wires.flatMap(({ flights }) => flights.join('').split('\r\n')).filter((line) => line.includes(word))
    .length;

describe('the watched mailbox', () => {
  it('shows what others do, in order, without being asked', async () => {
    const world = await signedIn({ messages: 120 });
    expect(world.wire.flights.at(-1)).toMatch(/IDLE\r\n$/);
    world.deliver(2, 'INBOX', 'New');
    await world.clock.advance(1_000);
    expect(world.subjects().slice(0, 3)).toEqual(['New 2', 'New 1', 'Message 120']);
    const box = world.server.account(USER.user)?.mailbox('INBOX');
    const doomed = box?.messages.slice(0, 3) ?? [];
    box?.expunge(new Set(doomed));
    world.server.settle();
    await world.clock.advance(1_000);
    expect(world.model().list.exists).toBe(119);
    expect(world.subjects().slice(0, 3)).toEqual(['New 2', 'New 1', 'Message 120']);
    expect(world.problems).toEqual([]);
    expect(world.wires).toHaveLength(1);
  });

  it('fetches wanted windows once, one at a time, and only the latest wish', async () => {
    const world = await signedIn({ messages: 1_000 });
    const before = count(world, ' FETCH ');
    world.session.wantRows('t1', INBOX, 700, 800);
    world.session.wantRows('t1', INBOX, 400, 500);
    world.session.wantRows('t1', INBOX, 1, 100);
    await world.clock.advance(1_000);
    const ranges = world.wire.flights
      .join('')
      .split('\r\n')
      .flatMap((line) => / FETCH (\S+) /.exec(line)?.[1] ?? [])
      .slice(before);
    // The first window was under way before the others were wanted.
    expect(ranges.length).toBeLessThanOrEqual(2);
    expect(ranges.at(-1)).toBe('1:100');
    expect(world.subjects().at(-1)).toBe('Message 1');
    world.session.wantRows('t1', INBOX, 1, 100);
    await world.clock.advance(1_000);
    expect(count(world, ' FETCH ')).toBe(before + ranges.length);
    expect(world.problems).toEqual([]);
  });

  it('asks by number only after IDLE has ended', async () => {
    const world = await signedIn({ messages: 500 });
    const flights = world.wire.flights.length;
    world.session.wantRows('t1', INBOX, 1, 50);
    await settle();
    expect(world.wire.flights[flights]).toBe('DONE\r\n');
    expect(world.wire.flights[flights + 1]).toMatch(/ FETCH 1:50 /);
  });

  it('renews IDLE after nine minutes, and polls where there is none', async () => {
    const world = await signedIn({ messages: 1 });
    const idles = count(world, ' IDLE');
    await world.clock.advance(IDLE_RENEW + 1_000);
    expect(count(world, ' IDLE')).toBeGreaterThan(idles);
    expect(count(world, 'NOOP')).toBe(0);

    const plain = await signedIn({ messages: 1, capabilities: ['IMAP4rev1', 'AUTH=PLAIN', 'SASL-IR'] });
    plain.deliver(1, 'INBOX', 'Polled');
    await plain.clock.advance(POLL_EVERY + 1_000);
    expect(count(plain, 'NOOP')).toBeGreaterThan(0);
    expect(plain.subjects()[0]).toBe('Polled 1');
  });

  it.each([
    ['tls', IDLE_RENEW],
    ['loopback', IDLE_RENEW_LOOPBACK],
  ] as const)('leaves IDLE before its server grows tired of it: %s', async (security, after) => {
    const clock = new VirtualClock();
    let stops = 0;
    const driver = { has: () => true, busy: false, canCompress: false, facts: { security } };
    const quiet = new Quiet({ setTimer: clock.setTimer, now: () => clock.now } as never, {
      driver: () => ({ ...driver, stopIdle: () => (stops += 1) }) as never,
      send: () => undefined,
      isReady: () => true,
      hasSelection: () => true,
      onPolled: () => expect.unreachable(),
    });
    quiet.begin();
    await clock.advance(IDLE_DELAY + after - 1);
    expect([quiet.isIdling, stops]).toEqual([true, 0]);
    await clock.advance(1);
    expect(stops).toBe(1);
    expect(after).toBeLessThanOrEqual((security === 'tls' ? 9 : 25) * 60_000);
  });

  it('counts the other folders only after the first rows, then every 90 seconds', async () => {
    const capabilities = allCapabilities.filter((name) => name !== 'NOTIFY');
    const world = new SessionWorld({ messages: 5, capabilities });
    world.session.watch('t1', INBOX);
    await world.signIn();
    expect(world.log.some((line) => line.startsWith('status'))).toBe(false);
    await world.clock.advance(1_000);
    expect(world.counters.get('INBOX')).toBe(5);
    expect(world.counters.size).toBe(world.folders.length);
    const statuses = count(world, 'STATUS');
    await world.clock.advance(88_000);
    expect(count(world, 'STATUS')).toBe(statuses);
    await world.clock.advance(5_000);
    expect(count(world, 'STATUS')).toBeGreaterThan(statuses);
    expect(world.log.filter((line) => line === 'status INBOX')).toHaveLength(1);
    world.visible = false;
    await world.clock.advance(95_000);
    const hidden = count(world, 'STATUS');
    await world.clock.advance(4 * 60_000);
    expect(count(world, 'STATUS')).toBe(hidden);
  });
});

describe('connections', () => {
  it('two tabs on one folder share one, on two folders have two, both live', async () => {
    const world = await signedIn({ messages: 3 });
    world.session.watch('t2', INBOX);
    await world.clock.advance(1_000);
    expect(world.wires).toHaveLength(1);
    world.session.watch('t2', SENT);
    await world.clock.advance(1_000);
    expect(world.openWires).toHaveLength(2);
    world.deliver(1, 'INBOX', 'A');
    world.deliver(1, 'Sent', 'B');
    await world.clock.advance(1_000);
    expect(world.subjects(INBOX)[0]).toBe('A 1');
    expect(world.subjects(SENT)[0]).toBe('B 1');
    world.session.watch('t2', null);
    await world.clock.advance(70_000);
    expect(world.openWires).toHaveLength(1);
    expect(world.problems).toEqual([]);
  });

  it('asks the connection of a folder that is shown for what was moved into it, whenever its server would tell', async () => {
    const world = await signedIn({ messages: 2 });
    world.session.watch('t2', SENT);
    await world.clock.advance(1_000);
    const sent = world.wires[1]?.flights ?? [];
    const before = sent.length;
    const { list } = world.model();
    const uids = [list.rowAt(0)?.uid].filter((uid) => uid !== undefined);
    const action = { kind: 'move', to: SENT, purpose: 'move' } as const;
    world.session.enqueue({
      id: 'a',
      account: 'demo',
      mailbox: INBOX,
      uidValidity: list.uidValidity,
      uids,
      action,
    });
    await world.clock.advance(100);
    expect(sent.slice(before).join('')).toMatch(/ NOOP\r\n/);
    expect(world.subjects(SENT)).toEqual(['Message 2']);
  });

  it('one tab changing folders keeps one connection, and coming back refetches nothing', async () => {
    const world = await signedIn({ messages: 3 });
    world.session.watch('t1', SENT);
    await world.clock.advance(1_000);
    world.session.watch('t1', INBOX);
    await world.clock.advance(1_000);
    expect(world.wires).toHaveLength(1);
    expect(world.log.filter((line) => line.startsWith('opened INBOX'))).toEqual([
      'opened INBOX 3',
      'opened INBOX 3 resumed',
    ]);
    expect(count(world, ' FETCH ')).toBe(1);
  });

  it('a fourth folder takes the place of the one wanted least recently, never a fourth connection', async () => {
    const world = await signedIn({ messages: 3 });
    for (const [tab, name] of [
      ['t2', 'Sent'],
      ['t3', 'Trash'],
      ['t4', 'Drafts'],
    ] as const) {
      world.session.watch(tab, toMailboxName(name));
      await world.clock.advance(1_000);
    }
    expect(world.openWires).toHaveLength(3);
    expect(world.log).toContain('opened Drafts 0');
    world.deliver(1, 'INBOX', 'Late');
    await world.clock.advance(1_000);
    world.session.wantRows('t1', INBOX, 1, 4);
    await world.clock.advance(1_000);
    expect(world.subjects()[0]).toBe('Late 1');
    expect(world.openWires).toHaveLength(3);
    expect(world.problems).toEqual([]);
  });

  it('lives with fewer when the server gives no more, and restores the watch it broke into', async () => {
    const world = new SessionWorld({
      messages: 3,
      onDial: (dial) => (dial === 1 ? null : { code: 'server-bye', serverText: 'Too many connections' }),
    });
    world.session.watch('t1', INBOX);
    await world.signIn();
    await world.clock.advance(1_000);
    world.session.watch('t2', SENT);
    await world.clock.advance(5_000);
    expect(world.openWires).toHaveLength(1);
    expect(world.statuses.at(-1)?.kind).toBe('live');
    expect(world.log).toContain('opened Sent 0');
    const dials = world.wires.length;
    world.session.wantRows('t1', INBOX, 1, 3);
    await world.clock.advance(60_000);
    expect(world.wires.length).toBeLessThanOrEqual(dials + 1);
    expect(world.problems).toEqual([]);
  });

  it('tells a folder that is not there', async () => {
    const world = await signedIn({ messages: 1 });
    world.session.watch('t1', toMailboxName('No such folder'));
    await world.clock.advance(1_000);
    expect(world.failures.map(({ error }) => error.code)).toEqual(['mailbox-missing']);
    world.session.watch('t1', INBOX);
    await world.clock.advance(1_000);
    world.deliver(1, 'INBOX', 'Still');
    await world.clock.advance(1_000);
    expect(world.subjects()[0]).toBe('Still 1');
  });
});

describe('a folder that was borrowed and is then shown', () => {
  it('is read anew, since nobody told the model what happened to it', async () => {
    const world = await signedIn({ messages: 2 });
    const archive = toMailboxName('Archive');
    const move = { kind: 'move', to: archive, purpose: 'archive' } as const;
    world.session.enqueue(world.op('m', world.uids(), move));
    await world.clock.advance(1_000);
    world.session.undo('m');
    await world.clock.advance(1_000);
    expect(world.openWires).toHaveLength(2);
    world.deliver(3, 'Archive', 'Old');
    world.session.watch('t2', archive);
    await world.clock.advance(1_000);
    expect(world.subjects(archive)).toEqual(['Old 3', 'Old 2', 'Old 1']);
    world.deliver(1, 'Archive', 'Newer');
    await world.clock.advance(1_000);
    expect(world.subjects(archive)[0]).toBe('Newer 1');
    expect(world.openWires).toHaveLength(2);
    expect(world.problems).toEqual([]);
  });
});
