/**
 * The one serialiser of tokens, for commands and (on the demo server's side) responses. It chooses between atom, quoted
 * string and literal itself, so that no value can end a token early: CR, LF and 8-bit octets travel as literals whose
 * length is counted in octets after encoding, NUL is refused (RFC 9051 9: CHAR8 has no NUL).
 */
import { LocalProtocolError } from '../errors';
import { toMailboxName, type Flag, type NumberSet } from '../types';
import { ATOM, classes, encodeText, FLAG, isWellFormed } from './bytes';
import { formatNumberSet } from './numset';
import { encodeMailboxUtf7 } from './utf7';

/**
 * How literals are announced: `sync` waits for `+` before each; `plus` never (LITERAL+, RFC 7888); `minus` not up to
 * 4,096 octets (LITERAL-, IMAP4rev2); `inline` never, without the plus sign (a server's responses).
 */
export type LiteralMode = 'sync' | 'plus' | 'minus' | 'inline';

/** A run of octets to be sent as one. All but the last flight of a command end in a literal head and wait for `+`. */
export interface Flight {
  readonly chunks: readonly Uint8Array[];
  readonly octets: number;
  /** Half-open ranges of the flight that hold secrets. */
  readonly secrets: readonly (readonly [start: number, end: number])[];
}

type Piece =
  | { readonly kind: 'text'; readonly text: string; readonly secret: boolean }
  | {
      readonly kind: 'literal';
      readonly bytes: Uint8Array;
      readonly secret: boolean;
      /** What stands before its `{`: `~` for literal8. */
      readonly sign: '' | '~';
    };

export interface WriterOptions {
  readonly utf8Names?: boolean;
  /** The wire form of a name that was received in an odd form, see `ReaderOptions.oddName`. */
  readonly wireName?: (name: string) => Uint8Array | undefined;
}

export class WireWriter {
  /** Writes nothing: while one is alive, engines keep the code they compiled for all of them. */
  static readonly alive: WireWriter = new WireWriter();

  readonly #pieces: Piece[] = [];
  readonly #options: WriterOptions;
  #text = '';
  #secret = false;

  constructor(options: WriterOptions = {}) {
    this.#options = options;
  }

  /** Syntax written by our own code: printable ASCII and spaces only. */
  raw(text: string): this {
    for (let i = 0; i < text.length; i++) {
      const c = text.charCodeAt(i);
      if (c < 0x20 || c > 0x7e) throw new LocalProtocolError('syntax must be printable ASCII');
    }
    this.#text += text;
    return this;
  }

  sp(): this {
    this.#text += ' ';
    return this;
  }

  /** A word that must be an atom (capability, attribute, mechanism). */
  atom(text: string): this {
    if (!isAtom(text)) throw new LocalProtocolError(`${JSON.stringify(text)} is no atom`);
    this.#text += text;
    return this;
  }

  /** A non-negative integer of up to 63 bits. */
  number(n: number | bigint): this {
    // Whatever else a caller may have smuggled past the types is no number either.
    if (typeof n === 'bigint' ? n < 0n || n > MAX_63 : !Number.isSafeInteger(n) || n < 0) {
      throw new LocalProtocolError(`${n} cannot be sent as a number`);
    }
    this.#text += String(n);
    return this;
  }

  numberSet(set: NumberSet): this {
    this.#text += formatNumberSet(set);
    return this;
  }

  /** flag = "\" atom / atom */
  flag(flag: Flag): this {
    const name = flag.startsWith('\\') ? flag.slice(1) : flag;
    if (name === '' || !everyByte(name, FLAG))
      throw new LocalProtocolError(`${JSON.stringify(flag)} is no flag`);
    this.#text += flag;
    return this;
  }

  /** string = quoted / literal: never an atom (LOGIN, SEARCH texts). */
  string(text: string): this {
    if (isQuotable(text)) {
      this.#text += `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
      return this;
    }
    if (!isWellFormed(text)) throw new LocalProtocolError('text holds half a character');
    return this.literal(encodeText(text));
  }

  nstring(text: string | null): this {
    return text === null ? this.raw('NIL') : this.string(text);
  }

  /** astring: an atom where possible. `NIL` is quoted, since some servers take it for nil. */
  astring(text: string): this {
    return isAtom(text) && text.toUpperCase() !== 'NIL' ? this.raw(text) : this.string(text);
  }

  /** Octets in the shape of a string: quoted when they are short printable ASCII. */
  bytes(octets: Uint8Array): this {
    if (octets.length > MAX_QUOTED || octets.some((c) => c < 0x20 || c > 0x7e)) return this.literal(octets);
    return this.string(String.fromCharCode(...octets));
  }

  literal(octets: Uint8Array): this {
    if (octets.includes(0)) throw new LocalProtocolError('NUL cannot be sent');
    this.#flush();
    this.#pieces.push({ kind: 'literal', bytes: octets, secret: this.#secret, sign: '' });
    return this;
  }

