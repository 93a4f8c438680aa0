/** Servers that say not now, or not so many (security.md L04, L32): the hint is kept to, and told. */
import { describe, expect, it } from 'vitest';
import { toMailboxName } from '../../../lib/imap/types';
import { turnedAway } from '../../../lib/session/errors';
import { retrySeconds } from '../../../lib/session/hints';
import { MAX_HINT, SHRUNK_FOR, SOON_AGAIN, TOO_MANY_AGAIN } from '../../../lib/session/limits';
import type { AppError } from '../../../lib/mail/types';
import { INBOX, SessionWorld, TARGET, USER, type WorldOptions } from '../../support/session-world';

const [SENT, ARCHIVE] = [toMailboxName('Sent'), toMailboxName('Archive')];
const SOON = SOON_AGAIN / 1_000;
const TOO_MANY = TOO_MANY_AGAIN / 1_000;

describe('what a server says of coming back', () => {
  it.each<readonly [text: string, code: string | null, seconds: number | null]>([
    ['Request is throttled. Suggested Backoff Time: 92415 milliseconds', null, 93],
    ['Too many simultaneous connections. (Failure)', 'ALERT', TOO_MANY],
    ['Maximum number of connections from user+IP exceeded (mail_max_userip_connections=10)', null, TOO_MANY],
    ['Too many connections, try again in 5 minutes', null, 300],
    ['Please wait 30 seconds before you reconnect', null, 30],
    ['Try again in 2 hours', null, MAX_HINT / 1_000],
    ['try again later', null, SOON],
    ['Server temporarily down', null, SOON],
    ['', 'UNAVAILABLE', SOON],
    ['Mailbox is locked', 'INUSE', SOON],
    ['Too much', 'LIMIT', TOO_MANY],
    ['Maintenance', null, null],
    ['Version 2.3 of 10 minutes ago', null, null],
    ['Try again in 99999999999 seconds', null, SOON],
    ['Try again in 0 seconds', null, 0],
  ])('%j', (text, code, seconds) => {
    const error = turnedAway(
      code === null ? null : { kind: 'unknown', name: code, argument: null },
      text,
      'server-bye',
    );
    expect(error.values?.['seconds'] ?? null).toBe(seconds);
  });

  it('is looked for in the beginning of a text only', () => {
    expect(retrySeconds(null, `${'x'.repeat(2_000)} try again in 5 minutes`, false)).toBeNull();
  });
});

async function signedIn(options: WorldOptions = {}) {
  const world = new SessionWorld({ messages: 3, ...options });
  world.session.watch('t1', INBOX);
  await world.signIn();
  await world.clock.advance(2_000);
  return world;
}

describe('the last connection', () => {
  it('comes back when the server said, not before', async () => {
    const world = await signedIn();
    world.wire.say('* BYE [UNAVAILABLE] Suggested Backoff Time: 45000 milliseconds\r\n');
    await world.clock.advance(44_000);
    expect(world.wires).toHaveLength(1);
    expect(world.statuses.at(-1)).toMatchObject({
      kind: 'reconnecting',
      error: { code: 'server-bye', serverText: 'Suggested Backoff Time: 45000 milliseconds' },
    });
    await world.clock.advance(2_000);
    expect(world.statuses.at(-1)?.kind).toBe('live');
  });

  it('is not asked for every second by an account that has too many', async () => {
    let isFull = false;
    const world = await signedIn({
      onSend: (text, wire) => {
        if (!isFull || !text.includes('AUTHENTICATE')) return true;
        wire.say(`${text.split(' ')[0]} NO [ALERT] Too many simultaneous connections. (Failure)\r\n`);
        return true;
      },
    });
    isFull = true;
    world.wire.cut();
    await world.clock.advance(TOO_MANY_AGAIN - 1_000);
    expect(world.wires).toHaveLength(2);
    expect(world.statuses.at(-1)).toMatchObject({
      kind: 'reconnecting',
      error: { code: 'too-many-connections', serverText: 'Too many simultaneous connections. (Failure)' },
    });
    isFull = false;
    await world.clock.advance(40_000);
    expect(world.statuses.at(-1)?.kind).toBe('live');
  });

  it('is asked for at once by a person who does not want to wait', async () => {
    const world = await signedIn();
    world.wire.say('* BYE [UNAVAILABLE] try again later\r\n');
    await world.clock.advance(1_000);
    world.session.reconnectNow();
    await world.clock.advance(100);
    expect(world.statuses.at(-1)?.kind).toBe('live');
  });
});

