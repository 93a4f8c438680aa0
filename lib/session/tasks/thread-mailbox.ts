/** Asks the server which messages of the whole mailbox are of one conversation (THREAD, RFC 5256). */
import { thread } from '../../imap';
import type { UidValidity } from '../../imap/types';
import type { Result } from '../../mail';
import { failureToError } from '../errors';
import { MAX_FOUND } from '../limits';
import type { Link } from '../link';

export interface ThreadedMailbox {
  readonly uidValidity: UidValidity;
  /** Ascending. */
  readonly uids: Uint32Array;
  /** For each of them the UID of one message of its conversation, the same for all of them. */
  readonly roots: Uint32Array;
  readonly conversations: number;
}

/** Needs the mailbox selected. Null: the server does not know how. */
export async function threadMailbox(link: Link): Promise<Result<ThreadedMailbox | null>> {
  const info = link.selectedInfo;
  if (info === null) return { ok: false, error: { code: 'offline' } };
  // REFS does not tie by subject alone; where there is only REFERENCES, it is the server's word.
  const algorithm = link.driver.has('THREAD=REFS')
    ? 'REFS'
    : link.driver.has('THREAD=REFERENCES')
      ? 'REFERENCES'
      : null;
  if (algorithm === null) return { ok: true, value: null };
  const outcome = await link.run(thread({ uid: true, algorithm, criteria: { kind: 'all' } }));
  if (!outcome.ok) return { ok: false, error: failureToError(outcome.failure, 'server-refused') };
  const { numbers, parents } = outcome.value;
  if (numbers.length > MAX_FOUND) return PROTOCOL;
  /** The place each begins at, and for such a place the first message of it that is there: 0 stands for one that is not. */
  const rootAt = new Uint32Array(numbers.length);
  const nameAt = new Uint32Array(numbers.length);
  let conversations = 0;
  for (const [at, uid] of numbers.entries()) {
    const parent = parents[at] ?? -1;
    // A parent stands before its answers: anything else would be a loop.
    if (parent >= at) return PROTOCOL;
    const root = parent < 0 ? at : (rootAt[parent] ?? at);
    rootAt[at] = root;
    if (uid === 0 || nameAt[root] !== 0) continue;
    nameAt[root] = uid;
    conversations += 1;
  }
  const order = Uint32Array.from(numbers.keys())
    .filter((at) => numbers[at] !== 0)
    .sort((one, two) => (numbers[one] ?? 0) - (numbers[two] ?? 0));
  const uids = order.map((at) => numbers[at] ?? 0);
  if (uids.some((uid, at) => at > 0 && uid === uids[at - 1])) return PROTOCOL;
  const roots = order.map((at) => nameAt[rootAt[at] ?? 0] ?? 0);
  return { ok: true, value: { uidValidity: info.uidValidity, uids, roots, conversations } };
}

const PROTOCOL = { ok: false, error: { code: 'server-protocol' } } as const;
