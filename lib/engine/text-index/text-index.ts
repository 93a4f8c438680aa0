/**
 * The words of one account's mail, and which messages they stand in. It answers which messages may belong to a search; whether one
 * does is found out by its row (search-here.ts), so that what it says of a message that went meanwhile does no harm.
 */
import { toUid, type MailboxName, type Uid, type UidValidity } from '../../imap/types';
import { wordLeaves, wordsOf, wordsSought, type SearchNode, type WordLeaf } from '../../mail';
import { htmlToText } from '../../mime';
import {
  CLEAR_OUT_FROM,
  CLEAR_OUT_SHARE,
  MAX_CANDIDATES,
  MAX_DOCUMENTS,
  MAX_FIELD_CHARACTERS,
  MAX_FIELD_WORDS,
  MAX_POSTINGS,
  MAX_TERMS,
  MAX_TEXT_CHARACTERS,
  MAX_TEXT_WORDS,
  MAX_WORDLESS,
} from './limits';
import type { IndexFound, RowWords, TextWords } from './messages';
import { FIELD_BITS, Postings } from './postings';

export interface IndexLimits {
  readonly documents: number;
  readonly postings: number;
  readonly terms: number;
}

interface Box {
  readonly number: number;
  readonly uidValidity: UidValidity;
  readonly documents: Map<Uid, number>;
  /** Messages it can find, and those it knows the text of. */
  rows: number;
  texts: number;
}

export class TextIndex {
  readonly #limits: IndexLimits;
  readonly #postings: Postings;
  readonly #boxes = new Map<MailboxName, Box>();
  #nextBox = 1;
  /** By number of the document. */
  #uids: number[] = [];
  #boxOf: number[] = [];
  /** 0: it went. */
  #known: number[] = [];
  #gone = 0;

  constructor(limits: Partial<IndexLimits> = {}) {
    this.#limits = { documents: MAX_DOCUMENTS, postings: MAX_POSTINGS, terms: MAX_TERMS, ...limits };
    this.#postings = new Postings(this.#limits);
  }

  get documents(): number {
    return this.#uids.length - this.#gone;
  }

  get terms(): number {
    return this.#postings.termCount;
  }

  get postings(): number {
    return this.#postings.count;
  }

