/** Every scenario at Dovecot, cut at two hundred octets drawn with a seed. */
import { holdAtDovecot } from '../faults/at-dovecot';
import type { Ending } from '../support/faults/network';

/** A silent line costs seconds: one in fifteen. */
holdAtDovecot(
  200,
  [...Array<Ending>(9).fill('close'), ...Array<Ending>(5).fill('reset'), 'silence'],
  20 * 60_000,
);