const FULL: AppError = { code: 'too-many-connections', serverText: 'Too many connections' };

describe('further connections', () => {
  it('are not asked for again while the server gives no more, and it is said why', async () => {
    let isFull = true;
    const world = await signedIn({ onDial: (dial) => (dial > 1 && isFull ? FULL : null) });
    world.session.watch('t2', SENT);
    await world.clock.advance(2_000);
    expect([...world.services]).toEqual([[INBOX, expect.objectContaining({ because: FULL })]]);
    await world.clock.advance(SHRUNK_FOR - 5_000);
    expect(world.wires).toHaveLength(2);
    isFull = false;
    await world.clock.advance(10_000);
    expect(world.openWires).toHaveLength(2);
    expect(world.services).toEqual(new Map());
  });

  it('are not asked for when the only one went meanwhile: coming back waits between its tries', async () => {
    const world: SessionWorld = await signedIn({
      onDial: (dial) => {
        if (dial === 2) world.wire.cut();
        return dial > 1 ? FULL : null;
      },
    });
    world.session.watch('t2', SENT);
    await world.clock.advance(1_000);
    expect(world.wires.length).toBeLessThanOrEqual(3);
  });

  it('come back after the time the server names', async () => {
    let isFull = true;
    const world = await signedIn({
      onDial: (dial) => (dial > 1 && isFull ? { ...FULL, values: { seconds: 30 } } : null),
    });
    world.session.watch('t2', SENT);
    await world.clock.advance(2_000);
    isFull = false;
    await world.clock.advance(26_000);
    expect(world.openWires).toHaveLength(1);
    await world.clock.advance(5_000);
    expect(world.openWires).toHaveLength(2);
  });

  it('that a server takes away for their number are left alone; one that broke comes back soon', async () => {
    const world = await signedIn();
    world.session.watch('t2', SENT);
    await world.clock.advance(2_000);
    world.wire.say('* BYE Maximum number of connections from user+IP exceeded\r\n');
    await world.clock.advance(TOO_MANY_AGAIN - 1_000);
    expect(world.openWires).toHaveLength(1);
    expect(world.wires).toHaveLength(2);
    await world.clock.advance(2_000);
    expect(world.openWires).toHaveLength(2);
    world.wire.cut();
    await world.clock.advance(10_000);
    expect(world.openWires).toHaveLength(2);
  });

  it('are not opened after a warning on one that lives, which stays', async () => {
    const world = await signedIn();
    world.wire.say('* NO [ALERT] Too many simultaneous connections\r\n');
    world.session.watch('t2', SENT);
    await world.clock.advance(30_000);
    expect(world.wires).toHaveLength(1);
    expect([...world.services.values()]).toEqual([
      expect.objectContaining({ because: expect.objectContaining({ code: 'too-many-connections' }) }),
    ]);
    await world.clock.advance(TOO_MANY_AGAIN);
    expect(world.openWires).toHaveLength(2);
  });

  it('are all there soon after the network was away', async () => {
    let isAway = false;
    const world = await signedIn({ onDial: () => (isAway ? { code: 'connect-failed' } : null) });
    world.session.watch('t2', SENT);
    await world.clock.advance(1_000);
    world.session.watch('t3', ARCHIVE);
    await world.clock.advance(1_000);
    isAway = true;
    for (const wire of world.openWires) {
      wire.cut();
      await world.clock.advance(3_000);
    }
    isAway = false;
    world.session.reconnectNow();
    await world.clock.advance(60_000);
    expect(world.openWires).toHaveLength(3);
    expect(world.services).toEqual(new Map());
  });
});

describe('signing in', () => {
  it('says that there are too many, in the server’s words', async () => {
    const world = new SessionWorld({
      onSend: (text, wire) => {
        if (text.includes('AUTHENTICATE'))
          wire.say(`${text.split(' ')[0]} NO [LIMIT] 15 connections are enough\r\n`);
        return true;
      },
    });
    const result = world.session.signIn({ target: TARGET, ...USER });
    await world.clock.advance(1_000);
    expect(await result).toMatchObject({
      ok: false,
      error: { code: 'too-many-connections', serverText: '15 connections are enough' },
    });
  });
});
