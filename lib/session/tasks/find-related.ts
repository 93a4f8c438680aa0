/** What a conversation's messages name, and who else names it: two steps, since they ask two mailboxes. */
import { fetch, numberSetCount, numberSetOf, search, type SearchCriteria } from '../../imap';
import { toUid, type FetchItems, type Uid, type UidValidity } from '../../imap/types';
import { messageIds, type Result } from '../../mail';
import { failureToError } from '../errors';
import { MAX_FOUND, MAX_RELATED, MAX_RELATED_CLUES } from '../limits';
import type { Link } from '../link';
import { readRows } from './find-messages';

/** The words by which a server finds messages of the conversation in any mailbox; at most MAX_RELATED_CLUES of each. */
export interface Clues {
  readonly gmailThread: string | null;
  readonly thread: string | null;
  /** Ids of messages that lie here: others name them. */
  readonly here: readonly string[];
  /** Ids that are named here: messages that lie elsewhere, or nowhere. */
  readonly named: readonly string[];
}

export interface RelatedRows {
  readonly uidValidity: UidValidity;
  readonly rows: readonly FetchItems[];
  /** There are older ones that were not read. */
  readonly isCut: boolean;
}

/** Needs the mailbox of these messages selected; the oldest comes first in `uids`, the newest last. */
export async function readClues(link: Link, uids: readonly Uid[]): Promise<Result<Clues>> {
  const gmail = link.driver.has('X-GM-EXT-1');
  const objects = link.driver.has('OBJECTID');
  const asked = uids.length <= MAX_RELATED ? uids : [...uids.slice(0, 1), ...uids.slice(1 - MAX_RELATED)];
  const outcome = await link.run(
    fetch({
      uid: true,
      set: numberSetOf(asked),
      items: [
        'uid',
        ...(gmail ? (['x-gm-thrid'] as const) : objects ? (['threadid'] as const) : []),
        { section: 'HEADER.FIELDS (MESSAGE-ID IN-REPLY-TO REFERENCES)', peek: true },
      ],
    }),
  );
  if (!outcome.ok) return { ok: false, error: failureToError(outcome.failure, 'server-refused') };
  const all = outcome.value.map(({ items }) => items);
  const fields = all.map(fieldsOf);
  const here = new Set(fields.flatMap((one) => messageIds(one.get('message-id') ?? '', 1)));
  const named = new Set(
    fields.flatMap((one) => [
      ...messageIds(one.get('references') ?? ''),
      ...messageIds(one.get('in-reply-to') ?? '', 1),
    ]),
  );
  for (const id of here) named.delete(id);
  return {
    ok: true,
    value: {
      gmailThread: all.find(({ gmailThreadId }) => gmailThreadId !== undefined)?.gmailThreadId ?? null,
      thread: all.find(({ threadId }) => typeof threadId === 'string')?.threadId ?? null,
      here: bounded([...here]),
      named: bounded([...named]),
    },
  };
}

/** Needs the mailbox selected that is looked in. Of more than `most`, the newest. */
export async function findRelated(
  link: Link,
  clues: Clues,
  most: number = MAX_RELATED,
): Promise<Result<RelatedRows>> {
  const info = link.selectedInfo;
  if (info === null) return { ok: false, error: { code: 'offline' } };
  const criteria = criteriaOf(link, clues);
  const none = { ok: true, value: { uidValidity: info.uidValidity, rows: [], isCut: false } } as const;
  if (criteria === null) return none;
  const outcome = await link.run(search({ uid: true, criteria, return: ['all'] }));
  if (!outcome.ok) return { ok: false, error: failureToError(outcome.failure, 'server-refused') };
  const set = outcome.value.all ?? [];
  const count = numberSetCount(set);
  if (count > MAX_FOUND) return { ok: false, error: { code: 'server-protocol' } };
  const uids: number[] = [];
  for (const [low, high] of set.toReversed())
    for (let uid = high; uid >= low && uids.length < most; uid--) if (uid > 0) uids.push(uid);
  if (uids.length === 0) return none;
  const read = await readRows(link, uids.map(toUid));
  if (!read.ok) return read;
  const rows = read.value.map(({ items }) => items);
  return { ok: true, value: { uidValidity: info.uidValidity, rows, isCut: count > uids.length } };
}

/** Null: nothing can be looked for. */
function criteriaOf(link: Link, { gmailThread, thread, here, named }: Clues): SearchCriteria | null {
  if (gmailThread !== null && link.driver.has('X-GM-EXT-1'))
    return { kind: 'gmail-id', field: 'thrid', id: gmailThread };
  if (thread !== null && link.driver.has('OBJECTID'))
    return { kind: 'object', field: 'threadid', id: thread };
  const header = (name: string, value: string): SearchCriteria => ({ kind: 'header', name, value });
  const [first, ...rest] = [
    ...named.map((id) => header('Message-ID', `<${id}>`)),
    ...here.map((id) => header('References', `<${id}>`)),
    ...here.slice(-1).map((id) => header('In-Reply-To', `<${id}>`)),
    // Messages that answer what nobody here has.
    ...named.slice(0, 1).map((id) => header('References', `<${id}>`)),
    ...named.slice(0, 1).map((id) => header('In-Reply-To', `<${id}>`)),
  ];
  return first === undefined ? null : { kind: 'or', of: [first, ...rest] };
}

/** How it began, and the latest of it. */
const bounded = (ids: readonly string[]): readonly string[] =>
  ids.length <= MAX_RELATED_CLUES ? ids : [...ids.slice(0, 1), ...ids.slice(1 - MAX_RELATED_CLUES)];

/** The header fields of a FETCH answer by their names in lower case, unfolded. */
function fieldsOf({ sections = [] }: FetchItems): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  const bytes = sections[0]?.bytes;
  if (!bytes) return fields;
  let name = '';
  for (const line of LATIN1.decode(bytes.subarray(0, MAX_HEADER)).split('\n')) {
    const isFolded = line.startsWith(' ') || line.startsWith('\t');
    const colon = line.indexOf(':');
    if (!isFolded) name = colon < 0 ? '' : line.slice(0, colon).trim().toLowerCase();
    const value = isFolded ? line : line.slice(colon + 1);
    if (name !== '') fields.set(name, `${fields.get(name) ?? ''} ${value}`);
  }
  return fields;
}

const LATIN1 = new TextDecoder('latin1');
const MAX_HEADER = 65_536;
