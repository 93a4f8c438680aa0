/** Asks the server which messages belong to a view, and in what order. */
import { fetch, numberSetCount, numberSetOf, search, sort, type SearchCriteria } from '../../imap';
import type { NumberSet, Uid, UidValidity } from '../../imap/types';
import { assertNever, type MailView, type Result, type SearchNode, type ViewOrder } from '../../mail';
import { failureToError } from '../errors';
import { FIND_PIECE, MAX_FOUND, WHOLE_ORDER } from '../limits';
import type { Link } from '../link';
import type { FetchedRow } from '../types';
import { windowItems } from './fetch-window';

/** Which messages of a mailbox belong. */
export interface FoundIn {
  readonly uidValidity: UidValidity;
  readonly uids: Uint32Array;
  /** UIDPLUS: exactly these can be removed, and the server tells where messages go. */
  readonly exact: boolean;
}

export interface Found extends FoundIn {
  /** Messages in the mailbox, and how many of them belong to the view. */
  readonly exists: number;
  readonly count: number;
  /** The place of the first of `uids` in the view, 0 first; further ones are asked for by `from`. */
  readonly start: number;
  /** They stand in the order asked for; false: the server cannot sort, they stand newest first. */
  readonly ordered: boolean;
}

export interface FindRequest {
  readonly view: MailView;
  /** The place from which on messages are wanted; orders of large mailboxes come in pieces. */
  readonly from: number;
  /** Only these messages. */
  readonly newerThan?: Uid;
}

/** Needs the mailbox selected. `now`: epoch ms. Null: the server cannot do it without naming every message. */
export async function findMessages(
  link: Link,
  request: FindRequest,
  now: number,
): Promise<Result<Found | null>> {
  const info = link.selectedInfo;
  if (info === null) return OFFLINE;
  const { order } = request.view;
  const criteria = criteriaOf(request, { now, within: link.driver.has('WITHIN') });
  const base = { uidValidity: info.uidValidity, exists: info.exists, exact: link.driver.has('UIDPLUS') };
  if (order === 'newest' || order === 'oldest' || !link.driver.has('SORT')) {
    // Without ESEARCH every message of it would be named one by one.
    if (criteria.kind === 'all' && !link.driver.has('ESEARCH') && info.exists > WHOLE_ORDER)
      return { ok: true, value: null };
    const outcome = await link.run(search({ uid: true, criteria, return: ['all'] }));
    if (!outcome.ok) return { ok: false, error: failureToError(outcome.failure, 'server-refused') };
    const uids = uidsOf(outcome.value.all ?? []);
    if (uids === null) return TOO_MANY;
    if (order !== 'oldest') uids.reverse();
    return { ok: true, value: { ...base, count: uids.length, start: 0, uids, ordered: isByArrival(order) } };
  }
  const isLarge = info.exists > WHOLE_ORDER && link.driver.has('ESORT');
  const partial = isLarge ? ([request.from + 1, request.from + FIND_PIECE] as const) : undefined;
  const outcome = await link.run(
    sort({
      uid: true,
      keys: keysOf(order, link.driver.has('SORT=DISPLAY')),
      criteria,
      ...(partial === undefined ? {} : { partial }),
    }),
  );
  if (!outcome.ok) return { ok: false, error: failureToError(outcome.failure, 'server-refused') };
  const { numbers, count } = outcome.value;
  // A server that does not cut gives the whole of it.
  const isPiece = partial !== undefined && numbers.length <= FIND_PIECE;
  const start = isPiece ? request.from : 0;
  const total = isPiece ? (count ?? start + numbers.length) : numbers.length;
  const isOnce = new Set(numbers).size === numbers.length && !numbers.includes(0);
  if (!isOnce || total > MAX_FOUND || start + numbers.length > total) return TOO_MANY;
  return { ok: true, value: { ...base, count: total, start, uids: numbers, ordered: true } };
}

