/**
 * The last lines of every connection, for the wire screen and for bug reports. Secrets are masked before anything is
 * stored, by the ranges the protocol layer gives with its output. Bounded in lines and in octets a line.
 */

/** Half-open ranges of octets inside the bytes they come with. */
export type SecretRanges = readonly (readonly [start: number, end: number])[];

export interface TranscriptSink {
  sent(connection: string, bytes: Uint8Array, secrets: SecretRanges): void;
  received(connection: string, bytes: Uint8Array): void;
  /** Something that is not on the wire: dialled, closed, retried. */
  note(connection: string, text: string): void;
}

export interface TranscriptLine {
  readonly connection: string;
  readonly direction: 'C' | 'S' | '*';
  readonly text: string;
  /** Octets of the line, also where the text was cut. */
  readonly octets: number;
}

/** Octets kept of a line; bodies are cut here. */
export const MAX_LINE_OCTETS = 512;
/** Lines kept of all connections together. */
export const MAX_LINES = 2_000;

/** Unfinished lines kept: two a connection. */
const MAX_OPEN_LINES = 64;
const MASK = '***';
const LF = 10;
const CR = 13;

/** A ring of lines. Lines are joined over chunks of the same direction; a full line is stored at its LF. */
export class Transcript implements TranscriptSink {
  private readonly maxLines: number;
  private ring: TranscriptLine[] = [];
  private start = 0;
  private readonly open = new Map<string, OpenLine>();

  constructor(maxLines: number = MAX_LINES) {
    this.maxLines = maxLines;
  }

  sent(connection: string, bytes: Uint8Array, secrets: SecretRanges): void {
    let at = 0;
    for (const [start, end] of [...secrets].sort((a, b) => a[0] - b[0])) {
      const from = Math.min(Math.max(start, at), bytes.length);
      this.append(connection, 'C', bytes.subarray(at, from));
      at = Math.min(Math.max(end, from), bytes.length);
      if (at > from) this.line(connection, 'C').text += MASK;
    }
    this.append(connection, 'C', bytes.subarray(at));
  }

  received(connection: string, bytes: Uint8Array): void {
    this.append(connection, 'S', bytes);
  }

  note(connection: string, text: string): void {
    this.store({ connection, direction: '*', text: text.slice(0, MAX_LINE_OCTETS), octets: text.length });
  }

  /** Oldest first, complete lines only. */
  lines(connection?: string): readonly TranscriptLine[] {
    const all = [...this.ring.slice(this.start), ...this.ring.slice(0, this.start)];
    return connection === undefined ? all : all.filter((line) => line.connection === connection);
  }

  clear(): void {
    this.ring = [];
    this.start = 0;
    this.open.clear();
  }

  private append(connection: string, direction: 'C' | 'S', bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length) {
      const lf = bytes.indexOf(LF, at);
      const end = lf === -1 ? bytes.length : lf;
      const line = this.line(connection, direction);
      const room = MAX_LINE_OCTETS - line.kept;
      if (room > 0) {
        const piece = bytes.subarray(at, Math.min(end, at + room));
        line.text += printable(piece);
        line.kept += piece.length;
      }
      line.octets += end - at;
      if (lf === -1) return;
      this.store({ connection, direction, text: line.text, octets: line.octets });
      this.open.delete(direction + connection);
      at = lf + 1;
    }
  }

  private line(connection: string, direction: 'C' | 'S'): OpenLine {
    const key = direction + connection;
    let line = this.open.get(key);
    if (line === undefined) {
      line = { text: '', octets: 0, kept: 0 };
      this.open.set(key, line);
      // What a connection that ended left unfinished makes room for the living.
      const oldest = this.open.keys().next();
      if (this.open.size > MAX_OPEN_LINES && oldest.done !== true) this.open.delete(oldest.value);
    }
    return line;
  }

  private store(line: TranscriptLine): void {
    if (this.ring.length < this.maxLines) {
      this.ring.push(line);
      return;
    }
    this.ring[this.start] = line;
    this.start = (this.start + 1) % this.maxLines;
  }
}

/** For tests and for engines nobody watches. */
export const silentTranscript: TranscriptSink = {
  sent: () => undefined,
  received: () => undefined,
  note: () => undefined,
};

interface OpenLine {
  text: string;
  octets: number;
  kept: number;
}

/** Octets as text, one character an octet, so that nothing the server sends can act on a terminal or a page. */
function printable(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) {
    if (byte === CR) continue;
    text += byte >= 32 && byte < 127 ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`;
  }
  return text;
}
