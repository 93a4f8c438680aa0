/**
 * Reads an mbox file piece by piece, whatever its line ends and whoever wrote it.
 *
 * A message begins at a line `From ` that looks like one (mbox-from.ts), at the start of the file or after an empty line. Of lines
 * of any number of `>` followed by `From ` one `>` is taken away (mboxrd). The empty line before the next From line belongs to the
 * file; see mbox-writer.ts for how a message without a last line end is told apart.
 *
 * Only what cannot be judged yet is kept between pieces: two line ends and one From line, at most MAX_MBOX_FROM_LINE octets.
 */
import { concatBytes, emptyBytes } from './bytes';
import { MAX_MBOX_FROM_LINE } from './limits';
import { FROM, parseFromLine, type MboxEnvelope } from './mbox-from';

export type MboxEvent =
  | { readonly kind: 'begin'; readonly envelope: MboxEnvelope }
  /** Octets of the message, unquoted; views of what was pushed. */
  | { readonly kind: 'data'; readonly bytes: Uint8Array }
  | { readonly kind: 'end' }
  /** The file does not begin with a From line: it is no mbox. Nothing follows. */
  | { readonly kind: 'not-mbox' };

/** An empty line that may be the one before a From line. */
interface EmptyLine {
  readonly start: number;
  /** Where the end of the line before begins. */
  readonly before: number;
}

export class MboxReader {
  #buf = emptyBytes;
  #at = 0;
  /** Where the octets begin that are not told yet. */
  #told = 0;
  #state: 'start' | 'quotes' | 'plain' | 'failed' = 'start';
  /** Where the end of the last line begins. */
  #lineEnd = 0;
  #empty: EmptyLine | null = null;
  #inside = false;
  #events: MboxEvent[] = [];

