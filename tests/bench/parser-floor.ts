const LF = 1;
const QUOTE = 2;
const OPEN = 3;
const CLOSE = 4;

const classes = new Uint8Array(256);
classes[0x0a] = LF;
classes[0x22] = QUOTE;
classes[0x28] = OPEN;
classes[0x29] = CLOSE;

/**
 * The least a reader of IMAP can do: look at every byte once and notice lines, quotes and lists. It builds nothing.
 * Returns the count of lines.
 */
export function walkBytes(chunks: Iterable<Uint8Array>): number {
  let lines = 0;
  let depth = 0;
  let quoted = false;
  for (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += 1) {
      switch (classes[chunk[at] ?? 0]) {
        case LF:
          lines += 1;
          break;
        case QUOTE:
          quoted = !quoted;
          break;
        case OPEN:
          if (!quoted) depth += 1;
          break;
        case CLOSE:
          if (!quoted) depth -= 1;
          break;
        default:
          break;
      }
    }
  }
  // Uses the state, so that no optimiser can drop it.
  return depth === Number.MIN_SAFE_INTEGER ? -1 : lines;
}
