/**
 * Connections on their way: dialled, perhaps ahead of need, greeted, signed in. What was learnt of a server is shared by all
 * that are dialled to it.
 */
import { PeerMemory } from '../imap';
import type { AppError, Result } from '../mail/types';
import { PREPARED_LIFE } from './limits';
import { Link, type LinkHandlers } from './link';
import { askCapabilities, signInTask } from './tasks/sign-in';
import type { CancelTimer, SessionEnvironment, SessionTarget, SignedIn, SignIn } from './types';

interface Prepared {
  readonly link: Link;
  /** Greeting read and capabilities known; the error otherwise. */
  readonly greeted: Promise<AppError | null>;
}

export class Dials {
  private readonly env: SessionEnvironment;
  private readonly handlers: Omit<LinkHandlers, 'onGreeting'>;
  /** What was learnt of each server, by bridge target. */
  private readonly peers = new Map<string, PeerMemory>();
  private prepared: Prepared | null = null;
  private cancelPrepared: CancelTimer | null = null;
  /** The password has never left the browser in this session, and must not on a reconnect either. */
  private scramOnly = false;
  private count = 0;
  /** Dialled, not yet signed in. */
  private readonly opening = new Set<Link>();

  constructor(env: SessionEnvironment, handlers: Omit<LinkHandlers, 'onGreeting'>) {
    this.env = env;
    this.handlers = handlers;
  }

  /** Dials while the password is typed. Kept for `PREPARED_LIFE`. */
  prepare(target: SessionTarget): void {
    if (this.prepared !== null && this.prepared.link.target.target === target.target) return;
    this.dropPrepared();
    this.prepared = this.dial(target);
    this.cancelPrepared = this.env.setTimer(PREPARED_LIFE, () => this.dropPrepared());
  }

  /** Takes the prepared connection, or dials, and signs in; `taken` has the connection in the very turn it is no longer here. */
  async signIn(
    credentials: SignIn,
    taken: (link: Link) => void,
  ): Promise<Result<{ readonly link: Link; readonly signedIn: SignedIn }>> {
    const prepared = this.takePrepared(credentials.target) ?? this.dial(credentials.target);
    const { link, greeted } = prepared;
    this.opening.add(link);
    const early = await greeted;
    const result =
      early === null
        ? await signInTask(link, credentials, this.env, this.scramOnly)
        : { ok: false as const, error: early };
    this.opening.delete(link);
    if (!result.ok) {
      // The reason of the loss says more than "the command was cut".
      const error = result.error.code === 'offline' ? (link.lostBecause ?? result.error) : result.error;
      link.close(null);
      return { ok: false, error };
    }
    this.scramOnly ||= !result.value.passwordSent;
    taken(link);
    return { ok: true, value: { link, signedIn: result.value } };
  }

  /** The clock jumped. */
  lookAtClock(): void {
    for (const link of this.opening) link.driver.lookAtClock();
  }

  dropPrepared(): void {
    const prepared = this.prepared;
    this.prepared = null;
    this.cancelPrepared?.();
    this.cancelPrepared = null;
    prepared?.link.close(null);
  }

  /** Those that are not signed in yet; they are nobody's any more. */
  takeOpening(): readonly Link[] {
    const links = [...this.opening];
    this.opening.clear();
    return links;
  }

  private takePrepared(target: SessionTarget): Prepared | null {
    const prepared = this.prepared;
    this.prepared = null;
    this.cancelPrepared?.();
    this.cancelPrepared = null;
    if (prepared === null) return null;
    if (!prepared.link.driver.isLost && prepared.link.target.target === target.target) return prepared;
    prepared.link.close(null);
    return null;
  }

  private dial(target: SessionTarget): Prepared {
    this.count += 1;
    let settle: (error: AppError | null) => void = () => undefined;
    const greeted = new Promise<AppError | null>((resolve) => {
      settle = resolve;
    });
    const handlers: LinkHandlers = {
      ...this.handlers,
      onGreeting: (it, preauth) => {
        // Nobody asked to be signed in without a password (security.md A06).
        if (preauth) settle({ code: 'server-protocol', values: { detail: 'PREAUTH' } });
        else void askCapabilities(it).then(settle);
      },
      onLost: (it, error) => {
        settle(error ?? { code: 'offline' });
        this.handlers.onLost(it, error);
      },
    };
    const peer = this.peers.get(target.target) ?? new PeerMemory();
    this.peers.set(target.target, peer);
    return { link: new Link(String(this.count), target, this.env, handlers, peer), greeted };
  }
}
