import { describe, expect, it } from 'vitest';
import { toMailboxName } from '../../../lib/imap/types';
import type { AppError } from '../../../lib/mail/types';
import { SessionWorld, settle, TARGET, USER } from '../../support/session-world';

const command = (flight: string): string[] =>
  flight
    .split('\r\n')
    .filter((line) => line !== '')
    .map((line) => line.replace(/^T\d+ /, ''));

/** Twelve tests share the cuts, so that none is slow on a busy machine. */
const SHARDS = Array.from({ length: 12 }, (_, i) => i + 1);

describe('signing in', () => {
  it('by PLAIN takes three flights to the first row: AUTHENTICATE, one pipelined flight, one FETCH', async () => {
    const world = new SessionWorld({ messages: 250 });
    world.session.prepare(TARGET);
    await settle();
    expect(world.wire.flights).toEqual([]);
    await world.signIn();
    const flights = world.wire.flights.map(command);
    expect(flights).toHaveLength(3);
    expect(flights[0]?.[0]).toMatch(/^AUTHENTICATE PLAIN /);
    expect(flights[1]?.map((line) => line.split(' ')[0])).toEqual(['ENABLE', 'ID', 'LIST', 'SELECT']);
    expect(flights[2]).toHaveLength(1);
    expect(flights[2]?.[0]).toMatch(
      /^FETCH 201:250 \(UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE BODY.PEEK\[HEADER.FIELDS \(REFERENCES\)\] MODSEQ\)$/,
    );
    expect(world.subjects()[0]).toBe('Message 250');
    expect(world.subjects()[49]).toBe('Message 201');
    expect(world.subjects()[50]).toBeNull();
    expect(world.problems).toEqual([]);
    expect(world.log.slice(0, 2)).toEqual(['folders 5', 'opened INBOX 250']);
    expect(world.folders).toContain('INBOX');
  });

  it('by SCRAM takes five, and the password never leaves', async () => {
    const world = new SessionWorld({ messages: 10, scram: true });
    const done = world.session.signIn({ target: TARGET, ...USER });
    await settle();
    const result = await done;
    expect(result.ok && result.value.mechanism).toBe('SCRAM-SHA-256');
    expect(result.ok && result.value.passwordSent).toBe(false);
    await settle();
    expect(world.wire.flights).toHaveLength(5);
    expect(world.subjects()).toHaveLength(10);
    const sent = world.wire.flights.join('');
    for (const word of sent.split(/\s+/)) {
      expect(Buffer.from(word, 'base64').toString('latin1')).not.toContain(USER.password);
    }
  });

  it('stays within five flights when capabilities must be asked twice and SASL-IR is missing', async () => {
    const world = new SessionWorld({ messages: 3, capabilities: ['IMAP4rev1', 'AUTH=PLAIN'] });
    world.session.prepare(TARGET);
    await settle();
    const before = world.wires[0]?.flights.length ?? 0;
    await world.signIn();
    const flights = world.wire.flights.slice(before).map(command);
    expect(flights.length).toBeLessThanOrEqual(5);
    expect(flights.flat().map((line) => line.split(' ')[0])).toEqual(
      expect.arrayContaining(['AUTHENTICATE', 'LIST', 'LSUB', 'SELECT', 'FETCH']),
    );
    expect(world.subjects()).toHaveLength(3);
  });

  it('masks every secret in the transcript', async () => {
    const world = new SessionWorld({ messages: 1 });
    await world.signIn();
    const text = world.transcript
      .lines()
      .map((line) => line.text)
      .join('\n');
    expect(text).toContain('AUTHENTICATE PLAIN ***');
    expect(text).not.toContain(Buffer.from(`\0${USER.user}\0${USER.password}`).toString('base64'));
    expect(text).toMatch(/\* LIST/);
  });

  it('tells a wrong password once, tries nothing again, and can be repeated', async () => {
    const world = new SessionWorld({ messages: 1 });
    const done = world.session.signIn({ target: TARGET, user: USER.user, password: 'wrong' });
    await settle();
    const result = await done;
    expect(result.ok ? null : result.error.code).toBe('wrong-password');
    await world.clock.advance(10 * 60_000);
    expect(world.wires).toHaveLength(1);
    expect(world.openWires).toHaveLength(0);
    await world.signIn();
    expect(world.subjects()).toEqual(['Message 1']);
    expect(world.wires).toHaveLength(2);
  });

  it.each([
    [{ code: 'tls-expired' }, 'tls-expired'],
    [{ code: 'bridge-origin', values: { allowed: 'x' } }, 'bridge-origin'],
    [{ code: 'dns-failed' }, 'dns-failed'],
  ] as const)('tells why the dial failed: %j', async (error: AppError, code) => {
    const world = new SessionWorld({ onDial: () => error });
    const done = world.session.signIn({ target: TARGET, ...USER });
    await settle();
    const result = await done;
    expect(result.ok ? null : result.error.code).toBe(code);
    await world.clock.advance(60_000);
    expect(world.wires).toHaveLength(1);
  });

  it('gives up on a bridge that never answers', async () => {
    const world = new SessionWorld({ onDial: () => 'silent' });
    const done = world.session.signIn({ target: TARGET, ...USER });
    await world.clock.advance(31_000);
    const result = await done;
    expect(result.ok ? null : result.error.code).toBe('bridge-unreachable');
    expect(world.clock.pending).toBe(0);
  });

  it('drops a prepared connection nobody uses', async () => {
    const world = new SessionWorld();
    world.session.prepare(TARGET);
    world.session.prepare(TARGET);
    await settle();
    expect(world.openWires).toHaveLength(1);
    await world.clock.advance(121_000);
    expect(world.openWires).toHaveLength(0);
    expect(world.clock.pending).toBe(0);
  });

  it('opens the folder a tab shows instead of INBOX', async () => {
    const world = new SessionWorld({ messages: 2 });
    world.session.watch('t1', toMailboxName('Sent'));
    await world.signIn();
    expect(world.log.filter((line) => line.startsWith('opened'))).toEqual(['opened Sent 0']);
    expect(world.wires).toHaveLength(1);
  });

  it('signs out: LOGOUT, queue cancelled, nothing left running', async () => {
    const world = new SessionWorld({ messages: 2 });
    await world.signIn();
    const done = world.session.signOut();
    await world.clock.advance(2_000);
    await done;
    expect(world.wire.flights.at(-1)).toMatch(/LOGOUT\r\n$/);
    expect(world.signedOut).toEqual({ error: null });
    expect(world.openWires).toHaveLength(0);
    expect(world.clock.pending).toBe(0);
  });
});

