/** The limits of lib/mail: what a server says of folders and messages costs no more than they allow. */
import { expect, it } from 'vitest';
import {
  toMailboxName,
  toUid,
  type BodyStructure,
  type ListEntry,
  type SinglePartBody,
} from '../../../lib/imap/types';
import {
  buildFolders,
  foldersAhead,
  checkFolderName,
  hasAttachment,
  hashOfId,
  linksFromFetch,
  Mailbox,
  messageIds,
  Overlay,
  partOfSection,
  rowFromFetch,
  Threads,
  WindowList,
  wordsOf,
} from '../../../lib/mail';
import * as limits from '../../../lib/mail/limits';
import { testBounds, type Bound } from '../../support/bounds';
import { items, op, reset, row, validity } from '../mail/support';

/** Links of a message whose header names so many ids of so many characters. */
const linksOf = (count: number, characters = 20) =>
  linksFromFetch({
    ...items(1),
    sections: [
      {
        section: 'HEADER.FIELDS (REFERENCES)',
        origin: null,
        binary: false,
        bytes: new TextEncoder().encode(
          `References: ${Array.from({ length: count }, (_, at) => `<${String(at).padStart(characters, 'x')}>`).join(' ')}`,
        ),
        streamed: false,
      },
    ],
  });
const refsOf = (count: number, characters?: number): number => linksOf(count, characters)?.refs.length ?? -1;
/** Messages in the conversation of the last of so many with one subject, none of which names another. */
function ofSubject(count: number, days = 0): number {
  const threads = new Threads();
  for (let uid = 1; uid <= count; uid++)
    threads.add(row(uid, { subject: 'Re: Minutes', date: uid * days * 86_400_000 }));
  return threads.membersOf(toUid(count)).length;
}

type Row = Exclude<keyof typeof limits, 'CHUNK_SLOTS' | 'MAX_OP_UIDS' | `MAX_SEARCH_${string}`>;

const entry = (name: string): ListEntry => ({ name: toMailboxName(name), delimiter: '/', attributes: [] });
const folders = (count: number): number =>
  buildFolders(Array.from({ length: count }, (_, at) => entry(`f${at}`))).length;
/** Depth of the deepest folder of a name of so many levels. */
const depthOf = (levels: number): number =>
  Math.max(
    ...buildFolders([entry(Array.from({ length: levels }, () => 'a').join('/'))]).map(({ depth }) => depth),
  ) + 1;
const labelOf = (length: number): number => buildFolders([entry('x'.repeat(length))])[0]?.label.length ?? 0;

function opened(exists: number): Mailbox {
  const mailbox = new Mailbox();
  mailbox.opened({ uidValidity: validity, exists, readOnly: false, resumed: false });
  return mailbox;
}
const rowWith = (change: Record<string, unknown>, flags: readonly string[] = []) =>
  rowFromFetch({ ...items(1, flags), ...change });
const addressed = (count: number): number => {
  const address = { name: null, mailbox: 'bo', host: 'example.com' };
  const from = Array.from({ length: count }, () => address);
  return rowWith({ envelope: { ...items(1).envelope!, from } })?.from.length ?? -1;
};
const subjectLength = (length: number): number =>
  rowWith({ envelope: { ...items(1).envelope!, subject: 'x'.repeat(length) } })?.subject.length ?? -1;
/** Folders that are read ahead, of so many that were looked at. */
const ahead = (count: number): number => {
  const names = Array.from({ length: count }, (_, at) => toMailboxName(`f${at}`));
  return foldersAhead(buildFolders(names.map((name) => ({ name, delimiter: '/', attributes: [] }))), names)
    .length;
};
const emailIdLength = (count: number) =>
  rowFromFetch({ ...items(1), emailId: 'x'.repeat(count) })?.emailId?.length;
const keywords = (count: number): number =>
  rowWith(
    {},
    Array.from({ length: count }, (_, at) => `$k${at}`),
  )?.keywords.length ?? -1;

