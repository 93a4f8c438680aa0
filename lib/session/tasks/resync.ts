/**
 * Brings a mailbox the model already has rows of up to date after a time away, without forgetting a row.
 *
 * The model knows some rows (old sequence number and UID); all others are blank. The server is asked which of the known UIDs
 * still exist and where, and which messages are new (UID >= the old UIDNEXT). Between two surviving known rows the number of
 * old rows and of new positions is known on both sides, so the difference is how many went there: dead known rows where they
 * stood, blank rows for the rest. The result is a list of EXPUNGEs that leads exactly to the server's numbering.
 */
import { fetch, numberSetOf } from '../../imap';
import { toUid, type NumberSet, type Uid } from '../../imap/types';
import { RESYNC_BATCH, RESYNC_MAX_GONE } from '../limits';
import type { Link } from '../link';
import type { FetchedRow } from '../types';

export interface KnownRow {
  readonly seq: number;
  readonly uid: Uid;
}

export interface ResyncRead {
  /** Known rows that still exist, with their new sequence numbers and flags. */
  readonly survivors: readonly FetchedRow[];
  /** Messages with an old UID that are left. */
  readonly oldLeft: number;
}

/** One pipelined flight; null when it failed (refused or cut). */
export async function readForResync(
  link: Link,
  known: readonly KnownRow[],
  oldUidNext: Uid,
  newUidNext: Uid,
  exists: number,
): Promise<ResyncRead | null> {
  const sets: NumberSet[] = [];
  for (let at = 0; at < known.length; at += RESYNC_BATCH) {
    const batch = numberSetOf(known.slice(at, at + RESYNC_BATCH).map((row) => row.uid));
    sets.push(batch);
  }
  const reads = sets.map((set) => link.run(fetch({ uid: true, set, items: ['uid', 'flags'] })));
  const fresh =
    newUidNext > oldUidNext && exists > 0
      ? await link.run(fetch({ uid: true, set: [[oldUidNext, Infinity]], items: ['uid'] }))
      : null;
  if (fresh !== null && !fresh.ok) return null;
  const survivors: FetchedRow[] = [];
  for (const read of reads) {
    const outcome = await read;
    if (!outcome.ok) return null;
    survivors.push(...outcome.value);
  }
  // `n:*` names the last message even when its UID is below n.
  const newSeqs = (fresh?.value ?? [])
    .filter((row) => (row.items.uid ?? 0) >= oldUidNext)
    .map((row) => row.seq);
  const oldLeft = newSeqs.reduce((lowest, seq) => Math.min(lowest, seq - 1), exists);
  return { survivors: survivors.sort((a, b) => a.seq - b.seq), oldLeft };
}

/**
 * Old sequence numbers that went, descending, so that each is right at its moment. Null when the server's numbers
 * contradict each other, or more went than are worth naming one by one (a server may count four thousand million messages, and
 * none the next time): the mailbox must be opened anew.
 */
export function planExpunges(
  known: readonly KnownRow[],
  survivors: readonly { readonly seq: number; readonly uid: Uid }[],
  oldExists: number,
  oldLeft: number,
): readonly number[] | null {
  const newSeqByUid = new Map(survivors.map((row) => [row.uid, row.seq]));
  const gone: number[] = [];
  let previousOld = 0;
  let previousNew = 0;
  let dead: number[] = [];
  const closeGap = (oldSeq: number, newSeq: number): boolean => {
    const before = oldSeq - previousOld - 1;
    const after = newSeq - previousNew - 1;
    let blanks = before - after - dead.length;
    if (after < 0 || blanks < 0 || gone.length + dead.length + blanks > RESYNC_MAX_GONE) return false;
    const deadSet = new Set(dead);
    const expunged = [...dead];
    for (let seq = oldSeq - 1; seq > previousOld && blanks > 0; seq -= 1) {
      if (deadSet.has(seq)) continue;
      expunged.push(seq);
      blanks -= 1;
    }
    if (blanks > 0) return false;
    gone.push(...expunged);
    previousOld = oldSeq;
    previousNew = newSeq;
    dead = [];
    return true;
  };
  for (const row of known) {
    const newSeq = newSeqByUid.get(row.uid);
    if (newSeq === undefined) dead.push(row.seq);
    else if (!closeGap(row.seq, newSeq)) return null;
  }
  if (!closeGap(oldExists + 1, oldLeft + 1)) return null;
  return gone.sort((a, b) => b - a);
}

export const rowsWithUid = (rows: readonly FetchedRow[]): readonly { seq: number; uid: Uid }[] =>
  rows.flatMap((row) => (row.items.uid === undefined ? [] : [{ seq: row.seq, uid: toUid(row.items.uid) }]));
