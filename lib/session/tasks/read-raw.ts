/** Reads messages as they are stored, for files: which there are, what is known of them, and their octets in pieces. */
import { fetch, numberSetOf } from '../../imap';
import type { FetchItems, Uid } from '../../imap/types';
import type { RawHead, RawList, RawPiece, Result } from '../../mail';
import { failureToError } from '../errors';
import { RAW_PIECE } from '../limits';
import type { Link } from '../link';
import { findAll } from './find-all';

/** Every UID of the selected mailbox. With ESEARCH a line of ranges, however many there are. */
export async function listRaw(link: Link): Promise<Result<RawList>> {
  const info = link.selectedInfo;
  if (info === null) return OFFLINE;
  const all = await findAll(link, { kind: 'all' });
  return all.ok ? { ok: true, value: { uidValidity: info.uidValidity, set: all.value } } : all;
}

/** In the order asked for; a message that is gone is missing. */
export async function rawHeads(link: Link, uids: readonly Uid[]): Promise<Result<readonly RawHead[]>> {
  const items = ['uid', 'flags', 'internaldate', 'size', 'envelope'] as const;
  const outcome = await link.run(fetch({ uid: true, set: numberSetOf(uids), items }));
  if (!outcome.ok) return { ok: false, error: failureToError(outcome.failure, 'server-refused') };
  const itemsByUid = new Map<Uid, FetchItems>();
  for (const row of outcome.value) if (row.items.uid !== undefined) itemsByUid.set(row.items.uid, row.items);
  return {
    ok: true,
    value: uids.flatMap((uid) => {
      const found = itemsByUid.get(uid);
      return found === undefined ? [] : [headOf(uid, found)];
    }),
  };
}

/**
 * Up to RAW_PIECE octets of each message from `from` on, in the order asked for; a message that is gone is missing. BODY.PEEK: reading
 * for a file marks nothing as read.
 */
export async function rawPieces(
  link: Link,
  uids: readonly Uid[],
  from: number,
): Promise<Result<readonly RawPiece[]>> {
  const section = { section: '', peek: true, partial: [from, RAW_PIECE] } as const;
  const outcome = await link.run(
    fetch({ uid: true, set: numberSetOf(uids), items: ['uid', 'size', section] }),
  );
  if (!outcome.ok) return { ok: false, error: failureToError(outcome.failure, 'part-broken') };
  const pieceByUid = new Map<Uid, RawPiece>();
  for (const { items } of outcome.value) {
    const found = items.sections?.find((one) => one.section === '');
    // A copy: what was read would pin the connection's buffers. Past the end some say NIL.
    const bytes = found?.bytes?.slice() ?? (found !== undefined && from > 0 ? new Uint8Array(0) : undefined);
    if (items.uid !== undefined && bytes)
      pieceByUid.set(items.uid, { uid: items.uid, bytes, size: items.size ?? 0 });
  }
  return {
    ok: true,
    value: uids.flatMap((uid) => pieceByUid.get(uid) ?? []),
  };
}

function headOf(uid: Uid, items: FetchItems): RawHead {
  const from = items.envelope?.from?.find((one) => one.mailbox && one.host);
  return {
    uid,
    size: items.size ?? 0,
    flags: items.flags ?? [],
    date: items.internalDate ?? 0,
    sender: from === undefined ? '' : `${from.mailbox}@${from.host}`,
  };
}

const OFFLINE = { ok: false, error: { code: 'offline' } } as const;
