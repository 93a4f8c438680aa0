/** A search answered by what is known here: the index says which messages may belong, their rows and texts whether they do. */
import { toUid, type MailboxName, type Uid, type UidValidity } from '../../imap/types';
import {
  foldText,
  isOneWord,
  matchesRow,
  wordLeaves,
  type AccountId,
  type KnownWords,
  type MessageRow,
  type SearchNode,
  type WindowList,
  type WordLeaf,
} from '../../mail';
import { htmlToText } from '../../mime';
import type { MailboxKey, Store } from '../../store';
import { MAX_HITS, MAX_PHRASE_CHECKS, ROWS_AT_ONCE } from './limits';
import type { LocalIndex } from './local-index';
import type { IndexFound } from './messages';

export interface FoundHere {
  readonly uidValidity: UidValidity;
  readonly rows: readonly MessageRow[];
  /** Messages that were looked through, and how many of them with their text. */
  readonly here: number;
  readonly texts: number;
}

export interface SearchHereParts {
  readonly store: Pick<Store, 'detail'>;
  /** A row that is in memory: newer than what is stored. */
  readonly rowOf: (uid: Uid) => MessageRow | undefined;
  /** Rows that are kept though they are not in memory, in any order. */
  readonly rows: (uids: readonly Uid[]) => Promise<readonly MessageRow[]>;
  readonly now: number;
  /** Nobody waits for it any more. */
  readonly isOver: () => boolean;
}

/** What is known here of a search in one mailbox; null when there is no index, or the mailbox is not known. */
export async function searchMailbox(
  { index, store }: { readonly index: LocalIndex; readonly store: Store },
  key: MailboxKey | null,
  search: SearchNode,
  parts: Omit<SearchHereParts, 'store'>,
): Promise<FoundHere | null> {
  if (key === null) return null;
  const found = await index.find(key.account, key.mailbox, search);
  const here = found?.find(({ uidValidity }) => uidValidity === key.uidValidity);
  return here === undefined ? null : searchHere(key, search, here, { ...parts, store });
}

export interface SearchAllParts {
  /** The list of a mailbox that is open: what it says is newer than what is stored. */
  readonly open: (mailbox: MailboxName) => WindowList | undefined;
  /** Rows of an open mailbox that are kept though they are not in memory. */
  readonly rows: (mailbox: MailboxName, uids: readonly Uid[]) => Promise<readonly MessageRow[]>;
  readonly now: number;
  readonly isOver: () => boolean;
}

/** What is known here of a search in every mailbox; null when there is no index. */
export async function searchMailboxes(
  { index, store }: { readonly index: LocalIndex; readonly store: Store },
  account: AccountId,
  search: SearchNode,
  { open, rows, now, isOver }: SearchAllParts,
): Promise<readonly (FoundHere & { readonly mailbox: MailboxName })[] | null> {
  const found = await index.find(account, null, search);
  if (found === null) return null;
  const here: (FoundHere & { readonly mailbox: MailboxName })[] = [];
  for (const one of found) {
    const { mailbox, uidValidity } = one;
    const key: MailboxKey = { account, mailbox, uidValidity };
    const list = open(mailbox);
    const isOpen = list !== undefined;
    if (isOpen && list.uidValidity !== uidValidity) continue;
    const stored = async (uids: readonly Uid[]): Promise<readonly MessageRow[]> =>
      isOpen ? rows(mailbox, uids) : (await store.rows(key, uids)).flatMap((row) => row ?? []);
    const parts = { store, rowOf: (uid: Uid) => list?.rowOf(uid), rows: stored, now, isOver };
    here.push({ mailbox, ...(await searchHere(key, search, one, parts)) });
  }
  return here;
}

/** The newest of the messages that surely belong, at most MAX_HITS. */
export async function searchHere(
  key: MailboxKey,
  search: SearchNode,
  found: IndexFound,
  parts: SearchHereParts,
): Promise<FoundHere> {
  const { documents: here, texts, uidValidity } = found;
  const rows: MessageRow[] = [];
  const leaves = new Map<WordLeaf, ReadonlySet<number>>(
    wordLeaves(search).map((leaf, i) => [leaf, new Set(found.leaves[i])]),
  );
  const read = new Set(found.read);
  const { candidates } = found;
  let checks = MAX_PHRASE_CHECKS;
  for (let at = 0; at < candidates.length && rows.length < MAX_HITS && !parts.isOver(); at += ROWS_AT_ONCE) {
    const uids = Array.from(candidates.subarray(at, at + ROWS_AT_ONCE), toUid);
    const absent = uids.filter((uid) => parts.rowOf(uid) === undefined);
    const stored = absent.length === 0 ? [] : await parts.rows(absent);
    const storedRows = new Map(stored.map((row) => [row.uid, row]));
    for (const uid of uids) {
      const row = parts.rowOf(uid) ?? storedRows.get(uid);
      if (row === undefined) continue;
      let isUnsure = false;
      const known: KnownWords = (leaf) => {
        if (leaves.get(leaf)?.has(uid) !== true) return read.has(uid) ? false : null;
        if (isOneWord(leaf.value)) return true;
        isUnsure = true;
        return null;
      };
      let belongs = matchesRow(search, row, parts.now, known);
      if (belongs === null && isUnsure && checks > 0) {
        checks -= 1;
        const text = await textOf(key, row, parts.store);
        belongs = matchesRow(
          search,
          row,
          parts.now,
          (leaf) => known(leaf) ?? (text !== null && text.includes(foldText(leaf.value)) ? true : null),
        );
      }
      if (belongs === true) rows.push(row);
    }
  }
  return { uidValidity, rows, here, texts };
}

/** All that is searched of a message that was read, folded; null when it is not here any more. */
async function textOf(
  key: MailboxKey,
  { uid }: MessageRow,
  store: SearchHereParts['store'],
): Promise<string | null> {
  const detail = await store.detail(key, uid, false);
  if (detail === undefined) return null;
  const people = [...detail.to, ...detail.cc, ...detail.bcc].map(({ name, address }) => `${name} ${address}`);
  const body = detail.text ?? (detail.html === null ? '' : htmlToText(detail.html));
  return foldText([...people, body].join('\n')).replaceAll(/\s+/gu, ' ');
}
