/**
 * The server's ear. Commands are framed by the protocol layer's framer; this adds what only a server does: it answers
 * a synchronising literal with a continuation, refuses literals (RFC 7888 4), and reads the bare lines of IDLE and of a
 * SASL exchange, in which an empty line means something.
 */
import { Framer, type LiteralHead } from '../imap/wire/framer';
import { Reader } from '../imap/wire/reader';
import { limits } from './limits';

export type InputItem =
  /** A whole command; `refused` names the first literal that was too large and has been dropped. */
  | { readonly kind: 'command'; readonly reader: Reader; readonly refused: number | null }
  /** A synchronising literal was refused: the client will not send it, and the command is over. */
  | { readonly kind: 'refused'; readonly reader: Reader; readonly size: number }
  | { readonly kind: 'line'; readonly line: Uint8Array };

export interface InputPolicy {
  readonly maxLine: () => number;
  /** Largest literal of the command whose first octets are given. */
  readonly maxLiteral: (start: string) => number;
  /** LITERAL+ is offered. */
  readonly nonSync: boolean;
  /** Says `+` to a synchronising literal. */
  readonly goAhead: () => void;
}

/** Thrown through the framer to stop it at a literal that will never come. */
class SyncLiteralRefused extends Error {
  constructor(
    readonly start: Uint8Array,
    readonly size: number,
  ) {
    super('literal refused');
  }
}

const nothing = new Uint8Array(0);

export class CommandInput {
  private framer: Framer;
  private chunk: Uint8Array = nothing;
  /** Bytes of line mode not yet read. */
  private rest: Uint8Array = nothing;
  private lineMode = false;
  private refused: number | null = null;
  private literals = 0;
  private readonly reader = new Reader({ maxDepth: limits.searchDepth, maxTokens: 100_000 });

  constructor(private readonly policy: InputPolicy) {
    this.framer = this.newFramer();
  }

  push(bytes: Uint8Array): void {
    if (this.lineMode) this.rest = joined(this.rest, bytes);
    else this.feed(bytes);
  }

  /** Names of mailboxes are UTF-8 from now on (IMAP4rev2 enabled). */
  useUtf8Names(): void {
    this.reader.options.utf8Names = true;
  }

  /** The next item is the next line, whatever it holds. */
  expectLine(): void {
    if (this.lineMode) return;
    this.rest = this.chunk.subarray(this.chunk.length - this.framer.unread);
    this.feed(nothing);
    this.lineMode = true;
  }

  expectCommand(): void {
    if (!this.lineMode) return;
    this.lineMode = false;
    this.feed(this.rest);
    this.rest = nothing;
  }

  /**
   * Undefined when more bytes are needed.
   * @throws RemoteProtocolError when a limit makes it impossible to go on.
   */
  next(): InputItem | undefined {
    if (this.lineMode) return this.nextLine();
    try {
      if (!this.framer.next()) return undefined;
    } catch (error) {
      if (!(error instanceof SyncLiteralRefused)) throw error;
      const rest = this.chunk.subarray(this.chunk.length - this.framer.unread);
      this.framer = this.newFramer();
      this.feed(rest);
      this.reader.reset(error.start);
      this.literals = 0;
      this.refused = null;
      return { kind: 'refused', reader: this.reader, size: error.size };
    }
    this.reader.load(this.framer);
    const { refused } = this;
    this.refused = null;
    this.literals = 0;
    return { kind: 'command', reader: this.reader, refused };
  }

  private nextLine(): InputItem | undefined {
    const lf = this.rest.indexOf(10);
    if (lf < 0) {
      // A line that never ends is cut: the exchange fails on it.
      if (this.rest.length <= this.policy.maxLine()) return undefined;
      this.rest = nothing;
      return { kind: 'line', line: nothing };
    }
    const end = lf > 0 && this.rest[lf - 1] === 13 ? lf - 1 : lf;
    const line = this.rest.subarray(0, end);
    this.rest = this.rest.subarray(lf + 1);
    return { kind: 'line', line };
  }

  private feed(bytes: Uint8Array): void {
    this.chunk = bytes;
    this.framer.push(bytes);
  }

  private newFramer(): Framer {
    return new Framer({
      maxLine: () => this.policy.maxLine(),
      literal: (buf, start, end, head) => this.decide(buf, start, end, head),
      maxLiteral: Number.MAX_SAFE_INTEGER,
      maxResponse: limits.appendBytes + limits.literalsPerCommand * limits.literalBytes,
      textLines: false,
    });
  }

  private decide(buf: Uint8Array, start: number, end: number, head: LiteralHead): 'keep' | 'discard' {
    const most = this.policy.maxLiteral(
      String.fromCharCode(...buf.subarray(start, Math.min(end, start + 200))),
    );
    const fits = head.size <= most && ++this.literals <= limits.literalsPerCommand;
    if (!head.nonSync) {
      if (!fits) throw new SyncLiteralRefused(buf.slice(start, end), head.size);
      this.policy.goAhead();
      return 'keep';
    }
    if (head.size > limits.skippedLiteralBytes) throw new SyncLiteralRefused(buf.slice(start, end), Infinity);
    if (fits && this.policy.nonSync) return 'keep';
    this.refused ??= head.size;
    return 'discard';
  }
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  if (one.length === 0) return other;
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}
