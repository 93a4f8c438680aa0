/** A line of the wire while it is being read: what may be shown of it, and nothing else (wire-lines.ts has the theory). */
import { MAX_LINE_OCTETS } from './limits';
import { commandHead } from './wire-head';

/** Half-open ranges of octets inside the bytes they come with. */
export type SecretRanges = readonly (readonly [start: number, end: number])[];

interface LiteralSize {
  readonly octets: number;
  /** `{n}` of a client: nothing more before the server's `+`. */
  readonly waits: boolean;
}

/**
 * What is hidden: `command` finds out by the first words, `answer` a whole client line but a lone `*`, `challenge` all behind the
 * `+` of a server line.
 */
type Hiding = 'no' | 'command' | 'answer' | 'challenge' | 'all';

export class OpenLine {
  readonly direction: 'C' | 'S';
  readonly at: number;
  text = '';
  octets = 0;
  /** Something visible was left out for its length. */
  cut = false;
  /** The line end was met by the last `take`. */
  complete = false;
  tag: string | null = null;
  name = '';
  #hiding: Hiding;
  #words = 0;
  #kept = 0;
  /** As much of `{12+}` as the line ends in so far. */
  #tail = '';
  #literalLeft = 0;
  #literal: LiteralSize | null = null;
  #literalSecret = false;

  constructor(direction: 'C' | 'S', at: number, hiding: Hiding) {
    this.direction = direction;
    this.at = at;
    this.#hiding = hiding;
  }

  belongs(tag: string, name: string): void {
    this.tag = tag;
    this.name = name;
  }

  /** The rest of a command whose first line is stored. */
  continues(line: OpenLine): void {
    this.tag = line.tag;
    this.name = line.name;
  }

  get masks(): boolean {
    return this.#hiding === 'all';
  }

