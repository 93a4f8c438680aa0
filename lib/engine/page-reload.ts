/** Staying signed in over a reload, as the page does it: what was sealed when somebody signed in signs in again. */
import type { MailboxName } from '../imap/types';
import type { AccountId, AppError, Result } from '../mail';
import type { DeviceForm, HeldSignIn } from './device-shelf';
import { DEVICE_MS, DEVICE_RENEW_MS, RESUME_FIRST_MS, RESUME_LONGEST_MS } from './limits';
import type { AccountSnapshot, SignInRequest } from './port';
import type { Vault } from './seal';

export interface PageReloadHost {
  readonly vault: () => Vault | null;
  readonly resume: (
    request: SignInRequest,
    mailbox: MailboxName | null,
    kept: boolean,
  ) => Promise<Result<AccountSnapshot>>;
  /** Shows what this device keeps of somebody, while what signs in is out of reach. */
  readonly hold: (who: HeldSignIn, mailbox: MailboxName | null) => Promise<Result<AccountSnapshot>>;
  /** What this device keeps of an account may not be shown any more. */
  readonly expire: (account: AccountId) => Promise<unknown>;
  /** The folder this tab will show of the account; null: none that is known. */
  readonly shown: (account: AccountId, isFirst: boolean) => MailboxName | null;
  readonly isSignedIn: (account: AccountId) => boolean;
  readonly signedIn: (snapshot: AccountSnapshot) => void;
  /** A sealed form did not sign in, for a reason that the person should know. */
  readonly failed: (reason: AppError) => void;
  /** This tab had been closed, and the browser opened it again. */
  readonly isReopened: () => boolean;
  /** Returns what cancels the timer. */
  readonly setTimer: (ms: number, fn: () => void) => void;
  /** The engine passes the form on to other tabs. */
  readonly sealed: (account: AccountId, sealed: string) => void;
  /** What seals the account's waiting work on disk. */
  readonly itemKey: (account: AccountId, key: CryptoKey | null) => void;
  /** The keys of what waits became others, by the names the keys have. */
  readonly reseal: (name: string, before: CryptoKey | null, now: CryptoKey) => void;
}

interface KeptForm {
  readonly account: AccountId;
  readonly sealed: string;
  /** Null: the tab keeps it, not the device. */
  readonly device: DeviceForm | null;
}

interface OpenedForm extends KeptForm {
  readonly request: SignInRequest | null | 'later';
}

/** What is to be sealed, once the bridge's half can be had; till then this page holds it in memory, as the engine does. */
interface Unsealed {
  readonly request: SignInRequest;
  kept: boolean;
  /** Tries it ahead of its time. */
  again: (() => void) | null;
}

export class PageReload {
  readonly #host: PageReloadHost;
  /** Shown without a sign-in, until there is one. */
  readonly #held = new Set<AccountId>();
  /** Tries what is out of reach, ahead of its time. */
  #again: (() => void) | null = null;
  readonly #unsealed = new Map<AccountId, Unsealed>();

  constructor(host: PageReloadHost) {
    this.#host = host;
  }

