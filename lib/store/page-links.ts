/** What ties rows to others, in a header page. */
import type { ThreadLinks } from '../mail/types';
import { LINK_BYTES } from './limits';

/** Six octets instead of the eight of a number. */
export function packLinks(links: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(LINK_BYTES * links.length);
  const view = new DataView(bytes.buffer);
  links.forEach((link, i) => {
    view.setUint32(LINK_BYTES * i, link >>> 0, true);
    view.setUint16(LINK_BYTES * i + 4, Math.floor(link / 0x1_0000_0000), true);
  });
  return bytes;
}

export function unpackLinks(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const links: number[] = [];
  for (let at = 0; at < bytes.length; at += LINK_BYTES)
    links.push(view.getUint16(at + 4, true) * 0x1_0000_0000 + view.getUint32(at, true));
  return links;
}

export function areSameLinks(a: ThreadLinks | undefined, b: ThreadLinks | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  if (a.id !== b.id || a.group !== b.group || a.refs.length !== b.refs.length) return false;
  return a.refs.every((ref, at) => ref === b.refs[at]);
}
