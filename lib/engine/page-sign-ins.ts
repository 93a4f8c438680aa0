/** Who is signed in, as the page does it: by the form, by what the tab or the device kept sealed, or in another tab already. */
import { toMailboxName } from '../imap/types';
import type { AccountId, Result } from '../mail';
import type { ClientPlatform } from './client-platform';
import type { EngineStatus } from './engine-client';
import type { DeviceDesk } from './page-device';
import type { PageModel } from './page-model';
import type { Ask } from './page-questions';
import { PageReload } from './page-reload';
import type { PageWatch } from './page-watch';
import type { AccountSnapshot, EngineMessage, PageMessage, SignInRequest } from './port';

const INBOX = toMailboxName('INBOX');

export interface PageSignInsHost {
  readonly platform: () => ClientPlatform | null;
  readonly model: () => PageModel;
  readonly watch: PageWatch;
  readonly device: DeviceDesk;
  readonly ask: Ask;
  readonly post: (message: PageMessage) => void;
  /** Tells whether the page that asks is still the one that runs. */
  readonly current: () => () => boolean;
  readonly status: () => EngineStatus;
  readonly setStatus: (status: EngineStatus) => void;
  /** Takes in what the engine told. */
  readonly drain: () => void;
  /** Shows at once what has changed. */
  readonly flush: () => void;
  /** Shows it with the next frame. */
  readonly show: () => void;
}

export class PageSignIns {
  readonly #host: PageSignInsHost;
  readonly #reload: PageReload;

  constructor(host: PageSignInsHost) {
    this.#host = host;
    const { platform, ask, post } = host;
    this.#reload = new PageReload({
      vault: () => platform()?.vault ?? null,
      resume: (signIn, mailbox, kept) =>
        ask<'sign-in'>({ kind: 'sign-in', signIn, resume: true, mailbox, kept }),
      hold: (who, mailbox) => ask<'hold'>({ kind: 'hold', who, mailbox }),
      expire: (account) => ask<'expire'>({ kind: 'expire', account }),
      itemKey: (account, key) => post({ kind: 'item-key', account, key }),
      reseal: (name, before, now) => post({ kind: 'reseal', name, before, now }),
      shown: (account, isFirst) => platform()?.shown?.(account, isFirst) ?? null,
      isSignedIn: (account) => this.has(account),
      signedIn: (snapshot) => {
        this.#added(snapshot);
        host.flush();
      },
      failed: (reason) => {
        host.model().notSignedIn(reason);
        host.show();
      },
      isReopened: () => platform()?.reopened ?? false,
      setTimer: (ms, fn) => void platform()?.setTimer(ms, fn),
      sealed: (account, sealed) => post({ kind: 'sealed', account, sealed }),
    });
  }

  has(account: AccountId): boolean {
    return this.#host.model().accounts.some((one) => one.account === account);
  }

  /** "This is my device": whether this browser and origin can keep anything for it. */
  get canKeep(): boolean {
    return (this.#host.platform()?.vault?.device ?? null) !== null;
  }

  async signIn(request: SignInRequest, kept: boolean): Promise<Result<AccountSnapshot>> {
    const result = await this.#host.ask<'sign-in'>({ kind: 'sign-in', signIn: request, kept });
    if (!result.ok) return result;
    this.#added(result.value);
    this.#host.flush();
    void this.#reload.seal(result.value.account, request, kept);
    if (kept) this.#host.device.lasts();
    return result;
  }

  /** False when it could not be done. */
  async keep(account: AccountId, kept: boolean): Promise<boolean> {
    if (!(await this.#reload.keep(account, kept))) return false;
    if (kept) this.#host.device.lasts();
    return (await this.#host.ask<'keep'>({ kind: 'keep', account, kept })).ok;
  }

  async signOut(account: AccountId): Promise<void> {
    // The form is gone at once, so that nothing brings the session back; the bridge may be slow to take its cookie.
    const forgotten = this.#host.platform()?.vault?.forget(account);
    const result = await this.#host.ask<'sign-out'>({ kind: 'sign-out', account });
    await forgotten;
    if (!result.ok || result.value === null) return;
    this.#host.model().notSignedIn({ code: result.value });
    this.#host.show();
  }

  /** They signed out elsewhere, or the server did it: what this tab and this device keep sealed of them goes. */
  gone(account: AccountId): void {
    const vault = this.#host.platform()?.vault;
    vault?.drop(account);
    void vault?.device?.drop(account).catch(() => undefined);
  }

  /** There may be a network again. */
  tryNow(): void {
    this.#reload.tryNow();
  }

  /** The person does not want to wait for the next try. */
  reconnect(account: AccountId): void {
    if (this.#reload.isHeld(account)) this.#reload.tryNow();
  }

  /** The engine says who is there. `isFirst`: its first word to this tab. */
  welcome(message: Extract<EngineMessage, { kind: 'welcome' }>, isFirst: boolean): void {
    const platform = this.#host.platform();
    if (!platform) return;
    this.#host.drain();
    this.#host.model().setAccounts(message.accounts);
    for (const { account, sealed } of message.accounts)
      if (sealed !== null) platform.vault?.keep(account, sealed);
    this.#host.watch.ask();
    if (isFirst && message.accounts.length === 0) {
      // What the device keeps is known a moment later; until then nobody is asked who they are.
      if (platform.vault?.device || platform.vault?.kept().length) this.#host.setStatus('starting');
      void this.#resume();
    } else {
      if (isFirst) {
        this.#reload.keepOnly(message.accounts);
        message.accounts.forEach(({ account }, i) => this.#watchAhead(account, i === 0));
      }
      this.#host.setStatus('ready');
    }
    this.#host.flush();
  }

  /** After a reload that the engine did not outlive: signs in again with what the tab kept sealed. */
  async #resume(): Promise<void> {
    const current = this.#host.current();
    await this.#reload.resume(current);
    if (!current() || typeof this.#host.status() === 'object') return;
    this.#host.setStatus('ready');
    this.#host.flush();
  }

  #added(snapshot: AccountSnapshot): void {
    this.#host.drain();
    const model = this.#host.model();
    model.addAccount(snapshot);
    this.#host.watch.ask();
    this.#watchAhead(snapshot.account, model.accounts[0]?.account === snapshot.account);
  }

  /** Its screen comes with the next draw, and shows the folder the address names, or the inbox. */
  #watchAhead(account: AccountId, isFirst: boolean): void {
    const shown = this.#host.platform()?.shown;
    if (shown) this.#host.watch.ahead(account, shown(account, isFirst) ?? INBOX);
  }
}
