/** A page and a bridge of different versions (security.md L28): said, and nothing is lost. */
import { expect, it } from 'vitest';
import type { AppError, OpAction } from '../../../lib/mail/types';
import { INBOX, SessionWorld, USER } from '../../support/session-world';

const star: OpAction = { kind: 'flag', flag: '\\Flagged', add: true };

it.each<readonly [string, AppError]>([
  ['older', { code: 'bridge-outdated' }],
  ['newer', { code: 'engine-outdated' }],
])(
  'with an %s bridge: what is done waits while the bridge is another version, and is done by the page that fits',
  async (_which, error) => {
    const book = new Map<string, unknown>();
    let fits = true;
    const world = new SessionWorld({ messages: 2, book, onDial: () => (fits ? null : error) });
    world.session.watch('t1', INBOX);
    world.session.takeUp('a', []);
    await world.signIn();
    await world.clock.advance(2_000);
    fits = false;
    world.wire.cut();
    await world.clock.advance(5_000);
    expect(world.statuses.at(-1)).toMatchObject({ kind: 'reconnecting', error });
    const [uid] = world.uids();
    if (uid === undefined) throw new Error('no mail');
    world.session.enqueue(world.op('1', [uid], star));
    await world.clock.advance(10 * 60_000);
    expect(world.stateOf('1')?.kind).toBe('queued');
    expect(world.statuses.at(-1)).toMatchObject({ kind: 'reconnecting', queued: 1, error });
    expect(world.signedOut).toBeNull();
    // Not in a storm: once a minute at most where no other try can cure it.
    expect(world.wires.length).toBeLessThan(25);

    // The page is loaded again, or the bridge was brought up to date.
    world.crash();
    const next = new SessionWorld({ book, beside: world });
    next.session.watch('t1', INBOX);
    next.session.takeUp('a', [...book.values()]);
    await next.signIn();
    await next.clock.advance(2_000);
    expect(next.stateOf('1')?.kind).toBe('done');
    const messages = next.server.account(USER.user)?.mailbox('INBOX')?.messages ?? [];
    expect(messages.filter(({ flags }) => flags.includes('\\Flagged')).map((message) => message.uid)).toEqual(
      [uid],
    );
  },
);
