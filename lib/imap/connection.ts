/**
 * One IMAP connection without its socket: bytes in by `receive`, events out by `next`, bytes out by `output`.
 *
 * Order: everything a chunk says is worked through inside `receive`, events queue in the order of the wire. EXISTS, EXPUNGE and
 * VANISHED are always told; a FETCH, LIST, STATUS or SEARCH response only when no command in flight asked for it.
 * What can go wrong: our own misuse throws LocalProtocolError at the call; what the server does never throws, it
 * becomes an event (`malformed` costs one line, `closed` the connection).
 */
import { CapabilitySet } from './capabilities';
import type { Command, CommandContext } from './commands/command';
import { LocalProtocolError, ParseError, RemoteProtocolError } from './errors';
import { resolveLimits, type ImapLimits } from './limits';
import { bodyLiteralAt, isListLine } from './literals';
import { Pending, type Entry } from './pending';
import { parseResponse, type Response } from './responses/response';
import { rawOf } from './responses/untagged';
import { isLegalEvent } from './states';
import type {
  CloseReason,
  CommandFailure,
  CommandId,
  CommandOutcome,
  ConnectionEvent,
  ConnectionState,
  TransportSecurity,
  UntaggedEvent,
} from './types';
import { Framer, type LiteralDecision, type LiteralHead } from './wire/framer';
import { NameBook } from './wire/name-book';
import { Reader } from './wire/reader';
import { joinFlight, WireWriter, type Flight, type LiteralMode } from './wire/writer';

export interface ConnectionOptions {
  readonly security: TransportSecurity;
  readonly limits?: Partial<ImapLimits>;
  /** STARTTLS has just succeeded on this transport: there is no second greeting (RFC 9051 6.2.1). */
  readonly secured?: boolean;
  /** Letters before the number of each tag; default `T`. */
  readonly tagPrefix?: string;
}

export interface Output {
  readonly bytes: Uint8Array;
  /** Half-open ranges of `bytes` that must not be logged. */
  readonly secrets: readonly (readonly [start: number, end: number])[];
}

export class ImapConnection {
  readonly #security: TransportSecurity;
  readonly #limits: ImapLimits;
  readonly #framer: Framer;
  readonly #reader: Reader;
  readonly #pending: Pending;
  readonly #enabled = new Set<string>();
  /** Names that our encoder would write in another way than the server did. */
  readonly #names = new NameBook();
  #state: ConnectionState = 'greeting';
  #capabilities = new CapabilitySet();
  /** Capabilities came since the last login command was sent. */
  #capabilitiesFresh = false;
  #events: ConnectionEvent[] = [];
  #nextEvent = 0;
  #outbox: Flight[] = [];
  /** Octets since a command was in flight. */
  #unsolicited = 0;
  #discarded: string | null = null;
  #bye: Extract<CloseReason, { kind: 'bye' }> | null = null;

