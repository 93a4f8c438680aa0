import { describe, expect, it } from 'vitest';
import { MAX_ACCOUNTS } from '../../../lib/engine/limits';
import { toUid, type UidValidity } from '../../../lib/imap';
import { items } from '../mail/support';
import { ana, anaId, createWorld, fakeVault, INBOX, server, settle, type FakeSession } from './support';

const ben = { server, user: 'ben@example.org', password: 'another horse' };
const benId = 'default:ben@example.org';

async function both() {
  const world = createWorld();
  const vault = fakeVault();
  const tab = await world.openTab({ vault });
  await tab.client.signIn(ana);
  await tab.client.signIn(ben);
  await settle();
  const [first, second] = world.sessions as [FakeSession, FakeSession];
  return { world, vault, tab, first, second };
}

const idsOf = (tab: { readonly client: { readonly accounts: readonly { readonly account: string }[] } }) =>
  tab.client.accounts.map(({ account }) => account);

/** Opens INBOX of a session with `exists` messages, all known. */
function fill(session: FakeSession, exists: number): void {
  session.open(exists);
  session.listener.fetched(
    INBOX,
    Array.from({ length: exists }, (_, i) => ({ seq: i + 1, items: items(i + 1) })),
  );
}

describe('several accounts', () => {
  it('have a session, folders, lists and a connection each', async () => {
    const { tab, first, second } = await both();
    expect(first).not.toBe(second);
    expect(idsOf(tab)).toEqual([anaId, benId]);
    tab.client.watch(anaId, INBOX);
    tab.client.watch(benId, INBOX);
    await settle();
    fill(first, 3);
    fill(second, 1);
    second.listener.connection({ kind: 'reconnecting', at: 0, queued: 0, error: { code: 'connect-failed' } });
    await settle();
    expect(tab.client.list(anaId, INBOX).rowCount).toBe(3);
    expect(tab.client.list(benId, INBOX).rowCount).toBe(1);
    expect(tab.client.connection(anaId).kind).toBe('live');
    expect(tab.client.connection(benId).kind).toBe('reconnecting');
    tab.client.reconnect(benId);
    await settle();
    expect(first.calls).not.toContain('reconnectNow');
    expect(second.calls).toContain('reconnectNow');
  });

  it('ops and their undo reach the session of their own account', async () => {
    const { tab, first, second } = await both();
    tab.client.watch(benId, INBOX);
    await settle();
    fill(second, 2);
    await settle();
    const op = tab.client.dispatch({
      account: benId,
      mailbox: INBOX,
      uidValidity: 7 as UidValidity,
      uids: [toUid(2)],
      action: { kind: 'flag', flag: '\\Flagged', add: true },
    });
    tab.client.undo(op.id);
    await settle();
    expect(first.ops).toEqual([]);
    expect(second.ops.map(({ id }) => id)).toEqual([op.id]);
    expect(second.calls).toContain(`undo ${op.id}`);
  });

  it('new mail is told with the account it came to', async () => {
    const { world, tab, second } = await both();
    tab.client.watch(benId, INBOX);
    await settle();
    fill(second, 1);
    second.listener.status(INBOX, { messages: 1, unseen: 1, uidNext: toUid(2) });
    second.listener.exists(INBOX, 2);
    second.listener.fetched(INBOX, [{ seq: 2, items: items(2) }]);
    await world.clock.advance(1_000);
    await settle();
    expect(tab.client.newMail).toMatchObject({ account: benId, mailbox: INBOX, count: 1 });
  });

  it('one that is refused changes nothing for the one that is there', async () => {
    const world = createWorld();
    const tab = await world.openTab();
    await tab.client.signIn(ana);
    world.prepareSession.signInResult = { ok: false, error: { code: 'wrong-password' } };
    expect(await tab.client.signIn(ben)).toMatchObject({ ok: false, error: { code: 'wrong-password' } });
    expect(idsOf(tab)).toEqual([anaId]);
    expect(tab.client.connection(anaId).kind).toBe('live');
    expect(world.sessions[0]?.calls).not.toContain('signOut');
  });

  it('one person typed in other letters is one account, and stays where it was', async () => {
    const { world, tab } = await both();
    const again = await tab.client.signIn({ ...ana, user: 'Ana@Example.ORG' });
    expect(again).toMatchObject({ ok: true, value: { account: anaId } });
    expect(idsOf(tab)).toEqual([anaId, benId]);
    expect(world.sessions).toHaveLength(2);
  });

  it('are bounded, with a reason a person can act on', async () => {
    const world = createWorld();
    const tab = await world.openTab();
    for (let i = 0; i < MAX_ACCOUNTS; i += 1)
      expect((await tab.client.signIn({ ...ana, user: `user${i}@example.org` })).ok).toBe(true);
    expect(await tab.client.signIn(ben)).toEqual({
      ok: false,
      error: { code: 'too-many-accounts', values: { count: MAX_ACCOUNTS } },
    });
    expect(world.sessions).toHaveLength(MAX_ACCOUNTS);
    // Somebody who is here already is not one more.
    expect((await tab.client.signIn({ ...ana, user: 'user3@example.org' })).ok).toBe(true);
  });
});

