/** Asks the server about many mailboxes in one command (MULTISEARCH, RFC 7377), so that none has to be selected for it. */
import { multisearch } from '../../imap';
import type { EsearchResult, MailboxName } from '../../imap/types';
import type { Result, SearchNode } from '../../mail';
import { failureToError } from '../errors';
import { MAX_FOUND, SEARCH_NAMES, SEARCH_NAME_OCTETS } from '../limits';
import type { Link } from '../link';
import { toCriteria, uidsOf, type FoundIn } from './find-messages';

/** What was found in each mailbox, newest first; mailboxes in which there is nothing are missing (RFC 7377 2.1). */
export type FoundEverywhere = ReadonlyMap<MailboxName, FoundIn>;

/**
 * Null where the server cannot do it, refuses it, looked through a part only, or says something that can be meant in two ways: then
 * each mailbox is asked for itself. `now`: epoch ms.
 */
export async function findEverywhere(
  link: Link,
  mailboxes: readonly MailboxName[],
  search: SearchNode,
  now: number,
): Promise<Result<FoundEverywhere | null>> {
  const { driver } = link;
  if (!driver.has('MULTISEARCH')) return UNABLE;
  const criteria = toCriteria(search, { now, within: driver.has('WITHIN') });
  const exact = driver.has('UIDPLUS');
  const found = new Map<MailboxName, FoundIn>();
  let count = 0;
  for (const names of batches(mailboxes)) {
    const asked = new Set<string>(names);
    const outcome = await link.run(multisearch({ in: [{ mailboxes: names }], criteria, return: ['all'] }));
    if (!outcome.ok) {
      // Its connection is gone: there is nobody to ask now. Any refusal is about this way of asking.
      return outcome.failure.kind === 'closed'
        ? { ok: false, error: failureToError(outcome.failure, 'server-refused') }
        : UNABLE;
    }
    if (outcome.code?.kind === 'messagelimit') return UNABLE;
    for (const result of outcome.value) {
      const one = readResult(result, asked, exact);
      if (one === null || found.has(one.mailbox)) return UNABLE;
      count += one.uids.length;
      if (count > MAX_FOUND) return UNABLE;
      if (one.uids.length > 0) found.set(one.mailbox, one);
    }
  }
  return { ok: true, value: found };
}

/** Null: it does not surely say which messages of which mailbox are meant. */
function readResult(
  { mailbox, uidValidity, uid, all }: EsearchResult,
  asked: ReadonlySet<string>,
  exact: boolean,
): (FoundIn & { readonly mailbox: MailboxName }) | null {
  if (mailbox === undefined || uidValidity === undefined || !uid || !asked.has(mailbox)) return null;
  const uids = uidsOf(all ?? []);
  return uids === null ? null : { mailbox, uidValidity, uids: uids.reverse(), exact };
}

/** As many names as a command may hold. */
function* batches(mailboxes: readonly MailboxName[]): Generator<readonly [MailboxName, ...MailboxName[]]> {
  let [batch, octets]: [MailboxName[], number] = [[], 0];
  for (const name of mailboxes) {
    // A name of other letters than ASCII is longer in modified UTF-7 (RFC 3501 5.1.3): three octets a letter, and its frame.
    const size = name.length * 3 + 4;
    const [first, ...rest] = batch;
    if (first !== undefined && (batch.length >= SEARCH_NAMES || octets + size > SEARCH_NAME_OCTETS)) {
      yield [first, ...rest];
      [batch, octets] = [[], 0];
    }
    batch.push(name);
    octets += size;
  }
  const [first, ...rest] = batch;
  if (first !== undefined) yield [first, ...rest];
}

const UNABLE = { ok: true, value: null } as const;
