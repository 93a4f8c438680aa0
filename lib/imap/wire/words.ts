/**
 * Four octets at a time, as a word read in little endian: the first octet is the lowest. Flags are the upper bits of octets.
 */

/** Flags octets that are 0. Not 0 exactly when there is one; above the first, others may be flagged too. */
export function flagZeros(word: number): number {
  return (word - 0x01010101) & ~word & 0x80808080;
}

/** Flags quotes, backslashes and octets over 127: what does not stand for itself in a quoted string. Exact up to the first. */
export function flagSpecial(word: number): number {
  return (((word ^ 0x22222222) - 0x01010101) | ((word ^ 0x5c5c5c5c) - 0x01010101) | word) & 0x80808080;
}

/** The place (0 to 3) of the first octet that is flagged. */
export function firstFlagged(flags: number): number {
  return (31 - Math.clz32(flags & (~flags + 1))) >> 3;
}

/** The octets before the place, the others being 0. */
export function before(word: number, place: number): number {
  return word & ((1 << (place << 3)) - 1);
}

/** Where the next LF stands, or -1. The search of the engine takes twice as long. */
export function findLf(chunk: Uint8Array, view: DataView, from: number): number {
  let at = from;
  for (const stop = chunk.length - 16; at <= stop; at += 16) {
    // Flags an octet below 11, and some of those over 138, which text of a mail server hardly has but at its lines' ends.
    const low =
      (view.getInt32(at, true) - 0x0b0b0b0b) |
      (view.getInt32(at + 4, true) - 0x0b0b0b0b) |
      (view.getInt32(at + 8, true) - 0x0b0b0b0b) |
      (view.getInt32(at + 12, true) - 0x0b0b0b0b);
    if ((low & 0x80808080) === 0) continue;
    for (const end = at + 16; at < end; at += 4) {
      const flags = flagZeros(view.getInt32(at, true) ^ 0x0a0a0a0a);
      if (flags !== 0) return at + firstFlagged(flags);
    }
    break;
  }
  return chunk.indexOf(10, at);
}

/** ASCII of four octets or more, to be compared with what stands in a response. */
export interface Usual {
  /** The last one overlaps the one before, when the length is no multiple of four. */
  readonly words: Int32Array;
  readonly length: number;
}

export function usual(text: string): Usual {
  const octets = new DataView(Uint8Array.from(text, (c) => c.charCodeAt(0)).buffer);
  const { length } = text;
  const words = Int32Array.from({ length: Math.ceil(length / 4) }, (_, i) =>
    octets.getInt32(Math.min(i * 4, length - 4), true),
  );
  return { words, length };
}
