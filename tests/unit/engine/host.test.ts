import { describe, expect, it } from 'vitest';
import { toMailboxName, toUid } from '../../../lib/imap';
import { items } from '../mail/support';
import { inbox, uidsOf } from './inbox';
import { ana, anaId, createWorld, INBOX, server, settle, type TestTab } from './support';

const changesIn = (tab: TestTab): number => tab.posted.filter((message) => message.kind === 'changes').length;

describe('signing in', () => {
  it('uses the connection dialled while the password was typed', async () => {
    const world = createWorld();
    const tab = await world.openTab();
    expect(tab.client.status).toBe('ready');
    tab.client.prepare(server);
    tab.client.prepare(server);
    const result = await tab.client.signIn(ana);
    expect(result).toMatchObject({
      ok: true,
      value: {
        account: anaId,
        user: 'ana@example.org',
        serverName: 'mail.example.org',
        connection: { kind: 'live' },
      },
    });
    expect(world.sessions).toHaveLength(1);
    expect(world.session.calls).toEqual(['prepare', 'prepare', 'signIn']);
    expect(tab.client.accounts.map((account) => account.account)).toEqual([anaId]);
    expect(tab.client.folders(anaId).map((folder) => folder.name)).toEqual(['INBOX']);
  });

  it('says why it failed and tries again on the same session', async () => {
    const world = createWorld();
    world.prepareSession.signInResult = { ok: false, error: { code: 'wrong-password', serverText: 'No' } };
    const tab = await world.openTab();
    expect(await tab.client.signIn(ana)).toEqual({
      ok: false,
      error: { code: 'wrong-password', serverText: 'No' },
    });
    expect(tab.client.accounts).toEqual([]);
    world.session.signInResult = {
      ok: true,
      value: { mechanism: 'PLAIN', passwordSent: true, capabilities: [] },
    };
    expect((await tab.client.signIn(ana)).ok).toBe(true);
    expect(world.sessions).toHaveLength(1);
  });

  it('signs in once for several tabs that ask at the same time', async () => {
    const world = createWorld();
    const [one, two] = [await world.openTab(), await world.openTab()];
    const results = await Promise.all([one.client.signIn(ana), two.client.signIn(ana)]);
    expect(results.map((result) => result.ok)).toEqual([true, true]);
    expect(world.sessions).toHaveLength(1);
  });

  it('tells every tab of the end of the session, and why', async () => {
    const { world, tab } = await inbox(2);
    const other = await world.openTab();
    expect(other.client.accounts).toHaveLength(1);
    world.session.listener.signedOut({ code: 'wrong-password' });
    await settle();
    for (const { client } of [tab, other]) {
      expect(client.accounts).toEqual([]);
      expect(client.signOutReason).toEqual({ code: 'wrong-password' });
      expect(client.list(anaId, INBOX).rowCount).toBe(0);
    }
    expect(await tab.client.openMessage(anaId, INBOX, toUid(1), false)).toEqual({
      ok: false,
      error: { code: 'offline' },
    });
  });
});