  addRows(mailbox: MailboxName, uidValidity: UidValidity, rows: readonly RowWords[]): void {
    const box = this.#box(mailbox, uidValidity);
    for (const { uid, from, to, subject } of rows)
      this.#learn(box, uid, ROW, () => [
        [FIELDS.from, header(from)],
        [FIELDS.to, header(to)],
        [FIELDS.subject, header(subject)],
      ]);
  }

  addTexts(mailbox: MailboxName, uidValidity: UidValidity, texts: readonly TextWords[]): void {
    const box = this.#box(mailbox, uidValidity);
    for (const { uid, to, cc, bcc, text, html } of texts)
      this.#learn(box, uid, TEXT, () => [
        [FIELDS.to, header(to)],
        [FIELDS.cc, header(cc)],
        [FIELDS.bcc, header(bcc)],
        [FIELDS.body, body(text ?? (html === null ? '' : htmlToText(html)))],
      ]);
  }

  drop(mailbox: MailboxName, uidValidity: UidValidity, uids: readonly Uid[]): void {
    const box = this.#boxes.get(mailbox);
    if (box?.uidValidity !== uidValidity) return;
    for (const uid of uids) {
      const document = box.documents.get(uid);
      if (document === undefined) continue;
      box.documents.delete(uid);
      this.#forget(box, document);
    }
    this.#clearOut();
  }

  keepOnly(mailbox: MailboxName, uidValidity: UidValidity): void {
    if (this.#boxes.get(mailbox)?.uidValidity !== uidValidity) this.#dropBox(mailbox);
    this.#clearOut();
  }

  rename(from: MailboxName, to: MailboxName): void {
    const box = this.#boxes.get(from);
    if (from === to || box === undefined) return;
    this.#dropBox(to);
    this.#boxes.delete(from);
    this.#boxes.set(to, box);
    this.#clearOut();
  }

  keepFolders(names: readonly MailboxName[]): void {
    const kept = new Set(names);
    for (const name of [...this.#boxes.keys()]) if (!kept.has(name)) this.#dropBox(name);
    this.#clearOut();
  }

  /** `mailbox` null: in all of them. */
  find(mailbox: MailboxName | null, search: SearchNode): readonly IndexFound[] {
    const leaves = new Map<WordLeaf, Uint8Array | null>();
    const inOrder = wordLeaves(search);
    for (const leaf of inOrder) leaves.set(leaf, this.#marks(leaf));
    const may = candidates(search, leaves);
    const byBox = this.#uidsByBox(may);
    const boxes = [...this.#boxes].filter(([name]) => mailbox === null || name === mailbox);
    return boxes.map(([name, box]): IndexFound => {
      const { uidValidity, rows, texts } = box;
      const { documents } = box;
      // Without words that tell, rows do, of the newest messages: then only those were looked through.
      const found = Uint32Array.from(may === null ? this.#withRows(box) : (byBox.get(box.number) ?? []))
        .sort()
        .reverse()
        .slice(0, may === null ? MAX_WORDLESS : MAX_CANDIDATES);
      const looked = may === null ? found.length : rows;
      const base = {
        mailbox: name,
        uidValidity,
        documents: looked,
        texts: may === null ? Math.min(looked, texts) : texts,
      };
      const where = (test: (document: number) => boolean): Uint32Array =>
        found.filter((uid) => test(documents.get(toUid(uid)) ?? GONE));
      return {
        ...base,
        candidates: found,
        leaves: inOrder.map((leaf) => where((document) => leaves.get(leaf)?.[document] === 1)),
        read: where((document) => ((this.#known[document] ?? 0) & TEXT) !== 0),
      };
    });
  }

  /** UIDs of the messages whose rows are known. */
  *#withRows({ documents }: Box): Generator<Uid> {
    for (const [uid, document] of documents) if (((this.#known[document] ?? 0) & ROW) !== 0) yield uid;
  }

  /** UIDs of marked documents; a walk over the marks is cheaper than one over the messages of a mailbox. */
  #uidsByBox(marks: Uint8Array | null): ReadonlyMap<number, readonly number[]> {
    const byBox = new Map<number, number[]>();
    if (marks === null) return byBox;
    for (let document = marks.indexOf(1); document >= 0; document = marks.indexOf(1, document + 1)) {
      const box = this.#boxOf[document] ?? 0;
      const uids = byBox.get(box);
      if (uids === undefined) byBox.set(box, [this.#uids[document] ?? 0]);
      else uids.push(this.#uids[document] ?? 0);
    }
    return byBox;
  }

  /** By document, 1 where all words of the leaf stand; null where the leaf has no words. */
  #marks(leaf: WordLeaf): Uint8Array | null {
    const words = wordsSought(leaf.value);
    const fields = leaf.kind === 'text' ? ALL_FIELDS : FIELDS[leaf.field];
    let all: Uint8Array | null = null;
    words.forEach((word, place) => {
      const marks = new Uint8Array(this.#uids.length);
      this.#postings.mark(word, place === words.length - 1, fields, all, marks);
      all = marks;
    });
    return all;
  }

  #box(mailbox: MailboxName, uidValidity: UidValidity): Box {
    const known = this.#boxes.get(mailbox);
    if (known?.uidValidity === uidValidity) return known;
    this.#dropBox(mailbox);
    const box: Box = { number: this.#nextBox++, uidValidity, documents: new Map(), rows: 0, texts: 0 };
    this.#boxes.set(mailbox, box);
    return box;
  }

  /** Nothing of it where there is no room for all: what is not found must not count as known. */
  #learn(box: Box, uid: Uid, what: typeof ROW | typeof TEXT, read: () => readonly FieldWords[]): void {
    const before = box.documents.get(uid);
    if (before !== undefined && ((this.#known[before] ?? 0) & what) !== 0) return;
    if (before === undefined && this.documents >= this.#limits.documents) return;
    const fields = read();
    if (!this.#postings.hasRoom(fields.reduce((sum, [, words]) => sum + words.size, 0))) return;
    const document = before ?? this.#newDocument(box, uid);
    this.#known[document] = (this.#known[document] ?? 0) | what;
    if (what === ROW) box.rows += 1;
    else box.texts += 1;
    for (const [field, words] of fields) this.#postings.add(words, entryOf(document, field));
  }

  #newDocument(box: Box, uid: Uid): number {
    const document = this.#uids.length;
    this.#uids.push(uid);
    this.#boxOf.push(box.number);
    this.#known.push(0);
    box.documents.set(uid, document);
    return document;
  }

  #dropBox(mailbox: MailboxName): void {
    const box = this.#boxes.get(mailbox);
    if (box === undefined) return;
    this.#boxes.delete(mailbox);
    for (const document of box.documents.values()) this.#forget(box, document);
  }

  #forget(box: Box, document: number): void {
    const known = this.#known[document] ?? 0;
    if ((known & ROW) !== 0) box.rows -= 1;
    if ((known & TEXT) !== 0) box.texts -= 1;
    this.#known[document] = 0;
    this.#boxOf[document] = 0;
    this.#gone += 1;
  }

  /** Documents that went leave the lists, and the others move together. */
  #clearOut(): void {
    const count = this.#uids.length;
    if (this.#gone < CLEAR_OUT_FROM || this.#gone < count * CLEAR_OUT_SHARE) return;
    const numbers = new Uint32Array(count);
    let next = 0;
    for (let document = 0; document < count; document++)
      numbers[document] = this.#boxOf[document] === 0 ? GONE : next++;
    const kept = (_: number, document: number): boolean => numbers[document] !== GONE;
    this.#uids = this.#uids.filter(kept);
    this.#known = this.#known.filter(kept);
    this.#boxOf = this.#boxOf.filter((box) => box !== 0);
    this.#gone = 0;
    for (const { documents } of this.#boxes.values())
      for (const [uid, document] of documents) documents.set(toUid(uid), numbers[document] ?? 0);
    this.#postings.clearOut((entry) => {
      const document = numbers[entry >>> FIELD_BITS] ?? GONE;
      return document === GONE ? null : entryOf(document, entry & ALL_FIELDS);
    });
  }
}

/** Documents that may belong; null: any may. What is said of flags, dates and sizes only the rows know. */
function candidates(node: SearchNode, leaves: ReadonlyMap<WordLeaf, Uint8Array | null>): Uint8Array | null {
  switch (node.kind) {
    case 'text':
    case 'field':
      return leaves.get(node) ?? null;
    case 'and': {
      const parts = node.of.flatMap((one) => candidates(one, leaves) ?? []);
      const [first, ...rest] = parts;
      return first === undefined
        ? null
        : rest.reduce((all, one) => all.map((mark, i) => mark & (one[i] ?? 0)), first);
    }
    case 'or': {
      const parts = node.of.map((one) => candidates(one, leaves));
      const known = parts.flatMap((part) => part ?? []);
      const [first, ...rest] = known;
      if (first === undefined || known.length < parts.length) return null;
      return rest.reduce((any, one) => any.map((mark, i) => mark | (one[i] ?? 0)), first);
    }
    default:
      return null;
  }
}

type FieldWords = readonly [field: number, words: ReadonlySet<string>];

const header = (text: string): ReadonlySet<string> => wordsOf(text, MAX_FIELD_CHARACTERS, MAX_FIELD_WORDS);
const body = (text: string): ReadonlySet<string> => wordsOf(text, MAX_TEXT_CHARACTERS, MAX_TEXT_WORDS);

const entryOf = (document: number, field: number): number => document * 2 ** FIELD_BITS + field;

const FIELDS = { from: 1, to: 2, cc: 4, bcc: 8, subject: 16, body: 32 } as const;
const ALL_FIELDS = 63;
const ROW = 1;
const TEXT = 2;
const GONE = 0xffff_ffff;
