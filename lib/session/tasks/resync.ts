/**
 * Brings a mailbox the model already has a picture of up to date after a time away, without forgetting a row.
 *
 * What is read depends on the way (mailbox-numbers.ts); what follows is the same for all. Messages that are new (UID >= the old UIDNEXT) say
 * how many old ones are left. Where as many are left as there were, none is gone, whatever else is unknown. Else the known ones that
 * are gone are found: SELECT told them, or UIDs a piece apart are asked for their new sequence numbers, which shows the pieces that have
 * shrunk, and only those are searched. From it follows a list of EXPUNGEs that leads exactly to the server's numbering (sync-plan.ts).
 */
import { fetch, numberSetOf, search, type SelectedMailbox } from '../../imap';
import { toUid, type NumberSet } from '../../imap/types';
import type { UidRun } from '../../mail/types';
import {
  RESYNC_ANCHOR_EVERY,
  RESYNC_BATCH,
  RESYNC_FLAGS_FIRST,
  RESYNC_MAX_GONE,
  RESYNC_MAX_KNOWN,
  RESYNC_SPANS,
} from '../limits';
import type { Link } from '../link';
import type { Numbers, SyncWay } from '../mailbox-numbers';
import {
  agrees,
  brokenPieces,
  indexesIn,
  piecesOf,
  planGone,
  spansOf,
  type Anchors,
  type Picture,
  type Piece,
} from '../sync-plan';
import type { FetchedRow } from '../types';

export interface ResyncRequest {
  readonly way: SyncWay;
  /** What the model has. */
  readonly runs: readonly UidRun[];
  readonly before: Numbers;
  /** How many messages the server has by now. */
  readonly exists: number;
  readonly result: SelectedMailbox;
}

export interface Resync {
  /** Old sequence numbers that went, descending, so that each is right at its moment. */
  readonly gone: readonly number[];
  /** Flags that may be others now, with their new sequence numbers. */
  readonly rows: readonly FetchedRow[];
  /** UIDs whose flags were not looked at, the newest first. */
  readonly later: readonly NumberSet[];
}

/** Null when it failed: refused, cut, contradicted, or more went than are worth naming one by one. */
export async function readForResync(link: Link, request: ResyncRequest): Promise<Resync | null> {
  const { runs, before, exists, result } = request;
  const [fresh, flags] = await Promise.all([countFresh(link, request), readFlags(link, request)]);
  if (fresh === null || flags === null) return null;
  const picture: Picture = { runs, exists: before.exists, left: exists - fresh };
  const went = picture.exists - picture.left;
  if (went < 0 || went > RESYNC_MAX_GONE) return null;
  const gone = await findGone(link, picture, request.way === 'told' ? result.vanished : null);
  if (gone === null) return null;
  // Without numbers there is nothing to hold the plan against.
  if (!link.driver.isUidOnly && !agrees(runs, gone, rowsWithUid(flags.rows))) return null;
  return { gone, rows: flags.rows, later: flags.later };
}

/** How many messages have come. */
async function countFresh(link: Link, { before, exists, result }: ResyncRequest): Promise<number | null> {
  const { uidNext } = before;
  if (uidNext === null) return null;
  if (exists === 0 || (result.uidNext === uidNext && exists <= result.exists)) return 0;
  const outcome = await link.run(fetch({ uid: true, set: [[uidNext, Infinity]], items: ['uid'] }));
  if (!outcome.ok) return null;
  // `n:*` names the last message even when its UID is below n.
  const fresh = outcome.value.filter((row) => (row.items.uid ?? 0) >= uidNext);
  // Without numbers each message that came is named.
  if (link.driver.isUidOnly) return new Set(fresh.map((row) => row.items.uid)).size;
  return fresh.reduce((most, row) => Math.max(most, exists - row.seq + 1), 0);
}

async function readFlags(
  link: Link,
  { way, runs, before, result }: ResyncRequest,
): Promise<Pick<Resync, 'rows' | 'later'> | null> {
  if (way === 'told') return { rows: result.changed, later: [] };
  if (runs.length === 0) return { rows: [], later: [] };
  if (way === 'changes' && before.highestModSeq !== null) {
    const set = spansOf(runs, RESYNC_SPANS);
    const outcome = await link.run(
      fetch({ uid: true, set, items: ['uid', 'flags'], changedSince: before.highestModSeq }),
    );
    return outcome.ok ? { rows: outcome.value, later: [] } : null;
  }
  const known = runs.flatMap(({ uids }) => [...uids]);
  const first = numberSetOf(known.slice(-RESYNC_FLAGS_FIRST));
  const outcome = await link.run(fetch({ uid: true, set: first, items: ['uid', 'flags'] }));
  return outcome.ok ? { rows: outcome.value, later: batchesOf(known.slice(0, -RESYNC_FLAGS_FIRST)) } : null;
}

/** The newest first. */
function batchesOf(uids: readonly number[]): NumberSet[] {
  const batches: NumberSet[] = [];
  for (let end = uids.length; end > 0; end -= RESYNC_BATCH) {
    batches.push(numberSetOf(uids.slice(Math.max(0, end - RESYNC_BATCH), end)));
  }
  return batches;
}

