/**
 * Whatever another client does while ours is away, asleep or cut off: the folder opens from the store, is brought up to date in the way the
 * server allows, and then the page, the store and the server say the same. The second time nothing but numbers is asked for.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allCapabilities } from '../../../lib/imap-server/capabilities';
import { EngineSite } from '../../support/engine-site';

const without = (...names: readonly string[]): readonly string[] =>
  allCapabilities.filter((name) => !names.includes(name));

const SERVERS = [
  ['tells what changed (QRESYNC)', allCapabilities],
  ['counts changes (CONDSTORE)', without('QRESYNC')],
  ['counts changes and answers SEARCH in full', without('QRESYNC', 'ESEARCH', 'NOTIFY')],
  ['says QRESYNC without CONDSTORE', without('CONDSTORE')],
  ['knows RFC 3501 alone', ['IMAP4rev1', 'AUTH=PLAIN']],
] as const;

const step = fc.oneof(
  fc.record({ do: fc.constantFrom('deliver' as const), at: fc.integer({ min: 1, max: 5 }), size: fc.nat(0) }),
  fc.record({
    do: fc.constantFrom('expunge' as const, 'flag' as const),
    at: fc.nat(200),
    size: fc.integer({ min: 1, max: 40 }),
  }),
  fc.record({ do: fc.constantFrom('look' as const), at: fc.nat(200), size: fc.integer({ min: 1, max: 60 }) }),
  fc.record({
    do: fc.constantFrom('away' as const, 'killed' as const, 'cut' as const, 'wait' as const, 'save' as const),
    at: fc.nat(2),
    size: fc.nat(0),
  }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

async function play(site: EngineSite, one: Step, state: { isOpen: boolean }): Promise<void> {
  const { messages } = site.box;
  const some = messages.slice(one.at % Math.max(1, messages.length)).slice(0, one.size);
  switch (one.do) {
    case 'deliver':
      return site.deliver(one.at);
    case 'expunge':
      site.box.expunge(new Set(some));
      return site.server.settle();
    case 'flag':
      for (const message of some)
        site.box.setFlags(message, one.at % 2 === 0 ? ['\\Seen'] : ['k1', '\\Flagged'], null);
      return site.server.settle();
    case 'look':
      if (state.isOpen) site.want(one.at, one.at + one.size);
      return site.clock.advance(100);
    case 'save':
      return site.clock.advance(4_000);
    case 'wait':
      return site.clock.advance([20, 300, 40_000][one.at] ?? 0);
    case 'cut':
      return site.cut();
    case 'away':
    case 'killed':
      if (state.isOpen) await site.kill(one.do === 'away');
      else await site.open();
      state.isOpen = !state.isOpen;
  }
}

async function inOrder(site: EngineSite): Promise<void> {
  // Whoever was cut off comes back, whoever polls has polled, what is true is saved.
  await site.clock.advance(120_000);
  site.want(0, 1_999);
  await site.clock.advance(10_000);
  const held = site.held();
  expect(site.shown()).toEqual(held);
  expect(await site.kept()).toEqual(held);
}

async function histories(capabilities: readonly string[], numRuns: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 3, maxLength: 14 }),
      fc.constantFrom(7, 130),
      async (history, messages) => {
        const site = new EngineSite({ capabilities, messages });
        await site.open();
        await site.clock.advance(5_000);
        const state = { isOpen: true };
        for (const one of history) await play(site, one, state);
        if (!state.isOpen) await site.open();
        await inOrder(site);
        expect(site.problems).toEqual([]);
      },
    ),
    { seed: 20261122, numRuns },
  );
}

describe('coming back to a folder, on a server that', () => {
  it.each(SERVERS)('%s', (_name, capabilities) => histories(capabilities, 8));

  it.each(SERVERS)('%s, many times', { tags: ['deep'] }, (_name, capabilities) =>
    histories(capabilities, 60),
  );

  it.each(SERVERS)('%s: the second time no envelope and no body is asked for', async (name, capabilities) => {
    const site = new EngineSite({ capabilities, messages: 300 });
    await site.open();
    await inOrder(site);
    await site.kill(true);
    site.flights.length = 0;
    await site.open();
    await inOrder(site);
    const sent = site.flights.join('');
    expect(sent).toMatch(/SELECT/);
    expect(sent).not.toMatch(/ENVELOPE|BODY|INTERNALDATE|RFC822/);
    if (capabilities.includes('CONDSTORE' as never)) expect(sent).not.toMatch(/FETCH/);
    expect(site.problems).toEqual([]);
  });
});
