import type { UntaggedEvent } from '../types';
import type { Reader } from '../wire/reader';

/**
 * metadata-resp = "METADATA" SP mailbox SP (entry-values / entry-list)            ; RFC 5464 4.4, 5
 * entry-values = "(" entry SP value *(SP entry SP value) ")" ; entry-list = entry *(SP entry)
 *
 * With values it answers GETMETADATA; a bare list of names says that these changed. The server's own entries belong to
 * the mailbox "".
 */
export function parseMetadata(r: Reader): Extract<UntaggedEvent, { kind: 'metadata' }> {
  const mailbox = r.expectMailbox();
  r.expectSp();
  if (r.peek() !== 40) {
    const changed = [r.expectAstring().toLowerCase()];
    while (!r.eol()) changed.push(r.expectAstring().toLowerCase());
    return { kind: 'metadata', mailbox, entries: [], changed };
  }
  return { kind: 'metadata', mailbox, entries: parseEntryValues(r), changed: [] };
}

/** entry-values; also the value of METADATA in LIST (RFC 9590). Names in lower case: they are compared so. */
export function parseEntryValues(r: Reader): readonly (readonly [name: string, value: string | null])[] {
  r.expectByte(40);
  const entries: (readonly [string, string | null])[] = [];
  while (!r.close()) {
    r.sp();
    const name = r.expectAstring().toLowerCase();
    r.expectSp();
    entries.push([name, r.expectNstring()]);
  }
  return entries;
}
