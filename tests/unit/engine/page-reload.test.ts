import { describe, expect, it } from 'vitest';
import type { DeviceForm, HeldSignIn } from '../../../lib/engine/device-shelf';
import { DEVICE_MS, DEVICE_RENEW_MS, RESUME_FIRST_MS } from '../../../lib/engine/limits';
import { PageReload } from '../../../lib/engine/page-reload';
import type { AccountSnapshot, SignInRequest } from '../../../lib/engine';
import type { AccountId, AppError } from '../../../lib/mail';
import { ana, anaId, fakeVault, settle, VirtualClock } from './support';

const NOW = DEVICE_MS * 10;
const who: HeldSignIn = { server: ana.server, user: ana.user };
const snapshotOf = (account: AccountId): AccountSnapshot => ({
  account,
  user: account,
  serverName: '',
  connection: { kind: 'connecting' },
  folders: [],
  quota: null,
  sealed: null,
  kept: true,
  storage: [],
  work: null,
});
const form = (change: Partial<DeviceForm> = {}): DeviceForm => ({
  account: anaId,
  sealed: JSON.stringify(ana),
  who,
  sealedAt: NOW,
  usedAt: NOW,
  ...change,
});

/** A page that begins, and the device it begins on. */
function start(forms: readonly DeviceForm[], { reopened = false } = {}) {
  const clock = new VirtualClock();
  const shelf = new Map(forms.map((one) => [one.account, one]));
  const calls: string[] = [];
  const failures: AppError[] = [];
  const signedIn = new Set<AccountId>();
  const vault = fakeVault();
  vault.device = {
    now: () => NOW,
    all: () => Promise.resolve([...shelf.values()]),
    put: (one) => Promise.resolve(void shelf.set(one.account, one)),
    drop: (account) => Promise.resolve(void shelf.delete(account)),
  };
  const idOf = (request: HeldSignIn): AccountId => `${request.server.id}:${request.user}`;
  const reload = new PageReload({
    vault: () => vault,
    resume: (request: SignInRequest, _mailbox, kept) => {
      calls.push(`resume ${idOf(request)}${kept ? ' kept' : ''}`);
      return Promise.resolve({ ok: true, value: snapshotOf(idOf(request)) });
    },
    hold: (held) => {
      calls.push(`hold ${idOf(held)}`);
      return Promise.resolve({ ok: true, value: snapshotOf(idOf(held)) });
    },
    expire: (account) => Promise.resolve(calls.push(`expire ${account}`)),
    shown: () => null,
    isSignedIn: (account) => signedIn.has(account),
    signedIn: ({ account }) => void signedIn.add(account),
    failed: (error) => failures.push(error),
    isReopened: () => reopened,
    setTimer: clock.setTimer,
    sealed: (account) => calls.push(`sealed ${account}`),
    itemKey: (account, key) => calls.push(`key ${account} ${key === null ? 'none' : 'some'}`),
    reseal: (name) => calls.push(`reseal ${name}`),
  });
  let isCurrent = true;
  return {
    clock,
    shelf,
    calls,
    failures,
    signedIn,
    vault,
    reload,
    begin: () => reload.resume(() => isCurrent),
    leave: () => {
      isCurrent = false;
    },
  };
}