describe('signing out while signing in', () => {
  it('leaves neither a connection nor a timer', async () => {
    const world = new SessionWorld({ messages: 1 });
    const signingIn = world.session.signIn({ target: TARGET, ...USER });
    await Promise.resolve();
    const signingOut = world.session.signOut();
    await world.clock.advance(40_000);
    await signingOut;
    expect((await signingIn).ok).toBe(false);
    expect(world.openWires).toHaveLength(0);
    expect(world.clock.pending).toBe(0);
    expect(world.signedOut).toEqual({ error: null });
  });
});

describe('a connection cut after every octet of a sign-in', { tags: ['deep'] }, () => {
  it.each(SHARDS)('settles every promise, says why, and leaves no timer behind (%i of 12)', async (shard) => {
    const whole = new SessionWorld({ messages: 3 });
    await whole.signIn();
    const length = whole.wire.received.length;
    expect(length).toBeGreaterThan(1_000);
    for (let octets = shard; octets < length; octets += octets < 1_500 ? 12 : 84) {
      const world = new SessionWorld({ messages: 3, cutAfter: () => octets });
      let result: Awaited<ReturnType<typeof world.session.signIn>> | undefined;
      void world.session.signIn({ target: TARGET, ...USER }).then((value) => {
        result = value;
      });
      await settle();
      expect(result, `cut after ${octets}`).toBeDefined();
      if (result?.ok === false) expect(result.error.code).toBe('bridge-closed');
      const end = world.session.signOut();
      await world.clock.advance(3_000);
      await end;
      expect(world.clock.pending, `timers after ${octets}`).toBe(0);
      expect(world.openWires).toHaveLength(0);
      expect(world.problems).toEqual([]);
    }
  });
});
