import { describe, expect, it } from 'vitest';
import { toMailboxName, toUid, type BodyStructure, type UidValidity } from '../../../lib/imap';
import type { MessageDetail } from '../../../lib/mail';
import { items } from '../mail/support';
import { ana, anaId, createWorld, INBOX, server, settle, type TestTab, type World } from './support';

const textPart: BodyStructure = {
  kind: 'part',
  section: '1',
  type: 'text',
  subtype: 'plain',
  params: [],
  id: null,
  description: null,
  encoding: 'quoted-printable',
  size: 100,
  lines: 3,
  disposition: null,
  envelope: null,
  body: null,
};

const detail: MessageDetail = {
  uid: toUid(3),
  subject: 'Hello',
  from: [],
  sender: [],
  replyTo: [],
  to: [],
  cc: [],
  bcc: [],
  date: 0,
  messageId: null,
  html: null,
  text: 'Hi',
  htmlTooLarge: false,
  truncated: false,
  attachments: [],
  inlineParts: [],
};

/** Signed in, INBOX open with `exists` messages, all known, and watched. */
async function inbox(exists: number): Promise<{ readonly world: World; readonly tab: TestTab }> {
  const world = createWorld();
  const tab = await world.openTab();
  await tab.client.signIn(ana);
  tab.client.watch(anaId, INBOX);
  await settle();
  world.session.open(exists);
  world.session.listener.fetched(
    INBOX,
    Array.from({ length: exists }, (_, i) => ({
      seq: i + 1,
      items: { ...items(i + 1), bodyStructure: textPart },
    })),
  );
  await settle();
  return { world, tab };
}

const uidsOf = (tab: TestTab): (number | undefined)[] => {
  const list = tab.client.list(anaId, INBOX);
  return Array.from({ length: list.rowCount }, (_, i) => list.rowAt(i)?.uid);
};

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
    expect(world.session.view.knownRows(INBOX)).toHaveLength(50);
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
    expect(tab.client.newMail).toEqual({ mailbox: INBOX, count: 2, at: 1 });
  });
});

describe('ops', () => {
  const star = { kind: 'flag', flag: '\\Flagged', add: true } as const;
  const trash = toMailboxName('Trash');
  const toTrash = { kind: 'move', to: trash, purpose: 'trash' } as const;
  const on = (uid: number) => ({
    account: anaId,
    mailbox: INBOX,
    uidValidity: 7 as UidValidity,
    uids: [toUid(uid)],
  });

  it('is on the screen when dispatch returns, and stays through the confirmation', async () => {
    const { world, tab } = await inbox(3);
    const seen: boolean[] = [];
    tab.client.subscribe((touched) => {
      if (touched.some((one) => one.kind === 'list')) {
        seen.push(tab.client.list(anaId, INBOX).rowAt(1)?.starred ?? false);
      }
    });
    const op = tab.client.dispatch({ ...on(2), action: star });
    expect(seen).toEqual([true]);
    await settle();
    expect(world.session.ops).toEqual([op]);
    world.session.listener.opState(op, { kind: 'running' });
    await settle();
    world.session.listener.opState(op, { kind: 'done', moved: [] });
    await settle();
    world.session.listener.fetched(INBOX, [{ seq: 2, items: { uid: toUid(2), flags: ['\\Flagged'] } }]);
    await settle();
    expect(seen).toEqual(seen.map(() => true));
    expect(tab.client.recentOps().map((recent) => recent.state.kind)).toEqual(['done']);
  });

  it('takes a star back that the server never confirmed', async () => {
    const { world, tab } = await inbox(3);
    const op = tab.client.dispatch({ ...on(2), action: star });
    await settle();
    world.session.listener.opState(op, { kind: 'done', moved: [] });
    await settle();
    await world.clock.advance(10_000);
    await settle();
    expect(tab.client.list(anaId, INBOX).rowAt(1)?.starred).toBe(false);
  });

  it('reverts on refusal', async () => {
    const { world, tab } = await inbox(3);
    const op = tab.client.dispatch({ ...on(2), action: toTrash });
    expect(uidsOf(tab)).toEqual([3, 1]);
    await settle();
    world.session.listener.opState(op, { kind: 'failed', error: { code: 'action-refused' } });
    await settle();
    expect(uidsOf(tab)).toEqual([3, 2, 1]);
    expect(tab.client.recentOps()).toMatchObject([
      { state: { kind: 'failed', error: { code: 'action-refused' } } },
    ]);
  });

  it('shows in other tabs too, and counts in both folders', async () => {
    const { world, tab } = await inbox(3);
    world.session.listener.folders([
      { name: INBOX, delimiter: '/', attributes: [] },
      { name: trash, delimiter: '/', attributes: ['\\Trash'] },
    ]);
    world.session.listener.status(INBOX, { messages: 3, unseen: 3 });
    world.session.listener.status(trash, { messages: 5, unseen: 1 });
    const other = await world.openTab();
    other.client.watch(anaId, INBOX);
    await settle();
    const op = tab.client.dispatch({ ...on(3), action: toTrash });
    expect(tab.client.folders(anaId)).toMatchObject([
      { total: 2, unseen: 2 },
      { total: 6, unseen: 2 },
    ]);
    await settle();
    world.session.listener.opState(op, { kind: 'queued' });
    await settle();
    expect(uidsOf(other)).toEqual([2, 1]);
    expect(other.client.recentOps()).toEqual([]);
    world.session.listener.expunged(INBOX, 3);
    world.session.listener.opState(op, { kind: 'done', moved: [[toUid(3), toUid(9)]] });
    await settle();
    for (const { client } of [tab, other]) {
      expect(client.folders(anaId)).toMatchObject([
        { total: 2, unseen: 2 },
        { total: 6, unseen: 2 },
      ]);
    }
  });

  it('undoes in the same frame: a queued move comes back, a done star goes', async () => {
    const { world, tab } = await inbox(3);
    const move = tab.client.dispatch({ ...on(2), action: toTrash });
    tab.client.undo(move.id);
    expect(uidsOf(tab)).toEqual([3, 2, 1]);
    await settle();
    // The echo of what was queued before the undo reached the engine changes nothing on the screen.
    world.session.listener.opState(move, { kind: 'queued' });
    await settle();
    expect(uidsOf(tab)).toEqual([3, 2, 1]);
    world.session.listener.opState(move, { kind: 'cancelled' });
    await settle();
    expect(uidsOf(tab)).toEqual([3, 2, 1]);

    const flag = tab.client.dispatch({ ...on(2), action: star });
    await settle();
    world.session.listener.fetched(INBOX, [{ seq: 2, items: { flags: ['\\Flagged'] } }]);
    world.session.listener.opState(flag, { kind: 'done', moved: [] });
    await settle();
    expect(tab.client.list(anaId, INBOX).rowAt(1)?.starred).toBe(true);
    tab.client.undo(flag.id);
    expect(tab.client.list(anaId, INBOX).rowAt(1)?.starred).toBe(false);
    await settle();
    expect(world.session.calls).toEqual(expect.arrayContaining([`undo ${move.id}`, `undo ${flag.id}`]));
  });

  it('is done at once when there is nothing to change', async () => {
    const { world, tab } = await inbox(3);
    const op = tab.client.dispatch({ ...on(2), action: { ...star, add: false } });
    await settle();
    expect(op.uids).toEqual([]);
    expect(world.session.ops).toEqual([]);
    expect(tab.client.recentOps()).toMatchObject([{ state: { kind: 'done' } }]);
  });
});

