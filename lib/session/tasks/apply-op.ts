/**
 * Does an op on the server, at most once in effect, however often the connection is cut.
 *
 * The journal says how far an op got. Flags are idempotent: they are simply sent again. A MOVE or COPY whose answer was lost
 * is `unsure`: both sides are read before anything is sent again. COPY + STORE \Deleted + UID EXPUNGE stands in for MOVE;
 * after a COPY the source is only marked, and only UID EXPUNGE removes it: without UIDPLUS the marked message stays, since
 * EXPUNGE would take other people's marked mail with it. Whatever cannot be told from another message is sent again: better
 * twice than never.
 */
import {
  copy,
  create,
  fetch,
  iterateNumberSet,
  move,
  numberSetCount,
  numberSetOf,
  splitNumberSet,
  store,
  uidExpunge,
  type CopyUid,
} from '../../imap';
import {
  toUid,
  type CommandFailure,
  type CommandOutcome,
  type FetchItems,
  type MailboxName,
  type NumberSet,
  type Uid,
  type UidValidity,
} from '../../imap/types';
import type { AppError, Op } from '../../mail/types';
import { codeName, failureToError } from '../errors';
import { leaseError, type Lease, type LeaseOutcome, type Link } from '../link';

export interface OpJournal {
  /** Not yet sent. */
  left: readonly Uid[];
  /** Sent by MOVE or COPY; the answer never came. */
  unsure: readonly Uid[];
  /** In the destination; still to be removed here. */
  copied: readonly Uid[];
  moved: (readonly [from: Uid, to: Uid])[];
  destination: UidValidity | null;
  created: boolean;
}

export type OpOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly error: AppError }
  /** The connection went: call again with the same journal when there is one. */
  | { readonly kind: 'again' };

export type AcquireLease = (mailbox: MailboxName) => Promise<LeaseOutcome>;

export function newJournal(op: Op): OpJournal {
  return { left: op.uids, unsure: [], copied: [], moved: [], destination: null, created: false };
}

export async function applyOp(op: Op, journal: OpJournal, acquire: AcquireLease): Promise<OpOutcome> {
  if (journal.unsure.length > 0) {
    const read = await makeSure(op, journal, acquire);
    if (read !== null) return read;
  }
  const outcome = await doOp(op, journal, acquire);
  const isHalfKnown = outcome.kind === 'failed' && outcome.error.code !== 'action-unknown';
  return isHalfKnown && journal.unsure.length > 0 ? settleParts(op, journal, acquire, outcome) : outcome;
}

/** Refused after its line had been cut: what some of the parts did is found, and finished. */
async function settleParts(
  op: Op,
  journal: OpJournal,
  acquire: AcquireLease,
  why: OpOutcome,
): Promise<OpOutcome> {
  const read = await makeSure(op, journal, acquire);
  if (read !== null) return read.kind === 'again' ? read : why;
  return withLease(op.mailbox, acquire, ({ link }) => stopMoving(link, journal, why));
}

function doOp(op: Op, journal: OpJournal, acquire: AcquireLease): Promise<OpOutcome> {
  return withLease(op.mailbox, acquire, async ({ link }) => {
    if (link.selectedInfo !== null && link.selectedInfo.uidValidity !== op.uidValidity) {
      return { kind: 'failed', error: { code: 'mailbox-changed' } };
    }
    if (link.selectedInfo?.readOnly === true) return { kind: 'failed', error: { code: 'mailbox-read-only' } };
    const action = op.action;
    switch (action.kind) {
      case 'flag':
        return setFlag(link, journal, action.flag, action.add ? 'add' : 'remove');
      case 'move':
        return moveAll(link, journal, action.to);
      case 'expunge':
        journal.copied = [...journal.copied, ...journal.left];
        journal.left = [];
        return removeCopied(link, journal, action.marked !== true);
    }
  });
}

async function setFlag(
  link: Link,
  journal: OpJournal,
  flag: string,
  mode: 'add' | 'remove',
): Promise<OpOutcome> {
  const sets = splitNumberSet(numberSetOf(journal.left), link.driver.setOctets);
  // Not silent: the FETCH answers are how the model learns, before the op is told done.
  const outcomes = await Promise.all(
    sets.map((set) => link.run(store({ uid: true, set, mode, flags: [flag], silent: false }))),
  );
  for (const outcome of outcomes) if (!outcome.ok) return toOutcome(outcome.failure);
  journal.left = [];
  return DONE;
}

