import { QueryObserver } from '@tanstack/react-query';
import { describe, expect, it, vi } from 'vitest';
import { toUid, type UidValidity } from '../../../lib/imap';
import { AppFailure } from '../../../lib/engine';
import type { Folder, MessageDetail } from '../../../lib/mail';
import type { MessageListSnapshot } from '../../../lib/query';
import { bindEngine } from '../../../lib/query/bind';
import { keys } from '../../../lib/query/keys';
import { createQueryClient } from '../../../lib/query/provider';
import { items } from '../mail/support';
import { ana, anaId, createWorld, INBOX, settle } from '../engine/support';

async function setup() {
  const world = createWorld();
  const tab = await world.openTab();
  const queries = createQueryClient();
  const unbind = bindEngine(tab.client, queries);
  await tab.client.signIn(ana);
  tab.client.watch(anaId, INBOX);
  await settle();
  world.session.open(3);
  world.session.listener.fetched(
    INBOX,
    [1, 2, 3].map((uid) => ({ seq: uid, items: items(uid) })),
  );
  await settle();
  const list = (): MessageListSnapshot | undefined => queries.getQueryData(keys.list(anaId, INBOX));
  return { world, tab, queries, unbind, list };
}

describe('bindEngine', () => {
  it('writes what the engine holds', async () => {
    const { queries, list } = await setup();
    expect(queries.getQueryData(keys.status)).toBe('ready');
    expect(queries.getQueryData(keys.accounts)).toMatchObject([{ account: anaId }]);
    expect(queries.getQueryData<readonly Folder[]>(keys.folders(anaId))?.[0]).toMatchObject({ total: 3 });
    expect(queries.getQueryData(keys.connection(anaId))).toMatchObject({ kind: 'live' });
    expect(list()?.rowCount).toBe(3);
  });

  it('writes each key once a frame, however much happened', async () => {
    const { world, queries, list } = await setup();
    const write = vi.spyOn(queries, 'setQueryData');
    for (let i = 0; i < 30; i++) world.session.listener.exists(INBOX, 4 + i);
    for (let i = 0; i < 10; i++) world.session.listener.expunged(INBOX, 1);
    await settle();
    const written = write.mock.calls.map(([key]) => JSON.stringify(key));
    expect(written).toEqual([...new Set(written)]);
    expect(list()?.rowCount).toBe(23);
  });

  it('gives a new snapshot for a new state, and writes an op before dispatch returns', async () => {
    const { tab, list } = await setup();
    const before = list();
    tab.client.dispatch({
      account: anaId,
      mailbox: INBOX,
      uidValidity: 7 as UidValidity,
      uids: [toUid(2)],
      action: { kind: 'flag', flag: '\\Flagged', add: true },
    });
    expect(list()).not.toBe(before);
    expect(list()?.version).toBeGreaterThan(before?.version ?? Infinity);
    expect(list()?.rowAt(1)?.starred).toBe(true);
  });

  it('forgets opened messages when the mailbox was made anew', async () => {
    const { world, queries } = await setup();
    const key = keys.message(anaId, INBOX, toUid(2), false);
    queries.setQueryData(key, { text: 'old' });
    world.session.open(3, 8);
    await settle();
    expect(queries.getQueryData(key)).toBeUndefined();
  });

  it('tries a message again that could not be opened while the connection was away', async () => {
    const { world, tab, queries } = await setup();
    const open = async (): Promise<MessageDetail> => {
      const result = await tab.client.openMessage(anaId, INBOX, toUid(2), false);
      if (!result.ok) throw new AppFailure(result.error);
      return result.value;
    };
    const queryKey = keys.message(anaId, INBOX, toUid(2), false);
    const stop = new QueryObserver(queries, { queryKey, queryFn: open }).subscribe(() => undefined);
    await settle();
    const asked = (): number => world.session.calls.filter((call) => call === 'openMessage').length;
    expect(asked()).toBe(1);
    world.session.listener.connection({ kind: 'offline', queued: 0 });
    await settle();
    world.session.listener.connection({ kind: 'live', roundTripMs: null, queued: 0 });
    await settle();
    expect(asked()).toBe(2);
    stop();
  });

  it('writes nothing after it ended', async () => {
    const { world, unbind, list } = await setup();
    unbind();
    world.session.listener.exists(INBOX, 9);
    await settle();
    expect(list()?.rowCount).toBe(3);
  });
});
