/** The limits of lib/session that bound how a mailbox is brought up to date, and what is asked again and again. */
import { expect } from 'vitest';
import type { SelectedMailbox } from '../../../lib/imap';
import { toUid, type NumberSet, type Uid, type UidValidity } from '../../../lib/imap/types';
import type { UidRun } from '../../../lib/mail/types';
import * as limits from '../../../lib/session/limits';
import type { Link } from '../../../lib/session/link';
import { canMerge, type Numbers, type SyncWay } from '../../../lib/session/mailbox-numbers';
import { Slices } from '../../../lib/session/slices';
import { readDates } from '../../../lib/session/tasks/read-dates';
import { readForResync } from '../../../lib/session/tasks/resync';
import { Transfer } from '../../../lib/session/transfer';
import { Windows } from '../../../lib/session/windows';
import { WatchedMailbox } from '../../../lib/session/watch';
import { testBounds, type Bound } from '../../support/bounds';
import { selected } from '../../support/imap-peer';
import { AFTER, GREETING, login, OddServer, open, plain } from '../../support/odd-server';
import { INBOX, SessionWorld, VirtualClock } from '../../support/session-world';

type Row =
  | 'MAX_DATES'
  | 'MAX_FOLDERS'
  | 'MAX_RAW_BODIES'
  | 'MAX_RAW_HEADS'
  | 'MAX_RELISTS'
  | 'MAX_SHORT_IDLES'
  | 'MAX_SHRINKS'
  | 'MAX_WAITING_OCTETS'
  | 'RESYNC_ANCHOR_EVERY'
  | 'RESYNC_BATCH'
  | 'RESYNC_FLAGS_FIRST'
  | 'RESYNC_MAX_GONE'
  | 'RESYNC_MAX_KNOWN'
  | 'RESYNC_MAX_NEW'
  | 'RESYNC_SPANS'
  | 'RESYNC_TRIES'
  | 'UNDO_DEPTH'
  | 'WINDOW_ROWS';

const VALIDITY = 7 as UidValidity;
const numbers = (exists: number, uidNext = exists + 1): Numbers => ({
  uidValidity: VALIDITY,
  uidNext: toUid(uidNext),
  exists,
  highestModSeq: null,
});
const now = (exists: number, uidNext = exists + 1) =>
  ({ ...numbers(exists, uidNext), vanished: [], changed: [] }) as unknown as SelectedMailbox;

/** What a command looks like on the wire, without its tag. */
function printed(command: Parameters<Link['run']>[0]): string {
  const peer = selected('ESEARCH CONDSTORE');
  peer.connection.enqueue(command);
  return peer.client().replace(/^\S+ /, '').trimEnd();
}

/** A link to a server that is asked `sent`, and says for each what `answer` makes of it. */
function linkTo(answer: (command: string) => unknown, sent: string[]): Link {
  const run = (command: Parameters<Link['run']>[0]) => {
    const line = printed(command);
    sent.push(line);
    return Promise.resolve({ ok: true, value: answer(line), code: null, text: '' });
  };
  return {
    run,
    selectedInfo: { uidValidity: VALIDITY },
    driver: { has: () => true, isUidOnly: false, isLost: false },
    whenNumbersHold: (use: () => void) => use(),
    wasRead: () => undefined,
    heard: () => undefined,
    send: (command: Parameters<Link['run']>[0], settle: (outcome: unknown) => void) =>
      void run(command).then(settle),
  } as unknown as Link;
}

/** UIDs 1 to `count`, all known. */
const oneRun = (count: number): readonly UidRun[] => [
  { start: 0, uids: Uint32Array.from({ length: count }, (_, at) => at + 1) },
];

/** What is asked when `left` of `runs` are there still, the oldest of them gone; and what came of it. */
async function resynced(way: SyncWay, runs: readonly UidRun[], exists: number, left: number) {
  const sent: string[] = [];
  const gone = exists - left;
  const link = linkTo((line) => {
    if (line.startsWith('UID SEARCH')) return { all: [[gone + 1, exists]] satisfies NumberSet };
    // Asked for their places, those that are there say them.
    if (!line.endsWith('(UID)')) return [];
    return (/UID FETCH (\S+)/.exec(line)?.[1] ?? '').split(',').flatMap((uid) => {
      const seq = Number(uid) - gone;
      return seq < 1 ? [] : [{ seq, items: { uid: toUid(Number(uid)) } }];
    });
  }, sent);
  const before = { ...numbers(exists), highestModSeq: way === 'plain' ? null : (5n as never) };
  const read = await readForResync(link, { way, runs, before, exists: left, result: now(left, exists + 1) });
  return { sent, gone: read?.gone.length ?? null, later: read?.later ?? [] };
}
const sizesOf = (sets: readonly NumberSet[]): readonly number[] =>
  sets.map((set) => set.reduce((sum, [low, high]) => sum + high - low + 1, 0));
