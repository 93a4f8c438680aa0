/**
 * Finds whole responses (or commands) in a byte stream cut anywhere. It knows lines and literals, no grammar.
 *
 * Theory of operation. A response is a line; when the line ends in `{n}`, n octets and another line follow, and so on.
 * Two ways lead to the caller:
 * - *In place*: as long as a response lies inside the current chunk nothing is copied; the frame is a range of the chunk.
 * - *Joined*: when it does not, or a literal goes elsewhere, its octets are gathered in `acc`. Every octet is
 *   looked at once and copied once, so 1-byte chunks stay linear.
 * Kept literals lie inline, right after the CRLF of their `{n}`. Literals that were streamed or discarded are absent:
 * `gone` names the place. `policy.literal` decides at the start of each literal, before anything is allocated for it.
 *
 * Tolerated: LF without CR, NULs and empty lines before a response, and the line end that Exchange leaves
 * between a literal it miscounted and the rest of its FETCH (MailKit 954).
 */
import { RemoteProtocolError } from '../errors';
import type { LiteralSink } from '../types';
import { findLf } from './words';

/** `stream` = the literal's octets go to the sink; `discard` = they are counted and dropped. */
export type LiteralDecision = 'keep' | 'discard' | LiteralSink;

export interface LiteralHead {
  /** Announced octets. */
  readonly size: number;
  /** `{n+}`: the sender does not wait for a continuation. */
  readonly nonSync: boolean;
}

export interface FramerPolicy {
  /** Octets one response may take outside literals; asked anew for each line. */
  readonly maxLine: (buf: Uint8Array, start: number) => number;
  /** The response so far is `buf[start, end)`, without the `{`. */
  readonly literal: (buf: Uint8Array, start: number, end: number, head: LiteralHead) => LiteralDecision;
  readonly maxLiteral: number;
  readonly maxResponse: number;
  /** Status responses and `+` end in free text, which may end in `{5}` without meaning a literal. Client side: true. */
  readonly textLines: boolean;
}

const NONE: readonly number[] = [];

export class Framer {
  /** The frame found by the last `next()`: `buf[start, end)`, line end included. Valid until the next call. */
  buf: Uint8Array = new Uint8Array(0);
  start = 0;
  end = 0;
  /** Offsets in `buf` after whose `{n}` CRLF a literal is absent, ascending. */
  gone: readonly number[] = NONE;

  readonly #policy: FramerPolicy;
  #chunk: Uint8Array = new Uint8Array(0);
  /** The chunk by words; null until a line is searched for. */
  #view: DataView | null = null;
  /** Next unread octet of the chunk. */
  #pos = 0;
  /** Where the current response starts in the chunk, when nothing of it is in `acc`. */
  #from = 0;
  /** Inside a response (its first octet was seen). */
  #open = false;
  #joined = false;
  #acc: Uint8Array = new Uint8Array(0);
  #accLength = 0;
  /** Start of the current line in `acc`. */
  #accLine = 0;
  /** Octets of the response outside literals, up to the current line. */
  #lineOctets = 0;
  #literalLeft = 0;
  #sink: LiteralSink | null = null;
  #keeping = false;
  #afterLiteral = false;
  #hadLiteral = false;
  #gone: number[] | null = null;
  #maxLine = Infinity;

  constructor(policy: FramerPolicy) {
    this.#policy = policy;
  }

  /** Gives the next chunk; everything of the one before must have been taken by `next()`. The buffer becomes ours. */
  push(chunk: Uint8Array): void {
    this.#chunk = chunk;
    this.#view = null;
    this.#pos = 0;
    this.#from = 0;
  }

  /** Octets of the pushed chunk not yet looked at. */
  get unread(): number {
    return this.#chunk.length - this.#pos;
  }

  /** Whether a response has begun and not ended. */
  get partial(): boolean {
    return this.#open;
  }

  /** The stream is over: an unfinished literal is reported to its sink, the rest is dropped. */
  abort(): void {
    const sink = this.#sink;
    this.#sink = null;
    sink?.end(false);
    this.#literalLeft = 0;
    this.#open = false;
    this.#chunk = new Uint8Array(0);
    this.#view = null;
    this.#acc = new Uint8Array(0);
    this.#accLength = 0;
    this.#pos = 0;
  }

