import { combineFlags, hasFlag } from '../flags';
import { type Random, seededRandom } from '../random';
import type { ImapServer } from '../server';
import { letter } from './letters';
import { lettersEn } from './letters-en';
import { lettersEs } from './letters-es';
import { demoUser, people, workUser, type PersonKey } from './people';
import { writeMail } from './write';

export interface Arrival {
  readonly user: string;
  readonly mailbox: string;
  readonly raw: Uint8Array;
}

/** One mail in so many comes to the office. */
const OFFICE_EVERY = 3;
const COLLEAGUES: ReadonlySet<PersonKey> = new Set(['ines', 'maya', 'tom', 'priya', 'hannah', 'gestoria']);

/** The n-th mail that comes while the demo is open (n from 0): never the same text twice in a row of many. */
export function nextArrival(n: number, now: number, seed = 1): Arrival {
  const id = `arrival-${seed}-${n}-${now}`;
  const random = seededRandom(seed * 7_919 + n * 104_729 + 17);
  const language = n % 2 === 0 ? 'es' : 'en';
  const office = n % OFFICE_EVERY === OFFICE_EVERY - 1;
  const templates = (language === 'es' ? lettersEs : lettersEn).filter(
    ({ from }) => from !== 'me' && (!office || COLLEAGUES.has(from)),
  );
  const template = random.pick(templates);
  const mail = letter(template, language, random, new Set(), 0, id);
  if (office) {
    const to = [{ name: people.me.name, address: workUser.user }];
    return { user: workUser.user, mailbox: 'INBOX', raw: writeMail(now, { ...mail, to }) };
  }
  // Most of it where a person looks first; every fifth may have been sorted by a rule.
  const mailbox = n % 5 === 4 && template.mailbox !== 'Archive' ? template.mailbox : 'INBOX';
  return { user: demoUser.user, mailbox, raw: writeMail(now, { ...mail, mailbox }) };
}

/** Another program of the same person stars, reads or answers one of the newest mails. */
export function otherClientActs(server: ImapServer, random: Random): void {
  const inbox = server.account(demoUser.user)?.mailbox('INBOX');
  const newest = inbox?.messages.slice(-30) ?? [];
  if (inbox === undefined || newest.length === 0) return;
  const message = random.pick(newest);
  const flag = random.pick(['\\Seen', '\\Flagged', '\\Seen', '\\Answered']);
  const mode = flag === '\\Flagged' && hasFlag(message.flags, flag) ? 'remove' : 'add';
  inbox.setFlags(message, combineFlags(message.flags, mode, [flag]), null);
  server.settle();
}