  constructor(options: ConnectionOptions) {
    const prefix = options.tagPrefix ?? 'T';
    if (!/^[A-Za-z]{1,16}$/.test(prefix)) throw new LocalProtocolError('a tag prefix is 1 to 16 letters');
    this.#security = options.security;
    if (options.secured === true) this.#state = 'not-authenticated';
    this.#limits = resolveLimits(options.limits);
    this.#reader = new Reader({
      maxTokens: this.#limits.maxTokens,
      maxDepth: this.#limits.maxDepth,
      oddName: (name, wire) => this.#names.odd(name, wire),
      properName: (name) => this.#names.proper(name),
    });
    this.#framer = new Framer({
      maxLine: (buf, start) => this.#maxLine(buf, start),
      literal: (buf, start, end, head) => this.#literal(buf, start, end, head),
      maxLiteral: this.#limits.maxStreamedLiteral,
      maxResponse: this.#limits.maxResponse,
      textLines: true,
    });
    this.#pending = new Pending(
      {
        write: (entry) => this.#write(entry),
        send: (flight) => void this.#outbox.push(flight),
        need: (entry, need) => this.#emit({ kind: 'need', id: entry.id, need }),
        idling: (active) => this.#emit({ kind: 'idle', active }),
        ended: (entry, how) =>
          this.#done(
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
    return this.#state;
  }

  /** A new object after each change. */
  get capabilities(): CapabilitySet {
    return this.#capabilities;
  }

  /** What ENABLE has switched on, in upper case. */
  get enabled(): ReadonlySet<string> {
    return this.#enabled;
  }

  /** The server is idling: IDLE was accepted and not ended. */
  get idle(): boolean {
    return this.#pending.inFlight.at(-1)?.idle === 'active';
  }

  /** Commands sent and not complete. */
  get inFlight(): number {
    return this.#pending.inFlight.length;
  }

  /** Bytes from the transport. The buffer becomes ours: events may hold views of it. Ignored once closed. */
  receive(bytes: Uint8Array): void {
    if (this.#state === 'closed' || bytes.length === 0) return;
    try {
      this.#watchFlood(bytes.length);
      this.#framer.push(bytes);
      while (this.#framer.next()) {
        this.#reader.load(this.#framer);
        this.#respond(parseResponse(this.#reader));
        if (this.#isClosed()) return;
      }
    } catch (error) {
      if (!(error instanceof RemoteProtocolError)) throw error;
      this.#close({ kind: 'protocol', code: error.code, detail: error.detail });
    }
  }

  /** The transport ended: everything pending settles as closed. Without BYE there is no `closed` event. */
  end(): void {
    if (this.#state === 'closed') return;
    if (this.#bye !== null) this.#close(this.#bye);
    else this.#shut('the connection ended');
  }

  next(): ConnectionEvent | undefined {
    const event = this.#events[this.#nextEvent];
    if (event === undefined) {
      this.#events = [];
      this.#nextEvent = 0;
      return undefined;
    }
    this.#nextEvent++;
    return event;
  }

  /**
   * Sends the command, or queues it behind others; its `done` event carries the returned number.
   * @throws LocalProtocolError when it may not be sent: state, arguments, credentials on an unprotected connection,
   * LOGIN under LOGINDISABLED. The state is the one that the commands before it lead to.
   */
  enqueue<T>(command: Command<T>): CommandId {
    const state = this.#expectedState();
    if (!command.states.includes(state)) {
      throw new LocalProtocolError(`${command.name} cannot be sent in state ${state}`);
    }
    if (command.credentials === true && this.#security === 'insecure') {
      throw new LocalProtocolError(`${command.name} would show the password to the network`);
    }
    if (command.login === true && this.#capabilities.has('LOGINDISABLED')) {
      throw new LocalProtocolError('the server forbids LOGIN (LOGINDISABLED)');
    }
    if (command.checkable === true) {
      command.start().write(new WireWriter(), this.#context('T0' as CommandContext['tag']));
    }
    return this.#pending.add(command).id;
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
   * @throws LocalProtocolError when the command does not wait for one; silent once the connection is closed.
   */
  resume(id: CommandId, key: Uint8Array): void {
    if (this.#state === 'closed') return;
    if (!this.#pending.resume(id, key)) throw new LocalProtocolError('no command waits for this key');
  }

  /** Everything that is to be sent now, once. */
  output(): Output | undefined {
    if (this.#outbox.length === 0) return undefined;
    const flights = this.#outbox;
    this.#outbox = [];
    const secrets: (readonly [number, number])[] = [];
    let octets = 0;
    for (const flight of flights) {
      for (const [start, end] of flight.secrets) secrets.push([octets + start, octets + end]);
      octets += flight.octets;
    }
    return {
      bytes: joinFlight({ chunks: flights.flatMap((flight) => flight.chunks), octets, secrets }),
      secrets,
    };
  }

  #respond(response: Response): void {
    if (this.#state === 'greeting') return this.#greet(response);
    switch (response.kind) {
      case 'untagged':
        this.#untagged(response.event);
        this.#reportDropped(response.dropped);
        return;
      case 'continuation':
        return this.#pending.continuation(response.text);
      case 'tagged':
        return this.#tagged(response);
      case 'broken-tagged':
        return this.#brokenTagged(response.tag, response.text);
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
    if (code?.kind === 'capability') this.#learn(code.capabilities);
    this.#emit({ kind: 'greeting', status, code, text });
    this.#setState(status === 'ok' ? 'not-authenticated' : 'authenticated');
  }

  #untagged(event: UntaggedEvent): void {
    const { inFlight } = this.#pending;
    const selecting = (): boolean => inFlight.some((entry) => entry.command.nextState === 'selected');
    if (!isLegalEvent(event.kind, this.#state, selecting)) {
      return this.#malformed(`${event.kind} is not legal in state ${this.#state}`);
    }
    switch (event.kind) {
      case 'capability':
        this.#learn(event.capabilities);
        break;
      case 'enabled':
        this.#enable(event.capabilities);
        break;
      case 'status-response':
        if (event.code?.kind === 'capability') this.#learn(event.code.capabilities);
        if (event.status === 'bye') return this.#goodbye(event);
        break;
      default:
        break;
    }
    let taken = false;
    for (const entry of inFlight) {
      if (entry.exchange.untagged?.(event) === true) {
        taken = true;
        this.#pending.weigh(entry, this.#framer.end - this.#framer.start, this.#limits.maxAnswer);
        if (!TOLD_ALWAYS.has(event.kind)) break;
      }
    }
    if (!taken || TOLD_ALWAYS.has(event.kind)) this.#emit({ kind: 'untagged', event });
  }

  /** The first BYE counts, some servers repeat it. After LOGOUT the tagged line is still to come. */
  #goodbye({ code, text }: Extract<UntaggedEvent, { kind: 'status-response' }>): void {
    const bye = { kind: 'bye', code, text } as const;
    if (this.#pending.inFlight.some((entry) => entry.command.nextState === 'logout')) {
      this.#bye ??= bye;
      this.#setState('logout');
    } else {
      this.#close(bye);
    }
  }

  #tagged(response: Extract<Response, { kind: 'tagged' }>): void {
    const entry = this.#pending.complete(response.tag);
    if (entry === undefined) return;
    const { status, code, text } = response;
    if (code?.kind === 'capability') this.#learn(code.capabilities);
    if (status === 'ok') this.#succeed(entry, response);
    else {
      const reason = entry.exchange.failed?.() ?? null;
      // RFC 9051 6.3.2: a SELECT that fails leaves no mailbox selected.
      if (entry.command.nextState === 'selected' && this.#state === 'selected')
        this.#setState('authenticated');
      this.#fail(entry, reason === null ? { kind: status, code, text } : { kind: 'protocol', reason });
    }
    if (!this.#isClosed()) this.#pending.pump();
  }

  #succeed(entry: Entry, { code, text }: Extract<Response, { kind: 'tagged' }>): void {
    const { command } = entry;
    if (command.last === true && this.#framer.unread > 0) {
      const detail = `${this.#framer.unread} octets after the OK of ${command.name}`;
      this.#fail(entry, { kind: 'protocol', reason: detail });
      throw new RemoteProtocolError('bytes-before-tls', detail);
    }
    try {
      const reason =
        entry.exchange.failed?.() ?? (entry.flights.length > 0 ? 'OK ahead of the whole command' : null);
      if (reason !== null) throw new ParseError(reason, 0);
      const value = entry.exchange.finish(code, text);
      if (command.nextState === 'authenticated' && command.credentials === true && !this.#capabilitiesFresh) {
        this.#capabilities = new CapabilitySet();
      }
      if (command.nextState !== undefined) this.#setState(command.nextState);
      this.#done(entry, { ok: true, value, code, text });
      if (command.nextState === 'logout') this.#close(this.#bye ?? { kind: 'bye', code: null, text: '' });
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      this.#fail(entry, { kind: 'protocol', reason: error.message });
      // The server believes we are logged in, and we do not trust it.
      if (command.credentials === true) this.#close({ kind: 'local', detail: error.message });
    }
  }

  /**
   * A line that is neither untagged nor tagged. With the tag of a command it settles that command; else it stands for the
   * BAD of the oldest one, since Exchange writes `Server Unavailable. 15` in its place (MailKit 115).
   */
  #brokenTagged(tag: string, text: string): void {
    const { inFlight } = this.#pending;
    if (this.#pending.isTag(tag)) {
      const entry = this.#pending.complete(tag);
      if (entry !== undefined)
        this.#fail(entry, { kind: 'protocol', reason: `unreadable completion: ${text}` });
    } else if (inFlight[0] !== undefined) {
      this.#fail(this.#pending.take(inFlight[0]), { kind: 'bad', code: null, text });
    } else {
      this.#malformed('neither untagged nor tagged');
    }
    this.#pending.pump();
  }

  #fail(entry: Entry, failure: CommandFailure): void {
    this.#done(entry, { ok: false, failure });
  }

  #done(entry: Entry, outcome: CommandOutcome<unknown>): void {
    this.#emit({ kind: 'done', id: entry.id, outcome });
  }

  #write(entry: Entry): readonly Flight[] | undefined {
    const { command } = entry;
    if (command.login === true && this.#capabilities.has('LOGINDISABLED')) {
      this.#fail(entry, { kind: 'protocol', reason: 'LOGINDISABLED' });
      return undefined;
    }
    if (command.credentials === true) this.#capabilitiesFresh = false;
    if (command.idle !== true) this.#unsolicited = 0;
    const writer = new WireWriter({
      utf8Names: this.#reader.options.utf8Names,
      wireName: (name) => this.#names.wireOf(name),
    });
    writer.raw(entry.tag).sp();
    entry.exchange.write(writer, this.#context(entry.tag));
    return writer.finish(this.#literalMode());
  }

  #context(tag: CommandContext['tag']): CommandContext {
    return {
      tag,
      has: (name) => this.#capabilities.has(name),
      utf8: this.#reader.options.utf8Names,
    };
  }

  #literalMode(): LiteralMode {
    if (this.#capabilities.has('LITERAL+')) return 'plus';
    return this.#capabilities.has('LITERAL-') || this.#capabilities.has('IMAP4REV2') ? 'minus' : 'sync';
  }

  #learn(list: readonly string[]): void {
    this.#capabilities = new CapabilitySet(list);
    this.#capabilitiesFresh = true;
  }

  #enable(list: readonly string[]): void {
    for (const name of list) if (this.#enabled.size < MAX_ENABLED) this.#enabled.add(name.toUpperCase());
    this.#reader.options.utf8Names = this.#enabled.has('UTF8=ACCEPT') || this.#enabled.has('IMAP4REV2');
  }

  /** Where the commands that were accepted lead, if they succeed. */
  #expectedState(): ConnectionState {
    let state = this.#state;
    for (const { command } of [...this.#pending.inFlight, ...this.#pending.queue])
      state = command.nextState ?? state;
    return state;
  }

  #maxLine(buf: Uint8Array, start: number): number {
    const early = this.#state === 'greeting' || this.#state === 'not-authenticated';
    if (early) return this.#limits.maxLineBeforeLogin;
    return start >= 0 && isListLine(buf, start) ? this.#limits.maxListLine : this.#limits.maxLine;
  }

  #literal(buf: Uint8Array, start: number, end: number, { size }: LiteralHead): LiteralDecision {
    const body = bodyLiteralAt(buf, start, end);
    if (body !== undefined) {
      for (const { exchange } of this.#pending.inFlight) {
        const where = exchange.literal?.(body.seq, body.uid, body.section);
        if (where === undefined) continue;
        if (where !== 'keep') return where;
        if (size <= this.#limits.maxKeptBody) return 'keep';
        this.#discarded = `BODY[${body.section}] of ${size} octets is over the limit`;
        return 'discard';
      }
      this.#discarded = `BODY[${body.section}] nobody asked for`;
      return 'discard';
    }
    if (size <= this.#limits.maxKeptLiteral) return 'keep';
    this.#discarded = `a literal of ${size} octets is over the limit`;
    return 'discard';
  }

  #watchFlood(octets: number): void {
    this.#unsolicited = this.#pending.inFlight.some((entry) => entry.idle === 'no')
      ? 0
      : this.#unsolicited + octets;
    if (this.#unsolicited > this.#limits.maxUnsolicited) {
      throw new RemoteProtocolError('unsolicited-flood', `more than ${this.#limits.maxUnsolicited} octets`);
    }
  }

  /** A readable response of which a value is missing: told after it. */
  #reportDropped(dropped: string | null): void {
    const reason = this.#discarded ?? dropped;
    this.#discarded = null;
    if (reason !== null && !this.#isClosed()) this.#malformed(reason);
  }

  #malformed(reason: string): void {
    const event: UntaggedEvent = { kind: 'malformed', raw: rawOf(this.#reader), offset: 0, reason };
    this.#emit({ kind: 'untagged', event });
  }

  #excerpt(): string {
    return String.fromCharCode(...rawOf(this.#reader).subarray(0, 100));
  }

  #setState(state: ConnectionState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#emit({ kind: 'state', state });
  }

  /** A method, so that the compiler does not believe that the state stays what it was. */
  #isClosed(): boolean {
    return this.#state === 'closed';
  }

  #close(reason: CloseReason): void {
    this.#setState('closed');
    this.#emit({ kind: 'closed', reason });
    this.#shut(reason.kind === 'bye' ? reason.text : reason.detail);
  }

  #shut(reason: string): void {
    this.#setState('closed');
    this.#framer.abort();
    this.#outbox = [];
    const { sent, unsent } = this.#pending.drain();
    for (const entry of sent) this.#fail(entry, { kind: 'closed', sent: true, reason });
    for (const entry of unsent) this.#fail(entry, { kind: 'closed', sent: false, reason });
  }

  #emit(event: ConnectionEvent): void {
    this.#events.push(event);
  }
}

const TOLD_ALWAYS: ReadonlySet<UntaggedEvent['kind']> = new Set(['exists', 'expunge', 'vanished']);
const MAX_ENABLED = 100;
