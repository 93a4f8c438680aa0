/** A connection without sequence numbers (RFC 9586): opened, scrolled, followed and left by UIDs and places alone. */
import { describe, expect, it } from 'vitest';
import { allCapabilities } from '../../../lib/imap-server/capabilities';
import { personalities } from '../../../lib/imap-server';
import { toMailboxName } from '../../../lib/imap/types';
import { EngineSite, SITE_ACCOUNT, type SiteOptions } from '../../support/engine-site';

const INBOX = toMailboxName('INBOX');
const WAYS = [
  ['with QRESYNC', [...allCapabilities, 'UIDONLY', 'PARTIAL']],
  ['and nothing else', ['IMAP4rev1', 'AUTH=PLAIN', 'ENABLE', 'UIDONLY', 'PARTIAL', 'UIDPLUS', 'IDLE']],
] as const;

const said = (site: EngineSite): string => site.flights.join('');

/** No command names messages by numbers. */
function expectUidsOnly(site: EngineSite): void {
  expect(said(site)).toContain('UIDONLY');
  expect(said(site)).not.toMatch(/^T\d+ (?:FETCH|STORE|SEARCH|COPY|MOVE|SORT) /m);
  expect(site.problems).toEqual([]);
}

async function opened(options: SiteOptions): Promise<EngineSite> {
  const site = new EngineSite(options);
  await site.open();
  await site.clock.advance(3_000);
  return site;
}

describe.each(WAYS)('a server that has UIDs only, %s', (_way, capabilities) => {
  it('shows windows anywhere, and what comes, goes and changes', async () => {
    const site = await opened({ capabilities, messages: 400 });
    expect(site.list.exists).toBe(400);
    expect(site.shown().slice(0, 50)).toEqual(site.held().slice(0, 50));
    site.want(250, 330);
    await site.clock.advance(2_000);
    expect(site.shown().slice(250, 331)).toEqual(site.held().slice(250, 331));
    site.box.expunge(
      new Set(site.box.messages.filter(({ uid }) => uid === 395 || uid === 120 || uid === 200)),
    );
    for (const message of site.box.messages)
      if (message.uid === 390) site.box.setFlags(message, ['\\Flagged'], null);
    site.deliver(2);
    await site.clock.advance(65_000);
    expect(site.list.exists).toBe(399);
    const [shown, held] = [site.shown(), site.held()];
    for (const [i, row] of shown.entries()) if (row !== 'nothing') expect(row).toBe(held[i]);
    expect(shown.slice(0, 40)).toEqual(held.slice(0, 40));
    site.want(0, 398);
    await site.clock.advance(10_000);
    expect(site.shown()).toEqual(site.held());
    expectUidsOnly(site);
  });

  it('reads places anew when messages went while they were on their way', async () => {
    const site = await opened({ capabilities, messages: 400, slowMs: 50 });
    site.want(200, 299);
    await site.clock.advance(20);
    site.box.expunge(new Set(site.box.messages.filter(({ uid }) => uid < 40 || uid === 180)));
    site.server.settle();
    await site.clock.advance(65_000);
    expect(site.list.exists).toBe(360);
    site.want(0, 359);
    await site.clock.advance(20_000);
    expect(site.shown()).toEqual(site.held());
    expectUidsOnly(site);
  });

  it('is acted on, read and asked for dates', async () => {
    const site = await opened({ capabilities, messages: 60 });
    const uid = site.list.rowAt(3)?.uid ?? (0 as never);
    site.tell({
      kind: 'op',
      op: {
        id: 'one',
        account: SITE_ACCOUNT,
        mailbox: INBOX,
        uidValidity: site.box.uidValidity as never,
        uids: [uid],
        action: { kind: 'flag', flag: '\\Flagged', add: true },
      },
    });
    await site.clock.advance(2_000);
    expect(site.shown()[3]).toBe(`${uid} \\Flagged`);
    expect(site.held()[3]).toBe(`${uid} \\Flagged`);
    const read = await site.request({ kind: 'open-message', account: SITE_ACCOUNT, mailbox: INBOX, uid });
    expect(read).toMatchObject({ ok: true, value: { text: 'Body\r\n' } });
    const dates = await site.request({ kind: 'folder-dates', account: SITE_ACCOUNT, mailbox: INBOX });
    expect(dates).toMatchObject({ ok: true, value: { exists: 60 } });
    expectUidsOnly(site);
  });
});

it('all of a large folder is there at a server that cuts it for whoever counts', async () => {
  const yahoo = personalities.find(({ name }) => name === 'yahoo');
  if (!yahoo) throw new Error('no such manners');
  const site = await opened({ personality: yahoo, messages: 10_300 });
  expect(site.list.exists).toBe(10_300);
  site.want(10_250, 10_299);
  await site.clock.advance(2_000);
  expect(site.shown().slice(-50)).toEqual(site.held().slice(-50));
  expectUidsOnly(site);
});