describe('signing one of several out', () => {
  it('leaves the other alone, in every tab', async () => {
    const { world, vault, tab, first, second } = await both();
    const other = await world.openTab();
    expect(idsOf(other)).toEqual([anaId, benId]);
    tab.client.watch(benId, INBOX);
    await settle();
    fill(second, 2);
    await tab.client.signOut(anaId);
    await settle();
    expect(first.calls).toContain('signOut');
    expect(second.calls).not.toContain('signOut');
    for (const one of [tab, other]) expect(idsOf(one)).toEqual([benId]);
    expect(tab.client.list(benId, INBOX).rowCount).toBe(2);
    expect([...vault.forms.keys()]).toEqual([benId]);
    second.listener.exists(INBOX, 3);
    await settle();
    expect(tab.client.list(benId, INBOX).rowCount).toBe(3);
  });

  it('a session that ends by itself says why, and only its own account goes', async () => {
    const { vault, tab, second } = await both();
    second.listener.signedOut({ code: 'wrong-password' });
    await settle();
    expect(idsOf(tab)).toEqual([anaId]);
    expect(tab.client.signOutReason).toEqual({ code: 'wrong-password' });
    expect([...vault.forms.keys()]).toEqual([anaId]);
  });

  it('whoever comes back is watched again', async () => {
    const { world, tab } = await both();
    tab.client.watch(benId, INBOX);
    await settle();
    await tab.client.signOut(benId);
    await settle();
    await tab.client.signIn(ben);
    await settle();
    expect(world.session.calls).toContain(`watch ${tab.id} INBOX`);
  });
});

describe('reloading with several accounts', () => {
  it('brings all of them back at once and in their order, though one server does not answer', async () => {
    const vault = fakeVault();
    vault.forms.set(benId, JSON.stringify(ben));
    vault.forms.set(anaId, JSON.stringify(ana));
    const world = createWorld();
    world.prepareSession.signInResult = { ok: false, error: { code: 'connect-timeout' } };
    const tab = await world.openTab({ vault });
    for (let i = 0; i < 3; i += 1) await settle();
    expect(idsOf(tab)).toEqual([benId, anaId]);
    world.sessions[1]?.live();
    await settle();
    expect(tab.client.connection(benId).kind).toBe('reconnecting');
    expect(tab.client.connection(anaId).kind).toBe('live');
  });

  it('a password changed meanwhile ends that account only', async () => {
    const vault = fakeVault();
    vault.forms.set(anaId, JSON.stringify(ana));
    vault.forms.set(benId, JSON.stringify(ben));
    const world = createWorld();
    const tab = await world.openTab({ vault });
    world.sessions[1]?.listener.signedOut({ code: 'wrong-password' });
    for (let i = 0; i < 3; i += 1) await settle();
    expect(idsOf(tab)).toEqual([anaId]);
    expect([...vault.forms.keys()]).toEqual([anaId]);
  });

  it('a tab that comes back keeps nothing of whoever signed out meanwhile', async () => {
    const { world } = await both();
    const stale = fakeVault();
    stale.forms.set(anaId, JSON.stringify(ana));
    stale.forms.set('default:gone@example.org', JSON.stringify({ ...ana, user: 'gone@example.org' }));
    const tab = await world.openTab({ vault: stale });
    await settle();
    expect(idsOf(tab)).toEqual([anaId, benId]);
    expect([...stale.forms.keys()].toSorted()).toEqual([anaId, benId]);
    expect(world.sessions).toHaveLength(2);
  });

  it('get back what could not be sent before their password was refused, and nobody else does', async () => {
    const { world, tab, first, second } = await both();
    await first.keeper.put('one', { left: 'by ana' });
    const error = { code: 'wrong-password', values: { kept: 1 } } as const;
    first.listener.signedOut(error);
    await settle();
    expect(idsOf(tab)).toEqual([benId]);
    await tab.client.signIn(ana);
    await settle();
    expect(world.sessions[2]?.takenUp).toEqual([[anaId, [{ left: 'by ana' }]]]);
    expect(second.takenUp).toEqual([[benId, []]]);
    await tab.client.signOut(anaId);
    await tab.client.signIn(ana);
    await settle();
    expect(world.sessions[3]?.takenUp).toEqual([[anaId, []]]);
  });
});