/** Ascending; null where these are more than can be, name a message twice, or what is none. */
export function uidsOf(set: NumberSet): Uint32Array | null {
  const count = numberSetCount(set);
  if (count > MAX_FOUND) return null;
  const uids = new Uint32Array(count);
  let at = 0;
  for (const [low, high] of set) for (let uid = low; uid <= high; uid++) uids[at++] = uid;
  uids.sort();
  return uids.some((uid, i) => uid === 0 || uid === uids[i - 1]) ? null : uids;
}

/** The rows of these messages; those that are gone are missing. */
export async function readRows(link: Link, uids: readonly Uid[]): Promise<Result<readonly FetchedRow[]>> {
  const outcome = await link.run(fetch({ uid: true, set: numberSetOf(uids), items: windowItems(link) }));
  if (!outcome.ok) return { ok: false, error: failureToError(outcome.failure, 'server-refused') };
  return { ok: true, value: outcome.value };
}

interface SearchMeans {
  readonly now: number;
  /** The server has WITHIN (RFC 5032). */
  readonly within: boolean;
}

function criteriaOf({ view, newerThan }: FindRequest, means: SearchMeans): SearchCriteria {
  const asked = view.search === null ? null : toCriteria(view.search, means);
  if (newerThan === undefined) return asked ?? { kind: 'all' };
  const fresh: SearchCriteria = { kind: 'uids', set: [[newerThan + 1, Infinity]] };
  return asked === null ? fresh : { kind: 'and', of: [fresh, asked] };
}

/** The question as the server is asked. What it has no key for is asked in the nearest way that finds too much, never too little. */
export function toCriteria(node: SearchNode, means: SearchMeans): SearchCriteria {
  switch (node.kind) {
    case 'and':
      return { kind: 'and', of: node.of.map((one) => toCriteria(one, means)) };
    case 'or': {
      const [first, ...rest] = node.of.map((one) => toCriteria(one, means));
      return first === undefined ? { kind: 'all' } : { kind: 'or', of: [first, ...rest] };
    }
    case 'not':
      return { kind: 'not', of: toCriteria(node.of, means) };
    case 'text':
      return { kind: 'text', field: 'text', value: node.value };
    case 'field':
      return { kind: 'text', field: node.field, value: node.value };
    case 'header':
      return { kind: 'header', name: node.name, value: node.value };
    case 'is':
      return { kind: 'flag', flag: FLAGS[node.state], set: node.set };
    case 'keyword':
      return { kind: 'flag', flag: node.keyword, set: true };
    case 'attachment':
      // No key says it: mail with attachments is mixed, and some that is mixed has none.
      return { kind: 'header', name: 'Content-Type', value: 'multipart/mixed' };
    case 'day':
      return { kind: 'date', field: 'internal', op: node.op, date: node.day };
    case 'age': {
      const op = node.op === 'older' ? 'older' : 'younger';
      if (means.within) return { kind: 'within', op, seconds: node.days * DAY_SECONDS };
      const date = new Date(means.now - node.days * DAY_SECONDS * 1_000);
      return {
        kind: 'date',
        field: 'internal',
        op: node.op === 'older' ? 'before' : 'since',
        date: { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() },
      };
    }
    case 'size':
      return { kind: 'size', op: node.op, octets: node.octets };
    default:
      return assertNever(node);
  }
}

const isByArrival = (order: ViewOrder): boolean => order === 'newest' || order === 'oldest';

type SortKeys = Parameters<typeof sort>[0]['keys'];

/** People are looked for by the name that is shown, not by their address: the server may not know how (RFC 5957). */
function keysOf(order: ViewOrder, byDisplay: boolean): SortKeys {
  const newest = { field: 'arrival', reverse: true } as const;
  if (order === 'largest') return [{ field: 'size', reverse: true }, newest];
  if (order === 'subject') return [{ field: 'subject' }, newest];
  return [{ field: byDisplay ? 'displayfrom' : 'from' }, newest];
}

const DAY_SECONDS = 86_400;
const OFFLINE = { ok: false, error: { code: 'offline' } } as const;
const TOO_MANY = { ok: false, error: { code: 'server-protocol' } } as const;
const FLAGS = {
  seen: '\\Seen',
  starred: '\\Flagged',
  answered: '\\Answered',
  draft: '\\Draft',
  deleted: '\\Deleted',
} as const;
