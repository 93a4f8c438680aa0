import type { MimePart } from '../../../lib/mime/structure';

const encoder = new TextEncoder();

/** Printed by fast-check with every failure. */
export const seed = 20_261;

export function bytesOf(text: string): Uint8Array {
  return encoder.encode(text);
}

/** One octet a character. */
export function octets(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'latin1'));
}

export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

/** Lines joined by CRLF, one at the end. */
export function mail(...lines: readonly string[]): Uint8Array {
  return bytesOf(`${lines.join('\r\n')}\r\n`);
}

/** `1 text/plain` for every part, embedded messages' roots marked by "@", in order. */
export function outline(root: MimePart): string[] {
  const lines: string[] = [];
  const queue: { part: MimePart; mark: string }[] = [{ part: root, mark: '' }];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const { part, mark } = next;
    lines.push(`${mark}${part.section} ${part.type}/${part.subtype}`);
    queue.unshift(
      ...part.children.map((child) => ({ part: child, mark: '' })),
      ...(part.message === undefined ? [] : [{ part: part.message, mark: '@' }]),
    );
  }
  return lines;
}

export function bodyOf(raw: Uint8Array, part: MimePart | undefined): string {
  return part === undefined ? '(no part)' : textOf(raw.subarray(part.bodyStart, part.bodyEnd));
}