describe('a device of one’s own', () => {
  it('signs in with what it keeps, and its time begins anew', async () => {
    const page = start([form({ usedAt: NOW - 5 })]);
    await page.begin();
    expect(page.calls).toContain(`resume ${anaId} kept`);
    expect([...page.signedIn]).toEqual([anaId]);
    expect(page.shelf.get(anaId)?.usedAt).toBe(NOW);
    expect(page.failures).toEqual([]);
  });

  it.each([
    ['seven days passed', NOW - DEVICE_MS - 1],
    ['the clock was set far back', NOW + DEVICE_MS + 1],
  ])('shows nothing once %s, and says so', async (_, usedAt) => {
    const page = start([form({ usedAt })]);
    await page.begin();
    expect(page.calls).toEqual([`expire ${anaId}`]);
    expect([...page.signedIn, ...page.shelf]).toEqual([]);
    expect(page.failures).toEqual([{ code: 'device-expired' }]);
  });

  it('shows nothing when the bridge has no half any more', async () => {
    const page = start([form()]);
    page.vault.open = () => Promise.resolve(null);
    await page.begin();
    expect(page.calls).toEqual([`expire ${anaId}`]);
    expect(page.failures).toEqual([{ code: 'device-expired' }]);
  });

  it('does not expire what another tab sealed anew in this moment', async () => {
    const page = start([form()]);
    page.vault.open = () => {
      page.shelf.set(anaId, form({ sealed: 'newer' }));
      return Promise.resolve(null);
    };
    await page.begin();
    expect(page.calls).toEqual([]);
    expect(page.shelf.get(anaId)?.sealed).toBe('newer');
  });

  it('shows what it keeps while the bridge is out of reach, signs in when it is back, and asks in its own time', async () => {
    const page = start([form()]);
    const { open } = page.vault;
    page.vault.open = () => Promise.resolve('later');
    await page.begin();
    expect(page.calls).toEqual([`key ${anaId} none`, `hold ${anaId}`]);
    expect(page.reload.isHeld(anaId)).toBe(true);
    expect(page.failures).toEqual([]);
    await page.clock.advance(RESUME_FIRST_MS);
    expect(page.calls.filter((call) => call.startsWith('hold'))).toHaveLength(1);
    page.vault.open = open;
    await page.clock.advance(2 * RESUME_FIRST_MS);
    expect(page.calls).toContain(`resume ${anaId} kept`);
    expect(page.reload.isHeld(anaId)).toBe(false);
  });

  it('tries at once when the network is back or the person says so, once', async () => {
    const page = start([form()]);
    let asked = 0;
    const { open } = page.vault;
    page.vault.open = () => Promise.resolve(void (asked += 1)).then(() => 'later' as const);
    await page.begin();
    page.reload.tryNow();
    page.reload.tryNow();
    await settle();
    expect(asked).toBe(2);
    page.vault.open = open;
    page.reload.tryNow();
    await settle();
    expect(page.calls).toContain(`resume ${anaId} kept`);
    const before = page.calls.length;
    await page.clock.advance(10 * RESUME_FIRST_MS);
    expect(page.calls.length).toBe(before);
  });

  it('does nothing more for a page that is gone', async () => {
    const page = start([form()]);
    page.vault.open = () => Promise.resolve('later');
    await page.begin();
    page.leave();
    const before = page.calls.length;
    page.reload.tryNow();
    await page.clock.advance(10 * RESUME_FIRST_MS);
    expect(page.calls.length).toBe(before);
  });

  it('is still signed in in a tab that the browser opened again; a tab’s own session is not', async () => {
    const page = start([form()], { reopened: true });
    page.vault.forms.set(anaId, JSON.stringify(ana));
    page.vault.forms.set('default:bo@example.org', JSON.stringify({ ...ana, user: 'bo@example.org' }));
    await page.begin();
    expect(page.vault.ended).toEqual(['default:bo@example.org']);
    expect([...page.signedIn]).toEqual([anaId]);
    expect(page.failures).toEqual([{ code: 'tab-reopened' }]);
  });

  it('gets a new half once a day, and is sealed anew with it', async () => {
    const page = start([form({ sealedAt: NOW - DEVICE_RENEW_MS - 1 })]);
    await page.begin();
    await settle();
    expect(page.shelf.get(anaId)?.sealedAt).toBe(NOW);
    const fresh = start([form()]);
    fresh.vault.renew = () => Promise.reject(new Error('not due'));
    await fresh.begin();
    await settle();
    expect(fresh.failures).toEqual([]);
  });

  it('keeps the half while somebody is signed in whose session would end with it', async () => {
    const page = start([form({ sealedAt: NOW - DEVICE_RENEW_MS - 1 })]);
    page.vault.forms.set('default:bo@example.org', JSON.stringify({ ...ana, user: 'bo@example.org' }));
    await page.begin();
    await settle();
    expect(page.shelf.get(anaId)?.sealedAt).toBe(NOW - DEVICE_RENEW_MS - 1);
  });

  it('tells the engine what seals anew, whoever it is of', async () => {
    const page = start([]);
    await page.begin();
    page.vault.onRenewed('a hash', null, {} as CryptoKey);
    expect(page.calls).toEqual(['reseal a hash']);
  });

  it('is switched on and off for somebody who is signed in, if there is something to keep', async () => {
    const page = start([]);
    expect(await page.reload.keep(anaId, true)).toBe(false);
    page.vault.forms.set(anaId, JSON.stringify(ana));
    expect(await page.reload.keep(anaId, true)).toBe(true);
    expect(page.shelf.get(anaId)).toEqual(form());
    expect(await page.reload.keep(anaId, false)).toBe(true);
    expect(page.shelf.size).toBe(0);
    page.vault.open = () => Promise.resolve('later');
    expect(await page.reload.keep(anaId, true)).toBe(false);
    page.vault.device = null;
    expect(await page.reload.keep(anaId, false)).toBe(false);
  });
});

