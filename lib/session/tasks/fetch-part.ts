/** Reads one part in pieces, so that other commands of the connection find their turn between them. */
import { fetch } from '../../imap';
import type { Uid } from '../../imap/types';
import type { Result } from '../../mail/types';
import { createTransferDecoder, type TransferDecoder } from '../../mime';
import { failureToError } from '../errors';
import { MAX_PART, PART_PIECE } from '../limits';
import type { Link } from '../link';
import type { PartRequest, PartSink } from '../types';

/**
 * One reading of one part: its octets go to the sink as they come, decoded, so that a part of any size costs the memory of a piece.
 * A reading whose connection went goes on over another one where it stopped.
 */
export class PartReading {
  readonly #uid: Uid;
  readonly #part: PartRequest;
  readonly #sink: PartSink;
  readonly #decoder: TransferDecoder;
  /** Octets in transfer encoding. */
  #loaded = 0;
  #decoded = 0;

  constructor(uid: Uid, part: PartRequest, sink: PartSink) {
    this.#uid = uid;
    this.#part = part;
    this.#sink = sink;
    this.#decoder = createTransferDecoder(part.encoding);
  }

  /** Reads to the end; the number of decoded octets. */
  async run(link: Link, signal?: AbortSignal): Promise<Result<number>> {
    const { size } = this.#part;
    if (size > MAX_PART) return { ok: false, error: { code: 'message-too-large' } };
    for (;;) {
      const piece = await this.#piece(link, signal);
      if (!piece.ok) return piece;
      const bytes = piece.value;
      this.#loaded += bytes.length;
      if (this.#loaded > MAX_PART) return { ok: false, error: { code: 'message-too-large' } };
      this.#tell(this.#decoder.push(bytes));
      // The size told is a guess on some servers (Exchange). A piece shorter than asked for is not taken for the end while octets the server
      // announced are missing, nor a whole one although all of them came: only an empty one says so. More than was asked for is all
      // there is, of a server that knows no pieces: asked on it would say the same again.
      const isShort = bytes.length < PART_PIECE;
      const isLast = isShort && (size === 0 || this.#loaded >= size);
      if (bytes.length === 0 || bytes.length > PART_PIECE || isLast) break;
    }
    this.#tell(this.#decoder.end());
    return { ok: true, value: this.#decoded };
  }

  async #piece(link: Link, signal: AbortSignal | undefined): Promise<Result<Uint8Array>> {
    const { section } = this.#part;
    const item = { section, peek: true, partial: [this.#loaded, PART_PIECE] } as const;
    const uid = this.#uid;
    const outcome = await link.run(fetch({ uid: true, set: [[uid, uid]], items: ['uid', item] }), signal);
    if (!outcome.ok) return { ok: false, error: failureToError(outcome.failure, 'part-broken') };
    const row = outcome.value.find(({ items }) => items.uid === uid && items.sections !== undefined);
    if (row === undefined) return { ok: false, error: { code: 'message-missing' } };
    const bytes = row.items.sections?.find((one) => one.section === section)?.bytes ?? null;
    if (bytes !== null) return { ok: true, value: bytes };
    // Behind the end some servers say NIL.
    return this.#loaded > 0 ? { ok: true, value: NOTHING } : { ok: false, error: { code: 'part-broken' } };
  }

  #tell(bytes: Uint8Array): void {
    this.#decoded += bytes.length;
    // A copy: what 7bit passes through would pin the connection's buffers.
    this.#sink(bytes.slice(), this.#loaded, Math.max(this.#part.size, this.#loaded));
  }
}

const NOTHING = new Uint8Array(0);
