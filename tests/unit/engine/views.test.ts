/** A folder searched and sorted: what is known answers at once, the server's word replaces it. */
import { describe, expect, it } from 'vitest';
import type { EngineClient } from '../../../lib/engine';
import { allCapabilities } from '../../../lib/imap-server/capabilities';
import { toUid } from '../../../lib/imap/types';
import { parseSearch, type MailView, type ViewOrder } from '../../../lib/mail';
import { USER } from '../../support/session-world';
import { account, Site } from './site';
import { INBOX } from './support';

const today = { year: 2027, month: 1, day: 15 };
const viewOf = (text: string, order: ViewOrder = 'newest'): MailView => ({
  search: parseSearch(text, today).node,
  order,
});

const COUNT = 300;

/** Message n of COUNT: every tenth is about tea, the sender's name falls as n grows, sizes rise and fall. */
function mail(n: number): Uint8Array {
  const sender = String(COUNT - n).padStart(4, '0');
  return new TextEncoder().encode(
    `From: Person ${sender} <p${sender}@example.com>\r\nTo: ana@example.org\r\n` +
      `Subject: ${n % 10 === 0 ? 'Tea' : 'Coffee'} ${n}\r\n\r\n${'x'.repeat((n * 37) % 101)}${n === 7 ? ' biscuit' : ''}\r\n`,
  );
}

async function opened(
  without: readonly string[] = [],
): Promise<{ readonly site: Site; readonly client: EngineClient }> {
  const capabilities = allCapabilities.filter((one) => !without.includes(one));
  const site = new Site(0, { capabilities });
  for (let n = 1; n <= COUNT; n++) site.server.deliver(USER.user, 'INBOX', mail(n));
  return { site, client: await site.signedIn() };
}

const uidsOf = (client: EngineClient, key: string): readonly (number | undefined)[] => {
  const list = client.list(account, INBOX, key);
  return Array.from({ length: list.rowCount }, (_, place) => list.rowAt(place)?.uid);
};

const commands = (site: Site, name: string): readonly string[] =>
  site.transcript
    .lines()
    .filter((line) => line.direction === 'C' && line.text.includes(name))
    .map((line) => line.text.replace(/^\S+ /u, ''));

