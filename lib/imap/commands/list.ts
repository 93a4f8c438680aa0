import { LocalProtocolError } from '../errors';
import { AUTHENTICATED } from '../states';
import type { ListEntry, MailboxName, MailboxStatus, UntaggedEvent } from '../types';
import type { WireWriter } from '../wire/writer';
import type { Command, CommandContext, Exchange } from './command';
import { writeEntry } from './metadata';
import { writeStatusItems, type StatusItem } from './status';

/** `*` all below, `%` one level, or a name of which a prefix and a wildcard are kept apart: names never match by accident. */
export type ListPattern = '*' | '%' | { readonly prefix: string; readonly wildcard: '' | '*' | '%' };

export interface ListOptions {
  /** Default `*`. More than one needs LIST-EXTENDED. */
  readonly patterns?: readonly ListPattern[];
  /**
   * LIST-EXTENDED, SPECIAL-USE: which mailboxes. `recursivematch` lists also those of which something below matches, and says so
   * by `childInfo`; it goes with `subscribed` or `special-use`. `remote`: those on other servers, too.
   */
  readonly select?: readonly ('subscribed' | 'special-use' | 'remote' | 'recursivematch')[];
  /** LIST-EXTENDED, SPECIAL-USE: which attributes. Servers hide those that were not asked for. */
  readonly return?: readonly ('subscribed' | 'special-use' | 'children')[];
  /** LIST-STATUS (RFC 5819): counters of each mailbox. */
  readonly status?: readonly StatusItem[];
  /** LIST-MYRIGHTS (RFC 8440): what one may do to each. */
  readonly myRights?: boolean;
  /** LIST-METADATA (RFC 9590): notes of each, by entry name. */
  readonly metadata?: readonly [string, ...string[]];
}

export interface ListResult {
  readonly entries: readonly ListEntry[];
  readonly statusByMailbox: ReadonlyMap<MailboxName, MailboxStatus>;
  /** A letter for each right (RFC 4314 2). */
  readonly rightsByMailbox: ReadonlyMap<MailboxName, string>;
  /** Values by entry name in lower case. */
  readonly metadataByMailbox: ReadonlyMap<MailboxName, ReadonlyMap<string, string | null>>;
}

/**
 * list = "LIST" [SP list-select-opts] SP mailbox SP mbox-or-pat [SP list-return-opts]     ; RFC 9051 6.3.9, RFC 5258 6
 *
 * Without options it is the plain LIST of RFC 3501, which every server knows. What is to be returned is left out once the server
 * refused it; then `has` no longer names the capability.
 */
export function list(options: ListOptions = {}): Command<ListResult> {
  return {
    name: 'LIST',
    states: AUTHENTICATED,
    answers: () => answersOf(options),
    checkable: true,
    start: () => new ListExchange(options),
  };
}

function answersOf({ status, myRights, metadata }: ListOptions): readonly string[] {
  const kinds = ['list'];
  if (status !== undefined) kinds.push('status');
  if (myRights === true) kinds.push('myrights');
  if (metadata !== undefined) kinds.push('metadata');
  return kinds;
}

class ListExchange implements Exchange<ListResult> {
  readonly #options: ListOptions;
  readonly #entries: ListEntry[] = [];
  readonly #statuses = new Map<MailboxName, MailboxStatus>();
  readonly #rights = new Map<MailboxName, string>();
  readonly #metadata = new Map<MailboxName, ReadonlyMap<string, string | null>>();

  constructor(options: ListOptions) {
    this.#options = options;
  }

  readonly write: Exchange<ListResult>['write'] = (w, { may }) => write(w, this.#options, may);

  readonly untagged = (event: UntaggedEvent): boolean => {
    const { status, myRights, metadata } = this.#options;
    if (event.kind === 'list' && !event.lsub) {
      if (this.#entries.length < MAX_ENTRIES) this.#entries.push(event.entry);
    } else if (event.kind === 'status' && status !== undefined) {
      keep(this.#statuses, event.mailbox, { ...this.#statuses.get(event.mailbox), ...event.status });
    } else if (event.kind === 'myrights' && myRights === true) {
      keep(this.#rights, event.mailbox, event.rights);
    } else if (event.kind === 'metadata' && event.changed.length === 0 && metadata !== undefined) {
      keep(
        this.#metadata,
        event.mailbox,
        new Map([...(this.#metadata.get(event.mailbox) ?? []), ...event.entries]),
      );
    } else return false;
    return true;
  };

  readonly finish = (): ListResult => ({
    entries: this.#entries,
    statusByMailbox: this.#statuses,
    rightsByMailbox: this.#rights,
    metadataByMailbox: this.#metadata,
  });
}

function keep<T>(map: Map<MailboxName, T>, mailbox: MailboxName, value: T): void {
  if (map.size < MAX_ENTRIES || map.has(mailbox)) map.set(mailbox, value);
}

function write(w: WireWriter, options: ListOptions, may: CommandContext['may']): void {
  const { patterns = ['*'], select = [], status, metadata } = options;
  if (
    select.includes('recursivematch') &&
    select.every((one) => one === 'recursivematch' || one === 'remote')
  )
    throw new LocalProtocolError('RECURSIVEMATCH needs something to match');
  w.atom('LIST').sp();
  if (select.length > 0) w.list(select, (name) => w.atom(name.toUpperCase())).sp();
  w.raw('""').sp();
  if (patterns.length === 1) writePattern(w, patterns[0]!);
  else w.list(patterns, (pattern) => writePattern(w, pattern));
  // What can be done without best is asked for last: see refusals.ts.
  const names = (options.return ?? []).filter((name) => name === 'special-use' || may('LIST-EXTENDED'));
  const returned = names.filter((name) => name !== 'special-use' || may('SPECIAL-USE'));
  const returns: (() => void)[] = returned.map((name) => () => w.atom(name.toUpperCase()));
  if (options.myRights === true && may('LIST-MYRIGHTS')) returns.push(() => w.atom('MYRIGHTS'));
  if (metadata !== undefined && may('LIST-METADATA'))
    returns.push(() => w.raw('METADATA ').list(metadata, (name) => writeEntry(w, name)));
  if (status !== undefined && may('LIST-STATUS'))
    returns.push(() => writeStatusItems(w.raw('STATUS '), status, may));
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
