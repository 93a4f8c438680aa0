/** A folder opened again by a new engine: from the store at once, then brought up to date by the cheapest way that is true. */
import { describe, expect, it } from 'vitest';
import { allCapabilities } from '../../../lib/imap-server/capabilities';
import { toMailboxName } from '../../../lib/imap/types';
import { createMemoryStore, type Store } from '../../../lib/store';
import { settle } from '../../support/session-world';
import { EngineSite, SITE_ACCOUNT, type SiteOptions } from '../../support/engine-site';

const INBOX = toMailboxName('INBOX');
const without = (...names: readonly string[]): readonly string[] =>
  allCapabilities.filter((name) => !names.includes(name));
const WAYS = [
  ['QRESYNC', allCapabilities],
  ['CONDSTORE', without('QRESYNC')],
  ['CONDSTORE without ESEARCH', without('QRESYNC', 'ESEARCH')],
  ['neither', ['IMAP4rev1', 'AUTH=PLAIN']],
  ['UIDONLY and QRESYNC', [...allCapabilities, 'UIDONLY', 'PARTIAL']],
  ['UIDONLY alone', ['IMAP4rev1', 'AUTH=PLAIN', 'ENABLE', 'ESEARCH', 'UIDONLY', 'PARTIAL']],
  ['UIDONLY without ESEARCH', ['IMAP4rev1', 'AUTH=PLAIN', 'ENABLE', 'UIDONLY', 'PARTIAL']],
] as const;

/** Everything or two windows of it were looked at, saved, and the browser was closed. */
async function left(
  options: SiteOptions,
  windows: readonly (readonly [number, number])[],
): Promise<EngineSite> {
  const site = new EngineSite(options);
  await site.open();
  await site.clock.advance(2_000);
  for (const [first, last] of windows) {
    site.want(first, last);
    await site.clock.advance(2_000);
  }
  await site.clock.advance(60_000);
  await site.kill(true);
  site.flights.length = 0;
  return site;
}

const ALL = [[0, 499]] as const;
const SOME = [
  [0, 49],
  [120, 160],
  [250, 299],
] as const;

