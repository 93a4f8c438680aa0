/** What is read before anybody asks: what, when, how much, and who goes first. */
import { describe, expect, it } from 'vitest';
import {
  AHEAD_MESSAGE_OCTETS,
  AHEAD_OCTETS,
  AHEAD_PERIOD_MS,
  AHEAD_QUIET_MS,
  AHEAD_REFUSED_MS,
  AHEAD_ROWS,
} from '../../../lib/engine/limits';
import { toMailboxName } from '../../../lib/imap/types';
import { createMemoryStore } from '../../../lib/store';
import { settle, USER } from '../../support/session-world';
import { EngineSite, SITE_ACCOUNT, type SiteOptions } from '../../support/engine-site';

const INBOX = toMailboxName('INBOX');
const ARCHIVE = toMailboxName('Archive');

const MAIL = new TextEncoder().encode(
  'From: Bo <bo@example.com>\r\nTo: ana@example.org\r\nSubject: Kept\r\n\r\nBody\r\n',
);

async function opened(options: SiteOptions = {}): Promise<EngineSite> {
  const site = new EngineSite({ messages: 5, ahead: true, ...options });
  for (let i = 0; i < 3; i += 1) site.server.deliver(USER.user, 'Archive', MAIL, i === 1 ? ['\\Seen'] : []);
  await site.open();
  return site;
}