describe('lists', () => {
  it('shows what the server says, as it says it', async () => {
    const { world, tab } = await inbox(3);
    expect(uidsOf(tab)).toEqual([3, 2, 1]);
    world.session.listener.exists(INBOX, 4);
    world.session.listener.expunged(INBOX, 2);
    world.session.listener.fetched(INBOX, [{ seq: 1, items: { flags: ['\\Flagged'] } }]);
    await settle();
    expect(uidsOf(tab)).toEqual([undefined, 3, 1]);
    expect(tab.client.list(anaId, INBOX).rowAt(2)?.starred).toBe(true);
  });

  it('sends the changes of one turn in one message', async () => {
    const { world, tab } = await inbox(3);
    const before = changesIn(tab);
    for (let i = 0; i < 20; i++) world.session.listener.exists(INBOX, 4 + i);
    world.session.listener.connection({ kind: 'live', roundTripMs: 9, queued: 0 });
    await settle();
    expect(changesIn(tab)).toBe(before + 1);
  });

  it('asks for positions as sequence numbers of the moment, and only for missing rows', async () => {
    const world = createWorld();
    const tab = await world.openTab();
    tab.client.ahead.allow(false);
    await tab.client.signIn(ana);
    tab.client.watch(anaId, INBOX);
    tab.client.wantRows(anaId, INBOX, 0, 49);
    await settle();
    world.session.open(1_000);
    await settle();
    expect(world.session.calls).toContain(`wantRows ${tab.id} INBOX 951:1000`);
    world.session.listener.fetched(
      INBOX,
      Array.from({ length: 50 }, (_, i) => ({ seq: 951 + i, items: items(951 + i) })),
    );
    await settle();
    const asked = world.session.calls.length;
    tab.client.wantRows(anaId, INBOX, 10, 40);
    await settle();
    expect(world.session.calls).toHaveLength(asked);
    expect(tab.client.list(anaId, INBOX).rowAt(49)?.uid).toBe(951);
    expect(world.session.view.isKnown(INBOX, 951)).toBe(true);
    expect(world.session.view.knownRuns(INBOX)?.map(({ start, uids }) => [start, uids.length])).toEqual([
      [950, 50],
    ]);
  });

  it('gives a second tab the list at once, and rows only to tabs that watch', async () => {
    const { world } = await inbox(3);
    const watcher = await world.openTab();
    const stranger = await world.openTab();
    watcher.client.watch(anaId, INBOX);
    await settle();
    expect(uidsOf(watcher)).toEqual([3, 2, 1]);
    expect(stranger.posted.filter((message) => JSON.stringify(message).includes('"list"'))).toEqual([]);
    expect(world.sessions).toHaveLength(1);
  });

  it('says one watch for the mounts and unmounts of a turn', async () => {
    const { world, tab } = await inbox(1);
    const sent = toMailboxName('Sent');
    const release = tab.client.watch(anaId, sent);
    tab.client.watch(anaId, INBOX);
    release();
    const before = world.session.calls.length;
    await settle();
    expect(world.session.calls.slice(before)).toEqual([]);
  });

  it('opens a mailbox anew when the server contradicts itself, and tells when it goes on', async () => {
    const { world, tab } = await inbox(3);
    const refreshes = (): number => world.session.calls.filter((call) => call === 'refresh INBOX').length;
    for (let round = 1; round <= 3; round++) {
      world.session.listener.fetched(INBOX, [{ seq: 1, items: items(99) }]);
      world.session.listener.expunged(INBOX, 77);
      expect(refreshes()).toBe(round);
      world.session.open(3);
      world.session.listener.fetched(INBOX, [{ seq: 1, items: items(1) }]);
    }
    await settle();
    expect(uidsOf(tab)).toEqual([undefined, undefined, 1]);
    world.session.listener.expunged(INBOX, 77);
    await settle();
    expect(refreshes()).toBe(3);
    expect(tab.client.list(anaId, INBOX)).toMatchObject({
      status: 'error',
      error: { code: 'server-protocol' },
    });
    await world.clock.advance(10 * 60_000);
    world.session.listener.expunged(INBOX, 77);
    expect(refreshes()).toBe(4);
  });

  it('shows why a mailbox cannot be opened, also to a tab that comes later', async () => {
    const { world, tab } = await inbox(1);
    const error = { code: 'mailbox-refused', serverText: 'Not yours' } as const;
    world.session.listener.mailboxFailed(INBOX, error);
    await settle();
    expect(tab.client.list(anaId, INBOX)).toMatchObject({ status: 'error', error });
    world.session.open(2);
    await settle();
    expect(tab.client.list(anaId, INBOX)).toMatchObject({ status: 'ready', rowCount: 2 });
  });

  it('keeps counters true between two STATUS answers, and announces new mail once', async () => {
    const { world, tab } = await inbox(3);
    const { listener } = world.session;
    listener.status(INBOX, { messages: 3, unseen: 3, uidNext: toUid(4) });
    listener.exists(INBOX, 5);
    listener.fetched(INBOX, [
      { seq: 4, items: items(4) },
      { seq: 5, items: items(5, ['\\Seen']) },
      { seq: 1, items: { flags: ['\\Seen'] } },
    ]);
    await settle();
    expect(tab.client.folders(anaId)[0]).toMatchObject({ total: 5, unseen: 3 });
    listener.exists(INBOX, 6);
    listener.fetched(INBOX, [{ seq: 6, items: items(6) }]);
    expect(tab.client.newMail).toBeNull();
    await world.clock.advance(1_000);
    await settle();
    expect(tab.client.newMail).toEqual({ account: anaId, mailbox: INBOX, count: 2, at: 1 });
  });
});
