/** Clocks that are wrong (security.md L29): lives of things go by time that passes, order by UID. */
import { expect, it } from 'vitest';
import { steadyClock } from '../../../lib/engine/steady-clock';
import { toMailboxName } from '../../../lib/imap/types';
import { COUNTERS_VISIBLE } from '../../../lib/session/limits';
import { INBOX, SessionWorld } from '../../support/session-world';
import { ana, settle } from './virtual';
import { createWorld } from './world';

const YEAR = 365 * 24 * 3_600_000;
const ARCHIVE = toMailboxName('Archive');

function clocks() {
  const time = { wall: 1_800_000_000_000, elapsed: 0 };
  const now = steadyClock(
    () => time.wall,
    () => time.elapsed,
  );
  const pass = (ms: number): void => {
    time.wall += ms;
    time.elapsed += ms;
  };
  return { time, now, pass };
}

it('set back, a clock goes on from where it was', () => {
  const { time, now, pass } = clocks();
  const start = now();
  pass(5_000);
  expect(now() - start).toBe(5_000);
  time.wall -= 3 * YEAR;
  expect(now() - start).toBe(5_000);
  pass(5_000);
  expect(now() - start).toBe(10_000);
  // Unseen, together with time that passed.
  pass(60_000);
  time.wall -= 3_600_000;
  expect(now() - start).toBe(70_000);
  for (let hours = 0; hours < 48; hours += 1) {
    const before = now();
    time.wall -= 3_600_000;
    pass(60_000);
    expect(now() - before).toBe(60_000);
  }
});

it('a clock that is set forward, or slept, is believed; one that is a little off is left alone', () => {
  const { time, now, pass } = clocks();
  const start = now();
  time.wall += YEAR;
  expect(now() - start).toBe(YEAR);
  time.elapsed += 60_000;
  time.wall += 59_900;
  expect(now() - start).toBe(YEAR + 59_900);
  pass(1_000);
  expect(now()).toBe(time.wall);
});

it('a try that is ahead is told by the clock pages read, which may have been set back: to tabs that are there, and to later ones', async () => {
  const world = createWorld();
  const first = await world.openTab();
  const signedIn = await first.client.signIn(ana);
  const account = signedIn.ok ? signedIn.value.account : '';
  const told = { kind: 'reconnecting', queued: 0, error: { code: 'connect-failed' } } as const;
  const at = 1_800_000_009_000;
  world.session.listener.connection({ ...told, at });
  await settle();
  expect(first.client.connection(account)).toEqual({ ...told, at });
  world.setBackMs = 3 * YEAR;
  const later = await world.openTab();
  expect(later.client.connection(account)).toEqual({ ...told, at: at - 3 * YEAR });
  world.session.listener.connection({ ...told, at: at + 5_000 });
  await settle();
  for (const { client } of [first, later])
    expect(client.connection(account)).toEqual({ ...told, at: at + 5_000 - 3 * YEAR });
});

it('mail is in the order of its UIDs, whatever clocks say of it', async () => {
  const world = new SessionWorld();
  world.session.watch('t1', INBOX);
  await world.signIn();
  await world.clock.advance(1_000);
  world.deliver(1, 'INBOX', 'First');
  await world.clock.advance(1_000);
  const { now } = world.clock;
  world.clock.now = now - 20 * YEAR;
  world.deliver(1, 'INBOX', 'Second');
  world.clock.now = now + 20 * YEAR;
  world.deliver(1, 'INBOX', 'Third');
  world.clock.now = now;
  await world.clock.advance(2_000);
  expect(world.subjects()).toEqual(['Third 1', 'Second 1', 'First 1']);
});

it('a leap of years costs no more than a look at the line', async () => {
  const world = new SessionWorld({ messages: 3 });
  world.session.watch('t1', INBOX);
  await world.signIn();
  await world.clock.advance(2_000);
  world.clock.now += 5 * YEAR;
  world.session.enqueue(world.op('1', world.uids(), { kind: 'move', to: ARCHIVE, purpose: 'archive' }));
  world.deliver(1, 'INBOX', 'New');
  await world.clock.advance(30_000);
  expect(world.stateOf('1')?.kind).toBe('done');
  expect(world.subjects()).toEqual(['New 1']);
  expect(world.statuses.at(-1)?.kind).toBe('live');
  expect(world.problems).toEqual([]);
  const lines = (): number => world.wires.flatMap(({ flights }) => flights).length;
  const before = lines();
  await world.clock.advance(COUNTERS_VISIBLE);
  expect(lines() - before).toBeLessThan(20);
});
