import { LocalProtocolError } from '../errors';
import { AUTHENTICATED } from '../states';
import type { ListEntry, MailboxName, MailboxStatus } from '../types';
import type { WireWriter } from '../wire/writer';
import type { Command } from './command';
import { writeStatusItems, type StatusItem } from './status';

/** `*` all below, `%` one level, or a name of which a prefix and a wildcard are kept apart: names never match by accident. */
export type ListPattern = '*' | '%' | { readonly prefix: string; readonly wildcard: '' | '*' | '%' };

export interface ListOptions {
  /** Default `*`. More than one needs LIST-EXTENDED. */
  readonly patterns?: readonly ListPattern[];
  /** LIST-EXTENDED, SPECIAL-USE: which mailboxes. */
  readonly select?: readonly ('subscribed' | 'special-use' | 'recursivematch')[];
  /** LIST-EXTENDED, SPECIAL-USE: which attributes. Servers hide those that were not asked for. */
  readonly return?: readonly ('subscribed' | 'special-use' | 'children')[];
  /** LIST-STATUS: counters of each mailbox. */
  readonly status?: readonly StatusItem[];
}

export interface ListResult {
  readonly entries: readonly ListEntry[];
  readonly statusByMailbox: ReadonlyMap<MailboxName, MailboxStatus>;
}

/**
 * list = "LIST" [SP list-select-opts] SP mailbox SP mbox-or-pat [SP list-return-opts]     ; RFC 9051 6.3.9
 *
 * Without options it is the plain LIST of RFC 3501, which every server knows; falling back to it is the caller's matter.
 */
export function list(options: ListOptions = {}): Command<ListResult> {
  return {
    name: 'LIST',
    states: AUTHENTICATED,
    answers: () => (options.status === undefined ? ['list'] : ['list', 'status']),
    checkable: true,
    start: () => {
      const entries: ListEntry[] = [];
      const statusByMailbox = new Map<MailboxName, MailboxStatus>();
      return {
        write: (w) => write(w, options),
        untagged: (event) => {
          if (event.kind === 'list' && !event.lsub) {
            if (entries.length < MAX_ENTRIES) entries.push(event.entry);
          } else if (event.kind === 'status' && options.status !== undefined) {
            statusByMailbox.set(event.mailbox, { ...statusByMailbox.get(event.mailbox), ...event.status });
          } else return false;
          return true;
        },
        finish: () => ({ entries, statusByMailbox }),
      };
    },
  };
}

function write(w: WireWriter, options: ListOptions): void {
  const patterns = options.patterns ?? ['*'];
  w.atom('LIST').sp();
  if (options.select !== undefined && options.select.length > 0) {
    w.list(options.select, (name) => w.atom(name.toUpperCase())).sp();
  }
  w.raw('""').sp();
  if (patterns.length === 1) writePattern(w, patterns[0]!);
  else w.list(patterns, (pattern) => writePattern(w, pattern));
  const returns: (() => void)[] = (options.return ?? []).map((name) => () => w.atom(name.toUpperCase()));
  const { status } = options;
  if (status !== undefined) returns.push(() => writeStatusItems(w.atom('STATUS').sp(), status));
  if (returns.length > 0) w.raw(' RETURN ').list(returns, (one) => one());
}

/** list-mailbox = 1*list-char / string */
export function writePattern(w: WireWriter, pattern: ListPattern): void {
  if (typeof pattern === 'string') return void w.raw(`"${pattern}"`);
  if (/[*%]/.test(pattern.prefix))
    throw new LocalProtocolError('a mailbox name with a wildcard cannot be listed');
  w.pattern(pattern.prefix, pattern.wildcard);
}

/** More mailboxes than any account has. The rest are dropped: told as news of new folders, they would be asked for anew, for ever. */
const MAX_ENTRIES = 100_000;
