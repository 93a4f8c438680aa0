/**
 * The part of the reader that knows octets, spaces, keywords and numbers, and nothing of strings.
 */
import { ParseError, RemoteProtocolError } from '../errors';
import type { MailboxName } from '../types';
import { ATOM, classes, decodeText, lower } from './bytes';
import { MAX_NUMBER } from './numset';

export interface ReaderOptions {
  readonly maxTokens: number;
  readonly maxDepth: number;
  /** Mailbox names are UTF-8 (IMAP4rev2 or UTF8=ACCEPT enabled); else modified UTF-7. */
  utf8Names: boolean;
  /** In ENVELOPE, an address may stand in the name's place. Nobody else is believed that: it would hide an address without a domain. */
  swapsAddresses: boolean;
  /** Told when a name would not come out the same if we encoded it: the wire form must be remembered. */
  readonly oddName: (name: MailboxName, wire: Uint8Array) => void;
  /** A name in modified UTF-7, written as our encoder writes it. */
  readonly properName: (name: MailboxName) => void;
}

const halves = new DataView(new ArrayBuffer(8));
const NO_GONE: readonly number[] = [];
const DEFAULTS: ReaderOptions = {
  maxTokens: 1_000_000,
  maxDepth: 100,
  utf8Names: false,
  swapsAddresses: false,
  oddName: () => undefined,
  properName: () => undefined,
};

export class Cursor {
  buf: Uint8Array = new Uint8Array(0);
  pos = 0;
  /** End of the response without its last line end. */
  end = 0;
  start = 0;
  /** Open lists; production parsers count with `enter` and `leave`. */
  depth = 0;
  tokens = 0;
  /** Why a value is missing although the response is readable: an oversize literal, a broken ENVELOPE. */
  dropped: string | null = null;
  readonly options: ReaderOptions;
  readonly #maxTokens: number;
  readonly #maxDepth: number;
  /** See `Framer.gone`. */
  protected gone: readonly number[] = NO_GONE;

  constructor(options: Partial<ReaderOptions> = {}) {
    // A literal, and the limits once more as fields: objects that are spread have a shape of their own each, and the code compiled
    // for the reader of one connection would be thrown away with the next.
    this.options = {
      maxTokens: options.maxTokens ?? DEFAULTS.maxTokens,
      maxDepth: options.maxDepth ?? DEFAULTS.maxDepth,
      utf8Names: options.utf8Names ?? DEFAULTS.utf8Names,
      swapsAddresses: options.swapsAddresses ?? DEFAULTS.swapsAddresses,
      oddName: options.oddName ?? DEFAULTS.oddName,
      properName: options.properName ?? DEFAULTS.properName,
    };
    this.#maxTokens = this.options.maxTokens;
    this.#maxDepth = this.options.maxDepth;
  }

  reset(buf: Uint8Array, start = 0, end: number = buf.length, gone: readonly number[] = NO_GONE): void {
    let stop = end;
    if (stop > start && buf[stop - 1] === 10) stop--;
    if (stop > start && buf[stop - 1] === 13) stop--;
    this.buf = buf;
    this.start = start;
    this.pos = start;
    this.end = stop;
    this.depth = 0;
    this.tokens = 0;
    this.dropped = null;
    this.gone = gone;
  }

  /** Next octet, -1 at the end. */
  peek(): number {
    return this.pos < this.end ? this.buf[this.pos]! : -1;
  }

  fail(reason: string): never {
    throw new ParseError(reason, this.pos - this.start);
  }

  byte(c: number): boolean {
    if (this.pos >= this.end || this.buf[this.pos] !== c) return false;
    this.pos++;
    return true;
  }

  expectByte(c: number): void {
    if (!this.byte(c)) this.fail(`expected ${JSON.stringify(String.fromCharCode(c))}`);
  }

  /** One space or more: several servers double them or leave one before `)` or the line end. */
  sp(): boolean {
    const { buf, pos, end } = this;
    if (pos >= end || buf[pos] !== 32) return false;
    let at = pos + 1;
    while (at < end && buf[at] === 32) at++;
    this.pos = at;
    return true;
  }

  expectSp(): void {
    if (!this.sp()) this.fail('expected a space');
  }

  /** Between items of a FETCH: spaces, and line ends where a server miscounted a literal. */
  gap(): boolean {
    const { buf, pos, end } = this;
    // Nearly always it is one space, or nothing.
    if (pos + 1 < end && buf[pos] === 32 && buf[pos + 1]! > 32) {
      this.pos = pos + 1;
      return true;
    }
    let at = pos;
    for (; at < end; at++) {
      const c = buf[at]!;
      if (c !== 32 && c !== 13 && c !== 10) break;
    }
    this.pos = at;
    return at > pos;
  }