  /**
   * Moves to the next whole response; false when more bytes are needed.
   * @throws RemoteProtocolError when a limit is exceeded; the framer must not be used after that.
   */
  next(): boolean {
    for (;;) {
      if (this.#literalLeft > 0 && !this.#takeLiteral()) return false;
      if (!this.#open && !this.#begin()) return false;
      const chunk = this.#chunk;
      const lf = this.#findLf(chunk);
      if (lf < 0) {
        this.#suspend();
        return false;
      }
      this.#lineOctets += lf + 1 - this.#pos;
      if (this.#lineOctets > this.#maxLine) this.#checkLine();
      let buf = chunk;
      let from = this.#from;
      let line = this.#pos;
      let end = lf + 1;
      if (this.#joined) {
        this.#append(chunk, this.#pos, end);
        buf = this.#acc;
        from = 0;
        line = this.#accLine;
        end = this.#accLength;
      }
      this.#pos = lf + 1;
      if (this.#afterLiteral && isBlank(buf, line, end) && isFetch(buf, from)) {
        this.#accLine = end;
        continue;
      }
      this.#afterLiteral = false;
      if (this.#startLiteral(buf, from, line, end)) continue;
      this.#finish(buf, from, end);
      return true;
    }
  }

  /** The end of the line; words pay from a few octets on. */
  #findLf(chunk: Uint8Array): number {
    const from = this.#pos;
    if (chunk.length - from > 16) {
      this.#view ??= new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      return findLf(chunk, this.#view, from);
    }
    for (let i = from; i < chunk.length; i++) if (chunk[i] === 10) return i;
    return -1;
  }

  /** Skips what may stand between responses. */
  #begin(): boolean {
    const chunk = this.#chunk;
    let pos = this.#pos;
    const length = chunk.length;
    while (pos < length) {
      const c = chunk[pos]!;
      if (c !== 0 && c !== 10 && c !== 13) break;
      pos++;
    }
    this.#pos = pos;
    if (pos >= length) return false;
    this.#from = pos;
    this.#open = true;
    this.#joined = false;
    this.#lineOctets = 0;
    this.#gone = null;
    this.#afterLiteral = false;
    this.#hadLiteral = false;
    this.#maxLine = this.#policy.maxLine(chunk, -1);
    return true;
  }

  #finish(buf: Uint8Array, from: number, end: number): void {
    this.buf = buf;
    this.start = from;
    this.end = end;
    this.gone = this.#gone ?? NONE;
    this.#open = false;
    if (this.#joined) {
      // Whoever read the frame may keep views of its literals, so such a buffer is given away.
      if (this.#hadLiteral || this.#acc.length > 65_536) this.#acc = new Uint8Array(0);
      this.#accLength = 0;
      this.#accLine = 0;
      this.#joined = false;
    }
  }

  /** The chunk ends inside a line. */
  #suspend(): void {
    const chunk = this.#chunk;
    if (this.#pos >= chunk.length && this.#joined) return;
    this.#lineOctets += chunk.length - this.#pos;
    if (!this.#joined) this.#join(this.#pos);
    this.#append(chunk, this.#pos, chunk.length);
    this.#pos = chunk.length;
    if (this.#lineOctets > this.#maxLine) this.#checkLine();
  }

  /** Copies what the response has so far into `acc`; the current line starts at `line` of the chunk. */
  #join(line: number): void {
    this.#joined = true;
    this.#accLength = 0;
    this.#append(this.#chunk, this.#from, line);
    this.#accLine = line - this.#from;
  }

  #append(chunk: Uint8Array, start: number, end: number): void {
    const length = end - start;
    const needed = this.#accLength + length;
    if (needed > this.#policy.maxResponse) {
      throw new RemoteProtocolError('response-too-large', `more than ${this.#policy.maxResponse} octets`);
    }
    if (needed > this.#acc.length) {
      const grown = new Uint8Array(
        Math.max(needed, Math.min(this.#acc.length * 2, this.#policy.maxResponse), 512),
      );
      grown.set(this.#acc.subarray(0, this.#accLength));
      this.#acc = grown;
    }
    if (length < 16) {
      for (let i = 0; i < length; i++) this.#acc[this.#accLength + i] = chunk[start + i]!;
    } else {
      this.#acc.set(chunk.subarray(start, end), this.#accLength);
    }
    this.#accLength = needed;
  }

  /** The general limit was passed: SEARCH-like responses have a larger one, known once their first octets are. */
  #checkLine(): void {
    const buf = this.#joined ? this.#acc : this.#chunk;
    this.#maxLine = this.#policy.maxLine(buf, this.#joined ? 0 : this.#from);
    if (this.#lineOctets > this.#maxLine) {
      throw new RemoteProtocolError('line-too-long', `more than ${this.#maxLine} octets`);
    }
  }

  /**
   * literal = "{" number64 ["+"] "}" CRLF *CHAR8        ; RFC 9051 9, also `~{n}` (literal8)
   * True when the line `buf[line, end)` announces one; its octets are taken or prepared.
   */
  #startLiteral(buf: Uint8Array, from: number, line: number, end: number): boolean {
    let at = end - 2;
    if (buf[at] === 13) at--;
    if (buf[at] !== 0x7d || at <= line) return false;
    at--;
    const nonSync = buf[at] === 0x2b;
    if (nonSync) at--;
    let size = 0;
    let scale = 1;
    let digits = 0;
    for (; at >= line; at--, digits++) {
      const c = buf[at]! - 48;
      if (c < 0 || c > 9) break;
      if (digits === 20)
        throw new RemoteProtocolError('literal-syntax', 'a literal size of more than 20 digits');
      size += c * scale;
      scale *= 10;
    }
    if (digits === 0 || at < line || buf[at] !== 0x7b) return false;
    if (this.#policy.textLines && isTextLine(buf, from, at)) return false;
    if (size > this.#policy.maxLiteral) {
      throw new RemoteProtocolError('literal-too-large', `${size} octets announced`);
    }
    const decision = this.#policy.literal(buf, from, at, { size, nonSync });
    this.#hadLiteral = true;
    this.#afterLiteral = true;
    if (decision === 'keep') this.#keep(size);
    else this.#stream(size, decision === 'discard' ? null : decision);
    return true;
  }

  #keep(size: number): void {
    const here = this.#chunk.length - this.#pos;
    if (!this.#joined && size <= here) {
      if (this.#pos + size - this.#from > this.#policy.maxResponse) {
        throw new RemoteProtocolError('response-too-large', `more than ${this.#policy.maxResponse} octets`);
      }
      this.#pos += size;
      return;
    }
    if (!this.#joined) this.#join(this.#pos);
    this.#keeping = true;
    this.#literalLeft = size;
    this.#accLine = this.#accLength;
  }

  #stream(size: number, sink: LiteralSink | null): void {
    if (!this.#joined) this.#join(this.#pos);
    this.#accLine = this.#accLength;
    this.#gone ??= [];
    this.#gone.push(this.#accLength);
    this.#keeping = false;
    this.#sink = sink;
    this.#literalLeft = size;
    if (size === 0) this.#endSink();
  }

  /** True when the literal is complete. */
  #takeLiteral(): boolean {
    const take = Math.min(this.#literalLeft, this.#chunk.length - this.#pos);
    if (take === 0) return false;
    const end = this.#pos + take;
    if (this.#keeping) this.#append(this.#chunk, this.#pos, end);
    else this.#sink?.write(this.#chunk.subarray(this.#pos, end));
    this.#pos = end;
    this.#literalLeft -= take;
    if (this.#literalLeft > 0) return false;
    if (!this.#keeping) this.#endSink();
    this.#accLine = this.#accLength;
    return true;
  }

  #endSink(): void {
    const sink = this.#sink;
    this.#sink = null;
    sink?.end(true);
  }
}

function isBlank(buf: Uint8Array, start: number, end: number): boolean {
  return end - start === 1 || (end - start === 2 && buf[start] === 13);
}

/** `* <n> FETCH` */
function isFetch(buf: Uint8Array, from: number): boolean {
  if (buf[from] !== 0x2a || buf[from + 1] !== 0x20) return false;
  let at = from + 2;
  while (at < from + 14 && buf[at]! >= 48 && buf[at]! <= 57) at++;
  return at > from + 2 && buf[at] === 0x20 && wordAt(buf, at + 1, 'FETCH');
}

/** A status response or a continuation request: `<tag or *> OK ...`, `+ ...`, before `end`: what lies behind may be of tomorrow. */
function isTextLine(buf: Uint8Array, from: number, end: number): boolean {
  if (buf[from] === 0x2b) return true;
  let at = from;
  while (at < from + 64 && at < end && buf[at] !== 0x20) at++;
  return STATUS_WORDS.some((word) => at + word.length < end && wordAt(buf, at + 1, word));
}

/** The word in any case, then a space or the end of a line. */
function wordAt(buf: Uint8Array, at: number, word: string): boolean {
  for (let i = 0; i < word.length; i++) if ((buf[at + i]! & 0xdf) !== word.charCodeAt(i)) return false;
  const after = buf[at + word.length];
  return after === 0x20 || after === 13 || after === 10;
}

const STATUS_WORDS = ['OK', 'NO', 'BAD', 'BYE', 'PREAUTH'];
