/** When the messages of a folder came: seen from afar, found to the message, and known without a connection. */
import { describe, expect, it } from 'vitest';
import { DATE_SAMPLES } from '../../../lib/engine/limits';
import type { FolderDates } from '../../../lib/engine';
import { toMailboxName } from '../../../lib/imap/types';
import { USER } from '../../support/session-world';
import { EngineSite, SITE_ACCOUNT } from '../../support/engine-site';

const INBOX = toMailboxName('INBOX');
const DAY = 86_400_000;
const BEGIN = 1_500_000_000_000;

/** A message a day, the last one last. */
async function opened(count: number): Promise<EngineSite> {
  const site = new EngineSite();
  for (let day = 0; day < count; day += 1) {
    const raw = `From: Bo <bo@example.com>\r\nSubject: Day ${day}\r\nDate: ${new Date(BEGIN + day * DAY).toUTCString()}\r\n\r\nBody\r\n`;
    site.server.deliver(USER.user, 'INBOX', new TextEncoder().encode(raw), [], BEGIN + day * DAY);
  }
  await site.open();
  await site.clock.advance(5_000);
  site.flights.length = 0;
  return site;
}

const fetches = (site: EngineSite): number =>
  site.flights.join('').match(/ FETCH [^\r]*INTERNALDATE/g)?.length ?? 0;

async function overview(site: EngineSite): Promise<FolderDates> {
  const reply = await site.request({ kind: 'folder-dates', account: SITE_ACCOUNT, mailbox: INBOX });
  if (!reply.ok) throw new Error(reply.error.code);
  return reply.value as FolderDates;
}

async function find(site: EngineSite, before: number): Promise<unknown> {
  const reply = await site.request({ kind: 'find-date', account: SITE_ACCOUNT, mailbox: INBOX, before });
  return reply.ok ? reply.value : reply.error.code;
}

describe('the dates of a long folder', () => {
  it('are seen from afar by one command of single messages, and once', async () => {
    const site = await opened(2_000);
    const dates = await overview(site);
    expect(dates.exists).toBe(2_000);
    expect(dates.samples).toHaveLength(DATE_SAMPLES);
    expect(dates.samples.every(({ place, at }) => at === BEGIN + place * DAY)).toBe(true);
    expect(fetches(site)).toBe(1);
    await overview(site);
    expect(fetches(site)).toBe(1);
  });

  it('lead to the very message of a day, in few steps, and to the ends for days beyond', async () => {
    const site = await opened(2_000);
    for (const day of [0, 1, 777, 1_234, 1_999])
      expect(await find(site, BEGIN + (day + 1) * DAY - 1)).toBe(1_999 - day);
    expect(await find(site, BEGIN + 5_000 * DAY)).toBe(0);
    expect(await find(site, BEGIN - 5_000 * DAY)).toBe(1_999);
    expect(fetches(site)).toBeLessThanOrEqual(1 + 7 * 4);
    site.deliver(3);
    await site.clock.advance(2_000);
    expect(await find(site, BEGIN + 1_235 * DAY - 1)).toBe(1_999 - 1_234 + 3);
  });

  it('are those of the rows that are kept, where there is no connection', async () => {
    const site = await opened(400);
    site.want(0, 399);
    await site.clock.advance(10_000);
    await site.kill(true);
    site.offline = true;
    await site.open();
    await site.clock.advance(1_000);
    const asked = overview(site);
    await site.clock.advance(60_000);
    const dates = await asked;
    expect(dates.samples.length).toBeGreaterThan(20);
    expect(dates.samples.every(({ place, at }) => at === BEGIN + place * DAY)).toBe(true);
    const found = find(site, BEGIN + 200 * DAY);
    await site.clock.advance(60_000);
    expect(Math.abs(Number(await found) - 199)).toBeLessThan(15);
  });
});
