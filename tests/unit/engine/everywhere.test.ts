/** A search in all folders: hits folder by folder, what stops it, and what is done to hits. */
import { describe, expect, it } from 'vitest';
import type { EngineClient } from '../../../lib/engine';
import { FOLDER_HITS, MAX_FOUND_ROWS } from '../../../lib/engine/limits';
import { allCapabilities } from '../../../lib/imap-server/capabilities';
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

const mail = (subject: string, day: number, minute = 0): Uint8Array =>
  new TextEncoder().encode(
    `From: Bo <bo@example.com>\r\nTo: ana@example.org\r\nDate: ${day} Jan 2027 ${clock(minute)}:00 +0000\r\nSubject: ${subject}\r\n\r\nBody\r\n`,
  );

/** Minutes since six in the morning. */
const clock = (minute: number): string =>
  [6 + Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':');

const APART = allCapabilities.filter((one) => one !== 'MULTISEARCH');

async function opened(
  capabilities: readonly string[] = APART,
): Promise<{ readonly site: Site; readonly client: EngineClient }> {
  const site = new Site(0, { capabilities });
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

describe.each([
  ['folder by folder', APART],
  ['in one question', allCapabilities],
])('a search in all folders, %s', (_, capabilities) => {
  it('finds what every folder has, the newest first, and does not disturb the one that is shown', async () => {
    const { site, client } = await opened(capabilities);
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
    const { site, client } = await opened(capabilities);
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
    const { site, client } = await opened(capabilities);
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

  it('reads rows as far as somebody goes down the list, each where it belongs, and counts all there are', async () => {
    const { site, client } = await opened(capabilities);
    // Every third owl is in the inbox.
    const each = 3 * FOLDER_HITS;
    for (let i = 0; i < each; i++)
      site.server.deliver(USER.user, i % 3 === 0 ? 'INBOX' : 'Walks', mail(`Owls ${i}`, 7, i));
    await site.clock.advance(5_000);
    client.everywhere.show(account, 'owls', sought('owls'));
    await site.clock.advance(10_000);
    const first = client.everywhere.snapshot(account, 'owls');
    expect(first).toMatchObject({ count: each, rowCount: each, state: { kind: 'whole' } });
    expect(first.stands).toBeGreaterThanOrEqual(FOLDER_HITS);
    expect(first.stands).toBeLessThan(each);
    const stood = first.hits.slice(0, first.stands).map(({ row }) => row.subject);
    expect(stood).toEqual(Array.from(stood, (_row, place) => `Owls ${each - 1 - place}`));
    // Nobody has gone further yet: nothing more is read.
    await site.clock.advance(10_000);
    expect(client.everywhere.snapshot(account, 'owls').hits.length).toBe(first.hits.length);

    client.everywhere.want(account, each);
    await site.clock.advance(10_000);
    const all = client.everywhere.snapshot(account, 'owls');
    expect([all.hits.length, all.stands, all.count]).toEqual([each, each, each]);
    expect(all.hits.map(({ row }) => row.subject)).toEqual(
      Array.from({ length: each }, (_row, place) => `Owls ${each - 1 - place}`),
    );
    expect(site.logged).toEqual([]);
  });

  it('chooses all that was found, paints long work over it, and looks once more when that is taken back', async () => {
    const { site, client } = await opened(capabilities);
    for (let i = 0; i < 2 * FOLDER_HITS; i++) site.server.deliver(USER.user, 'Walks', mail('Heron again', 7));
    await site.clock.advance(5_000);
    client.everywhere.show(account, 'h', sought('heron'));
    await site.clock.advance(10_000);
    const choosing = client.folderDesk.chooseFound(account, null);
    await site.clock.advance(0);
    const chosen = await choosing;
    if (!chosen.ok) throw new Error(chosen.error.code);
    expect(chosen.value.map(({ mailbox, count, exact }) => [mailbox, count, exact])).toEqual([
      [INBOX, 1, true],
      [WALKS, 1 + 2 * FOLDER_HITS, true],
      [TRASH, 1, true],
    ]);
    const walks = chosen.value[1];
    if (walks === undefined) throw new Error('not found');
    const done = client.folderDesk.run(account, {
      says: 'trashed',
      job: { mailbox: WALKS, within: walks, action: { kind: 'move', to: TRASH, purpose: 'trash' } },
    });
    // Painted in the same frame, loaded or not.
    expect(client.everywhere.snapshot(account, 'h')).toMatchObject({ count: 2, rowCount: 2 });
    await site.clock.advance(30_000);
    const moved = await done;
    if (!moved.ok || moved.value.undo === null) throw new Error('it cannot be taken back');
    expect(client.everywhere.snapshot(account, 'h')).toMatchObject({ count: 2, rowCount: 2 });
    expect(subjects(client, 'h').filter((one) => one.startsWith('Walks'))).toEqual([]);
    // Taken back, they have other UIDs: they are looked for once more, also in a folder that was empty.
    const back = client.folderDesk.run(account, { says: 'undo', job: moved.value.undo });
    await site.clock.advance(30_000);
    expect((await back).ok).toBe(true);
    expect(client.everywhere.snapshot(account, 'h').count).toBe(3 + 2 * FOLDER_HITS);
    expect(subjects(client, 'h').filter((one) => one.startsWith('Walks')).length).toBeGreaterThan(0);
  });
});

describe('the question about all folders', () => {
  const asked = (site: Site): readonly string[] =>
    site.transcript
      .lines()
      .filter(({ direction, text }) => direction === 'C' && /ESEARCH|SEARCH/u.test(text))
      .map(({ text }) => text.replace(/^\S+ /u, ''));

  it('is one command where the server takes it, and no folder is opened in which nothing was found', async () => {
    const { site, client } = await opened(allCapabilities);
    site.server.account(USER.user)?.create('Owls');
    site.server.deliver(USER.user, 'Owls', mail('Owl', 6));
    await site.clock.advance(60_000);
    client.everywhere.show(account, 'h', sought('heron'));
    await site.clock.advance(10_000);
    expect(asked(site)).toEqual([
      'ESEARCH IN (mailboxes (INBOX Owls Walks Trash)) RETURN (ALL) TEXT "heron"',
    ]);
    expect(site.transcript.lines().filter(({ text }) => /(?:SELECT|EXAMINE) "?Owls/u.test(text))).toEqual([]);
    expect(client.everywhere.snapshot(account, 'h')).toMatchObject({ count: 3, state: { kind: 'whole' } });
  });

  it('keeps no more rows than it can hold', async () => {
    const { site, client } = await opened(allCapabilities);
    client.everywhere.show(account, 'h', sought('heron'));
    await site.clock.advance(10_000);
    client.everywhere.want(account, 10 * MAX_FOUND_ROWS);
    await site.clock.advance(10_000);
    expect(client.everywhere.snapshot(account, 'h').rowCount).toBe(3);
  });
});