  push(bytes: Uint8Array): readonly MboxEvent[] {
    if (this.#state === 'failed') return [];
    this.#buf = this.#buf.length === 0 ? bytes : concatBytes([this.#buf, bytes]);
    this.#run(false);
    this.#keep();
    return this.#take();
  }

  /** The end of the file. */
  end(): readonly MboxEvent[] {
    if (this.#state === 'failed') return [];
    this.#run(true);
    if (this.#inside) {
      this.#tell(this.#state === 'start' ? this.#messageEnd() : this.#buf.length);
      this.#events.push({ kind: 'end' });
    } else if (this.#stateNow() !== 'failed') this.#fail();
    this.#state = 'failed';
    return this.#take();
  }

  #stateNow(): string {
    return this.#state;
  }

  #take(): readonly MboxEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  /** Goes on as far as what is there can be judged; `last`: nothing follows. */
  #run(last: boolean): void {
    const buf = this.#buf;
    while (this.#at < buf.length && this.#state !== 'failed') {
      if (this.#state === 'plain') {
        const lineFeed = buf.indexOf(LF, this.#at);
        if (lineFeed < 0) {
          this.#at = buf.length;
          return;
        }
        this.#endLine(
          lineFeed > this.#told && buf[lineFeed - 1] === CR ? lineFeed - 1 : lineFeed,
          lineFeed + 1,
        );
      } else if (this.#state === 'quotes') {
        if (!this.#quotes(last)) return;
      } else if (!this.#lineStart(last)) return;
    }
  }

  /** At the start of a line; false: more must be seen. */
  #lineStart(last: boolean): boolean {
    const buf = this.#buf;
    const at = this.#at;
    const first = buf[at]!;
    if (first === CR && at + 1 >= buf.length && !last) return false;
    if (first === LF || (first === CR && buf[at + 1] === LF)) {
      const end = at + (first === LF ? 1 : 2);
      if (this.#inside) this.#empty = { start: at, before: this.#lineEnd };
      else this.#told = end;
      this.#lineEnd = at;
      this.#at = end;
      return true;
    }
    if (this.#inside && this.#empty === null) return this.#line(first);
    const match = matches(buf, at);
    if (match === 'more' && !last) return false;
    if (match !== 'yes') return this.#inside ? this.#line(first) : this.#fail();
    const lineFeed = buf.indexOf(LF, at);
    const end = lineFeed < 0 ? buf.length : lineFeed + 1;
    if (end - at > MAX_MBOX_FROM_LINE) return this.#inside ? this.#line(first) : this.#fail();
    if (lineFeed < 0 && !last) return false;
    const envelope = parseFromLine(buf.subarray(at, end));
    if (envelope === null) return this.#inside ? this.#line(first) : this.#fail();
    this.#next(envelope, end);
    return true;
  }

  #fail(): false {
    this.#state = 'failed';
    this.#events.push({ kind: 'not-mbox' });
    return false;
  }

  /** A From line ends one message and begins the next. */
  #next(envelope: MboxEnvelope, end: number): void {
    if (this.#inside) {
      this.#tell(this.#messageEnd());
      this.#events.push({ kind: 'end' });
    }
    this.#events.push({ kind: 'begin', envelope });
    this.#inside = true;
    this.#empty = null;
    this.#told = end;
    this.#at = end;
    this.#lineEnd = end;
  }

  /** Where the message ends, the file being at the start of the line after it. */
  #messageEnd(): number {
    if (this.#empty === null) return this.#buf.length;
    const { start, before } = this.#empty;
    // Nothing was written between them and the line has no CR while the one before has: the message had no last line end.
    return this.#buf[start] === LF && start - before === 2 ? before : start;
  }

  /** The line belongs to the message. */
  #line(first: number): true {
    this.#empty = null;
    this.#state = first === QUOTE ? 'quotes' : 'plain';
    return true;
  }

  /** In the run of `>` that begins a line; false: more must be seen. */
  #quotes(last: boolean): boolean {
    const buf = this.#buf;
    while (buf[this.#at] === QUOTE) this.#at++;
    const match = matches(buf, this.#at);
    if (match === 'more' && !last) return false;
    if (match === 'yes') {
      this.#tell(this.#at - 1);
      this.#told = this.#at;
    }
    this.#state = 'plain';
    return true;
  }

  #endLine(lineEnd: number, next: number): void {
    this.#lineEnd = lineEnd;
    this.#at = next;
    this.#state = 'start';
  }

  #tell(end: number): void {
    if (end > this.#told) this.#events.push({ kind: 'data', bytes: this.#buf.subarray(this.#told, end) });
    this.#told = Math.max(this.#told, end);
  }

  /** Tells what is certain and keeps the rest for the next piece. */
  #keep(): void {
    if (this.#state === 'failed') {
      this.#buf = emptyBytes;
      return;
    }
    const from = Math.max(this.#told, this.#certain());
    if (this.#inside) this.#tell(from);
    // A copy: a view would keep the whole piece alive.
    this.#buf = this.#buf.slice(from);
    this.#at -= from;
    this.#told = 0;
    this.#lineEnd -= from;
    if (this.#empty !== null)
      this.#empty = { start: this.#empty.start - from, before: this.#empty.before - from };
  }

  #certain(): number {
    const { length } = this.#buf;
    switch (this.#state) {
      case 'start':
        return this.#empty === null ? Math.min(this.#lineEnd, this.#at) : this.#empty.before;
      case 'quotes':
        return this.#at - 1;
      case 'plain':
      case 'failed':
        // The CR of the line's end may be here, its LF in the next piece.
        return this.#buf[length - 1] === CR ? length - 1 : length;
    }
  }
}

/** Whether `From ` stands at `at`. */
function matches(buf: Uint8Array, at: number): 'yes' | 'no' | 'more' {
  for (let i = 0; i < FROM.length; i++) {
    if (at + i >= buf.length) return 'more';
    if (buf[at + i] !== FROM[i]) return 'no';
  }
  return 'yes';
}

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x3e;