describe('sealing while the bridge is out of reach', () => {
  function away() {
    const page = start([]);
    const { seal } = page.vault;
    let tries = 0;
    page.signedIn.add(anaId);
    page.vault.seal = () => {
      tries += 1;
      return Promise.reject(new Error('away'));
    };
    return {
      page,
      tries: () => tries,
      back: () => {
        page.vault.seal = seal;
      },
    };
  }

  it('is tried again with growing waits, and done once it is back', async () => {
    const { page, tries, back } = away();
    await page.reload.seal(anaId, ana, true);
    expect(page.calls).toEqual([`key ${anaId} none`]);
    await page.clock.advance(RESUME_FIRST_MS);
    expect(tries()).toBe(2);
    await page.clock.advance(RESUME_FIRST_MS);
    expect(tries()).toBe(2);
    back();
    await page.clock.advance(RESUME_FIRST_MS);
    expect(page.calls).toContain(`sealed ${anaId}`);
    expect(page.shelf.get(anaId)?.sealed).toBe(JSON.stringify(ana));
    const before = page.calls.length;
    await page.clock.advance(20 * RESUME_FIRST_MS);
    expect(page.calls.length).toBe(before);
  });

  it('is tried at once when the network is back, once', async () => {
    const { page, tries, back } = away();
    await page.reload.seal(anaId, ana, false);
    page.reload.tryNow();
    page.reload.tryNow();
    await settle();
    expect(tries()).toBe(2);
    back();
    page.reload.tryNow();
    await settle();
    expect(page.calls.filter((call) => call.startsWith('sealed'))).toEqual([`sealed ${anaId}`]);
    expect(page.shelf.size).toBe(0);
    await page.clock.advance(20 * RESUME_FIRST_MS);
    expect(page.calls.filter((call) => call.startsWith('sealed'))).toHaveLength(1);
  });

  it('ends with signing out, and with another sign-in of the account', async () => {
    const { page, tries, back } = away();
    await page.reload.seal(anaId, ana, false);
    await page.reload.seal(anaId, { ...ana, password: 'newer' }, false);
    expect(tries()).toBe(2);
    await page.clock.advance(RESUME_FIRST_MS);
    expect(tries()).toBe(3);
    back();
    page.signedIn.delete(anaId);
    await page.clock.advance(20 * RESUME_FIRST_MS);
    expect(page.calls.filter((call) => call.startsWith('sealed'))).toEqual([]);
    expect(page.vault.forms.size).toBe(0);
  });

  it('is of the tab alone when the device was told meanwhile to keep nothing', async () => {
    const { page, back } = away();
    await page.reload.seal(anaId, ana, true);
    await page.reload.keep(anaId, false);
    back();
    await page.clock.advance(RESUME_FIRST_MS);
    expect(page.calls).toContain(`sealed ${anaId}`);
    expect(page.shelf.size).toBe(0);
  });
});
