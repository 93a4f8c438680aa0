/**
 * Does an op on the server, at most once in effect, however often the connection is cut or the engine ends.
 *
 * The journal says how far an op got, and is written down before a step whose repetition would not be safe. Flags are
 * idempotent: they are simply sent again. A MOVE or COPY whose answer was lost is `unsure`: both sides are read before anything
 * is sent again. COPY + STORE \Deleted + UID EXPUNGE stands in for MOVE; after a COPY the source is only marked, and only UID
 * EXPUNGE removes it: without UIDPLUS the marked message stays, since EXPUNGE would take other people's marked mail with it.
 * Whatever cannot be told from another message is sent again: better twice than never. An op that is refused on its way has
 * done what its journal calls done, and that is what can be taken back.
 */
import {
  copy,
  create,
  fetch,
  iterateNumberSet,
  move,
  numberSetCount,
  numberSetOf,
  store,
  uidExpunge,
  type CopyUid,
} from '../../imap';
import {
  toUid,
  type CommandFailure,
  type CommandOutcome,
  type MailboxName,
  type NumberSet,
  type Uid,
} from '../../imap/types';
import type { ErrorCode, Op } from '../../mail/types';
import { codeName } from '../errors';
import type { Link } from '../link';
import { makeSure } from './make-sure';
import type { OpJournal, SaveJournal } from './op-journal';
import { finish, setsOf, uidsOf } from './op-sets';
import { setFlag } from './set-flag';
import { AGAIN, DONE, toOutcome, withLease, type AcquireLease, type OpOutcome } from './op-lease';

export async function applyOp(
  op: Op,
  journal: OpJournal,
  acquire: AcquireLease,
  save: SaveJournal = () => Promise.resolve(),
): Promise<OpOutcome> {
  if (journal.unsure.length > 0) {
    const read = await makeSure(op, journal, acquire);
    if (read !== null) return read;
  }
  const outcome = await doOp(op, journal, acquire, save);
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
  if (read !== null) return read.kind === 'failed' || read.kind === 'done' ? why : read;
  return withLease(op.mailbox, acquire, ({ link }) => stopMoving(link, journal, why));
}

function doOp(op: Op, journal: OpJournal, acquire: AcquireLease, save: SaveJournal): Promise<OpOutcome> {
  return withLease(op.mailbox, acquire, async ({ link }) => {
    if (link.selectedInfo !== null && link.selectedInfo.uidValidity !== op.uidValidity) {
      return { kind: 'failed', error: { code: 'mailbox-changed' } };
    }
    if (link.selectedInfo?.readOnly === true) return { kind: 'failed', error: { code: 'mailbox-read-only' } };
    const unheard = await link.hearOf(op.uids);
    if (unheard !== null) return toOutcome(unheard);
    const action = op.action;
    switch (action.kind) {
      case 'flag':
        return setFlag(link, journal, action);
      case 'move':
        return moveAll(link, journal, action.to, save);
      case 'expunge':
        journal.copied = [...journal.copied, ...journal.left];
        journal.left = [];
        return removeCopied(link, journal, 'action-refused', action.marked !== true);
    }
  });
}

async function moveAll(
  link: Link,
  journal: OpJournal,
  to: MailboxName,
  save: SaveJournal,
): Promise<OpOutcome> {
  for (const set of setsOf(journal.left, link)) {
    const outcome = await moveSet(link, journal, set, to, save);
    if (!outcome.ok) return stopMoving(link, journal, toOutcome(outcome.failure));
  }
  if (journal.copied.length === 0) return DONE;
  // A COPY is not repeated once it is known to be done.
  await save();
  return removeCopied(link, journal, 'moved-not-removed');
}

/** Moves or copies one set; a destination that is missing is made, once. */
async function moveSet(
  link: Link,
  journal: OpJournal,
  set: NumberSet,
  to: MailboxName,
  save: SaveJournal,
): Promise<CommandOutcome<CopyUid | null>> {
  let native = link.driver.has('MOVE');
  const send = async (): Promise<CommandOutcome<CopyUid | null>> => {
    const sent = await transfer(link, journal, { native, set, to }, save);
    // BAD says that nothing was done. Once may have been a bad moment; refused again, it is not known there, and is copied.
    if (!native || sent.ok || sent.failure.kind !== 'bad' || journal.unsure.length > 0) return sent;
    native = link.driver.has('MOVE');
    const again = await transfer(link, journal, { native, set, to }, save);
    if (!native || again.ok || again.failure.kind !== 'bad' || link.driver.has('MOVE')) return again;
    native = false;
    return transfer(link, journal, { native, set, to }, save);
  };
  let outcome = await send();
  if (!outcome.ok && isTryCreate(outcome.failure) && !journal.created) {
    const made = await link.run(create(to));
    if (!made.ok && made.failure.kind === 'closed') return made;
    journal.created = true;
    outcome = await send();
    // Why it could not be made says more than that it is missing.
    if (!outcome.ok && isTryCreate(outcome.failure) && !made.ok) return made;
  }
  if (!outcome.ok) return outcome;
  const uids = uidsOf(set);
  // With UIDPLUS the new UIDs are told. Where they are not, OK may mean that nothing was there to be done.
  if (outcome.value === null && link.driver.has('UIDPLUS')) return checkSilent(link, journal, uids, native);
  notePairs(journal, outcome.value, uids);
  if (native) finish(journal, uids);
  else journal.copied = [...journal.copied, ...uids];
  return outcome;
}

