/**
 * The only loop: bytes of a transport go into the protocol layer, events come out in order, commands settle.
 *
 * Everything is synchronous and in protocol order: a command's `done` runs between the untagged data before and after its
 * tagged line, so sequence numbers mean the same to both. What a turn enqueues leaves in one send (one client flight).
 * Every command settles exactly once, also when the connection is cut. A driver is used for one connection only.
 */
import { ImapConnection, PeerMemory, type Command, type Output } from '../imap';
import type {
  CommandId,
  CommandOutcome,
  ConnectionEvent,
  ResponseCode,
  TransportSecurity,
  UntaggedEvent,
} from '../imap/types';
import type { AppError } from '../mail/types';
import { secretForms } from '../net/secret-forms';
import type { TransportFacts } from '../net/transport';
import { COMPRESSION } from './compression';
import { Deadlines } from './deadlines';
import { DriverCommands } from './driver-commands';
import { DriverLine } from './driver-line';
import { closeReasonToError } from './errors';
import { hideInError, hideInOutcome } from './secrets';
import type { SessionEnvironment, SessionTarget } from './types';

export interface DriverHandlers {
  /** The greeting was read; commands may be sent (they may be enqueued before). */
  readonly onGreeting: (preauth: boolean, code: ResponseCode | null, text: string) => void;
  readonly onUntagged: (event: UntaggedEvent) => void;
  readonly onIdle: (active: boolean) => void;
  /** Exactly once, last, after every command settled. Null: `close` was called. */
  readonly onLost: (error: AppError | null) => void;
}

export class Driver {
  readonly name: string;
  /** What this and other connections have learnt of the server's behaviour. */
  readonly peer: PeerMemory;
  private readonly env: SessionEnvironment;
  private readonly handlers: DriverHandlers;
  private readonly line: DriverLine;
  private connection: ImapConnection | null = null;
  private error: AppError | null = null;
  /** Shapes of the password. */
  private hidden: readonly string[] = [];
  private closing = false;
  private lost = false;
  private pumping = false;
  private flushScheduled = false;
  private idling = false;
  private greeted = false;
  private readonly commands: DriverCommands;
  private readonly deadlines: Deadlines;

  constructor(
    name: string,
    target: SessionTarget,
    env: SessionEnvironment,
    handlers: DriverHandlers,
    peer: PeerMemory = new PeerMemory(),
  ) {
    this.name = name;
    this.peer = peer;
    this.env = env;
    this.handlers = handlers;
    this.commands = new DriverCommands({
      connection: () => this.connection,
      isOver: () => this.isLost,
      isLost: () => this.lost,
      guard: (run) => this.guard(run),
      flushSoon: () => this.scheduleFlush(),
      pump: () => this.pump(),
      log: (text) => env.log('error', text),
    });
    this.deadlines = new Deadlines(env, {
      buffered: () => this.line.buffered,
      busy: () => this.busy,
      expired: (code) => this.close({ code }),
    });
    this.line = new DriverLine(name, target, env, this.deadlines, {
      isOver: () => this.isLost,
      opened: (security, secured) => this.onOpen(security, secured),
      receive: (bytes) => this.connection?.receive(bytes) ?? bytes.length,
      received: () => {
        this.pump();
        this.scheduleFlush();
      },
      broken: (fault, detail) => {
        this.forget(COMPRESSION, detail);
        this.connection?.fail(fault, detail);
        this.pump();
      },
      failed: (error) => this.close(error),
      ended: (error) => this.onEnd(error),
    });
    this.deadlines.arm();
  }

  /** Of the transport; null before it opened. */
  get facts(): TransportFacts | null {
    return this.line.facts;
  }

  /** Over, or about to be: nothing can be sent any more. */
  get isLost(): boolean {
    return this.lost || this.closing;
  }

  get isGreeted(): boolean {
    return this.greeted && !this.lost;
  }

  /** Commands in flight or waiting, IDLE apart. */
  get busy(): boolean {
    return this.commands.size > (this.idling ? 1 : 0);
  }

  get isIdling(): boolean {
    return this.idling;
  }

  /** Milliseconds since the last octet came. */
  get silentFor(): number {
    return this.deadlines.silentFor;
  }

  /** Of the last exchange that was measured. */
  get roundTripMs(): number | null {
    return this.deadlines.roundTripMs;
  }

  /** Whether COMPRESS would help, and the server offers it. */
  get canCompress(): boolean {
    return this.line.wantsCompression && this.has(COMPRESSION);
  }

  has(capability: string): boolean {
    return this.connection?.capabilities.has(capability) ?? false;
  }

  /** Messages have UIDs only on this connection: no command and no answer knows sequence numbers (RFC 9586). */
  get isUidOnly(): boolean {
    return this.connection?.enabled.has('UIDONLY') ?? false;
  }

  /** False until a list came, and after a login that brought none. */
  get knowsCapabilities(): boolean {
    return this.connection?.capabilities.known ?? false;
  }

  get capabilities(): readonly string[] {
    return this.connection === null ? [] : this.connection.capabilities.list();
  }

  /** Octets of a printed set of UIDs that leave room for the rest of a command line this server reads. */
  get setOctets(): number {
    return this.peer.maxLine - Math.min(LINE_ROOM, this.peer.maxLine / 2);
  }

  /** The server lists it and behaves as if it were not there; `words` say how. */
  forget(capability: string, words: string): void {
    this.peer.forget(capability, words);
  }

