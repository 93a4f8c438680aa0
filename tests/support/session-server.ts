/** The server in memory that session tests talk to: one person, the usual folders, time that stands. */
import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { furnish, ImapServer, type Personality, type ServerCrypto } from '../../lib/imap-server';
import type { VirtualClock } from './virtual-clock';

export const USER = { user: 'ana@example.org', password: 'correct horse' };

const FOLDERS = [
  ['Sent', '\\Sent'],
  ['Trash', '\\Trash'],
  ['Drafts', '\\Drafts'],
  ['Archive', '\\Archive'],
] as const;

export interface ServerOptions {
  readonly capabilities?: readonly string[];
  readonly scram?: boolean;
  /** Whose manners the server has. In a world its silent connections are ended as time goes on. */
  readonly personality?: Personality;
}

export function furnished(
  clock: VirtualClock,
  { capabilities, scram, personality }: ServerOptions,
): ImapServer {
  const server = new ImapServer({
    now: () => clock.now,
    users: [USER],
    ...(capabilities === undefined ? {} : { capabilities }),
    ...(scram === true ? { crypto: nodeCrypto } : {}),
    ...(personality === undefined ? {} : { personality }),
  });
  furnish(server, USER.user, FOLDERS);
  return server;
}

const nodeCrypto: ServerCrypto = {
  sha1: (data) => new Uint8Array(createHash('sha1').update(data).digest()),
  sha256: (data) => new Uint8Array(createHash('sha256').update(data).digest()),
  hmac: (hash, key, data) => new Uint8Array(createHmac(nodeName(hash), key).update(data).digest()),
  pbkdf2: (hash, password, salt, iterations, length) =>
    new Uint8Array(pbkdf2Sync(password, salt, iterations, length, nodeName(hash))),
};

function nodeName(hash: string): string {
  return hash.replace('-', '').toLowerCase();
}