/** `vanished`: UIDs that SELECT said are gone; null: it says no such thing. */
async function findGone(
  link: Link,
  picture: Picture,
  vanished: NumberSet | null,
): Promise<readonly number[] | null> {
  // As many are left as there were: whatever VANISHED names was gone before (RFC 7162 3.2.10.1).
  if (picture.exists === picture.left) return [];
  if (vanished === null) return searchGone(link, picture);
  // What a server leaves out of VANISHED, or puts into it, shows in the numbers.
  return (await finish(link, picture, indexesIn(picture.runs, vanished))) ?? searchGone(link, picture);
}

async function searchGone(link: Link, picture: Picture): Promise<readonly number[] | null> {
  const pieces = piecesOf(picture.runs, RESYNC_ANCHOR_EVERY);
  if (link.driver.isUidOnly) {
    const dead = await deadIn(link, pieces);
    return dead === null ? null : finish(link, picture, dead);
  }
  const anchors = await anchorsOf(
    link,
    pieces.map(({ uids }) => uids[0] ?? 0),
    picture,
  );
  if (anchors === null) return null;
  const dead = await deadIn(link, brokenPieces(pieces, picture, anchors));
  return dead === null ? null : finish(link, picture, dead);
}

async function finish(
  link: Link,
  picture: Picture,
  dead: ReadonlySet<number>,
): Promise<readonly number[] | null> {
  let plan = planGone(picture, dead, null);
  if (plan.kind === 'ask') {
    const anchors = await anchorsOf(link, plan.uids, picture);
    if (anchors === null) return null;
    plan = planGone(picture, dead, anchors);
  }
  return plan.kind === 'gone' ? plan.seqs : null;
}

/** Where these stand now, of those that are there. */
async function anchorsOf(link: Link, uids: readonly number[], picture: Picture): Promise<Anchors | null> {
  if (uids.length === 0) return new Map();
  if (link.driver.isUidOnly)
    return link.driver.has('ESEARCH') ? countBelow(link, uids) : lookAround(link, uids, picture);
  const outcome = await link.run(fetch({ uid: true, set: numberSetOf(uids), items: ['uid'] }));
  if (!outcome.ok) return null;
  return new Map(rowsWithUid(outcome.value).map(({ uid, seq }) => [uid, seq]));
}

/** Without numbers: of those that are there, how many messages stand up to each. */
async function countBelow(link: Link, uids: readonly number[]): Promise<Anchors | null> {
  if (uids.length > 2 * RESYNC_SPANS) return null;
  const anchors = new Map<number, number>();
  const counted = await Promise.all(
    uids.map((uid) => {
      const criteria = { kind: 'uids', set: [[1, uid]] } as const;
      return link.run(search({ uid: true, criteria, return: ['count'] }));
    }),
  );
  for (const [i, outcome] of counted.entries()) {
    const uid = uids[i];
    if (!outcome.ok || outcome.value.count === undefined || uid === undefined) return null;
    anchors.set(uid, outcome.value.count);
  }
  return anchors;
}

/**
 * Without numbers, at a server that cannot count without naming what it counts: a message stands where it stood, or lower by at
 * most as many as went, and the messages at those places say where. Null when more would be named than the picture holds.
 */
async function lookAround(
  link: Link,
  uids: readonly number[],
  { runs, exists, left }: Picture,
): Promise<Anchors | null> {
  const went = exists - left;
  if (uids.length * (went + 1) > RESYNC_MAX_KNOWN) return null;
  const seqs = new Map(
    runs.flatMap(({ start, uids: known }) =>
      Array.from(known, (uid, i): [number, number] => [uid, start + i + 1]),
    ),
  );
  const anchors = new Map<number, number>();
  // One after the other: nothing in an answer says which places it is of.
  for (const uid of uids) {
    const seq = seqs.get(uid);
    if (seq === undefined) return null;
    const [low, high] = [Math.max(1, seq - went), Math.min(seq, left)];
    const set = [[1, Infinity]] as const;
    const outcome = await link.run(fetch({ uid: true, set, items: ['uid'], partial: [low, high] }));
    if (!outcome.ok) return null;
    const there = [...new Set(rowsWithUid(outcome.value).map((row) => row.uid))].sort((a, b) => a - b);
    const at = there.indexOf(toUid(uid));
    if (there.length !== high - low + 1 || at < 0) return null;
    anchors.set(uid, low + at);
  }
  return anchors;
}

async function deadIn(link: Link, pieces: readonly Piece[]): Promise<ReadonlySet<number> | null> {
  const dead = new Set<number>();
  // A few at once, so that no answer is without end where the server cannot put ranges into it.
  for (let at = 0; at < pieces.length; at += RESYNC_SPANS) {
    const some = pieces.slice(at, at + RESYNC_SPANS);
    const criteria = { kind: 'uids', set: spansOf(some, some.length) } as const;
    const outcome = await link.run(search({ uid: true, criteria, return: ['all'] }));
    if (!outcome.ok || outcome.value.all === undefined) return null;
    const there = indexesIn(some, outcome.value.all);
    for (const { start, uids } of some) {
      for (let index = start; index < start + uids.length; index++) if (!there.has(index)) dead.add(index);
    }
  }
  return dead;
}

const rowsWithUid = (rows: readonly FetchedRow[]): readonly { seq: number; uid: number }[] =>
  rows.flatMap((row) => (row.items.uid === undefined ? [] : [{ seq: row.seq, uid: toUid(row.items.uid) }]));
