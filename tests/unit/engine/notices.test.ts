import { describe, expect, it } from 'vitest';
import { MAX_NOTICE_TEXT, MAX_NOTICES, NEW_MAIL_QUIET_MS } from '../../../lib/engine/limits';
import type { NewsOfMail } from '../../../lib/engine/page-notices';
import type { Uid, UidValidity } from '../../../lib/imap';
import type { FetchItems } from '../../../lib/imap/types';
import { ana, anaId, createWorld, INBOX, settle, type TestTab, type World } from './support';

const items = (uid: number, subject: string, name = 'Bo', flags: readonly string[] = []): FetchItems => ({
  uid: uid as Uid,
  flags,
  envelope: {
    date: null,
    subject,
    from: [{ name, mailbox: 'bo', host: 'example.com' }],
    sender: [],
    replyTo: [],
    to: [],
    cc: [],
    bcc: [],
    inReplyTo: null,
    messageId: null,
  },
});

const heard = (tab: TestTab): NewsOfMail[] =>
  tab.posted.filter((message): message is NewsOfMail => message.kind === 'notices');

/** Two tabs out of sight that may notify; the first shows the inbox. */
async function hidden(): Promise<{ world: World; tabs: readonly [TestTab, TestTab] }> {
  const world = createWorld();
  const tabs = [await world.openTab(), await world.openTab()] as const;
  await tabs[0].client.signIn(ana);
  tabs[0].client.watch(anaId, INBOX);
  await settle();
  world.session.open(1);
  world.session.listener.status(INBOX, { messages: 1, unseen: 0, uidNext: 2 as Uid });
  for (const tab of tabs) {
    tab.client.notices.allow(true);
    tab.events.onState({ visible: false, online: true });
  }
  await settle();
  return { world, tabs };
}

/** New mail of a mailbox that is watched. */
async function arrive(world: World, ...rows: readonly FetchItems[]): Promise<void> {
  const first = rows[0]?.uid ?? 2;
  world.session.listener.exists(INBOX, first - 1 + rows.length);
  world.session.listener.fetched(
    INBOX,
    rows.map((row) => ({ seq: row.uid ?? 0, items: row })),
  );
  await settle();
  await world.clock.advance(NEW_MAIL_QUIET_MS);
  await settle();
}

describe('notifications of new mail', () => {
  it('are told to one tab, once, with sender and subject and no more', async () => {
    const { world, tabs } = await hidden();
    await arrive(world, items(2, 'Boat'), items(3, 'Garden', ''));
    expect(heard(tabs[0])).toEqual([]);
    expect(heard(tabs[1])).toEqual([
      {
        kind: 'notices',
        account: anaId,
        count: 2,
        notices: [
          { mailbox: INBOX, uid: 3, from: 'bo@example.com', subject: 'Garden' },
          { mailbox: INBOX, uid: 2, from: 'Bo', subject: 'Boat' },
        ],
      },
    ]);
    // The counters tell of the same mail later.
    world.session.listener.status(INBOX, { messages: 3, unseen: 2, uidNext: 4 as Uid });
    await world.clock.advance(NEW_MAIL_QUIET_MS);
    expect(heard(tabs[1])).toHaveLength(1);
  });

  it('are not told while a tab is in sight, to tabs that may not, nor of mail that is read', async () => {
    const { world, tabs } = await hidden();
    tabs[0].events.onState({ visible: true, online: true });
    await settle();
    await arrive(world, items(2, 'Seen by looking'));
    tabs[0].events.onState({ visible: false, online: true });
    for (const tab of tabs) tab.client.notices.allow(false);
    await settle();
    await arrive(world, items(3, 'Not allowed'));
    tabs[0].client.notices.allow(true);
    await settle();
    await arrive(world, items(4, 'Read elsewhere', 'Bo', ['\\Seen']));
    expect([...heard(tabs[0]), ...heard(tabs[1])]).toEqual([]);
    await arrive(world, items(5, 'Now'));
    expect(heard(tabs[0]).map(({ notices }) => notices[0]?.subject)).toEqual(['Now']);
  });

  it('come from the tab that was looked at last', async () => {
    const { world, tabs } = await hidden();
    tabs[0].events.onState({ visible: true, online: true });
    tabs[0].events.onState({ visible: false, online: true });
    await settle();
    await arrive(world, items(2, 'Boat'));
    expect(heard(tabs[0])).toHaveLength(1);
    expect(heard(tabs[1])).toEqual([]);
  });

  it('are bounded in number and length, whatever was sent', async () => {
    const { world, tabs } = await hidden();
    const long = '\u{1f33f}'.repeat(500);
    await arrive(world, ...Array.from({ length: 40 }, (_, index) => items(index + 2, `${long}\u202e`, long)));
    const [news] = heard(tabs[1]);
    expect(news?.count).toBe(40);
    expect(news?.notices).toHaveLength(MAX_NOTICES);
    for (const { from, subject } of news?.notices ?? []) {
      expect(from.length).toBeLessThanOrEqual(MAX_NOTICE_TEXT + 1);
      expect(subject.length).toBeLessThanOrEqual(MAX_NOTICE_TEXT + 1);
      expect(subject.isWellFormed() && !subject.includes('\u202e')).toBe(true);
    }
  });

  it('also come when no tab shows the inbox: the counters tell, and the new messages are read', async () => {
    const { world, tabs } = await hidden();
    const [tab] = tabs;
    tab.client.watch(anaId, 'Archive' as never);
    await settle();
    world.session.newsItems = [items(1, 'Old'), items(2, 'Boat')];
    world.session.listener.status(INBOX, {
      messages: 2,
      unseen: 1,
      uidNext: 3 as Uid,
      uidValidity: 7 as UidValidity,
    });
    await settle();
    expect(world.session.calls).toContain('news 2:3');
    expect(heard(tabs[1]).map(({ notices }) => notices.map(({ subject }) => subject))).toEqual([['Boat']]);
    // Another mailbox of that name begins anew: nothing in it is news.
    world.session.listener.status(INBOX, {
      messages: 9,
      unseen: 9,
      uidNext: 90 as Uid,
      uidValidity: 8 as UidValidity,
    });
    await settle();
    expect(heard(tabs[1])).toHaveLength(1);
  });

  it('are asked for again from an engine that took over', async () => {
    const { world, tabs } = await hidden();
    tabs[1].events.onShow();
    await settle();
    tabs[1].events.onState({ visible: false, online: true });
    await settle();
    await arrive(world, items(2, 'Boat'));
    expect(heard(tabs[1])).toHaveLength(1);
  });
});
