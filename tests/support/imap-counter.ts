export interface TrafficCounts {
  /** Command names in order, UID commands with their second word, e.g. `SELECT`, `UID FETCH`; passwords never. */
  readonly commands: readonly string[];
  /**
   * Flights of the client: bytes it sent after something of the server had arrived since its last. The waiting times of
   * the network are at most this many.
   */
  readonly roundTrips: number;
  /** The commands that began in each flight; lines of an authentication exchange have no name, so theirs are empty. */
  readonly flights: readonly (readonly string[])[];
  readonly bytesUp: number;
  readonly bytesDown: number;
  /** Untagged FETCH responses. */
  readonly fetchRows: number;
}

/** Counts the traffic of one plain IMAP connection, literals skipped, whatever the chunking. */
export class ImapCounter {
  private commands: string[] = [];
  private flights: string[][] = [];
  private bytesUp = 0;
  private bytesDown = 0;
  private fetchRows = 0;
  private serverSpoke = true;
  private readonly upLines = new LineScanner((line) => this.command(line));
  private readonly downLines = new LineScanner((line) => this.response(line));

  up(chunk: Buffer): void {
    this.bytesUp += chunk.length;
    if (this.serverSpoke || this.flights.length === 0) this.flights.push([]);
    this.serverSpoke = false;
    this.upLines.push(chunk);
  }

  down(chunk: Buffer): void {
    this.bytesDown += chunk.length;
    this.serverSpoke = true;
    this.downLines.push(chunk);
  }

  counts(): TrafficCounts {
    const { bytesUp, bytesDown, fetchRows } = this;
    const flights = this.flights.map((names) => [...names]);
    return {
      commands: [...this.commands],
      roundTrips: flights.length,
      flights,
      bytesUp,
      bytesDown,
      fetchRows,
    };
  }

  reset(): void {
    this.commands = [];
    this.flights = [];
    this.bytesUp = 0;
    this.bytesDown = 0;
    this.fetchRows = 0;
  }

  private command(line: string): void {
    const [, first = '', second = ''] = line.split(' ');
    if (/^DONE$/i.test(line)) this.began('DONE');
    else if (/^UID$/i.test(first)) this.began(`UID ${second.toUpperCase()}`);
    // Lines of an authentication exchange have no second word.
    else if (/^[A-Za-z]+$/.test(first)) this.began(first.toUpperCase());
  }

  private began(name: string): void {
    this.commands.push(name);
    this.flights.at(-1)?.push(name);
  }

  private response(line: string): void {
    if (/^\* \d+ (?:UID)?FETCH /i.test(line)) this.fetchRows += 1;
  }
}

const LF = 10;
const KEPT_BYTES = 512;

/** Gives the first line of each command or response (up to 512 bytes); the lines after a literal belong to it. */
export class LineScanner {
  private line: number[] = [];
  private tail = '';
  private literalLeft = 0;
  private continued = false;
  private readonly deliver: (line: string) => void;

  constructor(deliver: (line: string) => void) {
    this.deliver = deliver;
  }

  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      const skipped = Math.min(this.literalLeft, chunk.length - at);
      this.literalLeft -= skipped;
      at += skipped;
      const found = chunk.indexOf(LF, at);
      const stop = found < 0 ? chunk.length : found;
      this.keep(chunk.subarray(at, stop));
      if (found < 0) return;
      at = found + 1;
      this.endLine();
    }
  }

  private keep(piece: Buffer): void {
    if (this.line.length < KEPT_BYTES) this.line.push(...piece.subarray(0, KEPT_BYTES - this.line.length));
    this.tail = (this.tail + piece.subarray(-24).toString('latin1')).slice(-24);
  }

  private endLine(): void {
    const size = /\{(\d+)\+?\}\r?$/.exec(this.tail)?.[1];
    if (!this.continued) this.deliver(Buffer.from(this.line).toString('latin1').replace(/\r$/, ''));
    this.continued = size !== undefined;
    this.literalLeft = Number(size ?? 0);
    this.line = [];
    this.tail = '';
  }
}
