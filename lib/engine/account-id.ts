import type { AccountId } from '../mail';
import type { ServerTarget } from './port';

/**
 * Names an account the same way everywhere; holds nothing secret. One person typed in other letter cases is one account: mail
 * servers fold them too.
 */
export const accountIdOf = (server: Pick<ServerTarget, 'id'>, user: string): AccountId =>
  `${server.id}:${user.normalize('NFC').toLowerCase()}`;