const part = (section: string, change: Partial<SinglePartBody> = {}): SinglePartBody => ({
  kind: 'part',
  section,
  type: 'text',
  subtype: 'plain',
  params: [],
  id: null,
  description: null,
  encoding: '7bit',
  size: 1,
  lines: null,
  disposition: null,
  envelope: null,
  body: null,
  ...change,
});
/** So many parts inside one; the first, which is looked at last, is attached. */
function attachedFirst(parts: number): BodyStructure {
  const attached = part('1', { disposition: { type: 'attachment', params: [['filename', 'a.pdf']] } });
  return {
    kind: 'multipart',
    section: '',
    subtype: 'mixed',
    parts: [attached, ...Array.from({ length: parts - 1 }, (_, at) => part(`${at + 2}`))],
    params: [],
    disposition: null,
  };
}
const nested = (levels: number): BodyStructure => {
  let inner: BodyStructure = part('1');
  for (let level = 0; level < levels; level += 1)
    inner = {
      kind: 'multipart',
      section: '',
      subtype: 'mixed',
      parts: [inner],
      params: [],
      disposition: null,
    };
  return inner;
};

/** Ops an overlay paints of so many, all of them done; the list has not said so. */
/** The length of the word a run of so many letters is found by. */
const longWord = (letters: number): number =>
  Math.max(...[...wordsOf('a'.repeat(letters), Infinity, 10)].map((word) => word.length));

function painted(count: number): number {
  const list = new WindowList();
  list.apply(reset(count));
  list.apply({ kind: 'rows', start: 0, rows: Array.from({ length: count }, (_, at) => row(count - at)) });
  const overlay = new Overlay(list);
  const flag = { kind: 'flag', flag: '\\Flagged', add: true } as const;
  for (let at = 0; at < count; at += 1) {
    const one = op(`o${at}`, flag, at + 1);
    overlay.add(one);
    overlay.setState(one.id, { kind: 'done', moved: [] });
  }
  return Array.from({ length: count }, (_, at) => overlay.has(`o${at}`)).filter(Boolean).length;
}

/** Rows a list keeps of so many once it is trimmed. */
function kept(count: number): number {
  const list = new WindowList();
  list.apply(reset(count));
  list.apply({ kind: 'rows', start: 0, rows: Array.from({ length: count }, (_, at) => row(count - at)) });
  list.trim(0, 99, limits.MAX_LOADED_ROWS);
  return list.loaded;
}

const equals = (value: () => unknown, expected: unknown) => (): void => expect(value()).toEqual(expected);
const atMost = (value: () => number, most: number) => (): void => expect(value()).toBeLessThanOrEqual(most);