/** Messages whose envelopes were asked for: by sequence number, or by place where there are none. */
function envelopes(site: EngineSite): number {
  let count = 0;
  for (const [, seqs = '', partial = seqs] of site.flights
    .join('')
    .matchAll(/ FETCH (\S+) \([^\r]*ENVELOPE[^\r]*?(?:\(PARTIAL ([\d:]+)\))?\r/g)) {
    const [low = '0', high = low] = partial.split(':');
    count += Number(high) - Number(low) + 1;
  }
  return count;
}

const expunge = (site: EngineSite, isGone: (uid: number) => boolean): void =>
  void site.box.expunge(new Set(site.box.messages.filter(({ uid }) => isGone(uid))));

const flag = (site: EngineSite, isFlagged: (uid: number) => boolean): void => {
  for (const message of site.box.messages)
    if (isFlagged(message.uid)) site.box.setFlags(message, ['\\Flagged', '\\Seen'], null);
};

/** What the page shows where it knows a row must be what the server holds there. */
function agree(site: EngineSite): number {
  const held = site.held();
  const shown = site.shown();
  expect(shown).toHaveLength(held.length);
  const known = shown.flatMap((row, i) => (row === 'nothing' ? [] : [[row, held[i]] as const]));
  for (const [row, truth] of known) expect(row).toBe(truth);
  return known.length;
}

describe.each(WAYS)('a folder opened again on a server with %s', (_name, capabilities) => {
  it('shows what was there before a connection is made', async () => {
    const site = await left({ capabilities, messages: 300 }, SOME);
    site.offline = true;
    await site.open();
    expect(site.list.exists).toBe(300);
    expect(
      site
        .shown()
        .slice(0, 100)
        .filter((row) => row !== 'nothing').length,
    ).toBeGreaterThanOrEqual(50);
    expect(agree(site)).toBeGreaterThanOrEqual(50);
    expect(site.folders.map(({ name }) => name)).toEqual(['INBOX', 'Trash']);
    site.want(250, 299);
    await settle();
    expect(site.shown().at(-1)).toBe('1');
  });

  it.each([
    ['all of it known', ALL, 3],
    ['with gaps', SOME, 3],
  ])('asks for the envelopes of new messages only: %s', async (_what, windows, fresh) => {
    const site = await left({ capabilities, messages: 300 }, windows);
    expunge(site, (uid) => uid % 9 === 4 || (uid > 200 && uid < 212) || uid === 300);
    flag(site, (uid) => uid % 7 === 2);
    site.deliver(fresh);
    await site.open();
    await site.clock.advance(5_000);
    agree(site);
    expect(envelopes(site)).toBe(fresh);
    site.want(0, 499);
    await site.clock.advance(10_000);
    expect(site.shown()).toEqual(site.held());
    expect(await site.kept()).toEqual(site.held());
    expect(site.problems).toEqual([]);
  });

  it('finds that the oldest, the newest and everything went', async () => {
    for (const isGone of [
      (uid: number) => uid <= 20,
      (uid: number) => uid > 280,
      (uid: number) => uid > 20 && uid < 290,
      () => true,
    ]) {
      const site = await left({ capabilities, messages: 300 }, SOME);
      expunge(site, isGone);
      await site.open();
      await site.clock.advance(5_000);
      agree(site);
      expect(envelopes(site)).toBe(0);
      expect(site.list.exists).toBe(site.held().length);
      expect(site.problems).toEqual([]);
    }
  });
});

describe('a server that cannot be relied on', () => {
  const returns = async (
    said: (text: string) => string,
    change: (site: EngineSite) => void,
  ): Promise<EngineSite> => {
    let lies = false;
    const site = await left({ messages: 300, said: (text) => (lies ? said(text) : text) }, SOME);
    lies = true;
    change(site);
    await site.open();
    await site.clock.advance(60_000);
    agree(site);
    site.want(0, 499);
    await site.clock.advance(20_000);
    expect(site.shown()).toEqual(site.held());
    expect(await site.kept()).toEqual(site.held());
    return site;
  };
  const usual = (site: EngineSite): void => {
    expunge(site, (uid) => uid % 11 === 3);
    flag(site, (uid) => uid % 7 === 2);
    site.deliver(2);
  };

  it.each([
    [
      'says nothing of what vanished',
      (text: string) => text.replaceAll(/\* VANISHED \(EARLIER\)[^\r]*\r\n/g, ''),
    ],
    [
      'says half of what vanished',
      (text: string) => text.replaceAll(/(\* VANISHED \(EARLIER\) \d+(?:,\d+){0,5})[^\r]*/g, '$1'),
    ],
    [
      'says more vanished than ever was there',
      (text: string) => text.replaceAll(/(\* VANISHED \(EARLIER\) )/g, '$13,14,'),
    ],
    [
      'says that messages vanished which are there',
      (text: string) => text.replaceAll(/(\* VANISHED \(EARLIER\) )/g, '$1270:290,'),
    ],
    ['counts no changes any more', (text: string) => text.replaceAll(/HIGHESTMODSEQ \d+/g, 'NOMODSEQ')],
    [
      'counts changes from the beginning again',
      (text: string) => text.replaceAll(/HIGHESTMODSEQ \d+/g, 'HIGHESTMODSEQ 3'),
    ],
    ['says no UIDNEXT', (text: string) => text.replaceAll(/\* OK \[UIDNEXT [^\r]*\r\n/g, '')],
    ['says nothing to ENABLE', (text: string) => text.replaceAll(/\* ENABLED[^\r]*\r\n/g, '')],
  ])('%s: the page shows the truth all the same', async (_what, said) => {
    const site = await returns(said, usual);
    expect(site.problems).toEqual([]);
  });

  it('does not count what comes: it is not believed again, and flags are read', async () => {
    const site = await left({ messages: 120 }, ALL);
    const modSeq = (await site.store.mailbox(SITE_ACCOUNT, INBOX))?.numbers.highestModSeq;
    const stuck = new EngineSite({
      store: site.store,
      messages: 120,
      said: (text) => text.replaceAll(/HIGHESTMODSEQ \d+/g, `HIGHESTMODSEQ ${modSeq}`),
    });
    stuck.deliver(1);
    flag(stuck, (uid) => uid === 5);
    await stuck.open();
    await stuck.clock.advance(5_000);
    stuck.want(0, 199);
    await stuck.clock.advance(5_000);
    expect(stuck.shown()).toEqual(stuck.held());
    const before = stuck.flights.join('').length;
    flag(stuck, (uid) => uid === 7);
    stuck.cut();
    flag(stuck, (uid) => uid === 8);
    await stuck.clock.advance(60_000);
    expect(stuck.shown()).toEqual(stuck.held());
    expect(stuck.flights.join('').slice(before)).not.toMatch(/CHANGEDSINCE|QRESYNC \(/);
  });

  it('refuses SELECT with QRESYNC: it is opened without, and not asked again', async () => {
    const site = await left({ messages: 120 }, ALL);
    const poor = new EngineSite({
      store: site.store,
      capabilities: without('QRESYNC'),
      messages: 120,
      said: (text) => text.replaceAll(' CONDSTORE ', ' CONDSTORE QRESYNC '),
    });
    expunge(poor, (uid) => uid === 50);
    await poor.open();
    await poor.clock.advance(5_000);
    poor.want(0, 199);
    await poor.clock.advance(5_000);
    expect(poor.shown()).toEqual(poor.held());
    poor.cut();
    await poor.clock.advance(60_000);
    expect(poor.flights.join('').match(/QRESYNC \(/g)).toHaveLength(1);
    expect(poor.problems).toEqual([]);
  });
});

describe('a folder that became another one', () => {
  it('UIDVALIDITY changed: nothing of before is shown or kept', async () => {
    const site = await left({ messages: 120 }, ALL);
    const renewed = new EngineSite({ store: site.store });
    // The server's UIDVALIDITY is its birth.
    Object.defineProperty(renewed.box, 'uidValidity', { value: site.box.uidValidity + 7 });
    renewed.deliver(4);
    await renewed.open();
    await renewed.clock.advance(10_000);
    expect(renewed.shown()).toEqual(['4', '3', '2', '1']);
    expect(await renewed.kept()).toEqual(['4', '3', '2', '1']);
  });

  it('UIDs are given anew under the same UIDVALIDITY: rows are read anew, and no body of before is shown', async () => {
    const site = await left({ messages: 120 }, ALL);
    const key = { account: SITE_ACCOUNT, mailbox: INBOX, uidValidity: site.box.uidValidity as never };
    await site.open();
    await site.clock.advance(2_000);
    await site.request({ kind: 'open-message', account: SITE_ACCOUNT, mailbox: INBOX, uid: 3 as never });
    expect(await site.store.detail(key, 3 as never, false)).toBeDefined();
    await site.kill(true);
    const renewed = new EngineSite({ store: site.store, messages: 5 });
    await renewed.open();
    await renewed.clock.advance(10_000);
    expect(renewed.shown()).toEqual(renewed.held());
    expect(await site.store.detail(key, 3 as never, false)).toBeUndefined();
  });
});

describe('the store and the server at once', () => {
  /** Answers reads when it is told to. */
  function slow(inner: Store): { readonly store: Store; readonly answer: () => void } {
    let answer: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (answer = resolve));
    const mailbox: Store['mailbox'] = (...of) => gate.then(() => inner.mailbox(...of));
    return { store: { ...inner, mailbox }, answer: () => answer() };
  }

  it('a picture that comes after the server has answered changes nothing', async () => {
    const site = await left({ messages: 120 }, ALL);
    const { store, answer } = slow(site.store);
    const late = new EngineSite({ store, messages: 90 });
    await late.open();
    await late.clock.advance(2_000);
    const seen = late.shown();
    expect(seen).toHaveLength(90);
    answer();
    await late.clock.advance(2_000);
    expect(late.shown()).toEqual(seen);
    late.want(0, 199);
    await late.clock.advance(5_000);
    expect(late.shown()).toEqual(late.held());
    expect(late.problems).toEqual([]);
  });

  it('a picture that comes while SELECT is on its way is brought up to date', async () => {
    const site = await left({ messages: 120 }, ALL);
    const { store, answer } = slow(site.store);
    const late = new EngineSite({ store, messages: 120 });
    expunge(late, (uid) => uid === 60);
    const opening = late.open();
    answer();
    await opening;
    await late.clock.advance(5_000);
    late.want(0, 199);
    await late.clock.advance(5_000);
    expect(late.shown()).toEqual(late.held());
    expect(late.flights.join('')).not.toMatch(/ENVELOPE/);
    expect(late.problems).toEqual([]);
  });

  it('does not wait for a store that never answers', async () => {
    const { store } = slow(createMemoryStore());
    const site = new EngineSite({ store, messages: 10 });
    await site.open();
    await site.clock.advance(2_000);
    expect(site.shown()).toEqual(site.held());
  });
});