describe('a folder that is searched', () => {
  it('answers with what is known, then with all there is, newest first', async () => {
    const { site, client } = await opened();
    client.showView(account, INBOX, 'tea', viewOf('subject:tea'));
    expect(client.list(account, INBOX, 'tea').status).toBe('loading');
    await Promise.resolve();
    await site.clock.advance(0);
    client.wantRows(account, INBOX, 0, 49, 'tea');
    await site.clock.advance(1_000);
    const list = client.list(account, INBOX, 'tea');
    expect(list.view).toEqual({ kind: 'whole' });
    expect(uidsOf(client, 'tea')).toEqual(Array.from({ length: 30 }, (_, i) => COUNT - 10 * i));
    expect(list.rowAt(29)?.subject).toBe('Tea 10');
    // The folder itself is as it was.
    expect(client.list(account, INBOX)).toMatchObject({ rowCount: COUNT });
    expect(client.list(account, INBOX).view).toBeUndefined();
  });

  it('finds what only the server can know, and says while it asks how much is known here', async () => {
    const { site, client } = await opened();
    const states: unknown[] = [];
    client.subscribe(() => {
      const { view } = client.list(account, INBOX, 'body');
      if (view !== undefined && states.at(-1) !== view) states.push(view);
    });
    client.showView(account, INBOX, 'body', viewOf('biscuit'));
    client.wantRows(account, INBOX, 0, 49, 'body');
    await site.clock.advance(1_000);
    expect(states[0]).toMatchObject({ kind: 'asking', of: COUNT, share: null });
    expect(states.at(-1)).toEqual({ kind: 'whole' });
    expect(uidsOf(client, 'body')).toEqual([7]);
  });

  it('shows ops at once, and keeps their outcome of messages the folder has no rows of', async () => {
    const { site, client } = await opened();
    client.showView(account, INBOX, 'old', viewOf('subject:"Tea 10" subject:tea'));
    client.wantRows(account, INBOX, 0, 49, 'old');
    await site.clock.advance(1_000);
    const before = client.list(account, INBOX, 'old');
    const uids = uidsOf(client, 'old').flatMap((uid) => (uid === undefined ? [] : [toUid(uid)]));
    expect(uids).toContain(toUid(10));
    const { uidValidity } = before;
    client.dispatch({
      account,
      mailbox: INBOX,
      uidValidity,
      uids: [toUid(10)],
      action: { kind: 'flag', flag: '\\Flagged', add: true },
    });
    const starred = (): boolean | undefined => {
      const list = client.list(account, INBOX, 'old');
      return list.rowAt(list.positionOf(toUid(10)) ?? -1)?.starred;
    };
    expect(starred()).toBe(true);
    await site.clock.advance(60_000);
    expect(starred()).toBe(true);
    client.dispatch({ account, mailbox: INBOX, uidValidity, uids: [toUid(10)], action: { kind: 'expunge' } });
    expect(uidsOf(client, 'old')).not.toContain(10);
    await site.clock.advance(60_000);
    expect(uidsOf(client, 'old')).not.toContain(10);
    expect(client.list(account, INBOX)).toMatchObject({ rowCount: COUNT - 1 });
  });

  it('takes in new mail that belongs, and lets go of what goes', async () => {
    const { site, client } = await opened();
    client.showView(account, INBOX, 'tea', viewOf('tea'));
    client.wantRows(account, INBOX, 0, 49, 'tea');
    await site.clock.advance(1_000);
    site.server.deliver(USER.user, 'INBOX', mail(310));
    site.server.deliver(USER.user, 'INBOX', mail(311));
    await site.clock.advance(5_000);
    expect(uidsOf(client, 'tea').slice(0, 2)).toEqual([COUNT + 1, COUNT]);
    const { uidValidity } = client.list(account, INBOX);
    const other = await site.openTab('b');
    other.watch(account, INBOX);
    await site.clock.advance(1_000);
    other.dispatch({
      account,
      mailbox: INBOX,
      uidValidity,
      uids: [toUid(COUNT)],
      action: { kind: 'expunge' },
    });
    await site.clock.advance(5_000);
    expect(uidsOf(client, 'tea').slice(0, 2)).toEqual([COUNT + 1, COUNT - 10]);
  });

  it('asks about new messages alone whether they belong, when only the server can know', async () => {
    const { site, client } = await opened();
    client.showView(account, INBOX, 'body', viewOf('biscuit'));
    client.wantRows(account, INBOX, 0, 49, 'body');
    await site.clock.advance(1_000);
    expect(uidsOf(client, 'body')).toEqual([7]);
    const before = commands(site, 'SEARCH').length;
    site.server.deliver(USER.user, 'INBOX', mail(311));
    site.server.deliver(USER.user, 'INBOX', mail(7));
    await site.clock.advance(10_000);
    expect(uidsOf(client, 'body')).toEqual([COUNT + 2, 7]);
    expect(client.list(account, INBOX, 'body').rowAt(0)?.subject).toBe('Coffee 7');
    expect(commands(site, 'SEARCH').slice(before)).toEqual([
      `UID SEARCH RETURN (ALL) UID ${COUNT + 1}:* TEXT "biscuit"`,
    ]);
  });

  it('ends with the folder it was of, and begins again with a new engine word', async () => {
    const { site, client } = await opened();
    const end = client.showView(account, INBOX, 'tea', viewOf('tea'));
    await site.clock.advance(1_000);
    end();
    expect(client.list(account, INBOX, 'tea')).toMatchObject({ status: 'loading', rowCount: 0 });
    await site.clock.advance(1_000);
    expect(client.list(account, INBOX)).toMatchObject({ status: 'ready', rowCount: COUNT });
  });

  it('without a connection it is what is known here, and that is said; with it again, all', async () => {
    const { site, client } = await opened();
    site.refuse = true;
    site.cutAll();
    await site.clock.advance(100);
    client.showView(account, INBOX, 'tea', viewOf('subject:tea'));
    client.wantRows(account, INBOX, 0, 49, 'tea');
    await site.clock.advance(30_000);
    const partly = client.list(account, INBOX, 'tea');
    expect(partly.view).toMatchObject({ kind: 'partly', why: 'offline', of: COUNT });
    expect(partly.rowCount).toBeGreaterThan(0);
    expect(partly.rowCount).toBeLessThan(30);
    site.refuse = false;
    await site.clock.advance(60_000);
    expect(client.list(account, INBOX, 'tea').view).toEqual({ kind: 'whole' });
    expect(uidsOf(client, 'tea')).toHaveLength(30);
  });
});

describe('a folder that is sorted', () => {
  const sorted = async (order: ViewOrder, without: readonly string[] = []) => {
    const { site, client } = await opened(without);
    client.showView(account, INBOX, order, viewOf('', order));
    client.wantRows(account, INBOX, 0, COUNT - 1, order);
    await site.clock.advance(5_000);
    return { site, client, uids: uidsOf(client, order) };
  };

  it.each([['with SORT', []] as const, ['without SORT, here', ['SORT']] as const])(
    'by sender and by size, %s',
    async (_, without) => {
      const bySender = await sorted('sender', without);
      expect(bySender.uids).toEqual(Array.from({ length: COUNT }, (__, i) => COUNT - i));
      expect(commands(bySender.site, 'SORT')).toHaveLength(without.length === 0 ? 1 : 0);
      const bySize = await sorted('largest', without);
      const list = bySize.client.list(account, INBOX, 'largest');
      const sizes = Array.from({ length: COUNT }, (__, place) => list.rowAt(place)?.size ?? -1);
      expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
      expect(sizes.at(-1)).toBeGreaterThan(0);
    },
  );

  it('oldest first, by one line of ranges', async () => {
    const { site, uids } = await sorted('oldest');
    expect(uids).toEqual(Array.from({ length: COUNT }, (_, i) => i + 1));
    expect(commands(site, 'SEARCH')).toEqual(['UID SEARCH RETURN (ALL) ALL']);
  });
});
