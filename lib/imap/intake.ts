/**
 * What comes in, bounded: chunks become whole responses, and nothing a server sends fills the memory: neither a line, nor a
 * literal, nor data nobody asked for.
 */
import { byOrigin } from './bodies';
import { RemoteProtocolError } from './errors';
import type { ImapLimits } from './limits';
import { bodyLiteralAt, isListLine } from './literals';
import type { PeerProfile } from './peer-profile';
import type { Entry } from './pending';
import { parseResponse, type Response } from './responses/response';
import { rawOf } from './responses/untagged';
import { Framer, type LiteralDecision, type LiteralHead } from './wire/framer';
import { Reader } from './wire/reader';

export interface IntakeHost {
  /** Nobody is signed in yet: lines are short then. */
  readonly beforeLogin: () => boolean;
  readonly inFlight: () => readonly Entry[];
}

export class Intake {
  readonly #limits: ImapLimits;
  readonly #profile: PeerProfile;
  readonly #host: IntakeHost;
  #framer: Framer;
  #chunk: Uint8Array = new Uint8Array(0);
  readonly #reader: Reader;
  /** Octets since a command was in flight. */
  #unsolicited = 0;
  #discarded: string | null = null;

  constructor(limits: ImapLimits, profile: PeerProfile, host: IntakeHost) {
    this.#limits = limits;
    this.#profile = profile;
    this.#host = host;
    this.#reader = new Reader({
      maxTokens: limits.maxTokens,
      maxDepth: limits.maxDepth,
      oddName: (name, wire) => profile.names.odd(name, wire),
      properName: (name) => profile.names.proper(name),
    });
    this.#framer = this.#newFramer();
  }

  #newFramer(): Framer {
    return new Framer({
      maxLine: (buf, start) => this.#maxLine(buf, start),
      literal: (buf, start, end, head) => this.#literal(buf, start, end, head),
      maxLiteral: this.#limits.maxStreamedLiteral,
      maxResponse: this.#limits.maxResponse,
      textLines: true,
    });
  }

  /** Octets of the response that was read last. */
  get octets(): number {
    return this.#framer.end - this.#framer.start;
  }

  /** Octets behind it. */
  get unread(): number {
    return this.#framer.unread;
  }

  /** @throws RemoteProtocolError when the server says too much unasked. */
  push(bytes: Uint8Array): void {
    this.#unsolicited = this.#host.inFlight().some((entry) => entry.idle === 'no')
      ? 0
      : this.#unsolicited + bytes.length;
    if (this.#unsolicited > this.#limits.maxUnsolicited) {
      throw new RemoteProtocolError('unsolicited-flood', `more than ${this.#limits.maxUnsolicited} octets`);
    }
    this.#chunk = bytes;
    this.#framer.push(bytes);
  }

  /** Takes out what follows the response that was read last: it is not IMAP. What is pushed next begins anew. */
  divert(): Uint8Array {
    const rest = this.#chunk.subarray(this.#chunk.length - this.#framer.unread);
    this.#framer = this.#newFramer();
    return rest;
  }

  /** The next whole response; undefined: there is none yet. */
  next(): Response | undefined {
    if (!this.#framer.next()) return undefined;
    this.#reader.options.utf8Names = this.#profile.utf8Names;
    this.#reader.options.swapsAddresses = this.#profile.swapsAddresses;
    this.#reader.load(this.#framer);
    return parseResponse(this.#reader);
  }

  /** A command was sent: what comes may be its answer. */
  commandSent(): void {
    this.#unsolicited = 0;
  }

  /** Why a value of the response is missing, once; null: it is whole. */
  takeDiscarded(): string | null {
    const reason = this.#discarded;
    this.#discarded = null;
    return reason;
  }

  /** The octets of the response that was read last. */
  raw(): Uint8Array {
    return rawOf(this.#reader);
  }

  abort(): void {
    this.#framer.abort();
  }

  #maxLine(buf: Uint8Array, start: number): number {
    if (this.#host.beforeLogin()) return this.#limits.maxLineBeforeLogin;
    return start >= 0 && isListLine(buf, start) ? this.#limits.maxListLine : this.#limits.maxLine;
  }

  #literal(buf: Uint8Array, start: number, end: number, { size }: LiteralHead): LiteralDecision {
    const body = bodyLiteralAt(buf, start, end);
    if (body !== undefined) {
      for (const { exchange } of byOrigin(this.#host.inFlight(), [body])) {
        const where = exchange.literal?.(body);
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
}