const said = (site: EngineSite): string => site.flights.join('');
const bodies = (site: EngineSite): number => said(site).match(/BODY\.PEEK\[(?!HEADER)/g)?.length ?? 0;
const envelopes = (site: EngineSite): number => said(site).match(/BODYSTRUCTURE/g)?.length ?? 0;
const read = (site: EngineSite, uid: number) =>
  site.request({ kind: 'open-message', account: SITE_ACCOUNT, mailbox: INBOX, uid: uid as never });
const look = (site: EngineSite, visible: boolean, online = true): void =>
  site.tell({ kind: 'page-state', visible, online, woke: false });

describe('reading ahead', () => {
  it('reads the newest rows of folders nobody opened, and unread texts; nothing is marked as read, nothing is read twice', async () => {
    const site = await opened();
    await site.clock.advance(30_000);
    expect(bodies(site)).toBe(7);
    expect(said(site)).toContain('SELECT Archive');
    expect(site.box.messages.some(({ flags }) => flags.includes('\\Seen'))).toBe(false);
    expect(said(site)).not.toMatch(/BODY\[| STORE /);
    await site.kill(true);
    site.flights.length = 0;
    await site.open(ARCHIVE);
    await site.clock.advance(30_000);
    expect([bodies(site), envelopes(site)]).toEqual([0, 0]);
    expect(site.list.exists).toBe(3);
    const uid = site.list.rowAt(0)?.uid ?? (0 as never);
    const reply = await site.request({ kind: 'open-message', account: SITE_ACCOUNT, mailbox: ARCHIVE, uid });
    expect(reply).toMatchObject({ ok: true, value: { text: 'Body\r\n' } });
    expect(bodies(site)).toBe(0);
    expect(site.problems).toEqual([]);
  });

  it('goes on where it stopped', async () => {
    const site = await opened({ messages: 30 });
    await site.clock.advance(2_500);
    const first = bodies(site);
    expect(first).toBeGreaterThan(0);
    expect(first).toBeLessThan(30);
    await site.kill(true);
    await site.open();
    await site.clock.advance(60_000);
    expect(bodies(site)).toBe(32);
  });

  it('waits when somebody does something, and nobody waits for more than one small command of it', async () => {
    const site = await opened({ messages: AHEAD_ROWS, slowMs: 100 });
    while (bodies(site) < 3) await site.clock.advance(10);
    // One is under way at this very moment.
    const before = site.flights.length;
    const asked = site.clock.now;
    let answered = 0;
    const uid = 1;
    void read(site, uid).then(() => (answered = site.clock.now));
    await settle();
    // Sent at once, behind that one.
    expect(site.flights.slice(before).join('')).toMatch(/^T\d+ UID FETCH 1 \(/);
    while (answered === 0) await site.clock.advance(10);
    expect(answered - asked).toBeLessThanOrEqual(200);
    const after = site.flights.length;
    await site.clock.advance(asked + AHEAD_QUIET_MS - site.clock.now - 50);
    expect(site.flights.slice(after).join('')).not.toContain('FETCH');
    await site.clock.advance(60_000);
    expect(bodies(site)).toBe(AHEAD_ROWS + 2);
  });

  it('joins the reading of a message that somebody opens just then', async () => {
    const site = await opened({ messages: 2, slowMs: 100 });
    while (bodies(site) < 1) await site.clock.advance(10);
    const coming = read(site, 2);
    await site.clock.advance(10_000);
    expect(await coming).toMatchObject({ ok: true, value: { uid: 2, text: 'Body\r\n' } });
    expect(said(site).match(/UID FETCH 2 /g)).toHaveLength(1);
  });

  it('reads the two messages after one that is opened, the way somebody goes', async () => {
    const site = await opened({ messages: 20 });
    for (const message of site.box.messages) site.box.setFlags(message, ['\\Seen'], null);
    site.server.settle();
    await site.clock.advance(10_000);
    const asked = () =>
      [...said(site).matchAll(/UID FETCH (\d+) \([^)]*BODY\.PEEK\[(?!HEADER)/g)].map(([, uid]) =>
        Number(uid),
      );
    site.flights.length = 0;
    for (const [uid, expected] of [
      [10, [10, 9, 8]],
      [9, [7]],
      [12, [12, 13, 14]],
    ] as const) {
      await read(site, uid);
      await site.clock.advance(1_000);
      expect(asked()).toEqual(expected);
      site.flights.length = 0;
    }
  });

  it.each([
    ['nobody looks', (site: EngineSite) => look(site, false)],
    ['there is no network', (site: EngineSite) => look(site, true, false)],
    ['data is to be saved', (site: EngineSite) => site.tell({ kind: 'ahead', on: false })],
    ['the browser has no room', (site: EngineSite) => void (site.hasRoom = false)],
  ])('stops while %s, and goes on afterwards', async (_why, stop) => {
    const site = await opened({ messages: 30 });
    await site.clock.advance(2_300);
    stop(site);
    await site.clock.advance(200);
    const then = bodies(site);
    expect(then).toBeLessThan(30);
    await site.clock.advance(60_000);
    expect(bodies(site)).toBe(then);
    site.hasRoom = true;
    site.tell({ kind: 'ahead', on: true });
    look(site, true);
    await site.clock.advance(AHEAD_REFUSED_MS + 60_000);
    expect(bodies(site)).toBe(32);
  });

  it('leaves a server alone that refuses', async () => {
    let refused = 0;
    const site = await opened({
      messages: 10,
      said: (text) =>
        text.includes('BODY[1]') && refused++ === 0
          ? text.replace(/^[^]*\r\n(T\d+) OK [^\r]*\r\n$/, '$1 NO [THROTTLED] Too much, wait\r\n')
          : text,
    });
    await site.clock.advance(60_000);
    expect(bodies(site)).toBe(1);
    await site.clock.advance(AHEAD_REFUSED_MS);
    expect(bodies(site)).toBe(12);
  });

  it('reads what comes, and never over more than two connections', async () => {
    const site = await opened({ messages: 1 });
    await site.clock.advance(30_000);
    const before = bodies(site);
    site.deliver(2);
    await site.clock.advance(30_000);
    expect(bodies(site)).toBe(before + 2);
    expect(said(site).match(/AUTHENTICATE/g)?.length).toBeLessThanOrEqual(2);
  });

  it('leaves what is long, and old, for whoever opens it, and stays within its quota', async () => {
    const letters = (octets: number) =>
      new TextEncoder().encode(`From: Bo <bo@example.com>\r\nSubject: Long\r\n\r\n${'x'.repeat(octets)}`);
    const site = await opened({ messages: AHEAD_ROWS });
    site.server.deliver(USER.user, 'INBOX', letters(AHEAD_MESSAGE_OCTETS));
    site.server.deliver(USER.user, 'INBOX', letters(AHEAD_MESSAGE_OCTETS + 1));
    await site.clock.advance(60_000);
    const asked = [...said(site).matchAll(/UID FETCH (\d+) \([^)]*BODY\.PEEK\[(?!HEADER)/g)].map(([, uid]) =>
      Number(uid),
    );
    expect(asked.filter((uid) => uid > AHEAD_ROWS)).toEqual([AHEAD_ROWS + 1]);
    expect(asked).not.toContain(2);
    // Each is one message of the length that is just read.
    for (let i = 0; i <= AHEAD_OCTETS / AHEAD_MESSAGE_OCTETS; i += 1) {
      site.server.deliver(USER.user, 'INBOX', letters(AHEAD_MESSAGE_OCTETS));
      if (i % 10 === 9) await site.clock.advance(10_000);
    }
    await site.clock.advance(60_000);
    const before = bodies(site);
    site.deliver(1);
    await site.clock.advance(AHEAD_REFUSED_MS * 2);
    expect(bodies(site)).toBe(before);
    await site.clock.advance(AHEAD_PERIOD_MS);
    expect(bodies(site)).toBeGreaterThan(before);
  });

  it('does nothing at all where it is not switched on', async () => {
    const site = new EngineSite({ messages: 5, store: createMemoryStore() });
    await site.open();
    await site.clock.advance(60_000);
    expect(bodies(site)).toBe(0);
  });
});
