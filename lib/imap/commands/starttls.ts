import { NOT_AUTHENTICATED } from '../states';
import type { Command } from './command';

/**
 * starttls = "STARTTLS" ; RFC 9051 6.2.1. After its OK nothing more may come on this connection: what follows the handshake
 * is read by a new one (`ConnectionOptions.secured`), so that nothing learnt before TLS is believed after it.
 */
export function starttls(): Command<void> {
  return {
    name: 'STARTTLS',
    states: NOT_AUTHENTICATED,
    checkable: true,
    barrier: true,
    alone: true,
    last: true,
    start: () => ({ write: (w) => w.atom('STARTTLS'), finish: () => undefined }),
  };
}
