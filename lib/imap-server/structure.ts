/** Where BODY[...] cuts: the parts of a stored message as ranges of its bytes (lib/mime finds them), and its raw fields. */
import type { MimePart } from '../mime/structure';

/** A multipart without parts cannot be told as one (RFC 9051 9, body-type-mpart = 1*body). */
export const isMultipart = (part: MimePart): boolean => part.type === 'multipart' && part.children.length > 0;

/**
 * The part a section's numbers name (RFC 9051 6.4.5.1); undefined when there is none. The body of a message that is
 * no multipart is its part 1.
 */
export function findPart(root: MimePart, path: readonly number[]): MimePart | undefined {
  let holder: MimePart | null = root;
  let part: MimePart | undefined;
  for (const number of path) {
    if (holder === null) return undefined;
    const single: MimePart | undefined = number === 1 ? holder : undefined;
    part = isMultipart(holder) ? holder.children[number - 1] : single;
    if (part === undefined) return undefined;
    holder = isMultipart(part) ? part : (part.message ?? null);
  }
  return part;
}

/** Raw fields of a header block, continuation lines included. */
export function* headerFields(
  bytes: Uint8Array,
  start: number,
  end: number,
): Generator<{ readonly name: string; readonly start: number; readonly end: number }, void, undefined> {
  let field = -1;
  let at = start;
  const name = (from: number): string => {
    const colon = bytes.indexOf(0x3a, from);
    return colon < 0 ? '' : String.fromCharCode(...bytes.subarray(from, Math.min(colon, from + 200))).trim();
  };
  while (at < end) {
    const c = bytes[at];
    const folded = c === 32 || c === 9;
    if (!folded) {
      if (field >= 0) yield { name: name(field), start: field, end: at };
      field = at;
      if (c === 10 || c === 13) return;
    }
    const lf = bytes.indexOf(10, at);
    at = lf < 0 || lf >= end ? end : lf + 1;
  }
  if (field >= 0) yield { name: name(field), start: field, end };
}
