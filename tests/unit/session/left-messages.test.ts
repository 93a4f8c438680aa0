import { describe, expect, it } from 'vitest';
import type { Uid } from '../../../lib/imap/types';
import type { MessageDetail, Result } from '../../../lib/mail/types';
import { Turns } from '../../../lib/session/turns';
import { INBOX, SessionWorld, settle, type WorldOptions } from '../../support/session-world';

async function reader(options: WorldOptions = {}) {
  const world = new SessionWorld({ messages: 8, ...options });
  world.session.watch('t1', INBOX);
  await world.signIn();
  await world.clock.advance(200);
  const open = (
    uid: Uid,
  ): { readonly leave: () => void; readonly result: Promise<Result<MessageDetail>> } => {
    const left = new AbortController();
    const options = { formatted: false, signal: left.signal };
    return { leave: () => left.abort(), result: world.session.openMessage(INBOX, uid, undefined, options) };
  };
  /** UIDs whose structure was asked for, the first thing to be read of a message. */
  const asked = (): readonly number[] =>
    [...world.wire.flights.join('').matchAll(/UID FETCH (\d+) \(UID BODYSTRUCTURE\)/g)].map(([, uid]) =>
      Number(uid),
    );
  return { world, uids: world.uids(), open, asked };
}

describe('messages somebody went past', () => {
  it('are never asked for when others are still being read', async () => {
    const { uids, open, asked } = await reader();
    const opened = uids.slice(0, 6).map(open);
    // As with the key held down: each is left for the next, and the last one stays.
    for (const { leave } of opened.slice(0, -1)) leave();
    await settle();
    expect(asked()).toEqual([uids[5]]);
    const results = await Promise.all(opened.map(({ result }) => result));
    expect(results.map(({ ok }) => ok)).toEqual([false, false, false, false, false, true]);
  });

  it('give their turn to those that wait; what was sent already is read to its end', async () => {
    const { uids, open, asked, world } = await reader();
    const opened = uids.slice(0, 4).map(open);
    for (let i = 0; i < 6; i += 1) await Promise.resolve();
    opened[2]!.leave();
    await settle();
    expect(asked()).toEqual([uids[0], uids[1], uids[3]]);
    for (const at of [0, 1, 3]) expect((await opened[at]!.result).ok).toBe(true);
    const late = open(uids[4]!);
    await settle();
    late.leave();
    expect((await late.result).ok).toBe(true);
    expect(world.problems).toEqual([]);
  });

  it('are withdrawn while the line is not free: neither sent later nor waited for', async () => {
    // The server hears IDLE and says nothing: until its + nothing may be sent.
    const { world, uids, open, asked } = await reader({
      onSend: (text, wire) => {
        if (text.includes('IDLE\r\n')) wire.freeze();
        return true;
      },
    });
    await world.clock.advance(1_000);
    const waiting = open(uids[0]!);
    await settle();
    waiting.leave();
    expect((await waiting.result).ok).toBe(false);
    world.wire.say('+ go on\r\n');
    await settle();
    expect(asked()).toEqual([]);
  });
});

describe('turns', () => {
  it('come in order, and not to who has left', async () => {
    const turns = new Turns(1);
    const log: string[] = [];
    let end: () => void = () => undefined;
    const first = turns.run(() => new Promise<void>((resolve) => (end = resolve)));
    const left = new AbortController();
    const second = turns.run(() => Promise.resolve(log.push('second')), left.signal);
    const third = turns.run(() => Promise.resolve(log.push('third')));
    left.abort();
    expect(await second).toBeNull();
    expect(log).toEqual([]);
    end();
    await Promise.all([first, third]);
    expect(log).toEqual(['third']);
    expect(await turns.run(() => Promise.reject(new Error('no'))).catch(() => 'failed')).toBe('failed');
    expect(await turns.run(() => Promise.resolve('next'))).toBe('next');
  });
});
