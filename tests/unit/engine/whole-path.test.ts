/** From the server's bytes to what a page shows, and back: engine, real session and parser, server in memory. */
import { describe, expect, it } from 'vitest';
import type { EngineClient } from '../../../lib/engine';
import { toMailboxName, toUid } from '../../../lib/imap';
import { settle, USER } from '../../support/session-world';
import { account, Site } from './site';
import { INBOX } from './support';

const trash = toMailboxName('Trash');

/** UIDs of the first rows as the page shows them. */
const top = (client: EngineClient, count: number): (number | undefined)[] =>
  Array.from({ length: count }, (_, i) => client.list(account, INBOX).rowAt(i)?.uid);

describe('the whole path', () => {
  it('opens a large mailbox by its window and jumps to its oldest message', async () => {
    const site = new Site(3_000);
    const client = await site.signedIn();
    const list = client.list(account, INBOX);
    expect(list).toMatchObject({ status: 'ready', rowCount: 3_000, readOnly: false });
    expect(top(client, 3)).toEqual([3_000, 2_999, 2_998]);
    expect(client.folders(account)).toMatchObject([
      { role: 'inbox', total: 3_000, unseen: 3_000 },
      { role: 'trash', total: 0 },
    ]);
    client.wantRows(account, INBOX, 2_950, 2_999);
    await site.clock.advance(1_000);
    expect(client.list(account, INBOX).rowAt(2_999)).toMatchObject({
      uid: 1,
      subject: 'Message',
      seen: false,
    });
    expect(site.connections).toBe(1);
  });

  it('acts, is confirmed, and takes back', async () => {
    const site = new Site(5);
    const client = await site.signedIn();
    const on = (uid: number) => ({
      account,
      mailbox: INBOX,
      uidValidity: client.list(account, INBOX).uidValidity,
      uids: [toUid(uid)],
    });
    const server = (name: string) => site.server.account(USER.user)?.mailbox(name)?.messages ?? [];

    const star = client.dispatch({ ...on(4), action: { kind: 'flag', flag: '\\Flagged', add: true } });
    expect(client.list(account, INBOX).rowAt(1)?.starred).toBe(true);
    await site.clock.advance(1_000);
    expect(server('INBOX').map((message) => message.flags.length > 0)).toEqual([
      false,
      false,
      false,
      true,
      false,
    ]);
    expect(client.list(account, INBOX).rowAt(1)?.starred).toBe(true);
    client.undo(star.id);
    expect(client.list(account, INBOX).rowAt(1)?.starred).toBe(false);
    await site.clock.advance(1_000);
    expect(server('INBOX').map((message) => message.flags.length)).toEqual([0, 0, 0, 0, 0]);

    const move = client.dispatch({ ...on(3), action: { kind: 'move', to: trash, purpose: 'trash' } });
    expect(top(client, 5)).toEqual([5, 4, 2, 1, undefined]);
    await site.clock.advance(1_000);
    expect([server('INBOX').length, server('Trash').length]).toEqual([4, 1]);
    expect(client.folders(account)).toMatchObject([{ total: 4 }, { total: 1 }]);
    client.undo(move.id);
    await site.clock.advance(2_000);
    expect([server('INBOX').length, server('Trash').length]).toEqual([5, 0]);
    expect(top(client, 5)).toEqual([6, 5, 4, 2, 1]);
    expect(site.logged).toEqual([]);
  });

  it('shows in two tabs what others do, over one connection', async () => {
    const site = new Site(4);
    const client = await site.signedIn();
    const other = await site.openTab('b');
    other.watch(account, INBOX);
    await site.clock.advance(500);
    site.deliver(2);
    await site.clock.advance(2_000);
    for (const tab of [client, other]) {
      expect(top(tab, 6)).toEqual([6, 5, 4, 3, 2, 1]);
      expect(tab.newMail).toMatchObject({ mailbox: INBOX, count: 2 });
      expect(tab.folders(account)[0]).toMatchObject({ total: 6, unseen: 6 });
    }
    expect(site.connections).toBe(1);
  });

  it('keeps what was done offline, and the list true, over a lost connection', async () => {
    const site = new Site(4);
    const client = await site.signedIn();
    site.cutAll();
    await settle();
    expect(client.connection(account).kind).toBe('reconnecting');
    const { uidValidity } = client.list(account, INBOX);
    const action = { kind: 'flag', flag: '\\Seen', add: true } as const;
    client.dispatch({ account, mailbox: INBOX, uidValidity, uids: [toUid(2)], action });
    site.deliver(1);
    await site.clock.advance(10_000);
    expect(client.connection(account).kind).toBe('live');
    expect(top(client, 5)).toEqual([5, 4, 3, 2, 1]);
    expect(client.list(account, INBOX).rowAt(3)?.seen).toBe(true);
    expect(client.recentOps().map((recent) => recent.state.kind)).toEqual(['done']);
    expect(client.folders(account)[0]).toMatchObject({ total: 5, unseen: 4 });
  });

  it('opens a message once and closes every connection at sign-out', async () => {
    const site = new Site(2);
    const client = await site.signedIn();
    const opened = client.openMessage(account, INBOX, toUid(2), false);
    await site.clock.advance(500);
    expect(await opened).toMatchObject({
      ok: true,
      value: { subject: 'Message', text: expect.stringContaining('Body') },
    });
    const gone = client.signOut(account);
    await site.clock.advance(3_000);
    await gone;
    expect(client.accounts).toEqual([]);
    expect(site.connections).toBe(0);
  });
});