  #vault(): Vault | null {
    const vault = this.#host.vault();
    if (vault !== null) vault.onRenewed = (name, before, now) => this.#host.reseal(name, before, now);
    return vault;
  }

  /**
   * After a reload that the engine did not outlive. Resolves after the first try of every account; forms whose key is out
   * of reach are tried again with growing waits; servers that are, by their sessions. `isCurrent` turns false when the page begins anew meanwhile.
   */
  async resume(isCurrent: () => boolean): Promise<void> {
    const vault = this.#vault();
    if (vault === null) return;
    this.#held.clear();
    if (this.#host.isReopened()) {
      const kept = vault.kept();
      // Gone in this moment, before anything can be awaited.
      for (const [account] of kept) vault.drop(account);
      const devices = new Set((await this.#deviceForms(vault)).map(({ account }) => account));
      const closed = kept.filter(([account]) => !devices.has(account));
      if (closed.length > 0) this.#host.failed({ code: 'tab-reopened' });
      await Promise.all(closed.map(([account]) => vault.end(account)));
      if (!isCurrent()) return;
    }
    await this.#resumeAll(vault, isCurrent, RESUME_FIRST_MS);
  }

  /** Who is not signed in any more signed out while this page was away: nothing may bring them back. */
  keepOnly(accounts: readonly AccountSnapshot[]): void {
    const vault = this.#host.vault();
    const known = new Set(accounts.map(({ account }) => account));
    for (const [account] of vault?.kept() ?? []) if (!known.has(account)) vault?.drop(account);
  }

  /** Where the bridge is out of reach, tried again with growing waits for as long as the account is signed in. */
  async seal(account: AccountId, request: SignInRequest, kept: boolean): Promise<void> {
    const one: Unsealed = { request, kept, again: null };
    this.#unsealed.set(account, one);
    await this.#sealOne(account, one, RESUME_FIRST_MS);
  }

  async #sealOne(account: AccountId, one: Unsealed, wait: number): Promise<void> {
    const vault = this.#vault();
    const sealed = await vault?.seal(account, one.request).catch(() => undefined);
    if (vault !== null && sealed === undefined) {
      this.#host.itemKey(account, null);
      return this.#sealLater(account, one, wait);
    }
    if (this.#unsealed.get(account) === one) this.#unsealed.delete(account);
    this.#host.itemKey(account, (await vault?.itemKey(account)) ?? null);
    if (vault === null || !sealed) return;
    // The bridge's half may have come late: whoever signed out meanwhile must not be signed in by a reload.
    if (!this.#host.isSignedIn(account)) return vault.forget(account);
    this.#host.sealed(account, sealed);
    if (one.kept) await this.#putOnDevice(vault, account, sealed, one.request);
  }

  #sealLater(account: AccountId, one: Unsealed, wait: number): void {
    one.again = () => {
      one.again = null;
      // Somebody else's turn, or nobody's: what was typed goes.
      if (this.#unsealed.get(account) !== one) return;
      if (this.#host.isSignedIn(account))
        return void this.#sealOne(account, one, Math.min(wait * 2, RESUME_LONGEST_MS));
      this.#unsealed.delete(account);
    };
    const { again } = one;
    this.#host.setTimer(wait, () => {
      if (one.again === again) again();
    });
  }

  /** "This is my device" was switched on, or off, for somebody who is signed in. False: there is nothing that could be kept. */
  async keep(account: AccountId, kept: boolean): Promise<boolean> {
    const vault = this.#host.vault();
    if (!vault?.device) return false;
    if (!kept) {
      const unsealed = this.#unsealed.get(account);
      if (unsealed !== undefined) unsealed.kept = false;
      await vault.device.drop(account);
      return true;
    }
    const sealed = vault.kept().find(([one]) => one === account)?.[1];
    const request = sealed === undefined ? null : await vault.open(account, sealed);
    if (sealed === undefined || request === null || request === 'later') return false;
    await this.#putOnDevice(vault, account, sealed, request);
    return true;
  }

  async #putOnDevice(
    { device }: Vault,
    account: AccountId,
    sealed: string,
    request: SignInRequest,
  ): Promise<void> {
    const { server, user, address } = request;
    const who = { server, user, ...(address === undefined ? {} : { address }) };
    const now = device?.now() ?? 0;
    await device?.put({ account, sealed, who, sealedAt: now, usedAt: now });
  }

  /** Those that may still be used; what may not is thrown away. */
  async #deviceForms({ device }: Vault): Promise<readonly DeviceForm[]> {
    if (device === null) return [];
    const forms = await device.all().catch(() => []);
    const now = device.now();
    // A clock that was set back says nothing: better to ask once too often.
    const isOver = ({ usedAt }: DeviceForm): boolean => Math.abs(now - usedAt) > DEVICE_MS;
    for (const { account } of forms.filter(isOver)) await this.#expire(device, account);
    return forms.filter((form) => !isOver(form));
  }

  async #expire(device: Vault['device'], account: AccountId): Promise<void> {
    this.#held.delete(account);
    await device?.drop(account).catch(() => undefined);
    await this.#host.expire(account);
    this.#host.failed({ code: 'device-expired' });
  }

  async #resumeAll(vault: Vault, isCurrent: () => boolean, wait: number): Promise<void> {
    const forms = new Map<AccountId, KeptForm>();
    for (const [account, sealed] of vault.kept()) forms.set(account, { account, sealed, device: null });
    for (const form of await this.#deviceForms(vault))
      forms.set(form.account, { account: form.account, sealed: form.sealed, device: form });
    const kept = [...forms.values()].filter(
      ({ account }) => this.#held.has(account) || !this.#host.isSignedIn(account),
    );
    const opened = await Promise.all(
      kept.map(async (form) => ({ ...form, request: await vault.open(form.account, form.sealed) })),
    );
    if (!isCurrent()) return;
    // Asked for in one turn, in the order they were added: none waits for another's server.
    await Promise.all(opened.map((form, i) => this.#resumeOne(vault, form, i === 0, isCurrent)));
    if (!isCurrent()) return;
    void this.#renew(vault, opened);
    const later = opened.filter(({ request }) => request === 'later');
    if (later.length === 0) return;
    if (later.some(({ account }) => !this.#held.has(account)))
      this.#host.failed({ code: 'bridge-unreachable' });
    let isOver = false;
    const again = (next: number) => (): void => {
      if (isOver || !isCurrent()) return;
      isOver = true;
      this.#again = null;
      void this.#resumeAll(vault, isCurrent, next);
    };
    this.#again = again(RESUME_FIRST_MS);
    this.#host.setTimer(wait, again(Math.min(wait * 2, RESUME_LONGEST_MS)));
  }

  /** There may be a network again, or the person says so: what is out of reach is tried now. */
  tryNow(): void {
    this.#again?.();
    for (const one of [...this.#unsealed.values()]) one.again?.();
  }

  isHeld(account: AccountId): boolean {
    return this.#held.has(account);
  }

  async #resumeOne(
    vault: Vault,
    form: OpenedForm,
    isFirst: boolean,
    isCurrent: () => boolean,
  ): Promise<void> {
    const { account, sealed, device, request } = form;
    const mailbox = this.#host.shown(account, isFirst);
    if (request === 'later') {
      if (device === null || this.#held.has(account)) return;
      this.#host.itemKey(account, null);
      const held = await this.#host.hold(device.who, mailbox);
      if (!isCurrent() || !held.ok) return;
      this.#held.add(account);
      return this.#host.signedIn(held.value);
    }
    if (request === null) {
      if (device === null) return;
      // Another tab may have sealed it anew in this moment.
      const now = (await this.#deviceForms(vault)).find((one) => one.account === account);
      if (now?.sealed === sealed) await this.#expire(vault.device, account);
      return;
    }
    void vault.itemKey(account).then((key) => this.#host.itemKey(account, key));
    const result = await this.#host.resume(request, mailbox, device !== null);
    if (!isCurrent()) return;
    this.#held.delete(account);
    if (!result.ok) return this.#host.failed(result.error);
    this.#host.signedIn(result.value);
    if (device !== null) {
      vault.keep(account, sealed);
      await vault.device?.put({ ...device, usedAt: vault.device.now() }).catch(() => undefined);
    }
    this.#host.sealed(account, sealed);
  }

  /** Use renews the time, by a new half of the key once a day. Where somebody is not kept, their seals would end with the old half. */
  async #renew(vault: Vault, opened: readonly OpenedForm[]): Promise<void> {
    const now = vault.device?.now() ?? 0;
    const requests = opened.map(({ account, device, request }) =>
      device === null || request === null || request === 'later'
        ? null
        : ([account, device, request] as const),
    );
    const known = requests.filter((one) => one !== null);
    const isDue = known.some(([, device]) => now - device.sealedAt > DEVICE_RENEW_MS);
    if (!isDue || known.length < requests.length || !(await vault.renew())) return;
    for (const [account, , request] of known) await this.seal(account, request, true);
  }
}
