/** Searches answered by the index of words: while the server is asked, without it, after a page and its worker went. */
import { describe, expect, it } from 'vitest';
import type { EngineClient } from '../../../lib/engine';
import { toUid } from '../../../lib/imap/types';
import { parseSearch, type MailView, type ViewState } from '../../../lib/mail';
import { FIND_MS } from '../../../lib/engine/text-index/limits';
import { settle, TARGET, USER } from '../../support/session-world';
import { account, Site } from './site';
import { INBOX } from './support';

const today = { year: 2027, month: 1, day: 15 };
const viewOf = (text: string): MailView => ({ search: parseSearch(text, today).node, order: 'newest' });
const COUNT = 300;

const mail = (n: number): Uint8Array =>
  new TextEncoder().encode(
    `From: Bo <bo@example.com>\r\nTo: ana@example.org\r\nSubject: Letter ${n}\r\n\r\n` +
      `Round n${n}${n === 7 ? ', the biscuits are in the tin' : ''}${n === 8 ? ', are the biscuits there?' : ''}\r\n`,
  );

interface Opened {
  readonly site: Site;
  readonly client: EngineClient;
}

/** The folder is open, its newest and its oldest messages are known, 7 and 8 were read, and the index has heard of it all. */
async function opened(): Promise<Opened> {
  const site = new Site(0);
  site.hasIndex = true;
  for (let n = 1; n <= COUNT; n++) site.server.deliver(USER.user, 'INBOX', mail(n));
  const client = await site.signedIn();
  client.wantRows(account, INBOX, COUNT - 20, COUNT - 1);
  await site.clock.advance(500);
  for (const uid of [7, 8]) expect((await read(site, client, uid)).ok).toBe(true);
  await site.clock.advance(10_000);
  return { site, client };
}

async function read(site: Site, client: EngineClient, uid: number): Promise<{ readonly ok: boolean }> {
  const reading = client.openMessage(account, INBOX, toUid(uid), false);
  await site.clock.advance(100);
  return reading;
}

async function shown(
  { site, client }: Opened,
  search: string,
): Promise<() => readonly (number | undefined)[]> {
  client.showView(account, INBOX, search, viewOf(search));
  client.wantRows(account, INBOX, 0, 49, search);
  await site.clock.advance(0);
  await settle();
  return () => {
    const list = client.list(account, INBOX, search);
    return Array.from({ length: list.rowCount }, (_, place) => list.rowAt(place)?.uid);
  };
}

const stateOf = (client: EngineClient, search: string): ViewState | undefined =>
  client.list(account, INBOX, search).view;

describe('a word in the text of a message that was read', () => {
  it('is found without a connection, and what was looked through is told', async () => {
    const world = await opened();
    world.site.refuse = true;
    world.site.cutAll();
    await world.site.clock.advance(100);
    const uids = await shown(world, 'biscuits');
    expect(uids()).toEqual([8, 7]);
    expect(stateOf(world.client, 'biscuits')).toMatchObject({ kind: 'asking', texts: 2, of: COUNT });
    await world.site.clock.advance(60_000);
    expect(uids()).toEqual([8, 7]);
    const state = stateOf(world.client, 'biscuits');
    expect(state).toMatchObject({ kind: 'partly', why: 'offline', here: 70, texts: 2, of: COUNT });
    // A phrase is looked up in the text itself.
    expect((await shown(world, '"biscuits are"'))()).toEqual([7]);
    expect((await shown(world, 'biscuits -tin'))()).toEqual([8]);
    expect((await shown(world, 'biscuits is:starred'))()).toEqual([]);
    // And the rest is asked for when there is a connection again.
    const letters = await shown(world, 'round');
    expect(letters()).toEqual([8, 7]);
    world.site.refuse = false;
    world.client.reconnect(account);
    await world.site.clock.advance(5_000);
    expect(stateOf(world.client, 'round')).toEqual({ kind: 'whole' });
    expect(world.client.list(account, INBOX, 'round').rowCount).toBe(COUNT);
    expect(world.site.logged).toEqual([]);
  });

  it('is found no more once the message is gone', async () => {
    const world = await opened();
    const { uidValidity } = world.client.list(account, INBOX);
    const action = { kind: 'expunge' } as const;
    world.client.dispatch({ account, mailbox: INBOX, uidValidity, uids: [toUid(8)], action });
    await world.site.clock.advance(60_000);
    world.site.refuse = true;
    world.site.cutAll();
    await world.site.clock.advance(100);
    expect((await shown(world, 'biscuits'))()).toEqual([7]);
  });

  it('is looked for in what the index learns while the answer is awaited', async () => {
    const world = await opened();
    world.site.refuse = true;
    world.site.cutAll();
    await world.site.clock.advance(100);
    expect((await shown(world, 'biscuits'))()).toEqual([8, 7]);
    // The page that began the index is frozen; the next one begins another, which is fed from the store.
    const other = await world.site.openTab('b');
    other.watch(account, INBOX);
    await settle();
    other.showView(account, INBOX, 'k', viewOf('biscuits'));
    expect(world.site.indexes).toHaveLength(1);
    world.site.indexes[0]?.freeze();
    other.showView(account, INBOX, 'k2', viewOf('tin'));
    other.wantRows(account, INBOX, 0, 49, 'k2');
    await world.site.clock.advance(FIND_MS + 60_000);
    expect(world.site.indexes).toHaveLength(2);
    const list = other.list(account, INBOX, 'k2');
    expect(list.rowCount).toBe(1);
    expect(list.rowAt(0)?.uid).toBe(7);
    // Once to each page.
    expect(world.site.logged.filter((line) => line.includes('index of words'))).toHaveLength(2);
  });
});

describe('the index', () => {
  it('is begun by one page of many, and by the next when that one goes', async () => {
    const { site, client } = await opened();
    const other = await site.openTab('b');
    expect(site.indexes).toHaveLength(1);
    await settle();
    expect(site.indexes[0]?.told.filter(({ kind }) => kind === 'rows').length).toBeGreaterThan(0);
    expect(client.accounts).toHaveLength(1);
    expect(other.accounts).toHaveLength(1);
  });

  it('forgets an account that signs out, at once', async () => {
    const { site, client } = await opened();
    const leaving = client.signOut(account);
    await site.clock.advance(1_000);
    await leaving;
    const told = site.indexes[0]?.told ?? [];
    expect(told.at(-1)).toEqual({ kind: 'forget', account });
    // Whoever signs in next begins with nothing.
    const again = client.signIn({ server: TARGET, ...USER });
    await site.clock.advance(500);
    expect((await again).ok).toBe(true);
  });

  it('is asked nothing while no words are looked for', async () => {
    const world = await opened();
    world.client.showView(account, INBOX, 'sorted', { search: null, order: 'sender' });
    await world.site.clock.advance(1_000);
    expect(world.site.indexes[0]?.told.some(({ kind }) => kind === 'find')).toBe(false);
  });
});
