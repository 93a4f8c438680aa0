import { MessageContent } from '../message';
import { furnish, type NeutralFolders } from '../personalities/furnish';
import { seededRandom } from '../random';
import { ImapServer, type ImapServerOptions } from '../server';
import { letters } from './letters';
import { newsletters } from './newsletters';
import { odd } from './odd';
import { demoUser, workUser } from './people';
import { receipts } from './receipts';
import { threads } from './threads';
import type { SeedMail } from './types';
import { workFolders, workMails } from './work';
import { writeMail } from './write';

/** Folders of the demo account and what they are for (RFC 6154). */
const folders: NeutralFolders = [
  ['Drafts', '\\Drafts'],
  ['Sent', '\\Sent'],
  ['Archive', '\\Archive'],
  ['Junk', '\\Junk'],
  ['Trash', '\\Trash'],
  ['Familia', null],
  ['Projects', null],
  ['Projects/Courtyard', null],
  ['Projects/Garden', null],
];

/** All mails of the demo, oldest first: the same for the same seed, with ages instead of dates. */
export function seedMails(now: number, seed = 1): readonly SeedMail[] {
  const random = seededRandom(seed);
  return [
    ...threads(),
    ...letters(random, { es: 6, en: 6 }),
    ...newsletters(),
    ...receipts(now),
    ...odd(now),
  ].sort((one, other) => other.ageMinutes - one.ageMinutes);
}

export type DemoServerOptions = Omit<ImapServerOptions, 'users'>;

/**
 * The demo's server with its accounts: `demoUser` full of mail, `workUser` with a little. Messages are written when they are first read, so this
 * is quick whatever they weigh.
 */
export function createDemoServer(options: DemoServerOptions): ImapServer {
  const server = new ImapServer({
    ...(options.personality === undefined
      ? { greeting: 'Tagline demo server ready (demo@example.org / demo)' }
      : {}),
    ...options,
    users: [demoUser, workUser],
  });
  const now = options.now();
  fill(server, demoUser.user, folders, seedMails(now, options.seed ?? 1), now);
  fill(server, workUser.user, workFolders, workMails(), now);
  return server;
}

function fill(
  server: ImapServer,
  user: string,
  names: NeutralFolders,
  mails: readonly SeedMail[],
  now: number,
): void {
  furnish(server, user, names);
  for (const mail of mails) {
    const content = new MessageContent(() => writeMail(now, mail));
    const arrived = Math.floor((now - mail.ageMinutes * 60_000) / 1000) * 1000;
    server.deliver(user, server.place(mail.mailbox), content, mail.flags, arrived);
  }
}