async function moveAll(link: Link, journal: OpJournal, to: MailboxName): Promise<OpOutcome> {
  let native = link.driver.has('MOVE');
  for (const set of splitNumberSet(numberSetOf(journal.left), link.driver.setOctets)) {
    const uids = [...iterateNumberSet(set)].map(toUid);
    let outcome = await transfer(link, journal, native, set, uids, to);
    if (native && !outcome.ok && outcome.failure.kind === 'bad' && !link.driver.has('MOVE')) {
      // Listed and not known: nothing was moved, and from now on it is copied.
      native = false;
      outcome = await transfer(link, journal, native, set, uids, to);
    }
    if (!outcome.ok && isTryCreate(outcome.failure) && !journal.created) {
      journal.created = true;
      const made = await link.run(create(to));
      if (!made.ok && made.failure.kind === 'closed') return AGAIN;
      outcome = await transfer(link, journal, native, set, uids, to);
    }
    if (!outcome.ok) return stopMoving(link, journal, toOutcome(outcome.failure));
    notePairs(journal, outcome.value, uids);
    if (!native) journal.copied = [...journal.copied, ...uids];
  }
  return journal.copied.length > 0 ? removeCopied(link, journal) : DONE;
}

/** The rest is not moved. What was copied before goes on to be removed here, so that no message stays in both folders. */
async function stopMoving(link: Link, journal: OpJournal, why: OpOutcome): Promise<OpOutcome> {
  if (why.kind === 'again' || journal.copied.length === 0) return why;
  const removed = await removeCopied(link, journal);
  return removed.kind === 'again' ? AGAIN : why;
}

/** One MOVE or COPY; keeps the journal right whatever comes of it. */
async function transfer(
  link: Link,
  journal: OpJournal,
  native: boolean,
  set: NumberSet,
  uids: readonly Uid[],
  to: MailboxName,
): Promise<CommandOutcome<CopyUid | null>> {
  const mine = new Set(uids);
  journal.left = journal.left.filter((uid) => !mine.has(uid));
  journal.unsure = uids;
  const room = link.driver.setOctets;
  const outcome = await link.run(native ? move({ uid: true, set, to }) : copy({ uid: true, set, to }));
  const isUnknown =
    !outcome.ok &&
    (outcome.failure.kind === 'protocol' || (outcome.failure.kind === 'closed' && outcome.failure.sent));
  // Shorter lines were learnt on the way: it went in parts, and which of them was refused is not said.
  const wasCut = !outcome.ok && link.driver.setOctets < room;
  if (isUnknown || wasCut) return outcome;
  journal.unsure = [];
  if (!outcome.ok) journal.left = [...uids, ...journal.left];
  return outcome;
}

/**
 * \Deleted and UID EXPUNGE of exactly our messages; every step may be repeated. Without `mark`, only UID EXPUNGE: a message
 * somebody took the mark off meanwhile stays.
 */
async function removeCopied(link: Link, journal: OpJournal, mark = true): Promise<OpOutcome> {
  const canExpunge = link.driver.has('UIDPLUS');
  for (const set of splitNumberSet(numberSetOf(journal.copied), link.driver.setOctets)) {
    // One after the other: Dovecot looks for the marks as they were before a STORE that is still being answered, says OK, and
    // leaves the messages there.
    if (mark) {
      const marked = await link.run(
        store({ uid: true, set, mode: 'add', flags: ['\\Deleted'], silent: canExpunge }),
      );
      if (!marked.ok) return toOutcome(marked.failure);
    }
    if (!canExpunge) continue;
    const gone = await link.run(uidExpunge(set));
    // Listed and not known: what is marked stays, as where it is not listed.
    const isUnknown = !gone.ok && gone.failure.kind === 'bad' && !link.driver.has('UIDPLUS');
    if (!gone.ok && !isUnknown) return toOutcome(gone.failure);
  }
  journal.copied = [];
  return DONE;
}

/**
 * Reads both sides of an unfinished MOVE or COPY. What is gone from the source has moved; what is in both has been copied and
 * only needs to go here; what is only in the source is sent again. Null when the journal is sure again.
 */