  /** literal8 = "~{" number64 ["+"] "}" CRLF *OCTET (RFC 9051 9): any octets, for servers with BINARY or IMAP4rev2. */
  literal8(octets: Uint8Array): this {
    this.#flush();
    this.#pieces.push({ kind: 'literal', bytes: octets, secret: this.#secret, sign: '~' });
    return this;
  }

  /** mailbox, in modified UTF-7 or UTF-8 as the session has it. */
  mailbox(name: string): this {
    const known = this.#options.wireName?.(name);
    if (known !== undefined) return isQuotableBytes(known) ? this.string(ascii(known)) : this.literal(known);
    const normal = toMailboxName(name);
    return this.astring(this.#options.utf8Names ? normal : encodeMailboxUtf7(normal));
  }

  /** list-mailbox: a name without wildcards, and one wildcard behind it. */
  pattern(prefix: string, wildcard: '' | '*' | '%'): this {
    const name = this.#options.utf8Names ? prefix : encodeMailboxUtf7(prefix);
    return this.string(name + wildcard);
  }

  /** `(a b c)` */
  list<T>(items: Iterable<T>, write: (item: T) => void): this {
    this.#text += '(';
    let first = true;
    for (const item of items) {
      if (!first) this.#text += ' ';
      first = false;
      write(item);
    }
    this.#text += ')';
    return this;
  }

  /** What `write` writes is marked, so that logs and transcripts show `***` for it. */
  secret(write: () => void): this {
    this.#flush();
    this.#secret = true;
    write();
    this.#flush();
    this.#secret = false;
    return this;
  }

  /** Whether a literal was written. */
  get hasLiteral(): boolean {
    return this.#pieces.some(({ kind }) => kind === 'literal');
  }

  /** The command or response with its CRLF, cut where the peer must be waited for. */
  finish(mode: LiteralMode): readonly Flight[] {
    this.#text += '\r\n';
    this.#flush();
    const flights: Flight[] = [];
    let flight = new FlightBuilder();
    /** Octets so far, but for literals. */
    let line = 0;
    for (const piece of this.#pieces) {
      if (piece.kind === 'text') {
        line += piece.text.length;
        flight.add(encodeText(piece.text), piece.secret);
        continue;
      }
      const size = piece.bytes.length;
      // Lines too long for a server are given up before the literal is read, see literal-mode.ts.
      const waits =
        mode === 'sync' || (mode === 'minus' && size > MAX_MINUS) || (mode !== 'inline' && line > MAX_LINE);
      flight.add(encodeText(`${piece.sign}{${size}${waits || mode === 'inline' ? '' : '+'}}\r\n`), false);
      if (waits) {
        flights.push(flight.done());
        flight = new FlightBuilder();
      }
      flight.add(piece.bytes, piece.secret);
    }
    flights.push(flight.done());
    this.#pieces.length = 0;
    return flights;
  }

  #flush(): void {
    if (this.#text !== '') this.#pieces.push({ kind: 'text', text: this.#text, secret: this.#secret });
    this.#text = '';
  }
}

/** One flight as one buffer. */
export function joinFlight(flight: Flight): Uint8Array {
  if (flight.chunks.length === 1) return flight.chunks[0]!;
  const out = new Uint8Array(flight.octets);
  let at = 0;
  for (const chunk of flight.chunks) {
    out.set(chunk, at);
    at += chunk.length;
  }
  return out;
}

/** Whether the text may be sent as an atom. */
export function isAtom(text: string): boolean {
  return text !== '' && everyByte(text, ATOM);
}

class FlightBuilder {
  readonly #chunks: Uint8Array[] = [];
  readonly #secrets: [number, number][] = [];
  #octets = 0;

  add(chunk: Uint8Array, secret: boolean): void {
    if (chunk.length === 0) return;
    if (secret) this.#secrets.push([this.#octets, this.#octets + chunk.length]);
    this.#chunks.push(chunk);
    this.#octets += chunk.length;
  }

  done(): Flight {
    return { chunks: this.#chunks, octets: this.#octets, secrets: this.#secrets };
  }
}

function everyByte(text: string, mask: number): boolean {
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c > 0x7e || (classes[c]! & mask) === 0) return false;
  }
  return true;
}

/** Controls other than CR, LF, NUL are legal in a quoted string, but not worth the trust. */
function isQuotable(text: string): boolean {
  if (text.length > MAX_QUOTED) return false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c < 0x20 || c > 0x7e) return false;
  }
  return true;
}

function isQuotableBytes(bytes: Uint8Array): boolean {
  return bytes.length <= MAX_QUOTED && bytes.every((c) => c >= 0x20 && c <= 0x7e);
}

function ascii(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

/** Longer strings go as literals: servers bound their lines, some at 1,000 octets. */
const MAX_QUOTED = 512;
/** What servers take in one line (RFC 7162 4; Exchange, Dovecot and Courier more). */
const MAX_LINE = 8_000;
/** RFC 7888 5. */
const MAX_MINUS = 4096;
const MAX_63 = (1n << 63n) - 1n;
