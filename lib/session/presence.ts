/**
 * Whether somebody is signed in: from the first password over every reconnection to the end, which a person asked for or
 * which nothing can cure. Only a refused password ends a session, after one automatic retry.
 */
import { logout } from '../imap';
import type { AppError, Result } from '../mail/types';
import { CRASHES_BEFORE_GIVING_UP, LOGOUT_TIMEOUT } from './limits';
import type { Link } from './link';
import type { Outbox } from './outbox';
import type { Pool } from './pool';
import { Reconnection } from './reconnection';
import { statusOf, type Phase, type Telling } from './telling';
import type {
  CancelTimer,
  SessionEnvironment,
  SessionListener,
  SessionTarget,
  SignedIn,
  SignIn,
} from './types';

export interface PresenceHost {
  readonly pool: () => Pool;
  readonly outbox: () => Outbox;
  /** The flight after sign-in. Resolves when the folders were told, or with what went wrong. */
  readonly open: (link: Link) => Promise<AppError | null>;
  readonly reopened: () => void;
  readonly hasFolders: () => boolean;
  /** Signed in without a connection: one will come. */
  readonly expected: () => void;
  /** Nothing more is done of its own accord. */
  readonly stop: () => void;
  readonly ended: () => void;
}

export class Presence {
  private readonly env: SessionEnvironment;
  private readonly listener: SessionListener;
  private readonly telling: Telling;
  private readonly host: PresenceHost;
  private readonly reconnection: Reconnection;
  private phase: Phase = 'signed-out';
  private credentials: SignIn | null = null;

  constructor(env: SessionEnvironment, listener: SessionListener, telling: Telling, host: PresenceHost) {
    this.env = env;
    this.listener = listener;
    this.telling = telling;
    this.host = host;
    this.reconnection = new Reconnection(env, {
      signIn: () => this.signInAgain(),
      opened: async (link) => {
        await host.open(link);
        host.reopened();
      },
      giveUp: (error) => this.giveUp(error),
      changed: () => this.tell(),
    });
  }

  /** Somebody is, though perhaps not connected. */
  get isRunning(): boolean {
    return this.phase === 'running';
  }

  prepare(target: SessionTarget): void {
    if (this.phase === 'signed-out' && this.env.online()) this.host.pool().prepare(target);
  }

  async signIn(request: SignIn): Promise<Result<SignedIn>> {
    if (this.phase !== 'signed-out') return { ok: false, error: { code: 'internal' } };
    this.phase = 'signing-in';
    this.tell();
    for (let tries = CRASHES_BEFORE_GIVING_UP; ; tries -= 1) {
      const result = await this.host.pool().signIn(request);
      if (this.phase !== 'signing-in') {
        // Signed out meanwhile.
        this.host.pool().closeAll();
        return { ok: false, error: { code: 'internal' } };
      }
      if (!result.ok) {
        this.phase = 'signed-out';
        this.telling.forget();
        return result;
      }
      const { link, signedIn } = result.value;
      this.phase = 'running';
      this.credentials = request;
      const failed = await this.host.open(link);
      if (!this.isRunning) return { ok: false, error: { code: 'internal' } };
      if (failed === null || this.host.hasFolders()) return { ok: true, value: signedIn };
      this.end();
      // The first folder may be the one that ends connections: the others are to be had without it.
      if (link.reading === null || tries === 0) {
        this.phase = 'signed-out';
        return { ok: false, error: link.lostBecause ?? failed };
      }
      this.phase = 'signing-in';
    }
  }

  hold(): void {
    if (this.phase !== 'signed-out') return;
    this.phase = 'held';
    this.tell();
  }

  expire(): void {
    if (this.phase === 'held') this.giveUp({ code: 'device-expired' });
  }

  resume(request: SignIn): void {
    if (this.phase !== 'signed-out' && this.phase !== 'held') return;
    this.phase = 'running';
    this.credentials = request;
    this.host.expected();
    this.reconnection.now();
  }

  async signOut(): Promise<void> {
    if (this.phase === 'ended') return;
    const { ready } = this.host.pool();
    this.host.outbox().stop();
    this.phase = 'ended';
    this.stop();
    let cancel: CancelTimer = () => undefined;
    const late = new Promise<void>((resolve) => {
      cancel = this.env.setTimer(LOGOUT_TIMEOUT, resolve);
    });
    await Promise.race([Promise.all(ready.map((link) => link.run(logout()))), late]);
    cancel();
    this.end();
    this.listener.signedOut(null);
  }

  /** A connection lives. */
  live(): void {
    this.reconnection.live();
  }

  /** The last connection went; see `Reconnection.lost`. */
  lost(error: AppError | null, isCured: boolean): void {
    this.reconnection.lost(error, isCured);
  }

  /** No network: the next try waits as long as it would now. */
  wait(): void {
    this.reconnection.wait();
  }

  /** Connects at once, unless something is connected. */
  reconnectNow(): void {
    if (this.isRunning && this.host.pool().ready.length === 0) this.reconnection.now();
  }

  tell(): void {
    const { phase, reconnection } = this;
    const facts = {
      phase,
      reconnection,
      queued: this.host.outbox().size,
      main: this.host.pool().main,
      online: this.env.online(),
    };
    this.telling.connection(statusOf(facts));
  }

  private async signInAgain(): Promise<Result<Link> | null> {
    if (this.credentials === null) return null;
    const result = await this.host.pool().signIn(this.credentials);
    if (!this.isRunning) {
      if (result.ok) result.value.link.close(null);
      return null;
    }
    return result.ok ? { ok: true, value: result.value.link } : result;
  }

  private giveUp(reason: AppError): void {
    const kept = this.host.outbox().leave();
    const error = kept === 0 ? reason : { ...reason, values: { ...reason.values, kept } };
    this.phase = 'ended';
    this.end();
    this.listener.connection({ kind: 'signed-out', error });
    this.listener.signedOut(error);
  }

  private end(): void {
    this.stop();
    this.host.pool().closeAll();
    this.credentials = null;
    this.host.ended();
  }

  private stop(): void {
    this.reconnection.stop();
    this.host.stop();
  }
}