const laterOf = async (count: number): Promise<readonly number[]> =>
  sizesOf((await resynced('plain', oneRun(count), count, count)).later);

/** Ranges of the set that is named when so many stretches are known, every other message of them. */
async function spansAsked(runs: number): Promise<number> {
  const known = Array.from({ length: runs }, (_, at) => ({
    start: 2 * at,
    uids: Uint32Array.of(2 * at + 1),
  }));
  const { sent } = await resynced('changes', known, 2 * runs, 2 * runs);
  return /UID FETCH (\S+)/.exec(sent[0] ?? '')?.[1]?.split(',').length ?? 0;
}

/** How many UIDs are asked for their places when one of so many went. */
async function anchorsAsked(count: number): Promise<number> {
  const { sent } = await resynced('plain', oneRun(count), count, count - 1);
  const places = sent.find((line) => line.endsWith('(UID)'));
  return /UID FETCH (\S+)/.exec(places ?? '')?.[1]?.split(',').length ?? 0;
}

/** A mailbox of so many known messages comes back and counts no changes: how it was opened, and how often it was read for that. */
async function merged(
  count: number,
  unrest = 0,
): Promise<{ readonly resumed: boolean; readonly reads: number }> {
  let resumed = true;
  const listener = {
    mailboxOpened: (_name: unknown, info: { readonly resumed: boolean }) => {
      resumed = info.resumed;
    },
    fetched: () => undefined,
    exists: () => undefined,
    expunged: () => undefined,
  };
  const runs = oneRun(count);
  const view = { isKnown: () => true, seqOf: (_: unknown, uid: Uid) => uid, knownRuns: () => runs };
  const ignore = (): undefined => undefined;
  const hooks = {
    onRows: ignore,
    onBlindFlags: ignore,
    now: () => 0,
    onUidsVoid: ignore,
    onFault: (fault: string) => expect.unreachable(fault),
  };
  const box = new WatchedMailbox(INBOX, listener as never, view as never, hooks);
  let reads = 0;
  const link = linkTo(() => {
    reads += 1;
    // Meanwhile there are fewer, and more again.
    if (reads > unrest) return [];
    box.untagged({ kind: 'exists', count: count - 1 } as never);
    box.untagged({ kind: 'exists', count } as never);
    return [];
  }, []);
  Object.assign(link.driver, { has: () => false });
  box.remember({ ...numbers(count, count + 1), highestModSeq: null });
  box.opened(link, { ...now(count), uidNext: toUid(count + 1) });
  await box.settled();
  for (let turn = 0; turn < 100; turn += 1) await Promise.resolve();
  return { resumed, reads };
}

/** How often a server is told IDLE that ends it at once so many times, and whether it is polled afterwards. */
async function idled(times: number) {
  let idles = 0;
  const server = new OddServer(
    GREETING,
    plain(1, (command) => {
      if (command === 'DONE') return null;
      if (command !== 'IDLE') return login('@ OK [CAPABILITY IMAP4rev1 ID IDLE] in')(command);
      idles += 1;
      return idles <= times ? '+ \r\n@ OK over' : '+ waiting';
    }),
  );
  await server.signIn();
  await server.clock.advance(100_000);
  return { idles, polled: server.sent('NOOP').length > 0 };
}

/** Lists asked for within a minute by news of folders, so many of them, a second apart. */
async function relisted(news: number): Promise<number> {
  const server = new OddServer(GREETING, plain(1, login(AFTER)));
  await server.signIn();
  await server.clock.advance(1_000);
  const before = server.sent('LIST ').length;
  for (let at = 0; at < news; at += 1) {
    server.say(`* LIST () "/" new-${at}`);
    await server.clock.advance(1_000);
  }
  return server.sent('LIST ').length - before;
}

