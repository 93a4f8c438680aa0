/** Sleep, another network, a frozen tab (security.md L02): half-open connections are found within 20 s of waking, and replaced at once. */
import { describe, expect, it } from 'vitest';
import { toMailboxName, toUid } from '../../../lib/imap/types';
import { IDLE_RENEW } from '../../../lib/session/limits';
import { INBOX, SessionWorld, settle, type WorldOptions } from '../../support/session-world';

const NOTICED_WITHIN = 20_000;
const HOURS = 3_600_000;

async function signedIn(options: WorldOptions = {}) {
  const world = new SessionWorld({ messages: 3, ...options });
  world.session.watch('t1', INBOX);
  await world.signIn();
  await world.clock.advance(2_000);
  return world;
}

/** As a machine does: time goes by, and no timer runs. What the network carried is gone. */
function sleep(world: SessionWorld, ms: number): void {
  for (const wire of world.openWires) wire.freeze();
  world.clock.now += ms;
}

const flights = (world: SessionWorld) => world.wires.reduce((sum, wire) => sum + wire.flights.length, 0);

describe('a machine that slept', () => {
  it('is noticed by its clock alone: the dead connection is dropped, another one takes over', async () => {
    const world = await signedIn();
    sleep(world, 3 * HOURS);
    world.deliver(1, 'INBOX', 'Overnight');
    await world.clock.advance(NOTICED_WITHIN);
    expect(world.wires).toHaveLength(2);
    expect(world.statuses.at(-1)?.kind).toBe('live');
    expect(world.subjects()[0]).toBe('Overnight 1');
    expect(world.problems).toEqual([]);
  });

  it('has all of its connections back, and no folder pays for what the sleep broke', async () => {
    const world = await signedIn();
    for (const [tab, name] of [
      ['t2', 'Sent'],
      ['t3', 'Archive'],
    ] as const)
      world.session.watch(tab, toMailboxName(name));
    await world.clock.advance(2_000);
    expect(world.openWires).toHaveLength(3);
    for (let night = 0; night < 5; night += 1) {
      sleep(world, 8 * HOURS);
      world.session.wantRows('t1', INBOX, 1, 3);
      await world.clock.advance(NOTICED_WITHIN);
      expect(world.openWires).toHaveLength(3);
      expect(world.services).toEqual(new Map());
    }
    expect(world.failures).toEqual([]);
    world.deliver(1, 'Archive', 'Here');
    await world.clock.advance(500);
    expect(world.subjects(toMailboxName('Archive'))[0]).toBe('Here 1');
  });

  it('finishes what was asked when it fell asleep', async () => {
    const world = await signedIn();
    sleep(world, 0);
    world.session.enqueue(world.op('star', [toUid(2)], { kind: 'flag', flag: '\\Flagged', add: true }));
    await settle();
    world.clock.now += HOURS;
    await world.clock.advance(NOTICED_WITHIN);
    expect(world.stateOf('star')?.kind).toBe('done');
  });

  it('does not wait for a dial that it slept through', async () => {
    const world = await signedIn({ onDial: (dial) => (dial === 2 ? 'silent' : null) });
    world.wire.cut();
    await world.clock.advance(2_000);
    expect(world.wires).toHaveLength(2);
    world.clock.now += HOURS;
    await world.clock.advance(NOTICED_WITHIN);
    expect(world.wires.length).toBeGreaterThan(2);
    expect(world.statuses.at(-1)?.kind).toBe('live');
  });

  it('tries at once although it fell asleep in the middle of a long wait', async () => {
    let isDown = false;
    const world = await signedIn({ onDial: () => (isDown ? { code: 'connect-failed' } : null) });
    isDown = true;
    world.wire.cut();
    await world.clock.advance(5 * 60_000);
    expect(world.statuses.at(-1)?.kind).toBe('reconnecting');
    isDown = false;
    world.clock.now += HOURS;
    await world.clock.advance(6_000);
    expect(world.statuses.at(-1)?.kind).toBe('live');
  });
});

describe('what pages hear', () => {
  it('of another network is believed although octets came a moment ago', async () => {
    const world = await signedIn();
    world.deliver(1, 'INBOX', 'New');
    await world.clock.advance(100);
    world.wire.freeze();
    world.session.pageState(true, true, true);
    await world.clock.advance(11_000);
    expect(world.wires).toHaveLength(2);
    expect(world.statuses.at(-1)?.kind).toBe('live');
  });

  it('in a tab nobody looks at is believed as well', async () => {
    const world = await signedIn();
    world.visible = false;
    world.session.pageState(false, true);
    world.wire.freeze();
    world.session.pageState(false, true, true);
    await world.clock.advance(11_000);
    expect(world.wires).toHaveLength(2);
  });

  it('costs a living connection one exchange, and does not end it', async () => {
    const world = await signedIn();
    const before = flights(world);
    for (let i = 0; i < 3; i += 1) world.session.pageState(true, true, true);
    await world.clock.advance(200);
    expect(world.wire.flights.slice(before).join('')).toBe('DONE\r\n');
    await world.clock.advance(30_000);
    expect(world.wires).toHaveLength(1);
    expect(world.wire.flights.at(-1)).toMatch(/ IDLE\r\n$/);
  });
});

describe('a machine that is awake', () => {
  it('asks for no sign of life, however long it is quiet, nor when a timer is somewhat late', async () => {
    const world = await signedIn();
    await world.clock.advance(60_000);
    const before = flights(world);
    await world.clock.advance(IDLE_RENEW / 3);
    world.clock.now += 9_000;
    await world.clock.advance(IDLE_RENEW / 3);
    const sent = world.wire.flights.slice(before).join('');
    expect(sent).not.toMatch(/NOOP|DONE/);
    expect(world.wires).toHaveLength(1);
  });

  it('has no timer left once signed out', async () => {
    const world = await signedIn();
    const out = world.session.signOut();
    await world.clock.advance(3_000);
    await out;
    expect(world.clock.pending).toBe(0);
  });
});
