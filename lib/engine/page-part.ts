/** A part as a page gets it: pieces, each handed to the browser at once, so that no page holds the whole in its own memory. */
import type { Result } from '../mail';
import type { Progress } from './requests';

/** `ask` gives the pieces to its listener in order and resolves with the number of their octets. The result has no type a browser would open. */
export async function fetchBlob(
  ask: (onProgress: Progress) => Promise<Result<number>>,
  onProgress: Progress | undefined,
): Promise<Result<Blob>> {
  const pieces: Blob[] = [];
  const result = await ask((loaded, total, _octets, bytes) => {
    if (bytes !== undefined && bytes.length > 0) pieces.push(new Blob([bytes as Uint8Array<ArrayBuffer>]));
    onProgress?.(loaded, total);
  });
  if (!result.ok) return result;
  const value = new Blob(pieces, { type: 'application/octet-stream' });
  return value.size === result.value ? { ok: true, value } : { ok: false, error: { code: 'part-broken' } };
}
