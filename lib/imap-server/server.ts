import type { TransportSecurity, Uid } from '../imap/types';
import { toUid } from '../imap/types';
import { ServerAccount } from './account';
import { allCapabilities } from './capabilities';
import type { ServerCrypto } from './crypto';
import { MessageContent } from './message';
import { placeOf, type Personality } from './personalities/types';
import { type Random, seededRandom } from './random';
import { Session, type ServerSession } from './session';

export interface ImapServerOptions {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** `quota`: octets, none when absent. */
  readonly users: readonly { readonly user: string; readonly password: string; readonly quota?: number }[];
  /** Same seed, same mails and (without `nonce`) same nonces. */
  readonly seed?: number;
  /** Default: all. Names are compared in upper case. */
  readonly capabilities?: readonly string[];
  readonly greeting?: string;
  /** Without it SCRAM is not offered. */
  readonly crypto?: ServerCrypto;
  /** Server part of a SCRAM nonce: printable ASCII without comma. Default: from the seed, fit for tests only. */
  readonly nonce?: () => string;
  /** Whose manners it has; default: its own. Then capabilities and greeting are that one's, unless given. */
  readonly personality?: Personality;
}

/** What sessions see of the server. */
export interface World {
  readonly now: () => number;
  readonly nonce: () => string;
  readonly crypto: ServerCrypto | null;
  readonly offered: ReadonlySet<string>;
  readonly greeting: string;
  readonly personality: Personality | null;
  readonly offers: (capability: string) => boolean;
  readonly account: (user: string) => ServerAccount | undefined;
  /** Lets idling sessions hear of what has changed. */
  readonly settle: () => void;
  readonly forget: (session: Session) => void;
  /** Sessions that are signed in to the account. */
  readonly connectionsOf: (account: ServerAccount) => number;
}

/** An in-memory IMAP server: accounts, mailboxes, messages, and the sessions that look at them. */
export class ImapServer implements World {
  readonly now: () => number;
  readonly nonce: () => string;
  readonly crypto: ServerCrypto | null;
  readonly offered: ReadonlySet<string>;
  readonly greeting: string;
  readonly personality: Personality | null;
  private readonly accountByUser = new Map<string, ServerAccount>();
  private readonly sessions = new Set<Session>();

  constructor(options: ImapServerOptions) {
    this.now = options.now;
    const random = seededRandom(options.seed ?? 1);
    this.nonce = options.nonce ?? (() => seededNonce(random));
    this.crypto = options.crypto ?? null;
    const personality = options.personality ?? null;
    this.personality = personality;
    this.offered = new Set(
      options.capabilities ??
        (personality === null
          ? allCapabilities
          : [...personality.capabilities.before, ...personality.capabilities.after]),
    );
    this.greeting = options.greeting ?? personality?.greeting ?? 'Tagline demo server ready';
    for (const { user, password, quota } of options.users) {
      // Later than in any former life: a client's cache of it must not fit (RFC 9051 2.3.1.1).
      const uidValidity = Math.max(1, Math.floor(options.now() / 1000) % 4_000_000_000);
      const account = new ServerAccount(user, password, uidValidity, quota ?? null, personality?.names);
      account.observer = personality?.observe?.(account) ?? null;
      this.accountByUser.set(user.toLowerCase(), account);
    }
  }

  connect(options: { readonly security?: TransportSecurity } = {}): ServerSession {
    const session = new Session(this, options.security ?? 'memory');
    this.sessions.add(session);
    return session;
  }

  /**
   * Puts a message into a mailbox as an LMTP delivery would; sessions that have it selected are told.
   * @throws RangeError when there is no such account or mailbox.
   */
  deliver(
    user: string,
    mailbox: string,
    raw: Uint8Array | MessageContent,
    flags: readonly string[] = [],
    internalDate: number = this.now(),
  ): Uid {
    const target = this.account(user)?.mailbox(mailbox);
    if (target === undefined) throw new RangeError(`no mailbox ${mailbox} for ${user}`);
    const content = raw instanceof MessageContent ? raw : MessageContent.of(raw);
    const message = target.append(content, flags, internalDate);
    this.settle();
    return toUid(message.uid);
  }

  account(user: string): ServerAccount | undefined {
    return this.accountByUser.get(user.toLowerCase());
  }

  /** Where what the demo calls `Sent` or `Projects/Garden` stands on this server. */
  place(name: string): string {
    return this.personality === null ? name : placeOf(this.personality, name);
  }

  /** Ends the connections that were silent for longer than the personality lets them be; called now and then. */
  expire(): void {
    const silence = this.personality?.limits?.silence;
    if (silence === undefined) return;
    for (const session of [...this.sessions])
      if (this.now() - session.heardAt >= silence.ms) session.expire(silence.bye);
  }

  connectionsOf(account: ServerAccount): number {
    return [...this.sessions].filter((session) => session.account === account).length;
  }

  offers(capability: string): boolean {
    return this.offered.has(capability);
  }

  settle(): void {
    for (const session of this.sessions) session.settle();
  }

  forget(session: Session): void {
    this.sessions.delete(session);
  }
}

const nonceAlphabet = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'];

const seededNonce = (random: Random): string =>
  Array.from({ length: 24 }, () => random.pick(nonceAlphabet)).join('');