/** How often a mailbox is selected that so many times has fewer messages than it said. */
async function shrunk(times: number): Promise<number> {
  let shrinks = 0;
  const server: OddServer = new OddServer(
    GREETING,
    plain(3, (command) => {
      if (!command.startsWith('SELECT')) return login(AFTER)(command);
      shrinks += 1;
      if (shrinks <= times) queueMicrotask(() => queueMicrotask(() => server.say('* 2 EXISTS')));
      return open(3);
    }),
  );
  await server.signIn();
  await server.clock.advance(30_000);
  return server.sent('SELECT').length;
}

/** Folders told of when the server lists so many, INBOX the last of them. */
async function listed(count: number) {
  const names = Array.from({ length: count - 1 }, (_, at) => `* LIST () "/" a${at}`);
  const all = [...names, '* LIST () "/" INBOX', '@ OK done'].join('\r\n');
  const server = new OddServer(
    GREETING,
    plain(1, (command) => (command.startsWith('LIST') ? all : login(AFTER)(command))),
  );
  await server.signIn();
  await server.clock.advance(1_000);
  return [server.entries.length, server.entries.some(({ name }) => name === 'INBOX')];
}

/** Messages named in one question for heads, or first pieces, when so many are asked for. */
async function raw(kind: 'heads' | 'pieces', count: number): Promise<string> {
  const sent: string[] = [];
  const link = linkTo(() => [], sent);
  const reads = { read: (_: unknown, use: (link: Link) => unknown) => Promise.resolve(use(link)) };
  const transfer = new Transfer(reads as never, { isRunning: () => true, appended: () => undefined });
  const place = { mailbox: INBOX, uidValidity: VALIDITY };
  const uids = Array.from({ length: count }, (_, at) => toUid(at + 1));
  await (kind === 'heads' ? transfer.heads(place, uids) : transfer.pieces(place, uids, 0));
  return /UID FETCH (\S+)/.exec(sent[0] ?? '')?.[1] ?? '';
}

async function dates(count: number): Promise<string> {
  const sent: string[] = [];
  const seqs = Array.from({ length: count }, (_, at) => at + 1);
  await readDates(
    linkTo(() => [], sent),
    seqs,
    () => true,
  );
  return / ?FETCH (\S+)/.exec(sent[0] ?? '')?.[1] ?? '';
}

/** The first window that is fetched of so many messages that come at once, and one at a time. */
function windowOf(count: number, isDripped: boolean): readonly string[] {
  const sent: string[] = [];
  const link = linkTo(() => [], sent);
  let exists = 0;
  const windows: Windows = new Windows({
    link: () => (exists === count ? link : null),
    exists: () => exists,
    isKnown: () => false,
    onRows: () => undefined,
    onRefused: () => undefined,
    onIdle: () => undefined,
  });
  const step = isDripped ? 1 : count;
  while (exists < count) {
    const first = exists + 1;
    exists += step;
    windows.arrived(first, exists);
  }
  return sent.map((line) => / ?FETCH (\S+)/.exec(line)?.[1] ?? line);
}

/** Octets that wait for their turn after a server has said so many at once and goes on, a piece at a time. */
function waiting(octets: number, more: number): number {
  const clock = new VirtualClock();
  let worked = 0;
  const slices = new Slices({ now: () => clock.now, setTimer: clock.setTimer }, (piece) => {
    clock.now += limits.TURN_MS;
    worked += piece.length;
  });
  // The first step is worked off as it comes; from then on everything waits.
  const first = new Uint8Array(limits.TURN_STEP + octets);
  slices.push(first);
  let said = first.length;
  const piece = new Uint8Array(limits.TURN_STEP);
  for (let at = 0; at < more; at += 1) {
    slices.push(piece);
    said += piece.length;
  }
  return said - worked;
}

/** Of so many things done, how many can be taken back, the last one first. */
async function undone(count: number): Promise<number> {
  const world = new SessionWorld({ messages: 1 });
  world.session.watch('t', INBOX);
  await world.signIn();
  await world.clock.advance(1_000);
  for (let at = 0; at < count; at += 1)
    world.session.enqueue(
      world.op(`${at}`, world.uids(), { kind: 'flag', flag: '\\Flagged', add: at % 2 === 0 } as never),
    );
  await world.clock.advance(10_000);
  for (let at = count - 1; at >= 0; at -= 1) {
    world.session.undo(`${at}`);
    await world.clock.advance(100);
  }
  return world.opStates.filter(({ op, state }) => op.undoes !== undefined && state.kind === 'done').length;
}

