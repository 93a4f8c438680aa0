/**
 * One IMAP connection without its socket: bytes in by `receive`, events out by `next`, bytes out by `output`.
 *
 * Order: everything a chunk says is worked through inside `receive`, events queue in the order of the wire. EXISTS, EXPUNGE and
 * VANISHED are always told; a FETCH, LIST, STATUS or SEARCH response only when no command in flight asked for it.
 * What can go wrong: our own misuse throws LocalProtocolError at the call; what the server does never throws, it
 * becomes an event (`malformed` costs one line, `closed` the connection).
 */
import { byOrigin } from './bodies';
import type { CapabilitySet } from './capabilities';
import type { Command } from './commands/command';
import { Completions } from './completions';
import { LocalProtocolError, RemoteProtocolError } from './errors';
import { EventQueue } from './event-queue';
import { Gatherings } from './gathering';
import { isExpected, isRow, isToldAlways, sectionsOf } from './hearing';
import { Intake } from './intake';
import { resolveLimits, type ImapLimits } from './limits';
import { Outgoing, type Output } from './outgoing';
import { PeerMemory } from './peer-memory';
import { PeerProfile } from './peer-profile';
import { Pending, type Entry } from './pending';
import type { Response } from './responses/response';
import { checkPermitted } from './permission';
import { writeEntry } from './sending';
import type {
  CloseReason,
  CommandId,
  ConnectionEvent,
  ConnectionState,
  ProtocolErrorCode,
  TransportSecurity,
  UntaggedEvent,
} from './types';
import type { Flight } from './wire/writer';

export interface ConnectionOptions {
  readonly security: TransportSecurity;
  readonly limits?: Partial<ImapLimits>;
  /** STARTTLS has just succeeded on this transport: there is no second greeting (RFC 9051 6.2.1). */
  readonly secured?: boolean;
  /** Letters before the number of each tag; default `T`. */
  readonly tagPrefix?: string;
  /** What other connections to this server have learnt; default: nothing. */
  readonly peer?: PeerMemory;
}

export class ImapConnection {
  readonly #security: TransportSecurity;
  readonly #limits: ImapLimits;
  readonly #profile: PeerProfile;
  readonly #gatherings = new Gatherings();
  /** Octets of the chunk that are not IMAP. */
  #diverted = 0;
  readonly #intake: Intake;
  readonly #outgoing = new Outgoing();
  readonly #queue: EventQueue;
  readonly #pending: Pending;
  readonly #completions: Completions;
  #bye: Extract<CloseReason, { kind: 'bye' }> | null = null;

