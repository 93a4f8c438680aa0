/** What one connection has to say and nobody has taken yet: lines, responses that hold values, octets. */
import { joinFlight, WireWriter } from '../imap/wire/writer';
import { concatBytes } from '../mime/bytes';
import { ascii, fromBinaryText, toBinaryText } from './encode';
import { limits } from './limits';

export interface OutgoingHost {
  /** A personality says it in its own way; null: not at all. */
  readonly rewrite: ((line: string) => string | null) | undefined;
  /** Names of mailboxes travel in UTF-8. */
  readonly utf8: () => boolean;
}

export class Outgoing {
  readonly #host: OutgoingHost;
  #chunks: Uint8Array[] = [];
  #backlog = 0;

  constructor(host: OutgoingHost) {
    this.#host = host;
  }

  get isEmpty(): boolean {
    return this.#chunks.length === 0;
  }

  /** More waits than is kept: nobody reads. */
  get isStalled(): boolean {
    return this.#backlog > limits.outputBacklog;
  }

  /** All that waits; undefined when there is nothing. */
  take(): Uint8Array | undefined {
    if (this.isEmpty) return undefined;
    const all = concatBytes(this.#chunks);
    this.#chunks = [];
    this.#backlog = 0;
    return all;
  }

  line(text: string): void {
    const { rewrite } = this.#host;
    const said = rewrite === undefined ? text : rewrite(text);
    if (said !== null) this.bytes(ascii(`${said}\r\n`));
  }

  /** A whole response that holds values: the writer chooses their form. */
  values(write: (writer: WireWriter) => void): void {
    const writer = new WireWriter({ utf8Names: this.#host.utf8() });
    write(writer);
    const { rewrite } = this.#host;
    for (const flight of writer.finish('inline')) {
      const bytes = joinFlight(flight);
      const lf = bytes.indexOf(10);
      // A literal inside: the line is left as it is.
      if (rewrite === undefined || lf < bytes.length - 1) this.bytes(bytes);
      else {
        const said = rewrite(toBinaryText(bytes.subarray(0, lf - 1)));
        if (said !== null) this.bytes(fromBinaryText(`${said}\r\n`));
      }
    }
  }

  bytes(...chunks: readonly Uint8Array[]): void {
    for (const chunk of chunks) {
      this.#chunks.push(chunk);
      this.#backlog += chunk.length;
    }
  }
}
