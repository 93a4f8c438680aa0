/**
 * The commands given to one connection, from the wish to the outcome: before there is a connection they wait, with it they
 * are enqueued, and each settles exactly once, also when it is withdrawn or the connection never comes or goes.
 */
import type { Command, ImapConnection } from '../imap';
import type { CommandId, CommandOutcome } from '../imap/types';

type Done = (outcome: CommandOutcome<unknown>) => void;

export interface DriverCommandsHost {
  /** Null before it stands, and when it is over. */
  readonly connection: () => ImapConnection | null;
  /** Nothing can be sent any more. */
  readonly isOver: () => boolean;
  /** Everything was settled. */
  readonly isLost: () => boolean;
  /** Runs what others gave; what it throws ends here. */
  readonly guard: (run: () => void) => void;
  readonly flushSoon: () => void;
  readonly pump: () => void;
  readonly log: (text: string) => void;
}

export class DriverCommands {
  private readonly host: DriverCommandsHost;
  private readonly doneById = new Map<CommandId, Done>();
  /** Given before the transport opened. */
  private early: (() => void)[] = [];

  constructor(host: DriverCommandsHost) {
    this.host = host;
  }

  /** Enqueued and not settled; IDLE is one. */
  get size(): number {
    return this.doneById.size;
  }

  /**
   * Enqueues a command. `done` runs exactly once, in protocol order, never inside this call. What is given back withdraws the command:
   * false when it was sent, or is complete; else its outcome is `cancelled`.
   */
  send<T>(command: Command<T>, done: (outcome: CommandOutcome<T>) => void): () => boolean {
    const { host } = this;
    if (host.isOver()) {
      const failure = { kind: 'closed', sent: false, reason: 'connection lost' } as const;
      queueMicrotask(() => host.guard(() => done({ ok: false, failure })));
      return () => false;
    }
    let id: CommandId | null = null;
    let withdrawn = false;
    const enqueue = (): void => {
      const connection = host.connection();
      if (connection === null) return;
      if (withdrawn) return host.guard(() => done(CANCELLED_OUTCOME));
      try {
        id = connection.enqueue(command);
        this.doneById.set(id, done as Done);
      } catch (error) {
        // Arguments that cannot be said on the wire, or a command out of its state: our own mistake, told as a refusal.
        const reason = error instanceof Error ? error.message : String(error);
        host.log(`${command.name}: ${reason}`);
        queueMicrotask(() => host.guard(() => done({ ok: false, failure: { kind: 'protocol', reason } })));
      }
      host.flushSoon();
    };
    if (host.connection() === null)
      this.early.push(() => (host.connection() === null ? this.refuse(done) : enqueue()));
    else enqueue();
    return () => {
      const isFirst = !withdrawn;
      withdrawn = true;
      // Not connected yet: it is told when it would have been sent.
      const connection = host.connection();
      if (connection === null || id === null) return isFirst && !host.isLost();
      const isWithdrawn = connection.cancel(id);
      queueMicrotask(() => host.pump());
      return isWithdrawn;
    };
  }

  /** The connection stands, or never will: what waited for it is enqueued, or refused. */
  release(): void {
    const early = this.early;
    this.early = [];
    for (const settle of early) settle();
  }

  /** Of all that wait for an answer. */
  isOldest(id: CommandId): boolean {
    return this.doneById.keys().next().value === id;
  }

  settle(id: CommandId, outcome: CommandOutcome<unknown>): void {
    const done = this.doneById.get(id);
    this.doneById.delete(id);
    if (done !== undefined) this.host.guard(() => done(outcome));
  }

  /** The connection is gone, and with it the answers of all that were sent. */
  closed(): void {
    const open = [...this.doneById.values()];
    this.doneById.clear();
    for (const done of open) this.host.guard(() => done(CLOSED_OUTCOME));
  }

  private refuse<T>(done: (outcome: CommandOutcome<T>) => void): void {
    this.host.guard(() =>
      done({ ok: false, failure: { kind: 'closed', sent: false, reason: 'never connected' } }),
    );
  }
}

const CANCELLED_OUTCOME = { ok: false, failure: { kind: 'cancelled' } } as const;

const CLOSED_OUTCOME = {
  ok: false,
  failure: { kind: 'closed', sent: true, reason: 'connection lost' },
} as const;