  constructor(options: ConnectionOptions) {
    const prefix = options.tagPrefix ?? 'T';
    if (!/^[A-Za-z]{1,16}$/.test(prefix)) throw new LocalProtocolError('a tag prefix is 1 to 16 letters');
    this.#security = options.security;
    this.#profile = new PeerProfile(options.peer ?? new PeerMemory());
    this.#queue = new EventQueue(options.secured === true ? 'not-authenticated' : 'greeting');
    this.#limits = resolveLimits(options.limits);
    this.#intake = new Intake(this.#limits, this.#profile, {
      beforeLogin: () => this.#queue.state === 'greeting' || this.#queue.state === 'not-authenticated',
      inFlight: () => this.#pending.inFlight,
    });
    this.#completions = new Completions({
      profile: this.#profile,
      gatherings: this.#gatherings,
      intake: this.#intake,
      outgoing: this.#outgoing,
      queue: this.#queue,
      pending: () => this.#pending,
      bye: () => this.#bye,
      isClosed: () => this.#isClosed(),
      close: (reason) => this.#close(reason),
      broken: (code, detail) => this.fail(code, detail),
      malformed: (reason) => this.#malformed(reason),
      divert: () => this.#divert(),
    });
    this.#pending = new Pending(
      {
        known: () => ({
          has: (capability) => this.#profile.capabilities.has(capability),
          tellsOrigins: this.#profile.memory.tellsOrigins,
        }),
        write: (entry) => this.#write(entry),
        send: (entry, flight) => this.#outgoing.add(flight, entry.id),
        need: (entry, need) => this.#queue.emit({ kind: 'need', id: entry.id, need }),
        idling: (active) => this.#queue.emit({ kind: 'idle', active }),
        ended: (entry, how) =>
          this.#completions.done(
            entry,
            how === 'cancelled'
              ? { ok: false, failure: { kind: 'cancelled' } }
              : { ok: true, value: undefined, code: null, text: '' },
          ),
      },
      prefix,
    );
  }

  get state(): ConnectionState {
    return this.#queue.state;
  }

  /** A new object after each change. */
  get capabilities(): CapabilitySet {
    return this.#profile.capabilities;
  }

  /** What ENABLE has switched on, in upper case. */
  get enabled(): ReadonlySet<string> {
    return this.#profile.enabled;
  }

  /** The server is idling: IDLE was accepted and not ended. */
  get idle(): boolean {
    return this.#pending.inFlight.at(-1)?.idle === 'active';
  }

  /** Commands sent and not complete. */
  get inFlight(): number {
    return this.#pending.inFlight.length;
  }

  /**
   * Bytes from the transport. The buffer becomes ours: events may hold views of it. Ignored once closed. Gives how many of them are
   * IMAP: all but what follows the OK of COMPRESS, which comes back in its event.
   */
  receive(bytes: Uint8Array): number {
    if (this.#queue.state === 'closed' || bytes.length === 0) return bytes.length;
    this.#diverted = 0;
    try {
      this.#intake.push(bytes);
      for (let response = this.#intake.next(); response !== undefined; response = this.#intake.next()) {
        this.#respond(response);
        if (this.#isClosed()) break;
      }
    } catch (error) {
      if (!(error instanceof RemoteProtocolError)) throw error;
      this.#close({ kind: 'protocol', code: error.code, detail: error.detail });
    }
    return bytes.length - this.#diverted;
  }

  /** The octets under this connection cannot be followed any more: compressed data are broken, or grow without end. */
  fail(code: ProtocolErrorCode, detail: string): void {
    if (!this.#isClosed()) this.#close({ kind: 'protocol', code, detail: detail.slice(0, 200) });
  }

  /** The transport ended: everything pending settles as closed. Without BYE there is no `closed` event. */
  end(): void {
    if (this.#queue.state === 'closed') return;
    if (this.#bye !== null) this.#close(this.#bye);
    else this.#shut('the connection ended');
  }

  next(): ConnectionEvent | undefined {
    return this.#queue.next();
  }

  /**
   * Sends the command, or queues it behind others; its `done` event carries the returned number.
   * @throws LocalProtocolError when it may not be sent: state, arguments, credentials on an unprotected connection,
   * LOGIN under LOGINDISABLED. The state is the one that the commands before it lead to.
   */
  enqueue<T>(command: Command<T>): CommandId {
    checkPermitted(command, this.#pending.stateAfter(this.#queue.state), this.#security, this.#profile);
    const split = command.split?.(this.#profile.memory.maxLine, this.#profile.most);
    if (split === undefined) return this.#pending.add([{ command, part: null }])[0]!.id;
    const gathering = this.#gatherings.begin(this.#pending.newId(), null, split);
    this.#pending.add(split.parts.map((part, slot) => ({ command: part, part: { gathering, slot } })));
    return gathering.id;
  }

  /** What behaviour has taught of this server. */
  get peer(): PeerMemory {
    return this.#profile.memory;
  }

  /** What the server lists was found not to be there, by other signs than a refusal; `words` say which. */
  forget(capability: string, words: string): void {
    this.#profile.memory.forget(capability, words);
  }

  /** Withdraws a command that was not sent yet: its outcome is `cancelled`. False when it is too late. */
  cancel(id: CommandId): boolean {
    return this.#pending.cancel(id);
  }

  /** Ends IDLE. Nothing happens when there is none. */
  stopIdle(): void {
    this.#pending.stopIdle();
  }

  /**
   * Answers a `need` of AUTHENTICATE.
   * @throws LocalProtocolError when the command does not wait for one; silent once it is complete.
   */
  resume(id: CommandId, key: Uint8Array): void {
    if (this.#queue.state === 'closed' || !this.#pending.inFlight.some((entry) => entry.id === id)) return;
    if (!this.#pending.resume(id, key)) throw new LocalProtocolError('no command waits for this key');
  }

  /** Everything that is to be sent now, once. */
  output(): Output | undefined {
    return this.#outgoing.take();
  }

  #respond(response: Response): void {
    if (this.#queue.state === 'greeting') return this.#greet(response);
    switch (response.kind) {
      case 'untagged':
        this.#untagged(response.event);
        this.#reportDropped(response.dropped);
        return;
      case 'continuation':
        return this.#pending.continuation(response.text);
      case 'tagged':
        return this.#completions.tagged(response);
      case 'broken-tagged':
        return this.#completions.broken(response.tag, response.text);
    }
  }

  /** greeting = "*" SP (resp-cond-auth / resp-cond-bye) CRLF ; RFC 9051 7.1. Nothing else may come first. */
  #greet(response: Response): void {
    const event = response.kind === 'untagged' ? response.event : undefined;
    if (event?.kind !== 'status-response' || event.status === 'no' || event.status === 'bad') {
      throw new RemoteProtocolError('greeting-broken', this.#excerpt());
    }
    const { status, code, text } = event;
    if (status === 'bye') return this.#close({ kind: 'bye', code, text });
    if (status === 'preauth' && this.#security === 'insecure') {
      throw new RemoteProtocolError('preauth-before-tls', text.slice(0, 100));
    }
    if (code?.kind === 'capability') this.#profile.learn(code.capabilities);
    this.#profile.memory.recognise(text, []);
    this.#queue.emit({ kind: 'greeting', status, code, text });
    this.#queue.enter(status === 'ok' ? 'not-authenticated' : 'authenticated');
  }

  #untagged(event: UntaggedEvent): void {
    if (!isExpected(event.kind, this.#queue.state, this.#pending.inFlight)) {
      return this.#malformed(`${event.kind} is not legal in state ${this.#queue.state}`);
    }
    switch (event.kind) {
      case 'capability':
        this.#profile.learn(event.capabilities);
        break;
      case 'enabled':
        this.#profile.enable(event.capabilities);
        break;
      case 'status-response':
        if (event.code?.kind === 'capability') this.#profile.learn(event.code.capabilities);
        if (event.status === 'bye') return this.#goodbye(event);
        break;
      default:
        break;
    }
    if (event.kind === 'expunge') this.#gatherings.expunged(event);
    let taken = false;
    const toldAlways = isToldAlways(event.kind);
    const sections = sectionsOf(event);
    if (sections?.some(({ origin }) => origin !== null) === true) this.#profile.memory.tellsOrigins = true;
    const { inFlight } = this.#pending;
    const isNamed = isRow(event) && event.items.uid !== undefined;
    for (const entry of sections === undefined ? inFlight : byOrigin(inFlight, sections, isNamed)) {
      if (entry.untagged?.(event) === true) {
        taken = true;
        this.#pending.weigh(entry, this.#intake.octets, this.#limits.maxAnswer);
        if (!toldAlways && (!isRow(event) || sections !== undefined)) break;
      }
    }
    if (!taken && sections !== undefined && !isNamed && inFlight.length > 1)
      return this.#malformed('a body without the UID of its message');
    if (!taken || toldAlways) this.#queue.emit({ kind: 'untagged', event });
  }

  /** The first BYE counts, some servers repeat it. After LOGOUT the tagged line is still to come. */
  #goodbye({ code, text }: Extract<UntaggedEvent, { kind: 'status-response' }>): void {
    const bye = { kind: 'bye', code, text } as const;
    if (this.#pending.inFlight.some((entry) => entry.command.nextState === 'logout')) {
      this.#bye ??= bye;
      this.#queue.enter('logout');
    } else {
      this.#close(bye);
    }
  }

  #write(entry: Entry): readonly Flight[] | undefined {
    // When it was accepted a SELECT stood before it, which has failed since.
    const written = writeEntry(entry, this.#profile, this.#pending.stateInFlight(this.#queue.state));
    if ('reason' in written) {
      this.#completions.fail(entry, { kind: 'protocol', reason: written.reason });
      return undefined;
    }
    if (entry.command.idle !== true) this.#intake.commandSent();
    return written.flights;
  }

  /** The next octet is of another kind: told before the command's own end, so that whoever sends upon it knows. */
  #divert(): void {
    const rest = this.#intake.divert();
    this.#diverted = rest.length;
    this.#queue.emit({ kind: 'compressed', rest });
  }

  /** A readable response of which a value is missing: told after it. */
  #reportDropped(dropped: string | null): void {
    const reason = this.#intake.takeDiscarded() ?? dropped;
    if (reason !== null && !this.#isClosed()) this.#malformed(reason);
  }

  #malformed(reason: string): void {
    const event: UntaggedEvent = { kind: 'malformed', raw: this.#intake.raw(), offset: 0, reason };
    this.#queue.emit({ kind: 'untagged', event });
  }

  #excerpt(): string {
    return String.fromCharCode(...this.#intake.raw().subarray(0, 100));
  }

  /** A method, so that the compiler does not believe that the state stays what it was. */
  #isClosed(): boolean {
    return this.#queue.state === 'closed';
  }

  #close(reason: CloseReason): void {
    this.#queue.enter('closed');
    this.#queue.emit({ kind: 'closed', reason });
    this.#shut(reason.kind === 'bye' ? reason.text : reason.detail);
  }

  #shut(reason: string): void {
    this.#queue.enter('closed');
    this.#intake.abort();
    this.#outgoing.clear();
    const { sent, unsent } = this.#pending.drain();
    for (const entry of sent) this.#completions.fail(entry, { kind: 'closed', sent: true, reason });
    for (const entry of unsent) this.#completions.fail(entry, { kind: 'closed', sent: false, reason });
  }
}