  /** See `DriverCommands.send`: `done` runs exactly once, in protocol order; what is given back withdraws the command. */
  send<T>(command: Command<T>, done: (outcome: CommandOutcome<T>) => void): () => boolean {
    return this.commands.send(command, done);
  }

  /** The same as a promise; it resolves in a later microtask, so only for what needs no order. */
  run<T>(command: Command<T>): Promise<CommandOutcome<T>> {
    return new Promise((resolve) => this.send(command, resolve));
  }

  /** Whatever the server says from now on is told without these. */
  hide(secrets: readonly string[]): void {
    this.hidden = secretForms(secrets);
    this.env.transcript.hide(this.name, secrets);
  }

  /** Ends IDLE without another command. DONE is answered at once by any server that lives, so the answer is expected. */
  stopIdle(): void {
    if (this.connection === null || this.lost) return;
    this.connection.stopIdle();
    this.scheduleFlush();
    if (this.idling) this.expectAnswer();
  }

  /** The next octet must come within `PROBE_TIMEOUT`; the caller has just sent something that is answered. */
  expectAnswer(): void {
    this.deadlines.expectAnswer();
  }

  /** The clock jumped: deadlines that passed meanwhile are looked at. */
  lookAtClock(): void {
    this.deadlines.arm();
  }

  /** Ends the connection. Null: on our own wish. `onLost` follows. */
  close(error: AppError | null): void {
    if (this.lost || this.closing) return;
    this.error ??= error;
    this.closing = true;
    this.flush();
    this.line.close();
    // Never inside a callback of our own: what it enqueues next must still settle.
    queueMicrotask(() => this.finish(error));
  }

  private onOpen(security: TransportSecurity, secured: boolean): void {
    this.connection = new ImapConnection({ security, secured, peer: this.peer });
    this.commands.release();
    this.deadlines.arm();
    if (!secured) return;
    this.onGreeted(false, null, '');
    this.scheduleFlush();
  }

  private onGreeted(...greeting: Parameters<DriverHandlers['onGreeting']>): void {
    this.greeted = true;
    this.deadlines.greeted();
    this.guard(() => this.handlers.onGreeting(...greeting));
  }

  private onEnd(error: AppError | null): void {
    this.closing = true;
    this.error ??= error ?? { code: 'bridge-closed' };
    queueMicrotask(() => this.finish(this.error));
  }

  /** Hands out events until there are none; a callback may enqueue more, but never re-enters. */
  private pump(): void {
    const connection = this.connection;
    if (this.pumping || connection === null) return;
    this.pumping = true;
    for (let event = connection.next(); event !== undefined; event = connection.next()) this.handle(event);
    this.pumping = false;
  }

  private handle(event: ConnectionEvent): void {
    switch (event.kind) {
      case 'greeting':
        this.onGreeted(event.status === 'preauth', event.code, event.text);
        return;
      case 'untagged':
        this.guard(() => this.handlers.onUntagged(event.event));
        return;
      case 'done':
        // Only the oldest counts: a server may answer others for ever while it drips one.
        if (this.commands.isOldest(event.id)) this.deadlines.answered();
        this.commands.settle(event.id, hideInOutcome(event.outcome, this.hidden));
        return;
      case 'idle':
        this.idling = event.active;
        this.guard(() => this.handlers.onIdle(event.active));
        return;
      case 'state':
        return;
      case 'compressed':
        this.line.compress(event.rest);
        return;
      case 'need':
        void this.answer(event.id, event.need);
        return;
      case 'closed':
        this.error ??= hideInError(closeReasonToError(event.reason), this.hidden);
        this.closing = true;
        this.line.close();
        queueMicrotask(() => this.finish(this.error));
        return;
    }
  }

  private async answer(id: CommandId, need: Parameters<SessionEnvironment['derive']>[0]): Promise<void> {
    try {
      const key = await this.env.derive(need);
      if (this.lost) return;
      this.connection?.resume(id, key);
    } catch (error) {
      this.env.log('error', `key derivation failed: ${String(error)}`);
      this.close({ code: 'internal' });
    } finally {
      need.password.fill(0);
    }
    this.pump();
    this.scheduleFlush();
  }

  private scheduleFlush(): void {
    if (this.flushScheduled || this.lost) return;
    this.flushScheduled = true;
    queueMicrotask(() => {
      this.flushScheduled = false;
      this.flush();
    });
  }

  /** One send for everything the turn enqueued. */
  private flush(): void {
    if (this.lost || this.connection === null) return;
    const flight: Output[] = [];
    for (let out = this.connection.output(); out !== undefined; out = this.connection.output())
      flight.push(out);
    this.line.send(flight);
  }

  private finish(error: AppError | null): void {
    if (this.lost) return;
    this.closing = true;
    if (this.connection !== null) {
      this.connection.end();
      this.pump();
    }
    this.lost = true;
    // It would end every further connection in the same way.
    if (this.line.isMute && error !== null) this.forget(COMPRESSION, error.code);
    this.line.stop();
    this.deadlines.stop();
    this.idling = false;
    this.env.transcript.note(this.name, `closed ${error?.code ?? ''}`);
    this.connection = null;
    this.commands.release();
    this.commands.closed();
    this.guard(() => this.handlers.onLost(error));
  }

  private guard(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.env.log(
        'error',
        `session handler failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
    }
  }
}

/** Octets for tag, name, mailbox and flags beside a set. */
const LINE_ROOM = 600;