/**
 * MOVE or COPY was answered OK without COPYUID (RFC 4315 3, RFC 6851 4.3), as it is for messages that are not in the picture this connection
 * has. What a MOVE left in its place is not moved: the picture is brought up to date, and it is asked for once more. Of a COPY only
 * the other folder tells: it is unsure, and nothing is removed here before that is known.
 */
async function checkSilent(
  link: Link,
  journal: OpJournal,
  uids: readonly Uid[],
  native: boolean,
): Promise<CommandOutcome<CopyUid | null>> {
  const doubt = (unsure: readonly Uid[]): CommandOutcome<CopyUid | null> => {
    journal.unsure = unsure;
    journal.silent += 1;
    // Not for ever, from a server that says so and never does it.
    return { ok: false, failure: journal.silent > MAX_SILENT ? NOT_TOLD : ONCE_MORE };
  };
  if (!native) return doubt(uids);
  const unheard = await link.hear();
  // With the flags: a server may tell them unasked, and such a row would be taken for news.
  const read =
    unheard === null
      ? await link.run(fetch({ uid: true, set: numberSetOf(uids), items: ['uid', 'flags'] }))
      : { ok: false as const, failure: unheard };
  if (!read.ok) {
    journal.unsure = uids;
    return read;
  }
  const here = new Set<number | undefined>(read.value.map(({ items }) => items.uid));
  finish(
    journal,
    uids.filter((uid) => !here.has(uid)),
  );
  const left = uids.filter((uid) => here.has(uid));
  return left.length === 0 ? { ok: true, value: null, code: null, text: '' } : doubt(left);
}

/** The rest is not moved. What was copied before goes on to be removed here, so that no message stays in both folders. */
async function stopMoving(link: Link, journal: OpJournal, why: OpOutcome): Promise<OpOutcome> {
  if (why.kind === 'again' || journal.copied.length === 0) return why;
  const removed = await removeCopied(link, journal, 'moved-not-removed');
  return removed.kind === 'again' ? AGAIN : why;
}

interface Transfer {
  readonly native: boolean;
  readonly set: NumberSet;
  readonly to: MailboxName;
}

/** One MOVE or COPY; keeps the journal right whatever comes of it. */
async function transfer(
  link: Link,
  journal: OpJournal,
  { native, set, to }: Transfer,
  save: SaveJournal,
): Promise<CommandOutcome<CopyUid | null>> {
  const uids = uidsOf(set);
  const mine = new Set(uids);
  journal.left = journal.left.filter((uid) => !mine.has(uid));
  journal.unsure = uids;
  await save();
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
async function removeCopied(
  link: Link,
  journal: OpJournal,
  refused: ErrorCode,
  mark = true,
): Promise<OpOutcome> {
  for (const set of setsOf(journal.copied, link)) {
    const canExpunge = link.driver.has('UIDPLUS');
    // One after the other: Dovecot looks for the marks as they were before a STORE that is still being answered, says OK, and
    // leaves the messages there.
    if (mark) {
      const marked = await link.run(
        store({ uid: true, set, mode: 'add', flags: ['\\Deleted'], silent: canExpunge }),
      );
      if (!marked.ok) return toOutcome(marked.failure, refused);
    }
    if (canExpunge) {
      const gone = await removeMarked(link, set);
      if (gone !== null) return toOutcome(gone, refused);
    }
    finish(journal, uidsOf(set));
  }
  return DONE;
}

/** UID EXPUNGE. Refused twice with BAD it is not known there: what is marked stays, as where it is not listed. */
async function removeMarked(link: Link, set: NumberSet): Promise<CommandFailure | null> {
  let gone = await link.run(uidExpunge(set));
  if (!gone.ok && gone.failure.kind === 'bad' && link.driver.has('UIDPLUS'))
    gone = await link.run(uidExpunge(set));
  if (gone.ok) return null;
  return gone.failure.kind === 'bad' && !link.driver.has('UIDPLUS') ? null : gone.failure;
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
  const pairs: (readonly [from: Uid, to: Uid])[] = [];
  journal.destination = result.uidValidity;
  from.forEach((uid, i) => {
    const other = to[i];
    if (other !== undefined) pairs.push([toUid(uid), toUid(other)]);
  });
  journal.moved = [...journal.moved, ...pairs];
}

const hasStar = (set: NumberSet): boolean => set.some(([, high]) => high === Infinity);

const isTryCreate = (failure: CommandFailure): boolean =>
  failure.kind === 'no' && codeName(failure.code) === 'TRYCREATE';

/** Times an op may be answered OK without a word of what was done. */
const MAX_SILENT = 2;
const ONCE_MORE: CommandFailure = { kind: 'closed', sent: true, reason: 'OK without COPYUID' };
const NOT_TOLD: CommandFailure = { kind: 'protocol', reason: 'OK without COPYUID' };