  /** The literal the line just ended in; valid when `complete`. */
  get literalSize(): LiteralSize | null {
    const { length } = this.#tail;
    if (this.#hiding === 'answer' || length < 3 || !this.#tail.endsWith('}')) return null;
    const plus = this.#tail.endsWith('+}');
    const octets = Number(this.#tail.slice(1, plus ? -2 : -1));
    if (!Number.isSafeInteger(octets)) return null;
    return { octets, waits: this.direction === 'C' && !plus };
  }

  enterLiteral(size: LiteralSize): void {
    const head = this.#tail;
    if (head !== '' && this.text.endsWith(head)) this.text = this.text.slice(0, -head.length);
    this.#tail = '';
    this.#literal = size;
    this.#literalLeft = size.octets;
    this.#literalSecret = false;
    this.complete = false;
    if (size.octets === 0) this.#endLiteral();
  }

  /** Takes octets from `at` up to the end of the line, of the literal, or of the chunk; returns where it stopped. */
  take(bytes: Uint8Array, at: number, secrets: SecretRanges): number {
    this.complete = false;
    if (this.#literalLeft > 0) return this.#takeLiteral(bytes, at, secrets);
    const lf = bytes.indexOf(10, at);
    const end = lf === -1 ? bytes.length : lf;
    let from = at;
    for (const [low, high] of secrets) {
      if (high <= from || low >= end) continue;
      this.#keep(bytes.subarray(from, Math.max(from, low)));
      from = Math.min(high, end);
      this.#mask();
    }
    this.#keep(bytes.subarray(from, end));
    this.#follow(bytes, at, end);
    if (lf === -1) return end;
    this.complete = true;
    return lf + 1;
  }

  #takeLiteral(bytes: Uint8Array, at: number, secrets: SecretRanges): number {
    const end = at + Math.min(this.#literalLeft, bytes.length - at);
    if (secrets.some(([low, high]) => low < end && high > at)) this.#literalSecret = true;
    this.#literalLeft -= end - at;
    if (this.#literalLeft === 0) this.#endLiteral();
    return end;
  }

  #endLiteral(): void {
    const size = this.#literal;
    this.#literal = null;
    if (size === null) return;
    if (this.#literalSecret || this.#hiding !== 'no') {
      this.#mask();
      return;
    }
    this.octets += size.octets;
    const plus = this.direction === 'C' && !size.waits ? '+' : '';
    if (!this.cut) this.text += `{${size.octets}${plus} octets}`;
  }

  /** One mask stands for any run of secrets. */
  #mask(): void {
    if (!this.text.endsWith(MASK)) this.text += MASK;
  }

  #keep(piece: Uint8Array): void {
    let from = 0;
    if (this.#hiding === 'command') from = this.#readWords(piece);
    if (this.#hiding === 'answer' && piece.length > 0) {
      // `*` gives up; it is the one answer without a secret. An empty one is masked as well.
      const gaveUp =
        this.text === '' ? piece[0] === STAR && isBlank(piece, 1) : this.text === '*' && isBlank(piece, 0);
      this.text = gaveUp ? '*' : MASK;
      return;
    }
    if (this.#hiding === 'challenge') {
      if (this.text === '' && piece.length > 0) {
        if (piece[0] !== PLUS) this.#hiding = 'no';
        else {
          this.text = '+';
          this.octets = 1;
          from = 1;
        }
      }
      if (this.#hiding === 'challenge') {
        if (!isBlank(piece, from)) this.text = `+ ${MASK}`;
        return;
      }
    }
    if (this.#hiding === 'all') {
      if (!isBlank(piece, from)) this.#mask();
      return;
    }
    this.#append(piece.subarray(from));
  }

  /** Keeps the words that tell what the command is; returns where they end. */
  #readWords(piece: Uint8Array): number {
    for (let i = 0; i < piece.length; i++) {
      if (piece[i] !== SPACE) continue;
      this.#words += 1;
      if (this.#words === 1) continue;
      const name = commandHead(this.text + printable(piece.subarray(0, i)))?.name;
      if (name === 'AUTHENTICATE' && this.#words === 2) continue;
      this.#append(piece.subarray(0, i + 1));
      if (name === 'LOGIN') this.text += `${MASK} ${MASK}`;
      this.#hiding = name === 'LOGIN' || name === 'AUTHENTICATE' ? 'all' : 'no';
      return i + 1;
    }
    return 0;
  }

  #append(piece: Uint8Array): void {
    let { length } = piece;
    if (length > 0 && piece[length - 1] === CR) length -= 1;
    const room = Math.min(length, MAX_LINE_OCTETS - this.#kept);
    if (room > 0) this.text += printable(piece.subarray(0, room));
    if (room < length) this.cut = true;
    this.#kept += room;
    this.octets += length;
  }

  /** Watches for the head of a literal at the end of the line, over any chunks. Nothing else is remembered. */
  #follow(bytes: Uint8Array, at: number, end: number): void {
    if (end - at > MAX_LITERAL_HEAD) this.#tail = '';
    for (let i = Math.max(at, end - MAX_LITERAL_HEAD); i < end; i++) {
      const c = bytes[i] ?? 0;
      if (c === 0x7b) this.#tail = '{';
      else if (this.#tail !== '' && ((c >= 48 && c <= 57) || c === PLUS || c === 0x7d))
        this.#tail += String.fromCharCode(c);
      else if (c !== CR) this.#tail = '';
    }
    if (this.#tail.length > MAX_LITERAL_HEAD) this.#tail = '';
  }
}

/** Octets as text, one character an octet, so that nothing the server sends can act on a terminal or a page. */
function printable(bytes: Uint8Array): string {
  if (isPrintable(bytes)) return ascii.decode(bytes);
  let text = '';
  for (const byte of bytes) {
    text += byte >= 32 && byte < 127 ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`;
  }
  return text;
}

function isPrintable(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i++) {
    const c = bytes[i] ?? 0;
    if (c < 32 || c > 126) return false;
  }
  return true;
}

function isBlank(bytes: Uint8Array, from: number): boolean {
  for (let i = from; i < bytes.length; i++) if (bytes[i] !== CR && bytes[i] !== SPACE) return false;
  return true;
}

/** Of octets known to be ASCII; made once, since every line passes here. */
const ascii = new TextDecoder();
const MASK = '***';
const CR = 13;
const SPACE = 32;
const STAR = 0x2a;
const PLUS = 0x2b;
/** `{18446744073709551615+}` and its CR. */
const MAX_LITERAL_HEAD = 24;
