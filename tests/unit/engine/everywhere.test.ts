/** A search in all folders: hits folder by folder, what stops it, and what is done to hits. */
import { describe, expect, it } from 'vitest';
import type { EngineClient } from '../../../lib/engine';
import { MAX_FOLDER_HITS } from '../../../lib/engine/limits';
import { toMailboxName } from '../../../lib/imap/types';
import { parseSearch, type SearchNode } from '../../../lib/mail';
import { USER } from '../../support/session-world';
import { account, Site } from './site';
import { INBOX } from './support';

const today = { year: 2027, month: 1, day: 15 };
const WALKS = toMailboxName('Walks');
const TRASH = toMailboxName('Trash');

function sought(text: string): SearchNode {
  const { node } = parseSearch(text, today);
  if (node === null) throw new Error('nothing is looked for');
  return node;
}

const mail = (subject: string, day: number): Uint8Array =>
  new TextEncoder().encode(
    `From: Bo <bo@example.com>\r\nTo: ana@example.org\r\nDate: ${day} Jan 2027 10:00:00 +0000\r\nSubject: ${subject}\r\n\r\nBody\r\n`,
  );

async function opened(): Promise<{ readonly site: Site; readonly client: EngineClient }> {
  const site = new Site(0);
  site.hasIndex = true;
  site.server.account(USER.user)?.create('Walks');
  site.server.account(USER.user)?.create('Empty');
  for (const [folder, subject, day] of [
    ['INBOX', 'Heron one', 3],
    ['Walks', 'Heron two', 5],
    ['Walks', 'Owl', 6],
    ['Trash', 'Heron gone', 4],
  ] as const)
    site.server.deliver(USER.user, folder, mail(subject, day));
  return { site, client: await site.signedIn() };
}

const subjects = (client: EngineClient, key: string): readonly string[] =>
  client.everywhere.snapshot(account, key).hits.map(({ mailbox, row }) => `${mailbox}: ${row.subject}`);

describe('a search in all folders', () => {
  it('finds what every folder has, the newest first, and does not disturb the one that is shown', async () => {
    const { site, client } = await opened();
    const end = client.everywhere.show(account, 'h', sought('heron'));
    await site.clock.advance(10_000);
    expect(subjects(client, 'h')).toEqual(['Walks: Heron two', 'Trash: Heron gone', 'INBOX: Heron one']);
    expect(client.everywhere.snapshot(account, 'h')).toMatchObject({
      count: 3,
      state: { kind: 'whole', failed: [] },
    });
    expect(site.connections).toBeLessThanOrEqual(3);
    expect(client.list(account, INBOX)).toMatchObject({ status: 'ready', rowCount: 1 });
    // Nobody asks a folder that is empty.
    const selected = site.transcript.lines().filter(({ text }) => /SELECT "?Empty/u.test(text));
    expect(selected).toEqual([]);
    end();
    expect(client.everywhere.snapshot(account, 'h')).toMatchObject({ hits: [], state: null });
    expect(site.logged).toEqual([]);
  });

  it('shows what is done to hits at once, and finds again what was moved back', async () => {
    const { site, client } = await opened();
    client.everywhere.show(account, 'h', sought('heron'));
    await site.clock.advance(10_000);
    const hit = client.everywhere.snapshot(account, 'h').hits[0];
    if (hit === undefined) throw new Error('nothing was found');
    const { mailbox, uidValidity, row } = hit;
    expect(mailbox).toBe(WALKS);
    const on = { account, mailbox, uidValidity, uids: [row.uid] };
    client.dispatch({ ...on, action: { kind: 'flag', flag: '\\Flagged', add: true } });
    expect(client.everywhere.snapshot(account, 'h').hits[0]?.row.starred).toBe(true);
    const { id } = client.dispatch({ ...on, action: { kind: 'move', to: TRASH, purpose: 'trash' } });
    expect(subjects(client, 'h')).not.toContain('Walks: Heron two');
    await site.clock.advance(10_000);
    expect(
      site.server
        .account(USER.user)
        ?.mailbox('Walks')
        ?.messages.map(({ uid }) => uid),
    ).toEqual([2]);
    client.undo(id);
    await site.clock.advance(10_000);
    expect(subjects(client, 'h')).toContain('Walks: Heron two');
    expect(client.everywhere.snapshot(account, 'h').hits.find((one) => one.mailbox === WALKS)?.row.uid).toBe(
      3,
    );
  });

  it('can be stopped, and says how far it came; without a connection it is what is known here', async () => {
    const { site, client } = await opened();
    client.everywhere.show(account, 'h', sought('heron'));
    client.everywhere.stop(account);
    await site.clock.advance(10_000);
    expect(client.everywhere.snapshot(account, 'h').state).toMatchObject({
      kind: 'partly',
      why: 'stopped',
      done: 0,
      folders: 3,
    });
    site.refuse = true;
    site.cutAll();
    await site.clock.advance(100);
    client.everywhere.show(account, 'off', sought('heron'));
    await site.clock.advance(60_000);
    expect(client.everywhere.snapshot(account, 'off').state).toMatchObject({
      kind: 'partly',
      why: 'offline',
    });
    expect(subjects(client, 'off')).toEqual(['INBOX: Heron one']);
    site.refuse = false;
    client.reconnect(account);
    await site.clock.advance(30_000);
    expect(client.everywhere.snapshot(account, 'off')).toMatchObject({ count: 3, state: { kind: 'whole' } });
  });

  it('shows so many of each folder, and counts them all', async () => {
    const { site, client } = await opened();
    for (let i = 0; i <= MAX_FOLDER_HITS; i++) site.server.deliver(USER.user, 'Walks', mail('Owls', 7));
    await site.clock.advance(5_000);
    client.everywhere.show(account, 'owls', sought('owls'));
    await site.clock.advance(10_000);
    const { hits, count } = client.everywhere.snapshot(account, 'owls');
    expect([hits.length, count]).toEqual([MAX_FOLDER_HITS, MAX_FOLDER_HITS + 1]);
  });
});
