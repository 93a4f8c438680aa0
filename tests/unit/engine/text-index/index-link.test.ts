/** The engine's end of the index: whose worker it is, what waits for it, and what happens when it is gone. */
import { describe, expect, it } from 'vitest';
import { IndexLink } from '../../../../lib/engine/text-index/index-link';
import { AGAIN_MS, FIND_MS, MAX_STARTS, MAX_WAITING } from '../../../../lib/engine/text-index/limits';
import type { IndexOrder } from '../../../../lib/engine/text-index/messages';
import { toMailboxName, toUid, type UidValidity } from '../../../../lib/imap/types';
import { settle, VirtualClock } from '../support';
import { fakeIndex, type FakeIndex } from './fake-index';

const INBOX = toMailboxName('INBOX');
const tea = { kind: 'text', value: 'tea' } as const;
const rows = (uid: number, subject = 'Tea'): IndexOrder => ({
  kind: 'rows',
  account: 'a',
  mailbox: INBOX,
  uidValidity: 7 as UidValidity,
  rows: [{ uid: toUid(uid), from: 'bo@example.com', to: '', subject }],
});

function made(tabs: readonly string[]) {
  const clock = new VirtualClock();
  const asked: string[] = [];
  const logged: string[] = [];
  let ready = 0;
  const link = new IndexLink({
    ask: (not) => {
      const tab = tabs.find((one) => !not.has(one)) ?? null;
      if (tab !== null) asked.push(tab);
      return tab;
    },
    setTimer: clock.setTimer,
    onReady: () => (ready += 1),
    onTaken: () => undefined,
    log: (text) => logged.push(text),
  });
  const attach = (tab: string): FakeIndex => {
    const index = fakeIndex();
    link.attach(tab, index.port);
    return index;
  };
  return { clock, asked, logged, link, attach, ready: () => ready };
}

describe('the link to the index', () => {
  it('asks the next page where one cannot, and none twice', () => {
    const { link, asked, attach, ready } = made(['a', 'b']);
    link.want();
    link.want();
    expect(asked).toEqual(['a']);
    link.attach('a', null);
    expect(asked).toEqual(['a', 'b']);
    attach('b');
    expect(ready()).toBe(1);
    // Nobody asked for this one.
    const other = attach('a');
    expect(other.isOver).toBe(true);
  });

  it('has batches taken one after the other, questions in between, and is gone with its page', async () => {
    const { link, attach, asked, ready } = made(['a', 'b']);
    expect(await link.give(rows(1))).toBe(false);
    expect(await link.find('a', INBOX, tea)).toBeNull();
    link.want();
    const index = attach('a');
    const taken = [link.give(rows(1)), link.give(rows(2))];
    expect(index.told).toHaveLength(1);
    expect(await Promise.all(taken)).toEqual([true, true]);
    const [found] = (await link.find('a', null, tea)) ?? [];
    expect([...(found?.candidates ?? [])]).toEqual([2, 1]);
    const last = link.give(rows(3));
    link.tabGone('a');
    expect(await last).toBe(false);
    expect(index.isOver).toBe(true);
    expect(asked).toEqual(['a', 'a']);
    attach('a');
    expect(ready()).toBe(2);
    expect(await link.find('a', null, tea)).toEqual([]);
  });

  it('refuses what is too much, and drops what waits of an account that goes', async () => {
    const { link, attach } = made(['a']);
    link.want();
    const index = attach('a');
    index.freeze();
    const given = Array.from({ length: MAX_WAITING + 2 }, (_, i) => link.give(rows(i + 1)));
    expect(await given.at(-1)).toBe(false);
    link.forget('a');
    expect(await given[1]).toBe(false);
    expect(index.told.at(-1)).toEqual({ kind: 'forget', account: 'a' });
  });

  it('begins another when it is silent, and gives up after some', async () => {
    const tabs = Array.from({ length: 10 }, (_, i) => `tab${i}`);
    const { clock, link, attach, asked, logged } = made(tabs);
    link.want();
    for (let i = 0; i <= MAX_STARTS; i++) {
      const tab = asked.at(-1) ?? '';
      attach(tab).freeze();
      const found = link.find('a', INBOX, tea);
      await clock.advance(FIND_MS);
      expect(await found).toBeNull();
    }
    await settle();
    expect(asked).toHaveLength(MAX_STARTS + 1);
    expect(new Set(asked).size).toBe(asked.length);
    expect(logged).toHaveLength(MAX_STARTS + 1);
  });

  it('asks another page, and later the same one again, when what it began was not loaded; one that broke at work only a few times', async () => {
    const { clock, link, attach, asked, ready } = made(['a']);
    link.want();
    for (let i = 0; i < MAX_STARTS + 2; i++) {
      const index = attach('a');
      index.freeze();
      const given = link.give(rows(1));
      link.attach('a', null);
      expect(await given).toBe(false);
      expect(index.isOver).toBe(true);
      expect(asked).toHaveLength(i + 1);
      await clock.advance(AGAIN_MS);
      expect(asked).toHaveLength(i + 2);
    }
    const before = asked.length;
    for (let i = 0; i <= MAX_STARTS; i++) {
      attach('a');
      expect(await link.give(rows(1))).toBe(true);
      link.attach('a', null);
      await clock.advance(AGAIN_MS);
    }
    expect(asked).toHaveLength(before + MAX_STARTS);
    expect(ready()).toBe(MAX_STARTS + 2 + MAX_STARTS + 1);
  });
});
