import { AUTHENTICATED } from '../states';
import type { Command } from './command';

/**
 * compress = "COMPRESS" SP "DEFLATE" ; RFC 4978 3. After its OK both directions are raw deflate (RFC 1951): the connection gives a
 * `compressed` event with the octets of the same chunk that follow, and from then on must be given what was inflated and have sent
 * deflated what it writes. Sent when nothing is in flight; nothing is sent before it is answered.
 */
export function compress(): Command<void> {
  return {
    name: 'COMPRESS',
    states: AUTHENTICATED,
    checkable: true,
    barrier: true,
    alone: true,
    compresses: true,
    start: () => ({ write: (w) => w.raw('COMPRESS DEFLATE'), finish: () => undefined }),
  };
}
