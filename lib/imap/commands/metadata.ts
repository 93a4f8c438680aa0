/** METADATA and METADATA-SERVER (RFC 5464): notes on a mailbox, or on the server under the name "". */
import { LocalProtocolError } from '../errors';
import { AUTHENTICATED } from '../states';
import { toMailboxName } from '../types';
import type { WireWriter } from '../wire/writer';
import type { Command } from './command';

export interface GetMetadataOptions {
  /** Values of more octets are left out; the OK then names the longest (METADATA LONGENTRIES). */
  readonly maxSize?: number;
  /** Entries below those named, too. Default '0'. */
  readonly depth?: '0' | '1' | 'infinity';
}

/**
 * getmetadata = "GETMETADATA" [SP getmetadata-options] SP mailbox SP entries      ; RFC 5464 4.2, 5
 *
 * Values by entry name in lower case; entries without a value are null or absent.
 */
export function getMetadata(
  mailbox: string,
  names: readonly [string, ...string[]],
  options: GetMetadataOptions = {},
): Command<ReadonlyMap<string, string | null>> {
  return {
    name: 'GETMETADATA',
    states: AUTHENTICATED,
    checkable: true,
    start: () => {
      const values = new Map<string, string | null>();
      return {
        write: (w) => {
          w.atom('GETMETADATA');
          writeOptions(w, options);
          w.sp().mailbox(mailbox).sp();
          w.list(names, (name) => writeEntry(w, name));
        },
        untagged: (event) => {
          if (event.kind !== 'metadata' || event.mailbox !== toMailboxName(mailbox)) return false;
          for (const [name, value] of event.entries) if (values.size < MAX_ENTRIES) values.set(name, value);
          return true;
        },
        finish: () => values,
      };
    },
  };
}

/** setmetadata = "SETMETADATA" SP mailbox SP entry-values ; RFC 5464 4.3. A null value deletes the entry. */
export function setMetadata(mailbox: string, values: ReadonlyMap<string, string | null>): Command<void> {
  return {
    name: 'SETMETADATA',
    states: AUTHENTICATED,
    checkable: true,
    start: () => ({
      write: (w) => {
        if (values.size === 0) throw new LocalProtocolError('SETMETADATA of nothing');
        w.atom('SETMETADATA').sp().mailbox(mailbox).sp();
        w.list(values, ([name, value]) => {
          writeEntry(w, name);
          w.sp().nstring(value);
        });
      },
      finish: () => undefined,
    }),
  };
}

function writeOptions(w: WireWriter, { maxSize, depth }: GetMetadataOptions): void {
  const options: (() => void)[] = [];
  if (maxSize !== undefined) options.push(() => w.raw('MAXSIZE ').number(maxSize));
  if (depth !== undefined) options.push(() => w.raw(`DEPTH ${depth}`));
  if (options.length > 0) w.sp().list(options, (write) => write());
}

/** entry = astring ; a path from the root without wildcards, `//` or a slash at the end (RFC 5464 3.2). */
export function writeEntry(w: WireWriter, name: string): void {
  if (!/^(?:\/[^/*%]+)+$/.test(name)) throw new LocalProtocolError(`${JSON.stringify(name)} is no entry`);
  w.astring(name);
}

/** No mailbox has more notes than this. */
const MAX_ENTRIES = 10_000;