const equals = (value: () => unknown, expected: unknown) => async (): Promise<void> =>
  expect(await value()).toEqual(expected);

const { MAX_DATES, MAX_FOLDERS, MAX_RAW_BODIES, MAX_RAW_HEADS, MAX_RELISTS, MAX_SHORT_IDLES } = limits;
const { MAX_SHRINKS, MAX_WAITING_OCTETS, RESYNC_ANCHOR_EVERY, RESYNC_BATCH, RESYNC_FLAGS_FIRST } = limits;
const { RESYNC_MAX_GONE, RESYNC_MAX_KNOWN, RESYNC_MAX_NEW, RESYNC_SPANS, RESYNC_TRIES } = limits;
const { TURN_STEP, UNDO_DEPTH, WINDOW_ROWS } = limits;

const rows: Readonly<Record<Row, Bound>> = {
  MAX_DATES: {
    at: equals(() => dates(MAX_DATES), `1:${MAX_DATES}`),
    above: equals(() => dates(MAX_DATES + 1), `1:${MAX_DATES}`),
    hostile: equals(() => dates(200_000), `1:${MAX_DATES}`),
  },
  MAX_FOLDERS: {
    at: equals(() => listed(MAX_FOLDERS), [MAX_FOLDERS, true]),
    above: equals(() => listed(MAX_FOLDERS + 1), [MAX_FOLDERS, true]),
    hostile: equals(() => listed(90_000), [MAX_FOLDERS, true]),
  },
  MAX_RAW_BODIES: {
    at: equals(() => raw('pieces', MAX_RAW_BODIES), `1:${MAX_RAW_BODIES}`),
    above: equals(() => raw('pieces', MAX_RAW_BODIES + 1), `1:${MAX_RAW_BODIES}`),
    hostile: equals(() => raw('pieces', 200_000), `1:${MAX_RAW_BODIES}`),
  },
  MAX_RAW_HEADS: {
    at: equals(() => raw('heads', MAX_RAW_HEADS), `1:${MAX_RAW_HEADS}`),
    above: equals(() => raw('heads', MAX_RAW_HEADS + 1), `1:${MAX_RAW_HEADS}`),
    hostile: equals(() => raw('heads', 200_000), `1:${MAX_RAW_HEADS}`),
  },
  MAX_RELISTS: {
    at: equals(() => relisted(MAX_RELISTS), MAX_RELISTS),
    above: equals(() => relisted(MAX_RELISTS + 1), MAX_RELISTS),
    // Ten minutes of news without end.
    hostile: async () => expect(await relisted(600)).toBeLessThanOrEqual(10 * MAX_RELISTS),
  },
  MAX_SHORT_IDLES: {
    at: equals(() => idled(MAX_SHORT_IDLES - 1), { idles: MAX_SHORT_IDLES, polled: false }),
    above: equals(() => idled(MAX_SHORT_IDLES), { idles: MAX_SHORT_IDLES, polled: true }),
    hostile: equals(() => idled(Infinity), { idles: MAX_SHORT_IDLES, polled: true }),
  },
  MAX_SHRINKS: {
    at: equals(() => shrunk(MAX_SHRINKS), 1 + MAX_SHRINKS),
    above: equals(() => shrunk(MAX_SHRINKS + 1), 1 + MAX_SHRINKS),
    hostile: equals(() => shrunk(Infinity), 1 + MAX_SHRINKS),
  },
  MAX_WAITING_OCTETS: {
    at: equals(() => waiting(MAX_WAITING_OCTETS - TURN_STEP, 1), MAX_WAITING_OCTETS),
    above: equals(() => waiting(MAX_WAITING_OCTETS, 1), MAX_WAITING_OCTETS),
    hostile: equals(() => waiting(MAX_WAITING_OCTETS - TURN_STEP, 10_000), MAX_WAITING_OCTETS),
  },
  RESYNC_ANCHOR_EVERY: {
    at: equals(() => anchorsAsked(RESYNC_ANCHOR_EVERY), 1),
    above: equals(() => anchorsAsked(RESYNC_ANCHOR_EVERY + 1), 2),
    hostile: equals(() => anchorsAsked(RESYNC_MAX_KNOWN), RESYNC_MAX_KNOWN / RESYNC_ANCHOR_EVERY),
  },
  RESYNC_BATCH: {
    at: equals(() => laterOf(RESYNC_FLAGS_FIRST + RESYNC_BATCH), [RESYNC_BATCH]),
    above: equals(() => laterOf(RESYNC_FLAGS_FIRST + RESYNC_BATCH + 1), [RESYNC_BATCH, 1]),
    hostile: async () => {
      const sizes = await laterOf(RESYNC_MAX_KNOWN);
      expect([Math.max(...sizes), sizes.length]).toEqual([
        RESYNC_BATCH,
        Math.ceil((RESYNC_MAX_KNOWN - RESYNC_FLAGS_FIRST) / RESYNC_BATCH),
      ]);
    },
  },
  RESYNC_FLAGS_FIRST: {
    at: equals(() => laterOf(RESYNC_FLAGS_FIRST), []),
    above: equals(() => laterOf(RESYNC_FLAGS_FIRST + 1), [1]),
    hostile: async () => {
      const { sent } = await resynced('plain', oneRun(20_000), 20_000, 20_000);
      expect(sent).toEqual([`UID FETCH ${20_001 - RESYNC_FLAGS_FIRST}:20000 (UID FLAGS)`]);
    },
  },
  RESYNC_MAX_GONE: {
    at: equals(
      async () => (await resynced('changes', oneRun(RESYNC_MAX_GONE + 9), RESYNC_MAX_GONE + 9, 9)).gone,
      RESYNC_MAX_GONE,
    ),
    above: equals(
      async () => (await resynced('changes', oneRun(RESYNC_MAX_GONE + 10), RESYNC_MAX_GONE + 10, 9)).gone,
      null,
    ),
    hostile: equals(async () => (await resynced('changes', oneRun(9), 4_294_967_290, 9)).gone, null),
  },
  RESYNC_MAX_KNOWN: {
    at: equals(async () => (await merged(RESYNC_MAX_KNOWN)).resumed, true),
    above: equals(async () => (await merged(RESYNC_MAX_KNOWN + 1)).resumed, false),
    hostile: equals(async () => (await merged(1_000_000)).resumed, false),
  },
  RESYNC_MAX_NEW: {
    at: equals(() => canMerge(numbers(9), now(9 + RESYNC_MAX_NEW)), true),
    above: equals(() => canMerge(numbers(9), now(9 + RESYNC_MAX_NEW + 1)), false),
    hostile: () => {
      expect(canMerge(numbers(9), now(4_294_967_295))).toBe(false);
      // As many as before, and all are others.
      expect(canMerge(numbers(9), now(9, 10 + 10 * RESYNC_MAX_NEW))).toBe(true);
      expect(canMerge(numbers(9), now(9, 11 + 10 * RESYNC_MAX_NEW))).toBe(false);
      expect(canMerge(numbers(9), now(9, 9))).toBe(false);
    },
  },
  RESYNC_SPANS: {
    at: equals(() => spansAsked(RESYNC_SPANS), RESYNC_SPANS),
    above: async () => expect(await spansAsked(RESYNC_SPANS + 1)).toBeLessThanOrEqual(RESYNC_SPANS),
    hostile: async () => expect(await spansAsked(20_000)).toBeLessThanOrEqual(RESYNC_SPANS),
  },
  RESYNC_TRIES: {
    at: equals(() => merged(5, RESYNC_TRIES - 1), { resumed: true, reads: RESYNC_TRIES }),
    above: equals(async () => (await merged(5, RESYNC_TRIES)).resumed, false),
    hostile: equals(async () => (await merged(5, Infinity)).resumed, false),
  },
  UNDO_DEPTH: {
    at: equals(() => undone(UNDO_DEPTH), UNDO_DEPTH),
    above: equals(() => undone(UNDO_DEPTH + 1), UNDO_DEPTH),
    hostile: equals(() => undone(10 * UNDO_DEPTH), UNDO_DEPTH),
  },
  WINDOW_ROWS: {
    at: equals(() => windowOf(WINDOW_ROWS, false), [`1:${WINDOW_ROWS}`]),
    above: equals(() => windowOf(WINDOW_ROWS + 1, false), [`2:${WINDOW_ROWS + 1}`]),
    // One at a time, they are not asked for one at a time.
    hostile: equals(() => windowOf(20_000, true), [`${20_001 - WINDOW_ROWS}:20000`]),
  },
};

testBounds('lib/session, of bringing up to date', Object.keys(rows), rows);
