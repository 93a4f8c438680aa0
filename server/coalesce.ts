export interface Coalescer {
  push(chunk: Buffer): void;
  flush(): void;
  readonly waiting: number;
}

/**
 * Gathers what arrives within one turn of the event loop into frames of at most `frameBytes`: a TLS record is 16 KiB
 * or much less, and every frame costs a header, a system call and an event in the browser. The flush is a
 * setImmediate, so a lone record waits for nothing. The chunks stay apart: joined they would be copied.
 */
export function createCoalescer(
  frameBytes: number,
  send: (chunks: readonly Buffer[], bytes: number) => void,
): Coalescer {
  let chunks: Buffer[] = [];
  let waiting = 0;
  let scheduled = false;

  const flush = (): void => {
    if (waiting === 0) return;
    const [full, bytes] = [chunks, waiting];
    chunks = [];
    waiting = 0;
    send(full, bytes);
  };

  const onImmediate = (): void => {
    scheduled = false;
    flush();
  };

  return {
    flush,
    get waiting() {
      return waiting;
    },
    push(chunk) {
      for (let at = 0; at < chunk.length; at += frameBytes) {
        const piece = chunk.length <= frameBytes ? chunk : chunk.subarray(at, at + frameBytes);
        if (waiting + piece.length > frameBytes) flush();
        chunks.push(piece);
        waiting += piece.length;
      }
      if (scheduled || waiting === 0) return;
      scheduled = true;
      setImmediate(onImmediate);
    },
  };
}
