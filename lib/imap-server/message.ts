import type { Flag } from '../imap/types';

/** A message's bytes, made when first asked for; copies of a message share one content. */
export class MessageContent {
  private made: Uint8Array | undefined;
  private readonly notes = new Map<object, unknown>();

  constructor(private readonly make: () => Uint8Array) {}

  static of(bytes: Uint8Array): MessageContent {
    return new MessageContent(() => bytes);
  }

  get bytes(): Uint8Array {
    this.made ??= this.make();
    return this.made;
  }

  get size(): number {
    return this.bytes.length;
  }

  /** What `compute` said of these bytes, computed once. `compute` itself is the key: pass a constant function. */
  derive<T>(compute: (bytes: Uint8Array) => T): T {
    if (!this.notes.has(compute)) this.notes.set(compute, compute(this.bytes));
    // The map's value was made by this very function, so its type is the function's.
    return this.notes.get(compute) as T;
  }
}

/** A message in a mailbox. Only its mailbox changes it. */
export interface StoredMessage {
  readonly uid: number;
  /** Epoch milliseconds; INTERNALDATE is told in whole seconds, UTC. */
  readonly internalDate: number;
  readonly content: MessageContent;
  readonly flags: readonly Flag[];
  readonly modSeq: number;
}
