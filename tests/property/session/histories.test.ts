/**
 * Whatever two clients do to one mailbox, and whatever the network does to them: in the end both show what the server holds. Time is
 * virtual, the clients are the product's own sessions and models, the server is the embedded one.
 * @module-tag deep
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allCapabilities } from '../../../lib/imap-server/capabilities';
import type { OpAction } from '../../../lib/mail/types';
import { INBOX, SessionWorld, USER } from '../../support/session-world';

const SEED = 20261122;
const MINUTE = 60_000;

const ACTIONS: readonly OpAction[] = [
  { kind: 'flag', flag: '\\Seen', add: true },
  { kind: 'flag', flag: '\\Seen', add: false },
  { kind: 'flag', flag: '\\Flagged', add: true },
  { kind: 'flag', flag: '\\Flagged', add: false },
];

const step = fc.oneof(
  fc.record({ do: fc.constant('op' as const), who: fc.nat(1), at: fc.nat(30), what: fc.nat(4) }),
  fc.record({
    do: fc.constant('deliver' as const),
    who: fc.nat(1),
    at: fc.nat(30),
    what: fc.integer({ min: 1, max: 3 }),
  }),
  fc.record({
    do: fc.constantFrom('expunge' as const, 'keyword' as const),
    who: fc.nat(1),
    at: fc.nat(30),
    what: fc.nat(3),
  }),
  fc.record({
    do: fc.constant('wait' as const),
    who: fc.nat(1),
    at: fc.nat(30),
    what: fc.constantFrom(0, 50, 3_000, 40_000, 10 * MINUTE),
  }),
  fc.record({ do: fc.constant('cut' as const), who: fc.nat(1), at: fc.nat(30), what: fc.nat(1) }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** What a person sees: UIDs and flags, the newest first. */
function shown(world: SessionWorld): readonly string[] {
  const { list } = world.model();
  return Array.from({ length: list.exists }, (_, position) => {
    const row = list.rowAt(position);
    if (row === undefined || row === null) return 'nothing';
    const flags = [
      row.seen && '\\Seen',
      row.starred && '\\Flagged',
      row.deleted && '\\Deleted',
      ...row.keywords,
    ];
    return `${row.uid} ${flags
      .filter((flag) => flag !== false)
      .toSorted()
      .join(' ')}`;
  });
}

/** What the server holds. */
function held(world: SessionWorld): readonly string[] {
  const messages = world.server.account(USER.user)?.mailbox('INBOX')?.messages ?? [];
  return messages.map(({ uid, flags }) => `${uid} ${flags.toSorted().join(' ')}`).toReversed();
}

const ENDED: ReadonlySet<string> = new Set(['done', 'failed', 'cancelled']);
let opNumber = 0;

async function play(worlds: readonly SessionWorld[], one: Step): Promise<void> {
  const world = worlds[one.who] ?? worlds[0]!;
  const box = world.server.account(USER.user)?.mailbox('INBOX');
  const uid = world.uids()[one.at % Math.max(1, world.uids().length)];
  const message = box?.messages.find((each) => each.uid === uid);
  switch (one.do) {
    case 'deliver':
      return world.deliver(one.what, 'INBOX', `New ${one.at}`);
    case 'wait':
      return world.clock.advance(one.what);
    case 'cut':
      return world.openWires.at(-1)?.cut();
    case 'op': {
      const action = ACTIONS[one.what] ?? { kind: 'move', to: world.place('Archive'), purpose: 'archive' };
      opNumber += 1;
      if (uid !== undefined) world.session.enqueue(world.op(`op ${opNumber}`, [uid], action));
      return;
    }
    case 'expunge':
      if (message !== undefined) box?.expunge(new Set([message]));
      return world.server.settle();
    case 'keyword':
      if (message !== undefined)
        box?.setFlags(message, [...new Set([...message.flags, `k${one.what}`])], null);
      return world.server.settle();
  }
}

describe('two clients and the server', () => {
  const without = (...names: readonly string[]): readonly string[] =>
    allCapabilities.filter((name) => !names.includes(name));
  it.each([
    ['that can everything', allCapabilities],
    ['without CONDSTORE and NOTIFY', without('CONDSTORE', 'NOTIFY', 'ESEARCH')],
    ['of RFC 3501 alone', ['IMAP4rev1', 'AUTH=PLAIN']],
  ])('%s hold the same UIDs and flags after any history', { tags: ['deep'] }, async (_name, capabilities) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async (history) => {
        const first = new SessionWorld({ capabilities: [...capabilities], messages: 6 });
        const worlds = [first, new SessionWorld({ beside: first })];
        for (const world of worlds) {
          world.session.watch('t1', INBOX);
          await world.signIn();
        }
        await first.clock.advance(2_000);
        for (const one of history) await play(worlds, one);
        // Whoever was cut off comes back, whoever polls has polled.
        await first.clock.advance(12 * MINUTE);
        for (const world of worlds) {
          world.session.wantRows('t1', INBOX, 1, world.model().list.exists);
          await world.clock.advance(5_000);
          expect(shown(world)).toEqual(held(world));
          const open = world.opStates.filter(({ op }) => !ENDED.has(world.stateOf(op.id)?.kind ?? ''));
          expect(open).toEqual([]);
        }
        for (const world of worlds) {
          void world.session.signOut();
          await world.clock.advance(5_000);
        }
      }),
      { seed: SEED, numRuns: 10 },
    );
  });
});
