/**
 * Mailboxes of 1,000 to 1,000,000 invented messages in Dovecot's own form. A mailbox is made once, by MULTIAPPEND, and kept in the
 * temporary folder by a hash of what makes it; every run works on copies. A million takes 1 to 2 minutes and 2 GB, once.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Dovecot } from '../support/dovecot';
import type { AppendItem } from '../support/imap-client';
import { note } from './figures';
import { mailOf, SIZES, type Size } from './mailbox-mails';

const run = promisify(execFile);

/** Dovecot's own cache is filled while mail comes in, as it is where somebody has read that mailbox before. */
export const CACHED_AT_ARRIVAL =
  'mail_always_cache_fields = flags date.received date.sent date.save size.virtual size.physical ' +
  'imap.envelope imap.bodystructure mime.parts hdr.content-type hdr.references hdr.message-id';

/** What decides how a mailbox is. */
const SOURCES = ['mailbox-mails.ts', '../support/mail-factory.ts'];

/**
 * Gives the user an INBOX of that size, replacing what there was; nobody may be signed in as that user. Needs a Dovecot that was started with
 * `CACHED_AT_ARRIVAL`.
 */
export async function giveMailbox(dovecot: Dovecot, user: string, size: Size): Promise<void> {
  const kept = join(keepingPlace(), size);
  if (!existsSync(kept)) await make(dovecot, size, kept);
  const home = join(dovecot.dir, 'mail', user);
  rmSync(home, { recursive: true, force: true });
  await run('cp', ['-a', '--reflink=auto', kept, home]);
}

/** Where mailboxes of the present generator rest; those of another one are removed. */
function keepingPlace(): string {
  const hash = createHash('sha256');
  for (const source of SOURCES) hash.update(readFileSync(fileURLToPath(new URL(source, import.meta.url))));
  hash.update(CACHED_AT_ARRIVAL);
  const all = join(tmpdir(), 'tagline-bench-mail');
  const key = hash.digest('hex').slice(0, 12);
  const place = join(all, key);
  mkdirSync(place, { recursive: true });
  for (const other of readdirSync(all))
    if (other !== key) rmSync(join(all, other), { recursive: true, force: true });
  return place;
}

async function make(dovecot: Dovecot, size: Size, kept: string): Promise<void> {
  const count = SIZES[size];
  note(`making a mailbox of ${count} messages, once`);
  const user = `made${size}`;
  const started = performance.now();
  await dovecot.save(user, 'INBOX', mails(count));
  const client = await dovecot.connect(user);
  const { exists } = await client.select('INBOX');
  await client.logout();
  if (exists !== count) throw new Error(`${exists} of ${count} messages were made`);
  // Moved there whole: a copy that was cut must not be taken for a mailbox.
  const half = `${kept}.${process.pid}`;
  await run('cp', ['-a', join(dovecot.dir, 'mail', user), half]);
  renameSync(half, kept);
  rmSync(join(dovecot.dir, 'mail', user), { recursive: true, force: true });
  note(`made in ${((performance.now() - started) / 1_000).toFixed(0)} s, in ${kept}`);
}

function* mails(count: number): Generator<AppendItem> {
  for (let index = 0; index < count; index += 1) yield mailOf(index);
}