  /** True at the end of the response; trailing spaces are skipped. */
  eol(): boolean {
    this.sp();
    return this.pos >= this.end;
  }

  expectEol(): void {
    if (!this.eol()) this.fail('expected the end of the line');
  }

  open(): boolean {
    return this.byte(40);
  }

  /** `)` after optional spaces. */
  close(): boolean {
    const { buf, end } = this;
    let at = this.pos;
    while (at < end && buf[at] === 32) at++;
    if (at >= end || buf[at] !== 41) return false;
    this.pos = at + 1;
    return true;
  }

  enter(): void {
    if (++this.depth > this.#maxDepth) this.fail('lists nested too deep');
  }

  leave(): void {
    this.depth--;
  }

  /** Counts one token against the limit of the response. */
  count(): void {
    if (++this.tokens > this.#maxTokens) {
      throw new RemoteProtocolError('too-many-tokens', `more than ${this.#maxTokens} tokens`);
    }
  }

  /** Counts several tokens at once. */
  countAll(tokens: number): void {
    this.tokens += tokens - 1;
    this.count();
  }

  /** `word` (given in lower case) in any case, ending where an atom ends. */
  keyword(word: string): boolean {
    const at = this.pos + word.length;
    if (at > this.end) return false;
    for (let i = 0; i < word.length; i++) {
      if (lower[this.buf[this.pos + i]!] !== word.charCodeAt(i)) return false;
    }
    if (at < this.end && (classes[this.buf[at]!]! & ATOM) !== 0 && this.buf[at] !== 0x5b) return false;
    this.pos = at;
    return true;
  }

  /** number of up to 53 bits. Tolerates `9.3736e+06` (mail.ru) and a minus, which is clamped to 0 (Zoho). */
  number(): number | undefined {
    const { buf, pos: from, end } = this;
    let at = from;
    let n = 0;
    for (; at < end; at++) {
      const digit = buf[at]! - 48;
      if (digit < 0 || digit > 9) break;
      n = n * 10 + digit;
    }
    const c = at < end ? buf[at]! : 32;
    if (at > from && c !== 0x2e && c !== 0x65 && c !== 0x45) {
      if (at - from > 20) this.fail('a number with too many digits');
      this.pos = at;
      return n;
    }
    return this.#oddNumber(c);
  }

  expectNumber(): number {
    return this.number() ?? this.fail('expected a number');
  }

  /** number of 32 bits, or ParseError. */
  expectNumber32(): number {
    const n = this.expectNumber();
    return n <= MAX_NUMBER ? n : this.fail('a number over 32 bits');
  }

  /** number64 / mod-sequence-value, exact. A minus is clamped to 0. */
  number64(): bigint | undefined {
    const from = this.pos;
    let at = from;
    if (at < this.end && this.buf[at] === 0x2d) at++;
    const digits = at;
    while (at < this.end && this.buf[at]! >= 48 && this.buf[at]! <= 57) at++;
    if (at === digits) return undefined;
    if (at - digits > 20) this.fail('a number with too many digits');
    this.pos = at;
    if (digits > from) return 0n;
    if (at - digits > 15) return BigInt.asUintN(64, BigInt(decodeText(this.buf, digits, at)));
    let n = 0;
    for (let i = digits; i < at; i++) n = n * 10 + (this.buf[i]! - 48);
    // Made of its halves, which compilers turn into a few instructions; `BigInt(n)` is a call out of them.
    halves.setUint32(0, n / 0x1_0000_0000);
    halves.setUint32(4, n);
    return halves.getBigUint64(0);
  }

  #oddNumber(c: number): number | undefined {
    const from = this.pos;
    let at = from;
    if (c === 0x2d && at < this.end && this.buf[at] === 0x2d) {
      at++;
      while (at < this.end && this.buf[at]! >= 48 && this.buf[at]! <= 57) at++;
      if (at - from < 2) return undefined;
      this.pos = at;
      return 0;
    }
    while (at < this.end && at - from < 24 && '0123456789.+-eE'.includes(String.fromCharCode(this.buf[at]!)))
      at++;
    const value = at > from ? Number(decodeText(this.buf, from, at)) : NaN;
    if (!Number.isFinite(value) || value < 0 || value > Number.MAX_SAFE_INTEGER) return undefined;
    this.pos = at;
    return Math.round(value);
  }
}