async function makeSure(op: Op, journal: OpJournal, acquire: AcquireLease): Promise<OpOutcome | null> {
  const action = op.action;
  if (action.kind !== 'move') {
    journal.left = [...journal.unsure, ...journal.left];
    journal.unsure = [];
    return null;
  }
  const here = new Map<Uid, string | null>();
  const source = await withLease(op.mailbox, acquire, async ({ link }) => {
    if (link.selectedInfo !== null && link.selectedInfo.uidValidity !== op.uidValidity) {
      return { kind: 'failed', error: { code: 'action-unknown' } };
    }
    for (const set of splitNumberSet(numberSetOf(journal.unsure), link.driver.setOctets)) {
      const outcome = await link.run(fetch({ uid: true, set, items: IDENTITY_ITEMS }));
      if (!outcome.ok) return toOutcome(outcome.failure);
      for (const { items } of outcome.value) {
        if (items.uid !== undefined && journal.unsure.includes(items.uid))
          here.set(items.uid, identity(items));
      }
    }
    return DONE;
  });
  if (source.kind !== 'done') return source;
  const there = new Map<string, number>();
  // In its own folder every message would be found again, and be taken for its copy.
  if (here.size > 0 && action.to !== op.mailbox) {
    const destination = await withLease(action.to, acquire, async ({ link }) => {
      const exists = link.selectedInfo?.exists ?? 0;
      if (exists === 0) return DONE;
      const newest = 2 * journal.unsure.length + 50;
      const set: NumberSet = [[Math.max(1, exists - newest + 1), exists]];
      const outcome = await link.run(fetch({ uid: false, set, items: IDENTITY_ITEMS }));
      if (!outcome.ok) return toOutcome(outcome.failure);
      for (const { items } of outcome.value) {
        const one = identity(items);
        if (one !== null) there.set(one, (there.get(one) ?? 0) + 1);
      }
      return DONE;
    });
    if (destination.kind === 'again') return destination;
  }
  const stays = journal.unsure.filter((uid) => here.has(uid));
  const arrived = new Set(stays.filter((uid) => takeOne(there, here.get(uid) ?? null)));
  journal.copied = [...journal.copied, ...arrived];
  journal.left = [...stays.filter((uid) => !arrived.has(uid)), ...journal.left];
  journal.unsure = [];
  return null;
}

/**
 * What a message keeps when it is copied: its Message-ID, size and date of arrival. Null when it has no Message-ID, or the
 * server did not say: size and time alone are shared by reports a machine writes every second.
 */
function identity(items: FetchItems): string | null {
  const messageId = items.envelope?.messageId ?? null;
  if (messageId === null || items.size === undefined) return null;
  return JSON.stringify([messageId, items.size, items.internalDate ?? null, items.envelope?.date ?? null]);
}

/** One message there answers for one here: of two alike only one may have arrived. */
function takeOne(there: Map<string, number>, one: string | null): boolean {
  const count = one === null ? 0 : (there.get(one) ?? 0);
  if (one === null || count === 0) return false;
  there.set(one, count - 1);
  return true;
}

/** COPYUID is the server's word: only pairs of what we sent count, and sets of another size are not even written out. */
function notePairs(journal: OpJournal, result: CopyUid | null, uids: readonly Uid[]): void {
  if (result === null) return;
  const count = numberSetCount(result.from);
  if (
    count > uids.length ||
    numberSetCount(result.to) !== count ||
    hasStar(result.from) ||
    hasStar(result.to)
  )
    return;
  const sent = new Set<number>(uids);
  const from = [...iterateNumberSet(result.from)];
  const to = [...iterateNumberSet(result.to)];
  if (!from.every((uid) => sent.has(uid))) return;
  journal.destination = result.uidValidity;
  from.forEach((uid, i) => {
    const other = to[i];
    if (other !== undefined) journal.moved.push([toUid(uid), toUid(other)]);
  });
}

async function withLease(
  mailbox: MailboxName,
  acquire: AcquireLease,
  use: (lease: Lease) => Promise<OpOutcome>,
): Promise<OpOutcome> {
  const outcome = await acquire(mailbox);
  if (!outcome.ok) {
    return outcome.failure.kind === 'closed' ? AGAIN : { kind: 'failed', error: leaseError(outcome) };
  }
  try {
    return await use(outcome.lease);
  } finally {
    outcome.lease.release();
  }
}

function toOutcome(failure: CommandFailure): OpOutcome {
  if (failure.kind === 'closed') return AGAIN;
  return {
    kind: 'failed',
    error: failureToError(failure, failure.kind === 'protocol' ? 'action-unknown' : 'action-refused'),
  };
}

const hasStar = (set: NumberSet): boolean => set.some(([, high]) => high === Infinity);

const isTryCreate = (failure: CommandFailure): boolean =>
  failure.kind === 'no' && codeName(failure.code) === 'TRYCREATE';

const DONE: OpOutcome = { kind: 'done' };
const AGAIN: OpOutcome = { kind: 'again' };
const IDENTITY_ITEMS = ['uid', 'envelope', 'size', 'internaldate'] as const;
