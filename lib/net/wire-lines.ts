/**
 * One connection's octets as lines. Theory of operation: each direction has at most one open line. A literal that needs no
 * permission stays in its line as `{n octets}`; one that waits for `+` ends the line there, and what follows is a line of its own,
 * as on the wire. Of a line the first MAX_LINE_OCTETS are kept.
 *
 * Secrets are masked twice over, before anything is kept: by the ranges the protocol layer gives with its output, and by
 * the grammar seen here: all arguments of LOGIN, all of AUTHENTICATE behind the mechanism, and both sides of what follows
 * until it is complete. Masked octets are not counted either: the length of a password is nobody's business.
 */
import { MAX_PENDING_TAGS } from './limits';
import { OpenLine, type SecretRanges } from './open-line';
import { commandHead, endsInText, responseHead, type WireHead } from './wire-head';

export interface LineParts {
  /** C: sent by us, S: by the server, *: a note. */
  readonly direction: 'C' | 'S' | '*';
  /** Epoch milliseconds of its first octet. */
  readonly at: number;
  /** Without line end; literals as `{n octets}`, secrets as `***`, anything but printable ASCII as `\xNN`. */
  readonly text: string;
  /** Octets of the whole line with its literals, also where the text was cut; masked ones are not counted. */
  readonly octets: number;
  readonly cut: boolean;
  /** Also of a continuation and of what a command sends later; null for untagged data. */
  readonly tag: string | null;
  readonly head: WireHead;
  /** Of a completion: milliseconds since its command was sent. */
  readonly ms: number | null;
}

interface Sent {
  readonly name: string;
  readonly at: number;
}

export class WireLines {
  readonly #now: () => number;
  readonly #store: (line: LineParts) => void;
  readonly #pending = new Map<string, Sent>();
  #client: OpenLine | null = null;
  #server: OpenLine | null = null;
  #greeted = false;
  /** Tag of the AUTHENTICATE under way. */
  #proving: string | null = null;
  /** Tag of the command whose literal waits for `+`. */
  #waiting: string | null = null;

  constructor(now: () => number, store: (line: LineParts) => void) {
    this.#now = now;
    this.#store = store;
  }

  sent(bytes: Uint8Array, secrets: SecretRanges): void {
    const ordered = [...secrets].sort((a, b) => a[0] - b[0]);
    let at = 0;
    while (at < bytes.length) {
      const line = (this.#client ??= this.#openClient());
      at = line.take(bytes, at, ordered);
      if (!line.complete) continue;
      const size = line.literalSize;
      if (size !== null && !size.waits) {
        line.enterLiteral(size);
        continue;
      }
      this.#client = null;
      this.#storeClient(line);
      if (size === null) continue;
      this.#waiting = line.tag;
      const rest = new OpenLine('C', this.#now(), line.masks ? 'all' : 'no');
      rest.continues(line);
      rest.enterLiteral(size);
      this.#client = rest;
    }
  }

  received(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length) {
      const line = (this.#server ??= new OpenLine(
        'S',
        this.#now(),
        this.#proving === null ? 'no' : 'challenge',
      ));
      at = line.take(bytes, at, NONE);
      if (!line.complete) continue;
      const size = line.literalSize;
      if (size !== null && !endsInText(responseHead(line.text).head)) {
        line.enterLiteral(size);
        continue;
      }
      this.#server = null;
      this.#storeServer(line);
    }
  }

  #openClient(): OpenLine {
    const line = new OpenLine('C', this.#now(), this.#proving === null ? 'command' : 'answer');
    if (this.#proving !== null) line.belongs(this.#proving, 'AUTHENTICATE');
    return line;
  }

  #storeClient(line: OpenLine): void {
    if (line.tag !== null) {
      this.#put(line, { kind: 'data', name: line.name }, line.tag, null);
      return;
    }
    const head = commandHead(line.text);
    if (head === null) {
      const idle = this.#tagOf('IDLE');
      const name = line.text.toUpperCase();
      this.#put(line, { kind: 'command', name }, name === 'DONE' ? idle : null, null);
      return;
    }
    line.belongs(head.tag, head.name);
    this.#pending.set(head.tag, { name: head.name, at: line.at });
    const oldest = this.#pending.keys().next();
    if (this.#pending.size > MAX_PENDING_TAGS && oldest.done !== true) this.#pending.delete(oldest.value);
    if (head.name === 'AUTHENTICATE') this.#proving = head.tag;
    this.#put(line, { kind: 'command', name: head.name }, head.tag, null);
  }

  #storeServer(line: OpenLine): void {
    const { tag, head } = responseHead(line.text);
    if (head.kind === 'continuation') {
      const owner = this.#proving ?? this.#waiting ?? this.#tagOf('IDLE');
      const name = owner === null ? null : (this.#pending.get(owner)?.name ?? null);
      if (owner === this.#waiting) this.#waiting = null;
      this.#put(line, { kind: 'continuation', name }, owner, null);
      return;
    }
    const first = !this.#greeted;
    this.#greeted = true;
    if (head.kind === 'status' && first) {
      this.#put(line, { ...head, kind: 'greeting' }, null, null);
      return;
    }
    if (tag === null || head.kind !== 'tagged') {
      this.#put(line, head, null, null);
      return;
    }
    const sent = this.#pending.get(tag);
    this.#pending.delete(tag);
    if (this.#proving === tag) this.#proving = null;
    if (this.#waiting === tag) {
      // Refused: the literal will never be sent.
      this.#waiting = null;
      this.#client = null;
    }
    const ms = sent === undefined ? null : Math.max(0, this.#now() - sent.at);
    this.#put(line, { ...head, name: sent?.name ?? null }, tag, ms);
  }

  #put(line: OpenLine, head: WireHead, tag: string | null, ms: number | null): void {
    const { direction, at, text, octets, cut } = line;
    this.#store({ direction, at, text, octets, cut, tag, head, ms });
  }

  #tagOf(name: string): string | null {
    for (const [tag, sent] of this.#pending) if (sent.name === name) return tag;
    return null;
  }
}

const NONE: SecretRanges = [];
