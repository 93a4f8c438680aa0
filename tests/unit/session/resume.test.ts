import { describe, expect, it } from 'vitest';
import { toMailboxName } from '../../../lib/imap/types';
import { SessionWorld, settle, TARGET, USER } from '../../support/session-world';

const ARCHIVE = toMailboxName('Archive');

describe('signing in after a reload', () => {
  it('opens the folder the tab shows at once, in as many flights as a first sign-in', async () => {
    const world = new SessionWorld({ messages: 3 });
    world.deliver(2, 'Archive', 'Kept');
    world.session.resume({ target: TARGET, ...USER });
    world.session.watch('tab', ARCHIVE);
    expect(world.statuses.at(-1)?.kind).toBe('connecting');
    await settle();
    expect(world.statuses.at(-1)?.kind).toBe('live');
    expect(world.subjects(ARCHIVE)).toHaveLength(2);
    expect(world.wire.flights.join('')).not.toContain('SELECT INBOX');
    expect(world.wires).toHaveLength(1);
    expect(world.problems).toEqual([]);
  });

  it('goes on trying while the server is away, and says so', async () => {
    const world = new SessionWorld({
      messages: 3,
      onDial: (dial) => (dial < 3 ? { code: 'connect-failed' } : null),
    });
    world.session.resume({ target: TARGET, ...USER });
    await settle();
    expect(world.statuses.at(-1)).toMatchObject({ kind: 'reconnecting', error: { code: 'connect-failed' } });
    expect(world.signedOut).toBeNull();
    await world.clock.advance(60_000);
    expect(world.wires).toHaveLength(3);
    expect(world.statuses.at(-1)?.kind).toBe('live');
    expect(world.folders).toContain('INBOX');
  });

  it('ends with the reason when the password is refused twice', async () => {
    const world = new SessionWorld();
    world.session.resume({ target: TARGET, user: USER.user, password: 'changed since' });
    await world.clock.advance(60_000);
    expect(world.wires).toHaveLength(2);
    expect(world.signedOut?.error?.code).toBe('wrong-password');
    expect(world.clock.pending).toBe(0);
  });

  it('can be signed out before the server has answered', async () => {
    const world = new SessionWorld({ onDial: () => 'silent' });
    world.session.resume({ target: TARGET, ...USER });
    await settle();
    await world.session.signOut();
    expect(world.signedOut).toEqual({ error: null });
    await world.clock.advance(120_000);
    expect(world.wires).toHaveLength(1);
  });
});
