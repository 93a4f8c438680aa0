/** Reads one part in pieces, so that other commands of the connection find their turn between them. */
import { fetch } from '../../imap';
import type { Uid } from '../../imap/types';
import type { Result } from '../../mail/types';
import { createTransferDecoder } from '../../mime';
import { concatBytes } from '../../mime/bytes';
import { failureToError } from '../errors';
import { MAX_PART, PART_PIECE } from '../limits';
import type { Link } from '../link';
import type { PartRequest } from '../types';

/**
 * Transfer-decoded octets. Memory: the decoded part and one piece. A piece shorter than asked for is not taken for the end while
 * octets the server has announced are missing: the rest is asked for, and only an empty answer says that there is none.
 */
export async function fetchPart(
  link: Link,
  uid: Uid,
  part: PartRequest,
  onProgress: (loaded: number, total: number) => void,
): Promise<Result<Uint8Array>> {
  if (part.size > MAX_PART) return { ok: false, error: { code: 'message-too-large' } };
  const decoder = createTransferDecoder(part.encoding);
  const chunks: Uint8Array[] = [];
  let loaded = 0;
  for (;;) {
    const item = { section: part.section, peek: true, partial: [loaded, PART_PIECE] } as const;
    const outcome = await link.run(fetch({ uid: true, set: [[uid, uid]], items: ['uid', item] }));
    if (!outcome.ok) return { ok: false, error: failureToError(outcome.failure, 'part-broken') };
    const row = outcome.value.find(({ items }) => items.uid === uid && items.sections !== undefined);
    if (row === undefined) return { ok: false, error: { code: 'message-missing' } };
    const bytes = row.items.sections?.find((section) => section.section === part.section)?.bytes ?? null;
    if (bytes === null) return { ok: false, error: { code: 'part-broken' } };
    // A copy: what 7bit passes through would pin the connection's buffers.
    chunks.push(decoder.push(bytes).slice());
    loaded += bytes.length;
    if (loaded > MAX_PART) return { ok: false, error: { code: 'message-too-large' } };
    onProgress(loaded, Math.max(part.size, loaded));
    if (bytes.length === 0 || (part.size > 0 ? loaded >= part.size : bytes.length < PART_PIECE)) break;
  }
  chunks.push(decoder.end());
  return { ok: true, value: concatBytes(chunks) };
}
