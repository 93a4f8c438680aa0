/** What the index of words hears of, whenever it comes. */
import { describe, expect, it } from 'vitest';
import { LocalIndex } from '../../../../lib/engine/text-index/local-index';
import { MAX_EARLY } from '../../../../lib/engine/text-index/limits';
import { toMailboxName, toUid, type UidValidity } from '../../../../lib/imap/types';
import type { MessageDetail } from '../../../../lib/mail';
import { createMemoryStore } from '../../../../lib/store';
import { VirtualClock } from '../support';
import { fakeIndex } from './fake-index';

const INBOX = toMailboxName('INBOX');
const key = (account: string) => ({ account, mailbox: INBOX, uidValidity: 7 as UidValidity });

const detail = (uid: number, text: string): MessageDetail => ({
  uid: toUid(uid),
  subject: 'Notes',
  from: [],
  sender: [],
  replyTo: [],
  to: [],
  cc: [],
  bcc: [],
  date: 0,
  messageId: null,
  html: null,
  text,
  htmlTooLarge: false,
  truncated: false,
  attachments: [],
  inlineParts: [],
});

function made() {
  const clock = new VirtualClock();
  const index = new LocalIndex({
    store: createMemoryStore(),
    ask: () => 'tab',
    setTimer: clock.setTimer,
    onGrew: () => undefined,
    log: () => undefined,
  });
  return { clock, index };
}

describe('the local index', () => {
  it('hears of what came while it was on its way, and of nobody who went meanwhile', async () => {
    const { clock, index } = made();
    index.opened('a');
    index.opened('b');
    index.text(key('a'), detail(1, 'herons at the weir'));
    index.text(key('b'), detail(1, 'herons elsewhere'));
    index.forget('b');
    const fake = fakeIndex();
    index.attach('tab', fake.port);
    await clock.advance(5_000);
    const found = await index.find('a', null, { kind: 'text', value: 'heron' });
    expect(found?.map(({ texts, candidates }) => [texts, [...(candidates ?? [])]])).toEqual([[1, [1]]]);
    expect(fake.told.some((told) => 'account' in told && told.account === 'b')).toBe(false);
    expect(await index.find('b', null, { kind: 'text', value: 'heron' })).toBeNull();
  });

  it('keeps no more for it than it must', async () => {
    const { clock, index } = made();
    index.opened('a');
    for (let uid = 1; uid <= 3 * MAX_EARLY; uid++) index.text(key('a'), detail(uid, 'herons'));
    const fake = fakeIndex();
    index.attach('tab', fake.port);
    await clock.advance(5_000);
    expect(fake.told).toHaveLength(MAX_EARLY);
  });
});
