/**
 * How commands end: by a tagged line, by one that cannot be read, by a refusal that the command may escape, or with the
 * connection. Each settles once; the parts of a split one settle it together.
 */
import { ParseError, RemoteProtocolError } from './errors';
import type { EventQueue } from './event-queue';
import type { Gatherings } from './gathering';
import type { Intake } from './intake';
import type { Outgoing } from './outgoing';
import type { PeerProfile } from './peer-profile';
import type { Entry, Pending } from './pending';
import { confirm, learnFromRefusal } from './refusals';
import type { Response } from './responses/response';
import type { CloseReason, CommandFailure, CommandOutcome, ProtocolErrorCode } from './types';

export interface CompletionsHost {
  readonly profile: PeerProfile;
  readonly gatherings: Gatherings;
  readonly intake: Intake;
  readonly outgoing: Outgoing;
  readonly queue: EventQueue;
  readonly pending: () => Pending;
  /** What the server said on its way out, while the end of LOGOUT is awaited. */
  readonly bye: () => CloseReason | null;
  readonly isClosed: () => boolean;
  readonly close: (reason: CloseReason) => void;
  /** What comes next cannot be followed any more. */
  readonly broken: (code: ProtocolErrorCode, detail: string) => void;
  readonly malformed: (reason: string) => void;
  /** The next octet is of another kind: COMPRESS was answered. */
  readonly divert: () => void;
}

export class Completions {
  readonly #host: CompletionsHost;

  constructor(host: CompletionsHost) {
    this.#host = host;
  }

  /** `tag OK`, `NO` or `BAD`. */
  tagged(response: Extract<Response, { kind: 'tagged' }>): void {
    const entry = this.#host.pending().complete(response.tag);
    if (entry === undefined) return;
    // Its `+` came in the same chunk: the answer to that (a password, for one) is nobody's business any more.
    this.#host.outgoing.withdraw(entry.id);
    const { status, code, text } = response;
    if (code?.kind === 'capability') this.#host.profile.learn(code.capabilities);
    if (status === 'ok') this.#succeed(entry, response);
    else {
      const reason = entry.exchange.failed?.() ?? null;
      this.#leaveOnFailure(entry);
      if (reason !== null) this.fail(entry, { kind: 'protocol', reason });
      else if (!this.#sendAgain(entry, response)) this.fail(entry, { kind: status, code, text });
    }
    if (!this.#host.isClosed()) this.#host.pending().pump();
  }

  /** A refusal that the command may escape: without what it leaned on, or in shorter lines. It keeps its number. */
  #sendAgain(entry: Entry, response: Extract<Response, { kind: 'tagged' }>): boolean {
    const { memory } = this.#host.profile;
    const { status, code, text } = response;
    if (status === 'ok' || this.#host.isClosed()) return false;
    const lesson = learnFromRefusal(memory, entry, status, code, text);
    const { command, part } = entry;
    const split =
      lesson.kind === 'shorter' ? command.split?.(memory.maxLine, this.#host.profile.most) : undefined;
    if (split !== undefined) {
      const gathering = this.#host.gatherings.begin(entry.id, part, split);
      const parts = split.parts.map((piece, slot) => ({ command: piece, part: { gathering, slot } }));
      this.#host.pending().again(entry, parts, entry.givenUp);
    } else if (lesson.kind === 'without') {
      this.#host.pending().again(entry, [{ command, part }], [...entry.givenUp, lesson.capability]);
    }
    return split !== undefined || lesson.kind === 'without';
  }

  #succeed(entry: Entry, { code, text }: Extract<Response, { kind: 'tagged' }>): void {
    const { command } = entry;
    if (command.last === true && this.#host.intake.unread > 0) {
      const detail = `${this.#host.intake.unread} octets after the OK of ${command.name}`;
      this.fail(entry, { kind: 'protocol', reason: detail });
      throw new RemoteProtocolError('bytes-before-tls', detail);
    }
    if (code?.kind === 'messagelimit') this.#host.profile.memory.limitMessages(code.limit);
    try {
      const reason =
        entry.exchange.failed?.() ?? (entry.flights.length > 0 ? 'OK ahead of the whole command' : null);
      if (reason !== null) throw new ParseError(reason, 0);
      confirm(this.#host.profile.memory, entry);
      const value = entry.exchange.finish(code, text);
      if (command.nextState === 'authenticated' && command.credentials === true)
        this.#host.profile.loggedIn();
      if (command.nextState !== undefined) this.#host.queue.enter(command.nextState);
      if (command.compresses === true) this.#host.divert();
      this.done(entry, { ok: true, value, code, text });
      if (command.nextState === 'logout')
        this.#host.close(this.#host.bye() ?? { kind: 'bye', code: null, text: '' });
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      this.fail(entry, { kind: 'protocol', reason: error.message });
      // The server believes we are logged in, and we do not trust it.
      if (command.credentials === true) this.#host.close({ kind: 'local', detail: error.message });
    }
  }

  /**
   * A line that is neither untagged nor tagged. With the tag of a command it settles that command; else it stands for the
   * BAD of the oldest one, since Exchange writes `Server Unavailable. 15` in its place (MailKit 115).
   */
  broken(tag: string, text: string): void {
    const isOurs = this.#host.pending().isTag(tag);
    const entry = isOurs ? this.#host.pending().complete(tag) : this.#host.pending().completeOldest();
    if (entry === undefined) {
      if (!isOurs) this.#host.malformed('neither untagged nor tagged');
      return;
    }
    this.#host.outgoing.withdraw(entry.id);
    this.#leaveOnFailure(entry);
    this.fail(
      entry,
      isOurs
        ? { kind: 'protocol', reason: `unreadable completion: ${text}` }
        : { kind: 'bad', code: null, text },
    );
    // Did the server switch, or not? Nothing after this can be understood for certain.
    if (entry.command.compresses === true) return this.#host.broken('compressed-broken', text);
    this.#host.pending().pump();
  }

  /** RFC 9051 6.3.2: a SELECT that fails leaves no mailbox selected; one whose end cannot be read, none we could name. */
  #leaveOnFailure({ command }: Entry): void {
    if (command.nextState === 'selected' && this.#host.queue.state === 'selected')
      this.#host.queue.enter('authenticated');
  }

  fail(entry: Entry, failure: CommandFailure): void {
    this.done(entry, { ok: false, failure });
  }

  done({ id, part, exchange }: Entry, outcome: CommandOutcome<unknown>): void {
    if (part === null) return this.#host.queue.emit({ kind: 'done', id, outcome });
    const whole = this.#host.gatherings.settle(part, exchange, outcome);
    const { root } = part.gathering;
    if (whole !== undefined) this.#host.queue.emit({ kind: 'done', id: root.id, outcome: whole });
    else if (!outcome.ok) this.#host.pending().withdrawParts(root);
  }
}