describe('messages', () => {
  it('shows and gives nothing of another message that took over the UID while it was read', async () => {
    const { world, tab } = await inbox(3);
    const { session } = world;
    const missing = { ok: false, error: { code: 'message-missing' } };
    session.openMessage = () => {
      session.open(3, 8);
      return Promise.resolve({ ok: true, value: detail });
    };
    expect(await tab.client.openMessage(anaId, INBOX, toUid(3), false)).toEqual(missing);
    session.openMessage = () => Promise.resolve({ ok: true, value: detail });
    expect(await tab.client.openMessage(anaId, INBOX, toUid(3), false)).toEqual({ ok: true, value: detail });
    session.listener.fetched(INBOX, [{ seq: 3, items: { ...items(3), bodyStructure: textPart } }]);
    session.fetchPart = () => {
      session.open(3, 9);
      return Promise.resolve({ ok: true, value: new Uint8Array([1]) });
    };
    expect(await tab.client.fetchPart(anaId, INBOX, toUid(3), '1')).toEqual(missing);
  });

  it('opens a message once, and anew when the mailbox was made anew', async () => {
    const { world, tab } = await inbox(3);
    const opened = (): number => world.session.calls.filter((call) => call === 'openMessage').length;
    world.session.openResult = { ok: true, value: detail };
    expect(await tab.client.openMessage(anaId, INBOX, toUid(3), false)).toEqual({ ok: true, value: detail });
    await tab.client.openMessage(anaId, INBOX, toUid(3), false);
    await tab.client.openMessage(anaId, INBOX, toUid(3), true);
    expect(opened()).toBe(1);
    world.session.open(3, 8);
    await settle();
    await tab.client.openMessage(anaId, INBOX, toUid(3), false);
    expect(opened()).toBe(2);
  });

  it('forgets a message that was expunged', async () => {
    const { world, tab } = await inbox(3);
    world.session.openResult = { ok: true, value: detail };
    await tab.client.openMessage(anaId, INBOX, toUid(3), false);
    world.session.listener.expunged(INBOX, 3);
    world.session.openResult = { ok: false, error: { code: 'message-missing' } };
    expect(await tab.client.openMessage(anaId, INBOX, toUid(3), false)).toEqual(world.session.openResult);
  });

  it('fetches a part with the encoding of its structure, and tells the progress', async () => {
    const { world, tab } = await inbox(3);
    const progress: number[][] = [];
    const result = await tab.client.fetchPart(anaId, INBOX, toUid(2), '1', {
      onProgress: (loaded, total) => progress.push([loaded, total]),
    });
    expect(result).toEqual({ ok: true, value: new Uint8Array([1, 2, 3]) });
    expect(progress).toEqual([[5, 10]]);
    expect(world.session.calls).toContain('fetchPart 1 quoted-printable');
    expect(await tab.client.fetchPart(anaId, INBOX, toUid(2), '9')).toEqual({
      ok: false,
      error: { code: 'message-missing' },
    });
  });

  it('drops the answer of an aborted request', async () => {
    const { tab } = await inbox(3);
    const stop = new AbortController();
    const result = tab.client.fetchPart(anaId, INBOX, toUid(2), '1', { signal: stop.signal });
    stop.abort();
    expect((await result).ok).toBe(false);
  });
});
