/** The same work by the bare protocol, from Node: what the mail server needs, and nothing else. */
import { readFileSync } from 'node:fs';
import type { Dovecot } from '../support/dovecot';
import { ImapClient } from '../support/imap-client';
import { now } from './screens-watch';

const PAGE = 50;
const ROW = '(UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE)';

/** TLS, sign-in, folders, SELECT, the newest 50 rows; milliseconds. */
export async function bareSignIn(dovecot: Dovecot, user: string): Promise<number> {
  const started = now();
  const client = await openInbox(dovecot, user, true);
  const taken = now() - started;
  await client.logout();
  return taken;
}

/** The HTML part of one message in a selected mailbox; milliseconds. */
export async function bareOpen(dovecot: Dovecot, user: string, uid: number): Promise<number> {
  const client = await openInbox(dovecot, user, false);
  const started = now();
  const part = await client.body(uid, '2');
  const taken = now() - started;
  await client.logout();
  if (part.length < 50_000) throw new Error(`UID ${uid} is no message of 50 kB`);
  return taken;
}

/** Resolves with the time at which IDLE told of a new message and its row was fetched. */
export async function watchArrival(client: ImapClient): Promise<number> {
  const line = await client.idleUntil(/^\* \d+ EXISTS/);
  const count = Number(/\d+/.exec(line)?.[0]);
  await client.ok(`FETCH ${count} ${ROW}`);
  return now();
}

async function openInbox(dovecot: Dovecot, user: string, list: boolean): Promise<ImapClient> {
  const { address, password } = dovecot.user(user);
  const client = await ImapClient.connect({ port: dovecot.ports.imaps, ca: readFileSync(dovecot.caFile) });
  await client.login(address, password);
  if (list) await client.ok('LIST "" "*"');
  const { exists } = await client.select('INBOX');
  if (list) await client.ok(`FETCH ${Math.max(1, exists - PAGE + 1)}:${exists} ${ROW}`);
  return client;
}
