import { describe, expect, it } from 'vitest';
import { toMailboxName } from '../../../lib/imap';
import { RELOAD_GRACE_MS } from '../../../lib/engine/limits';
import { ana, anaId, createWorld, fakeVault, INBOX, settle } from './support';

describe('the life of tabs', () => {
  it('joins a second tab, and gives it the sealed form', async () => {
    const world = createWorld();
    const vault = fakeVault();
    const one = await world.openTab({ vault });
    await one.client.signIn(ana);
    await settle();
    const second = fakeVault();
    const two = await world.openTab({ vault: second });
    expect(two.client.status).toBe('ready');
    expect(two.client.accounts.map((account) => account.account)).toEqual([anaId]);
    expect([...second.forms]).toEqual([...vault.forms]);
    expect(world.sessions).toHaveLength(1);
  });

  it('tells the other tabs of a sign-in', async () => {
    const world = createWorld();
    const [one, two] = [await world.openTab(), await world.openTab()];
    await one.client.signIn(ana);
    await settle();
    expect(two.client.accounts).toHaveLength(1);
  });

  it('survives a reload of the only tab: same token, within the grace', async () => {
    const world = createWorld();
    const tab = await world.openTab({ session: 'mine' });
    await tab.client.signIn(ana);
    tab.close();
    await settle();
    await world.clock.advance(RELOAD_GRACE_MS - 1);
    const again = await world.openTab({ session: 'mine' });
    expect(again.client.accounts).toHaveLength(1);
    await world.clock.advance(RELOAD_GRACE_MS * 2);
    expect(world.session.calls).not.toContain('signOut');
    expect(again.client.accounts).toHaveLength(1);
  });

  it('shows nothing to a stranger who comes in the grace, and signs out', async () => {
    const world = createWorld();
    const tab = await world.openTab({ session: 'mine' });
    await tab.client.signIn(ana);
    tab.close();
    await settle();
    const stranger = await world.openTab({ session: 'other' });
    expect(stranger.client.accounts).toEqual([]);
    expect(world.session.calls).toContain('signOut');
    world.session.listener.folders([{ name: INBOX, delimiter: '/', attributes: [] }]);
    await settle();
    expect(JSON.stringify(stranger.posted)).not.toContain('ana@example.org');
    const late = await world.openTab({ session: 'mine' });
    expect(late.client.accounts).toEqual([]);
  });

  it('signs out when the last tab went and nobody came, however it went', async () => {
    for (const way of ['close', 'kill'] as const) {
      const world = createWorld();
      const tab = await world.openTab();
      const other = await world.openTab();
      await tab.client.signIn(ana);
      other.close();
      await settle();
      await world.clock.advance(RELOAD_GRACE_MS * 2);
      expect(world.session.calls).not.toContain('signOut');
      tab[way]();
      await settle();
      await world.clock.advance(RELOAD_GRACE_MS);
      expect(world.session.calls.filter((call) => call === 'signOut')).toHaveLength(1);
    }
  });

  it('does not hand a sign-in that ends late to whoever came since', async () => {
    const world = createWorld();
    const tab = await world.openTab({ session: 'mine' });
    let finish = (): void => undefined;
    tab.client.prepare(ana.server);
    await settle();
    const { session } = world;
    const original = session.signIn.bind(session);
    session.signIn = async () => {
      await new Promise<void>((resolve) => (finish = resolve));
      return original();
    };
    void tab.client.signIn(ana);
    await settle();
    tab.close();
    await settle();
    const stranger = await world.openTab({ session: 'other' });
    finish();
    await settle();
    expect(stranger.client.accounts).toEqual([]);
    expect(session.calls).toContain('signOut');
  });

  it('opens the folder of its address first when it comes back', async () => {
    const world = createWorld();
    const vault = fakeVault();
    vault.forms.set(anaId, JSON.stringify(ana));
    const archive = toMailboxName('Archive');
    const tab = await world.openTab({
      vault,
      shown: (account, isFirst) => (account === anaId && isFirst ? archive : null),
    });
    await settle();
    const calls = world.session.calls.filter((call) => /^watch|^resume/.test(call));
    expect(calls.slice(0, 2)).toEqual([`watch ${tab.id} Archive`, 'resume']);
    // Another folder in the end: the wish of before is gone with the watch.
    tab.client.watch(anaId, INBOX);
    await settle();
    expect(world.session.calls.filter((call) => call.startsWith('watch ')).at(-1)).toBe(
      `watch ${tab.id} INBOX`,
    );
  });

  it('resumes from the sealed form when the engine did not outlive the reload', async () => {
    const vault = fakeVault();
    vault.forms.set(anaId, JSON.stringify(ana));
    const world = createWorld();
    const tab = await world.openTab({ vault });
    await settle();
    expect(tab.client.status).toBe('ready');
    expect(tab.client.accounts.map((account) => account.account)).toEqual([anaId]);
  });

  it('forgets a sealed form whose password is wrong by now', async () => {
    const vault = fakeVault();
    vault.forms.set(anaId, JSON.stringify(ana));
    const world = createWorld();
    world.prepareSession.signInResult = { ok: false, error: { code: 'wrong-password' } };
    const tab = await world.openTab({ vault });
    for (let i = 0; i < 3; i += 1) await settle();
    expect(tab.client.status).toBe('ready');
    expect(tab.client.accounts).toEqual([]);
    expect(tab.client.signOutReason).toEqual({ code: 'wrong-password' });
    expect(vault.forms.size).toBe(0);
  });

  it('a server that is away at the reload signs nobody out: the account is there and says so', async () => {
    const vault = fakeVault();
    vault.forms.set(anaId, JSON.stringify(ana));
    const world = createWorld();
    world.prepareSession.signInResult = { ok: false, error: { code: 'bridge-unreachable' } };
    const tab = await world.openTab({ vault });
    for (let i = 0; i < 3; i += 1) await settle();
    expect(tab.client.status).toBe('ready');
    expect(tab.client.connection(anaId)).toMatchObject({ kind: 'reconnecting' });
    expect(vault.forms.size).toBe(1);
    world.session.live();
    await settle();
    expect(tab.client.connection(anaId).kind).toBe('live');
    expect(tab.client.folders(anaId)).toHaveLength(1);
  });

  it('forgets the sealed form before it signs out', async () => {
    const world = createWorld();
    const vault = fakeVault();
    const tab = await world.openTab({ vault });
    await tab.client.signIn(ana);
    await settle();
    expect(vault.forms.size).toBe(1);
    await tab.client.signOut(anaId);
    await settle();
    expect(vault.forms.size).toBe(0);
    expect(tab.client.accounts).toEqual([]);
  });

  it('lets no page of another build in', async () => {
    const world = createWorld();
    const tab = await world.openTab();
    await tab.client.signIn(ana);
    const old = await world.openTab({ build: 'b0' });
    expect(old.client.status).toEqual({ error: { code: 'engine-outdated' } });
    expect(old.client.accounts).toEqual([]);
  });

  it('is visible while any tab is', async () => {
    const world = createWorld();
    const tab = await world.openTab();
    await tab.client.signIn(ana);
    const other = await world.openTab({ visible: false });
    tab.events.onState({ visible: true, online: true }, true);
    await settle();
    expect(world.session.calls.at(-1)).toBe('pageState true true woke');
    tab.events.onState({ visible: false, online: true });
    await settle();
    expect(world.session.calls.at(-1)).toBe('pageState false true');
    other.events.onState({ visible: true, online: false });
    await settle();
    expect(world.session.calls.at(-1)).toBe('pageState true true');
    other.close();
    await settle();
    expect(world.session.calls.at(-1)).toBe('pageState false true');
  });

  it('that is shown or hidden has another claim to a connection for its folder', async () => {
    const world = createWorld();
    const tab = await world.openTab();
    await tab.client.signIn(ana);
    tab.client.watch(anaId, INBOX);
    await settle();
    const watches = () => world.session.calls.filter((call) => call.startsWith('watch '));
    const before = watches().length;
    tab.events.onState({ visible: true, online: true });
    await settle();
    expect(watches()).toHaveLength(before);
    tab.events.onState({ visible: false, online: true });
    await settle();
    expect(watches().slice(before)).toEqual([`watch ${tab.id} INBOX unseen`]);
    tab.events.onState({ visible: true, online: true });
    await settle();
    expect(watches().slice(before + 1)).toEqual([`watch ${tab.id} INBOX`]);
  });

  it('speaks of the folder it shows: live, being opened, or checked now and then', async () => {
    const world = createWorld();
    const [one, two] = [await world.openTab(), await world.openTab()];
    const sent = toMailboxName('Sent');
    await one.client.signIn(ana);
    one.client.watch(anaId, INBOX);
    two.client.watch(anaId, sent);
    await settle();
    const kinds = () => [one, two].map(({ client }) => client.connection(anaId).kind);
    expect(kinds()).toEqual(['live', 'live']);
    world.session.listener.services(new Map([[sent, 'opening']]));
    await settle();
    expect(kinds()).toEqual(['live', 'connecting']);
    world.session.listener.services(new Map([[sent, { everyMs: 60_000, because: null }]]));
    await settle();
    expect(kinds()).toEqual(['live', 'checked']);
    expect(two.client.connection(anaId)).toMatchObject({ everyMs: 60_000, roundTripMs: 5 });
    // It moves with the tab, and a tab that comes later is told as truly.
    two.client.watch(anaId, INBOX);
    one.client.watch(anaId, sent);
    await settle();
    expect(kinds()).toEqual(['checked', 'live']);
    // What is said of the whole account goes before what is said of a folder.
    world.session.listener.connection({ kind: 'offline', queued: 1 });
    await settle();
    expect(kinds()).toEqual(['offline', 'offline']);
    world.session.listener.connection({ kind: 'live', roundTripMs: 7, queued: 0 });
    world.session.listener.services(new Map());
    await settle();
    expect(kinds()).toEqual(['live', 'live']);
  });

  it('comes back from the back-forward cache', async () => {
    const world = createWorld();
    const tab = await world.openTab();
    await tab.client.signIn(ana);
    tab.client.watch(anaId, INBOX);
    await settle();
    tab.events.onHide();
    await settle();
    tab.events.onShow();
    await settle();
    expect(tab.client.accounts).toHaveLength(1);
    await world.clock.advance(RELOAD_GRACE_MS * 2);
    expect(world.session.calls).not.toContain('signOut');
    expect(world.session.calls.at(-1)).toBe(`watch ${tab.id} INBOX`);
  });

  it('comes back from that cache late: signs in again with what it kept', async () => {
    const world = createWorld();
    const tab = await world.openTab({ vault: fakeVault() });
    await tab.client.signIn(ana);
    await settle();
    tab.events.onHide();
    await settle();
    await world.clock.advance(RELOAD_GRACE_MS);
    expect(world.session.calls).toContain('signOut');
    tab.events.onShow();
    await settle();
    expect(tab.client.status).toBe('ready');
    expect(tab.client.accounts).toHaveLength(1);
    expect(world.sessions).toHaveLength(2);
  });

  it('says so when no engine answers', async () => {
    const world = createWorld();
    const { createEngineClient } = await import('../../../lib/engine');
    const client = createEngineClient();
    client.start({
      build: 'b1',
      bridge: '',
      openTab: () => Promise.resolve('t'),
      session: 's',
      connect: () => ({ carriesPorts: false, post: () => undefined, close: () => undefined }),
      reopened: false,
      vault: null,
      loadConfig: () => Promise.reject(new Error('not here')),
      pageState: () => ({ visible: true, online: true }),
      listen: () => () => undefined,
      schedule: queueMicrotask,
      setTimer: world.clock.setTimer,
      newId: () => 'x',
      log: () => undefined,
    });
    expect(client.status).toBe('starting');
    await settle();
    await world.clock.advance(15_000);
    expect(client.status).toEqual({ error: { code: 'engine-failed' } });
  });
});
