import type { Dovecot } from '../support/dovecot';
import type { Product } from './screens-products';

export async function startRoundcube(_dovecot: Dovecot): Promise<Product | undefined> {
  return undefined;
}
