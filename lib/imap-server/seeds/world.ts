import { MessageContent } from '../message';
import { seededRandom } from '../random';
import { ImapServer, type ImapServerOptions } from '../server';
import { letters } from './letters';
import { newsletters } from './newsletters';
import { odd } from './odd';
import { demoUser } from './people';
import { receipts } from './receipts';
import { threads } from './threads';
import type { SeedMail } from './types';
import { writeMail } from './write';

/** Folders of the demo account and what they are for (RFC 6154). */
const folders: readonly (readonly [name: string, use: string | null])[] = [
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
 * The demo's server with its account (`demoUser`) full of mail. Messages are written when they are first read, so this
 * is quick whatever they weigh.
 */
export function createDemoServer(options: DemoServerOptions): ImapServer {
  const server = new ImapServer({
    greeting: 'Tagline demo server ready (demo@example.org / demo)',
    ...options,
    users: [demoUser],
  });
  const account = server.account(demoUser.user);
  for (const [name, use] of folders) {
    account?.create(name, use);
    account?.subscribe(name);
  }
  const now = options.now();
  for (const mail of seedMails(now, options.seed ?? 1)) {
    const content = new MessageContent(() => writeMail(now, mail));
    const arrived = Math.floor((now - mail.ageMinutes * 60_000) / 1000) * 1000;
    server.deliver(demoUser.user, mail.mailbox, content, mail.flags, arrived);
  }
  return server;
}
