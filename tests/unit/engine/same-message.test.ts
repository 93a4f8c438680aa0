/** One message in several places: its text is read once, and shown from the store wherever it lies. */
import { describe, expect, it } from 'vitest';
import { personalities } from '../../../lib/imap-server';
import { toMailboxName, type MailboxName } from '../../../lib/imap/types';
import { EngineSite, SITE_ACCOUNT } from '../../support/engine-site';

const INBOX = toMailboxName('INBOX');
const ALL_MAIL = toMailboxName('[Gmail]/All Mail');

const gmail = personalities.find(({ name }) => name === 'gmail');

/** Times a body was asked for. */
const bodies = (site: EngineSite): number =>
  site.flights.join('').match(/BODY\.PEEK\[(?!HEADER)/g)?.length ?? 0;

async function read(site: EngineSite, mailbox: MailboxName, position: number): Promise<unknown> {
  const uid = site.list.rowAt(position)?.uid ?? (0 as never);
  const reply = await site.request({ kind: 'open-message', account: SITE_ACCOUNT, mailbox, uid });
  return reply.ok ? reply.value : null;
}

describe('a message under several labels', () => {
  it('is read once, shown under each of them, and under its new UID after the next start', async () => {
    if (!gmail) throw new Error('no such manners');
    const site = new EngineSite({ personality: gmail, messages: 3 });
    await site.open();
    await site.clock.advance(5_000);
    expect(site.list.rowAt(0)?.emailId).toMatch(/^\d{19}$/);
    expect(await read(site, INBOX, 0)).toMatchObject({ text: 'Body\r\n' });
    expect(bodies(site)).toBe(1);
    // Another client archives it: the inbox lets go of it.
    const newest = site.box.messages.at(-1);
    if (newest) site.box.expunge(new Set([newest]));
    site.server.settle();
    await site.clock.advance(5_000);
    expect(site.list.exists).toBe(2);
    await site.kill(true);
    await site.open(ALL_MAIL);
    await site.clock.advance(5_000);
    const uid = site.list.rowAt(0)?.uid;
    expect(await read(site, ALL_MAIL, 0)).toMatchObject({ uid, text: 'Body\r\n' });
    expect(bodies(site)).toBe(1);
    expect(await read(site, ALL_MAIL, 1)).toMatchObject({ text: 'Body\r\n' });
    expect(bodies(site)).toBe(2);
    expect(site.problems).toEqual([]);
  });
});