const rows: Readonly<Record<Row, Bound>> = {
  MAX_FOLDERS: {
    at: equals(() => folders(limits.MAX_FOLDERS), limits.MAX_FOLDERS),
    above: equals(() => folders(limits.MAX_FOLDERS + 1), limits.MAX_FOLDERS),
    hostile: () => {
      expect(folders(10 * limits.MAX_FOLDERS)).toBe(limits.MAX_FOLDERS);
      // Each is below twenty that nobody listed; the inbox is there although it came last.
      const deep = Array.from({ length: limits.MAX_FOLDERS }, (_, at) => entry(`${`p${at}/`.repeat(20)}x`));
      const built = buildFolders([...deep, entry('INBOX')]);
      expect(built.length).toBeLessThanOrEqual(limits.MAX_FOLDERS + 1);
      expect(built[0]?.name).toBe('INBOX');
    },
  },
  MAX_FOLDER_DEPTH: {
    at: equals(() => depthOf(limits.MAX_FOLDER_DEPTH), limits.MAX_FOLDER_DEPTH),
    above: equals(() => depthOf(limits.MAX_FOLDER_DEPTH + 1), limits.MAX_FOLDER_DEPTH),
    hostile: equals(() => depthOf(100_000), limits.MAX_FOLDER_DEPTH),
  },
  MAX_FOLDER_NAME: {
    at: equals(() => checkFolderName('n'.repeat(limits.MAX_FOLDER_NAME), '/').ok, true),
    above: equals(() => checkFolderName('n'.repeat(limits.MAX_FOLDER_NAME + 1), '/'), {
      ok: false,
      code: 'folder-name-long',
    }),
    hostile: equals(() => checkFolderName('n'.repeat(1_000_000), '/').ok, false),
  },
  MAX_LABEL_LENGTH: {
    at: equals(() => labelOf(limits.MAX_LABEL_LENGTH), limits.MAX_LABEL_LENGTH),
    above: equals(() => labelOf(limits.MAX_LABEL_LENGTH + 1), limits.MAX_LABEL_LENGTH),
    hostile: equals(() => labelOf(1_000_000), limits.MAX_LABEL_LENGTH),
  },
  MAX_EXISTS: {
    at: equals(() => opened(limits.MAX_EXISTS).list.exists, limits.MAX_EXISTS),
    above: () => {
      expect(opened(limits.MAX_EXISTS + 1).list.exists).toBe(0);
      const mailbox = opened(3);
      expect(mailbox.exists(limits.MAX_EXISTS + 1).resync).not.toBeNull();
      expect(mailbox.list.exists).toBe(3);
    },
    hostile: () => {
      for (const count of [2 ** 53, Infinity, NaN, -1, 0.5]) {
        expect(opened(count).list.exists).toBe(0);
        const mailbox = opened(3);
        expect(mailbox.exists(count).resync).not.toBeNull();
        expect(mailbox.list.exists).toBe(3);
      }
    },
  },
  MAX_VANISHED: {
    at: () => {
      const mailbox = opened(limits.MAX_VANISHED);
      expect(mailbox.vanished([[1, limits.MAX_VANISHED]]).resync).toBeNull();
      expect(mailbox.list.exists).toBe(0);
    },
    above: () => {
      const mailbox = opened(2 * limits.MAX_VANISHED);
      expect(mailbox.vanished([[1, limits.MAX_VANISHED + 1]]).resync).not.toBeNull();
      expect(mailbox.list.exists).toBe(2 * limits.MAX_VANISHED);
    },
    hostile: () => {
      const mailbox = opened(limits.MAX_EXISTS);
      expect(mailbox.vanished([[1, limits.MAX_EXISTS]]).resync).not.toBeNull();
      expect(mailbox.vanished([[1, Infinity]]).resync).not.toBeNull();
      expect(mailbox.list.exists).toBe(limits.MAX_EXISTS);
    },
  },
  MAX_LOADED_ROWS: {
    at: equals(() => kept(limits.MAX_LOADED_ROWS), limits.MAX_LOADED_ROWS),
    above: atMost(() => kept(limits.MAX_LOADED_ROWS + 1), limits.MAX_LOADED_ROWS),
    hostile: atMost(() => kept(10 * limits.MAX_LOADED_ROWS), limits.MAX_LOADED_ROWS),
  },
  MAX_ROW_ADDRESSES: {
    at: equals(() => addressed(limits.MAX_ROW_ADDRESSES), limits.MAX_ROW_ADDRESSES),
    above: equals(() => addressed(limits.MAX_ROW_ADDRESSES + 1), limits.MAX_ROW_ADDRESSES),
    hostile: equals(() => addressed(1_000_000), limits.MAX_ROW_ADDRESSES),
  },
  MAX_SUBJECT_LENGTH: {
    at: equals(() => subjectLength(limits.MAX_SUBJECT_LENGTH), limits.MAX_SUBJECT_LENGTH),
    above: equals(() => subjectLength(limits.MAX_SUBJECT_LENGTH + 1), limits.MAX_SUBJECT_LENGTH),
    hostile: equals(() => subjectLength(10_000_000), limits.MAX_SUBJECT_LENGTH),
  },
  MAX_KEYWORDS: {
    at: equals(() => keywords(limits.MAX_KEYWORDS), limits.MAX_KEYWORDS),
    above: equals(() => keywords(limits.MAX_KEYWORDS + 1), limits.MAX_KEYWORDS),
    hostile: equals(() => keywords(200_000), limits.MAX_KEYWORDS),
  },
  MAX_EMAIL_ID: {
    at: equals(() => emailIdLength(limits.MAX_EMAIL_ID), limits.MAX_EMAIL_ID),
    above: equals(() => emailIdLength(limits.MAX_EMAIL_ID + 1), undefined),
    hostile: equals(() => emailIdLength(10_000_000), undefined),
  },
  MAX_AHEAD_FOLDERS: {
    at: equals(() => ahead(limits.MAX_AHEAD_FOLDERS), limits.MAX_AHEAD_FOLDERS),
    above: equals(() => ahead(limits.MAX_AHEAD_FOLDERS + 1), limits.MAX_AHEAD_FOLDERS),
    hostile: equals(() => ahead(20_000), limits.MAX_AHEAD_FOLDERS),
  },
  MAX_STRUCTURE_PARTS: {
    // The multipart is looked at as well.
    at: () => {
      const structure = attachedFirst(limits.MAX_STRUCTURE_PARTS - 1);
      expect(hasAttachment(structure)).toBe(true);
      expect(partOfSection(structure, '1')?.section).toBe('1');
    },
    above: () => {
      const structure = attachedFirst(limits.MAX_STRUCTURE_PARTS);
      expect(hasAttachment(structure)).toBe(false);
      expect(partOfSection(structure, '1')).toBeUndefined();
    },
    hostile: () => {
      for (const structure of [attachedFirst(1_000_000), nested(200_000)]) {
        expect(hasAttachment(structure)).toBe(false);
        expect(partOfSection(structure, '1')).toBeUndefined();
      }
    },
  },
  MAX_MESSAGE_ID: {
    at: equals(() => refsOf(1, limits.MAX_MESSAGE_ID), 1),
    above: equals(() => refsOf(1, limits.MAX_MESSAGE_ID + 1), 0),
    hostile: equals(() => refsOf(1, 1_000_000), 0),
  },
  MAX_REFERENCES: {
    at: equals(() => refsOf(limits.MAX_REFERENCES), limits.MAX_REFERENCES),
    above: () => {
      // The first and the latest.
      const many = linksOf(limits.MAX_REFERENCES + 1)?.refs;
      const one = (at: number): number => hashOfId(String(at).padStart(20, 'x'));
      expect(many).toEqual([
        one(0),
        ...Array.from({ length: limits.MAX_REFERENCES - 1 }, (_, at) => one(at + 2)),
      ]);
    },
    hostile: equals(() => refsOf(200_000), limits.MAX_REFERENCES),
  },
  MAX_REFERENCES_OCTETS: {
    // Each id takes thirty octets, the blank before it among them.
    at: equals(() => messageIds(' <abcdefghijklmnop@example.org>'.repeat(500)).length, 500),
    above: equals(() => messageIds(' <abcdefghijklmnop@example.org>'.repeat(529)).length, 528),
    hostile: () => {
      expect(messageIds('<'.repeat(10_000_000)).length).toBe(0);
      expect(messageIds('<>'.repeat(10_000_000)).length).toBe(0);
      expect(messageIds('a@b '.repeat(10_000_000)).length).toBe(limits.MAX_REFERENCES_OCTETS / 4);
    },
  },
  MAX_SUBJECT_PEERS: {
    at: equals(() => ofSubject(limits.MAX_SUBJECT_PEERS), limits.MAX_SUBJECT_PEERS),
    above: equals(() => ofSubject(limits.MAX_SUBJECT_PEERS + 1), 1),
    hostile: equals(() => ofSubject(50_000), 1),
  },
  MAX_SUBJECT_DAYS: {
    at: equals(() => ofSubject(2, limits.MAX_SUBJECT_DAYS), 2),
    above: equals(() => ofSubject(2, limits.MAX_SUBJECT_DAYS + 1), 1),
    hostile: equals(() => ofSubject(2, 100_000_000), 1),
  },
  MAX_WORD_LENGTH: {
    at: equals(() => longWord(limits.MAX_WORD_LENGTH), limits.MAX_WORD_LENGTH),
    above: equals(() => longWord(limits.MAX_WORD_LENGTH + 1), limits.MAX_WORD_LENGTH),
    hostile: equals(() => longWord(10_000_000), limits.MAX_WORD_LENGTH),
  },
  MAX_OVERLAY_OPS: {
    at: equals(() => painted(limits.MAX_OVERLAY_OPS), limits.MAX_OVERLAY_OPS),
    above: equals(() => painted(limits.MAX_OVERLAY_OPS + 1), limits.MAX_OVERLAY_OPS),
    hostile: equals(() => painted(3 * limits.MAX_OVERLAY_OPS), limits.MAX_OVERLAY_OPS),
  },
};

testBounds('lib/mail', Object.keys(rows), rows);

it('every other limit of the model is of other things than what a server may do', () => {
  const others = Object.keys(limits).filter((name) => !Object.hasOwn(rows, name));
  // Slots of a chunk; messages of an op, above which a person's wish is long work (unit/actions).
  // What a person types into the search is bounded as well (unit/mail/search).
  const typed = ['MAX_SEARCH_DEPTH', 'MAX_SEARCH_TERMS', 'MAX_SEARCH_TEXT'];
  expect(others.toSorted()).toEqual(['CHUNK_SLOTS', 'MAX_OP_UIDS', ...typed]);
});
