/** The same work by the bare protocol, from Node: what the mail server needs, and nothing else. */
import { readFileSync } from 'node:fs';
import { JOB_BATCH } from '../../lib/session/limits';
import type { Dovecot } from '../support/dovecot';
import { ImapClient } from '../support/imap-client';
import { now } from './screens-watch';

const PAGE = 50;
const ROW = '(UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE)';

/** TLS, sign-in, folders, SELECT, the newest 50 rows; milliseconds. `port`: where the server is, if not at its own. */
export async function bareSignIn(dovecot: Dovecot, user: string, port?: number): Promise<number> {
  const started = now();
  const client = await openInbox(dovecot, user, true, port);
  const taken = now() - started;
  await client.logout();
  return taken;
}

/** One part of one message in a mailbox that was selected before; milliseconds. */
export async function bareOpen(
  dovecot: Dovecot,
  user: string,
  uid: number,
  section: string,
  least: number,
): Promise<number> {
  const client = await openInbox(dovecot, user, false);
  const started = now();
  const part = await client.body(uid, section);
  const taken = now() - started;
  await client.logout();
  if (part.length < least) throw new Error(`UID ${uid} has less than ${least} octets`);
  return taken;
}

/** 50 rows from this sequence number on, over a connection that has the mailbox open; milliseconds. */
export async function barePage(client: ImapClient, first: number): Promise<number> {
  const started = now();
  const { untagged } = await client.ok(`FETCH ${first}:${first + PAGE - 1} ${ROW}`);
  const taken = now() - started;
  if (untagged.length < PAGE) throw new Error(`${untagged.length} rows from ${first} on`);
  return taken;
}

/** The same work in the same batches, one after the other, on messages 1 to `count`; milliseconds. */
export async function bareBulk(
  dovecot: Dovecot,
  user: string,
  count: number,
  commandOf: (set: string) => string,
): Promise<number> {
  const client = await openInbox(dovecot, user, false);
  const started = now();
  for (let first = 1; first <= count; first += JOB_BATCH)
    await client.ok(commandOf(`${first}:${Math.min(count, first + JOB_BATCH - 1)}`));
  const taken = now() - started;
  await client.logout();
  return taken;
}

/** Over TLS and signed in, with INBOX open. */
export async function bareInbox(dovecot: Dovecot, user: string): Promise<ImapClient> {
  return openInbox(dovecot, user, false);
}

/** Resolves with the time at which IDLE told of a new message and its row was fetched. */
export async function watchArrival(client: ImapClient): Promise<number> {
  const line = await client.idleUntil(/^\* \d+ EXISTS/);
  const count = Number(/\d+/.exec(line)?.[0]);
  await client.ok(`FETCH ${count} ${ROW}`);
  return now();
}

async function openInbox(
  dovecot: Dovecot,
  user: string,
  list: boolean,
  port = dovecot.ports.imaps,
): Promise<ImapClient> {
  const { address, password } = dovecot.user(user);
  const client = await ImapClient.connect({ port, ca: readFileSync(dovecot.caFile) });
  await client.login(address, password);
  if (list) await client.ok('LIST "" "*"');
  const { exists } = await client.select('INBOX');
  if (list) await client.ok(`FETCH ${Math.max(1, exists - PAGE + 1)}:${exists} ${ROW}`);
  return client;
}
