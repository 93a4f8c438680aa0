/**
 * The only loop: bytes of a transport go into the protocol layer, events come out in order, commands settle.
 *
 * Everything is synchronous and in protocol order: a command's `done` runs between the untagged data before and after its
 * tagged line, so sequence numbers mean the same to both. What a turn enqueues leaves in one send (one client flight).
 * Every command settles exactly once, also when the connection is cut. A driver is used for one connection only.
 */
import { ImapConnection, PeerMemory, type Command } from '../imap';
import type { CommandId, CommandOutcome, ConnectionEvent, ResponseCode, UntaggedEvent } from '../imap/types';
import type { AppError } from '../mail/types';
import { concatBytes } from '../mime/bytes';
import { secretForms } from '../net/secret-forms';
import type { Transport, TransportFacts } from '../net/transport';
import { Compression, COMPRESSION } from './compression';
import { Deadlines } from './deadlines';
import { DriverCommands } from './driver-commands';
import { closeReasonToError } from './errors';
import { hideInError, hideInOutcome } from './secrets';
import { Slices } from './slices';
import { StartTls } from './start-tls';
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
  facts: TransportFacts | null = null;
  private readonly env: SessionEnvironment;
  private readonly handlers: DriverHandlers;
  private readonly transport: Transport;
  private connection: ImapConnection | null = null;
  /** Until TLS stands, where STARTTLS leads to it. */
  private startTls: StartTls | null = null;
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
  private readonly slices: Slices;
  private readonly compression: Compression;

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
      buffered: () => this.transport.buffered,
      busy: () => this.busy,
      expired: (code) => this.close({ code }),
    });
    this.slices = new Slices(env, (bytes) => this.onBytes(bytes));
    this.compression = new Compression(env, {
      onBytes: (bytes) => this.read(bytes),
      onBroken: (fault, detail) => {
        this.forget(COMPRESSION, detail);
        this.connection?.fail(fault, detail);
        this.pump();
      },
    });
    env.transcript.note(name, `dial ${target.target}`);
    this.transport = env.dial(target, {
      onOpen: (facts) => this.onOpen(facts, target),
      onSecured: (facts) => this.onSecured(facts),
      onBytes: (bytes) => this.slices.push(bytes),
      onClose: (error) => this.slices.end(() => this.onClose(error)),
    });
    this.deadlines.arm();
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
    return this.compression.wouldHelp(this.facts) && this.has(COMPRESSION);
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
    this.transport.close();
    // Never inside a callback of our own: what it enqueues next must still settle.
    queueMicrotask(() => this.finish(error));
  }

  private onOpen(facts: TransportFacts, target: SessionTarget): void {
    if (this.lost) return;
    this.facts = facts;
    this.deadlines.opened();
    this.env.transcript.note(this.name, `open ${facts.host}:${facts.port} ${facts.tls?.version ?? 'no TLS'}`);
    if (target.tls === 'starttls' && facts.tls === null) {
      this.startTls = new StartTls();
      this.deadlines.arm();
      return;
    }
    // An operator who marked the target insecure has decided that "before TLS" does not apply to it.
    const accepted = facts.security === 'insecure' && target.security === 'insecure';
    this.begin(new ImapConnection({ security: accepted ? 'loopback' : facts.security, peer: this.peer }));
  }

  /** The greeting belonged to the time before TLS; what it said is gone with it. */
  private onSecured(facts: TransportFacts): void {
    if (this.lost || this.startTls === null) return;
    this.startTls = null;
    this.facts = facts;
    this.env.transcript.note(this.name, `secured ${facts.tls?.version ?? ''}`);
    this.begin(new ImapConnection({ security: facts.security, secured: true, peer: this.peer }));
    this.greeted = true;
    this.deadlines.greeted();
    this.guard(() => this.handlers.onGreeting(false, null, ''));
    this.scheduleFlush();
  }

  private begin(connection: ImapConnection): void {
    this.connection = connection;
    this.commands.release();
    this.deadlines.arm();
  }

  private beforeTls(startTls: StartTls, bytes: Uint8Array): void {
    this.env.transcript.received(this.name, bytes);
    const step = startTls.receive(bytes);
    const out = startTls.output();
    if (step.kind === 'failed') this.close(step.error);
    else if (step.kind === 'upgrade') this.upgrade(step.parsed);
    else if (out !== undefined) {
      this.env.transcript.sent(this.name, out.bytes, out.secrets);
      this.transport.send(out.bytes);
    }
  }

  private upgrade(parsed: number): void {
    if (this.transport.startTls === undefined) this.close({ code: 'internal' });
    else this.transport.startTls(parsed);
  }

  private onBytes(bytes: Uint8Array): void {
    if (this.lost || this.closing) return;
    if (this.startTls !== null) this.beforeTls(this.startTls, bytes);
    if (this.connection === null) return;
    this.deadlines.heard(bytes.length);
    this.compression.write(bytes);
    this.deadlines.arm();
  }

  /** Octets of IMAP; behind the OK of COMPRESS there may be others, which come back as an event. */
  private read(bytes: Uint8Array): void {
    if (this.lost || this.closing || this.connection === null) return;
    const octets = this.connection.receive(bytes);
    this.env.transcript.received(this.name, octets === bytes.length ? bytes : bytes.subarray(0, octets));
    this.pump();
    this.scheduleFlush();
    this.deadlines.arm();
  }

  private startCompression(rest: Uint8Array): void {
    this.env.transcript.note(this.name, 'compressed');
    if (!this.compression.start(rest)) this.close({ code: 'internal' });
  }

  private onClose(error: AppError | null): void {
    if (this.lost || this.closing) return;
    this.compression.end(() => this.onEnd(error));
  }

  private onEnd(error: AppError | null): void {
    if (this.lost || this.closing) return;
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
        this.greeted = true;
        this.deadlines.greeted();
        this.guard(() => this.handlers.onGreeting(event.status === 'preauth', event.code, event.text));
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
        this.startCompression(event.rest);
        return;
      case 'need':
        void this.answer(event.id, event.need);
        return;
      case 'closed':
        this.error ??= hideInError(closeReasonToError(event.reason), this.hidden);
        this.closing = true;
        this.transport.close();
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
    const pieces: Uint8Array[] = [];
    for (let out = this.connection.output(); out !== undefined; out = this.connection.output()) {
      this.env.transcript.sent(this.name, out.bytes, out.secrets);
      if (out.bytes.length > 0) pieces.push(out.bytes);
    }
    if (pieces.length === 0) return;
    const bytes = concatBytes(pieces);
    this.transport.send(this.compression.wrap(bytes));
    this.deadlines.sent();
  }

  private finish(error: AppError | null): void {
    if (this.lost) return;
    this.closing = true;
    if (this.connection !== null) {
      this.connection.end();
      this.pump();
    }
    this.lost = true;
    this.slices.clear();
    // It would end every further connection in the same way.
    if (this.compression.isMute && error !== null) this.forget(COMPRESSION, error.code);
    this.compression.stop();
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
