import { describe, expect, it } from 'vitest';
import { ItemKeys } from '../../../lib/engine/item-keys';
import { ITEM_KEY_MS } from '../../../lib/engine/limits';
import type { Sealer } from '../../../lib/store';
import { anaId, settle, VirtualClock } from './support';

const keyCalled = (name: string): CryptoKey => ({ name }) as unknown as CryptoKey;
/** A sealer that is told apart by its key. */
const sealerOf = (key: CryptoKey): Sealer => key as unknown as Sealer;

function start() {
  const clock = new VirtualClock();
  const keys = new ItemKeys({
    sealerOf,
    nameOf: (account) => `hash of ${account}`,
    setTimer: clock.setTimer,
  });
  return { clock, keys };
}

describe('keys of what waits', () => {
  it('come from a page, which the engine waits for', async () => {
    const { keys } = start();
    const both = Promise.all([keys.sealer(anaId), keys.sealer(anaId)]);
    const key = keyCalled('one');
    keys.give(anaId, key);
    expect(await both).toEqual([key, key]);
    expect(await keys.sealer(anaId)).toBe(key);
  });

  it('are not waited for where no page comes, or the origin cannot seal; what comes later counts', async () => {
    const { clock, keys } = start();
    const waiting = keys.sealer(anaId);
    await clock.advance(ITEM_KEY_MS);
    expect(await waiting).toBeNull();
    const refused = keys.sealer(anaId);
    keys.give(anaId, null);
    expect(await refused).toBeNull();
    const key = keyCalled('late');
    keys.give(anaId, key);
    expect(await keys.sealer(anaId)).toBe(key);
  });

  it('are forgotten with their account, and the next one waits again', async () => {
    const { clock, keys } = start();
    keys.give(anaId, keyCalled('one'));
    keys.forget(anaId);
    let answer: unknown = 'none yet';
    void keys.sealer(anaId).then((sealer) => (answer = sealer));
    await settle();
    expect(answer).toBe('none yet');
    await clock.advance(ITEM_KEY_MS);
    expect(answer).toBeNull();
  });

  it('become others by the name they have, without a word of whose they are', async () => {
    const { keys } = start();
    const [old, other, now] = ['old', 'other', 'now'].map(keyCalled);
    if (!old || !other || !now) throw new Error('no keys');
    keys.give(anaId, old);
    keys.give('default:bo@example.org', other);
    expect(keys.replace(`hash of ${anaId}`, old, now)).toEqual({ before: old, now });
    expect(await keys.sealer(anaId)).toBe(now);
    expect(await keys.sealer('default:bo@example.org')).toBe(other);
    expect(keys.replace('hash of nobody', null, now).before).toBeNull();
  });
});
