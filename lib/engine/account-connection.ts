/** What each tab is told of the connection: the state as it may call it, since it speaks of the folder the tab shows (docs/adr/0019). */
import type { MailboxName } from '../imap/types';
import type { ConnectionStatus } from '../mail';
import type { Service } from '../session/types';
import type { AudienceHost } from './account-audience';
import type { Tab } from './tabs';

export interface AccountConnectionHost extends AudienceHost {
  /** How far the engine's clock is ahead of the one that pages read: somebody set that back. */
  readonly aheadOfWallMs: () => number;
}

export class AccountConnection {
  readonly #host: AccountConnectionHost;
  readonly #told = new WeakMap<Tab, string>();
  #status: ConnectionStatus = { kind: 'connecting' };
  #services: ReadonlyMap<MailboxName, Service> = new Map();

  constructor(host: AccountConnectionHost) {
    this.#host = host;
  }

  /** The session's word, of all or a part of it. */
  set(next: {
    readonly status?: ConnectionStatus;
    readonly services?: ReadonlyMap<MailboxName, Service>;
  }): void {
    this.#status = next.status ?? this.#status;
    this.#services = next.services ?? this.#services;
    for (const tab of this.#host.tabs()) this.tell(tab);
  }

  /** For a tab that is told of everything at once. */
  tellWithAll(tab: Tab): ConnectionStatus {
    const status = this.#of(tab);
    this.#told.set(tab, JSON.stringify(status));
    return this.#byWall(status);
  }

  tell(tab: Tab): void {
    const account = this.#host.account();
    if (account === '') return;
    const status = this.#of(tab);
    const key = JSON.stringify(status);
    if (this.#told.get(tab) === key) return;
    this.#told.set(tab, key);
    tab.push(account, { kind: 'connection', status: this.#byWall(status) });
    this.#host.touched();
  }

  /** As a page counts it down, by its own clock as it goes at this moment. */
  #byWall(status: ConnectionStatus): ConnectionStatus {
    return status.kind === 'reconnecting'
      ? { ...status, at: status.at - this.#host.aheadOfWallMs() }
      : status;
  }

  #of(tab: Tab): ConnectionStatus {
    const mailbox = tab.watched.get(this.#host.account());
    const service = mailbox === undefined ? undefined : this.#services.get(mailbox);
    if (this.#status.kind !== 'live' || service === undefined) return this.#status;
    if (service === 'opening') return { kind: 'connecting' };
    return { ...this.#status, kind: 'checked', everyMs: service.everyMs, because: service.because };
  }
}
