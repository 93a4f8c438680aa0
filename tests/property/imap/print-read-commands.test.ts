/**
 * What a command says is what was asked for: lines are read again by a reader of their own, word by word.
 * @module-tag deep
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as imap from '../../../lib/imap';
import { toMailboxName, type ModSeq, type NumberSet, type UidValidity } from '../../../lib/imap/types';
import { decodeMailboxUtf7 } from '../../../lib/imap/wire/utf7';
import { selected } from '../../support/imap-peer';
import { anyText, flag, mailbox, modSeq, number, positive, word } from '../../support/response-values';

const SEED = 20261122;
const isAscii = (text: string): boolean => [...text].every((char) => char.charCodeAt(0) < 128);
const ALL =
  'LITERAL+ CONDSTORE QRESYNC ESORT SORT THREAD=REFERENCES MULTISEARCH NOTIFY METADATA ACL QUOTA MOVE LIST-EXTENDED LIST-STATUS LIST-MYRIGHTS LIST-METADATA SPECIAL-USE STATUS=SIZE OBJECTID';

/** A word of a line: an atom as it stands, a string whatever its shape, or a list. */
type Token = { readonly atom: string } | { readonly string: string } | readonly Token[];

/** What a word must be; a mailbox, and an astring, are right in either shape. */
type Wanted =
  | string
  | { readonly string: string }
  | { readonly either: string }
  | { readonly mailbox: string }
  | readonly Wanted[];

const either = (text: string): Wanted => ({ either: text });
const box = (name: string): Wanted => ({ mailbox: name });

/** RFC 9051 9, command lines: no more of it than this takes. Octets are characters. */
function tokens(line: string): readonly Token[] {
  let at = 0;
  const utf8 = (octets: string): string =>
    new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(octets, (char) => char.charCodeAt(0)));
  const one = (): Token => {
    if (line[at] === '(') {
      at += 1;
      const items: Token[] = [];
      while (line[at] !== ')') {
        if (items.length > 0) expect(line[at++]).toBe(' ');
        items.push(one());
      }
      at += 1;
      return items;
    }
    if (line[at] === '"') {
      let text = '';
      for (at += 1; line[at] !== '"'; at += 1) text += line[at] === '\\' ? line[++at] : line[at];
      at += 1;
      return { string: utf8(text) };
    }
    const literal = /^\{(\d+)\+\}\r\n/.exec(line.slice(at, at + 24));
    if (literal !== null) {
      const from = at + literal[0].length;
      at = from + Number(literal[1]);
      return { string: utf8(line.slice(from, at)) };
    }
    const atom = /^[^ ()"{\r\n]+/.exec(line.slice(at))?.[0] ?? '';
    expect(atom).not.toBe('');
    at += atom.length;
    return { atom };
  };
  const all: Token[] = [];
  for (;;) {
    all.push(one());
    if (line.slice(at) === '\r\n') return all;
    expect(line[at++]).toBe(' ');
  }
}

function check(token: Token | undefined, wanted: Wanted): void {
  if (typeof wanted === 'string') return expect(token).toEqual({ atom: wanted });
  if (Array.isArray(wanted)) {
    expect(token).toHaveLength(wanted.length);
    return wanted.forEach((one, at) => check((token as readonly Token[])[at], one));
  }
  if ('string' in wanted) return expect(token).toEqual(wanted);
  const text = token === undefined || Array.isArray(token) ? null : Object.values(token)[0];
  if ('mailbox' in wanted)
    return expect(toMailboxName(decodeMailboxUtf7(String(text)) ?? '')).toBe(toMailboxName(wanted.mailbox));
  expect(text).toBe((wanted as { readonly either: string }).either);
}

interface Said {
  readonly command: imap.Command<unknown>;
  readonly words: readonly Wanted[];
}

function says(name: string, said: fc.Arbitrary<Said>): void {
  it(name, { tags: ['deep'] }, () => {
    fc.assert(
      fc.property(said, ({ command, words }) => {
        const peer = selected(ALL);
        peer.connection.enqueue(command);
        check(tokens(peer.whole()).slice(1), words);
      }),
      { seed: SEED, numRuns: 150 },
    );
  });
}

const set: fc.Arbitrary<NumberSet> = fc
  .array(fc.integer({ min: 1, max: 50 }), { minLength: 2, maxLength: 8 })
  .map((steps) => {
    const ranges: [number, number][] = [];
    let at = 0;
    // Never side by side: they would be one.
    for (let i = 0; i + 1 < steps.length; i += 2) {
      const low = at + steps[i]! + 1;
      ranges.push([low, low + steps[i + 1]! - 1]);
      at = low + steps[i + 1]!;
    }
    return ranges;
  });
const textOf = (ranges: NumberSet): string =>
  ranges.map(([low, high]) => (low === high ? `${low}` : `${low}:${high}`)).join(',');
const uidOr = (uid: boolean, name: string): readonly string[] => (uid ? ['UID', name] : [name]);
const some = <T>(...values: readonly T[]) => fc.subarray([...values], { minLength: 1 });
const entry = fc.array(word, { minLength: 1, maxLength: 3 }).map((parts) => `/${parts.join('/')}`);
const upper = (items: readonly string[]): readonly string[] => items.map((item) => item.toUpperCase());
const STATUS = [
  'messages',
  'unseen',
  'uidnext',
  'uidvalidity',
  'recent',
  'size',
  'highestmodseq',
  'mailboxid',
] as const;
const subject = anyText.map((value) => ({ kind: 'text', field: 'subject', value }) as const);

describe('print and read again', () => {
  says(
    'STORE',
    fc
      .record({
        set,
        uid: fc.boolean(),
        mode: fc.constantFrom('add', 'remove', 'replace'),
        silent: fc.boolean(),
        flags: fc.uniqueArray(flag, { maxLength: 4 }),
        since: fc.option(modSeq, { nil: undefined }),
      })
      .map(({ since, ...options }) => ({
        command: imap.store({
          ...options,
          ...(since === undefined ? {} : { unchangedSince: since as ModSeq }),
        }),
        words: [
          ...uidOr(options.uid, 'STORE'),
          textOf(options.set),
          ...(since === undefined ? [] : [['UNCHANGEDSINCE', String(since)]]),
          `${{ add: '+', remove: '-', replace: '' }[options.mode]}FLAGS${options.silent ? '.SILENT' : ''}`,
          options.flags,
        ],
      })),
  );

  says(
    'COPY and MOVE',
    fc.record({ set, uid: fc.boolean(), to: mailbox, moves: fc.boolean() }).map(({ moves, ...options }) => ({
      command: moves ? imap.move(options) : imap.copy(options),
      words: [...uidOr(options.uid, moves ? 'MOVE' : 'COPY'), textOf(options.set), box(options.to)],
    })),
  );

  says(
    'LIST',
    fc
      .record({
        patterns: fc.array(
          fc.oneof(
            fc.constantFrom('*' as const, '%' as const),
            fc.record({ prefix: word, wildcard: fc.constantFrom('' as const, '*' as const, '%' as const) }),
          ),
          { minLength: 1, maxLength: 3 },
        ),
        select: fc.constantFrom(
          [],
          ['subscribed'],
          ['subscribed', 'recursivematch'],
          ['special-use', 'remote'],
        ),
        return: fc.subarray(['subscribed', 'special-use', 'children']),
        status: fc.option(some(...STATUS), { nil: undefined }),
        myRights: fc.boolean(),
        metadata: fc.option(fc.tuple(entry, entry), { nil: undefined }),
      })
      .map(({ status, metadata, ...options }) => {
        const patterns = options.patterns.map((pattern) => ({
          string: typeof pattern === 'string' ? pattern : `${pattern.prefix}${pattern.wildcard}`,
        }));
        const returned: readonly Wanted[] = [
          ...upper(options.return),
          ...(options.myRights ? ['MYRIGHTS'] : []),
          ...(metadata === undefined ? [] : ['METADATA', metadata.map(either)]),
          ...(status === undefined ? [] : ['STATUS', upper(status)]),
        ];
        return {
          command: imap.list({
            ...(options as imap.ListOptions),
            ...(status === undefined ? {} : { status }),
            ...(metadata === undefined ? {} : { metadata }),
          }),
          words: [
            'LIST',
            ...(options.select.length === 0 ? [] : [upper(options.select)]),
            { string: '' },
            patterns.length === 1 ? patterns[0]! : patterns,
            ...(returned.length === 0 ? [] : ['RETURN', returned]),
          ],
        };
      }),
  );

  says(
    'STATUS',
    fc.tuple(mailbox, some(...STATUS)).map(([name, items]) => ({
      command: imap.status(name, items),
      words: ['STATUS', box(name), upper(items)],
    })),
  );

  says(
    'SELECT with QRESYNC',
    fc
      .record({
        name: mailbox,
        condstore: fc.boolean(),
        uidValidity: positive,
        modSeq,
        known: fc.option(set, { nil: undefined }),
      })
      .map(({ name, condstore, uidValidity, modSeq: since, known }) => ({
        command: imap.select(name, {
          condstore,
          qresync: {
            uidValidity: uidValidity as UidValidity,
            modSeq: since as ModSeq,
            ...(known === undefined ? {} : { knownUids: known, match: { seqs: known, uids: known } }),
          },
        }),
        words: [
          'SELECT',
          box(name),
          [
            ...(condstore ? ['CONDSTORE'] : []),
            'QRESYNC',
            [
              String(uidValidity),
              String(since),
              ...(known === undefined ? [] : [textOf(known), [textOf(known), textOf(known)]]),
            ],
          ],
        ],
      })),
  );

  says(
    'SORT and THREAD',
    fc
      .record({
        uid: fc.boolean(),
        sorts: fc.boolean(),
        keys: some('arrival', 'date', 'from', 'size', 'subject', 'to', 'cc'),
        reverse: fc.boolean(),
        wanted: fc.subarray(['all', 'count', 'min', 'max'] as const),
        algorithm: fc.constantFrom('REFERENCES', 'REFS', 'ORDEREDSUBJECT'),
        criteria: subject,
      })
      .map(({ uid, sorts, keys, reverse, wanted, algorithm, criteria }) => {
        const [first, ...others] = keys.map((field) => ({ field, reverse }) as imap.SortKey);
        return {
          command: sorts
            ? imap.sort({ uid, keys: [first!, ...others], criteria, return: wanted })
            : imap.thread({ uid, algorithm, criteria }),
          words: [
            ...uidOr(uid, sorts ? 'SORT' : 'THREAD'),
            ...(sorts && wanted.length > 0 ? ['RETURN', upper(wanted)] : []),
            sorts ? keys.flatMap((key) => [...(reverse ? ['REVERSE'] : []), key.toUpperCase()]) : algorithm,
            'UTF-8',
            'SUBJECT',
            either(criteria.value),
          ],
        };
      }),
  );

  const named = fc.oneof(
    fc.tuple(mailbox, mailbox).map((names) => ({ subtree: names })),
    fc.tuple(mailbox).map((names) => ({ mailboxes: names })),
  );
  const filter = (
    source: string | { readonly subtree: readonly string[] } | { readonly mailboxes: readonly string[] },
  ) =>
    typeof source === 'string'
      ? [source]
      : 'subtree' in source
        ? ['subtree', source.subtree.map(box)]
        : ['mailboxes', source.mailboxes.map(box)];

  says(
    'ESEARCH over mailboxes',
    fc
      .record({
        in: fc.tuple(fc.constantFrom('selected' as const, 'personal' as const, 'inboxes' as const), named),
        wanted: fc.subarray(['all', 'count', 'min', 'max'] as const),
        criteria: subject,
      })
      .map(({ in: sources, wanted, criteria }) => ({
        command: imap.multisearch({ in: sources, return: wanted, criteria }),
        words: [
          'ESEARCH',
          'IN',
          sources.flatMap(filter),
          ...(wanted.length > 0 ? ['RETURN', upper(wanted)] : []),
          ...(isAscii(criteria.value) ? [] : ['CHARSET', 'UTF-8']),
          'SUBJECT',
          either(criteria.value),
        ],
      })),
  );

  says(
    'NOTIFY',
    fc
      .record({
        status: fc.boolean(),
        selected: fc.constantFrom('SELECTED' as const, 'SELECTED-DELAYED' as const),
        items: fc.option(some('uid', 'flags', 'envelope'), { nil: undefined }),
        other: fc.oneof(fc.constantFrom('PERSONAL' as const, 'SUBSCRIBED' as const), named),
        events: fc.constantFrom([], ['MailboxName'], ['MessageNew', 'MessageExpunge', 'SubscriptionChange']),
      })
      .map(({ status, selected: chosen, items, other, events }) => ({
        command: imap.notify(
          [
            {
              mailboxes: chosen,
              events: ['MessageNew', 'MessageExpunge'],
              ...(items === undefined ? {} : { fetch: items as ['uid'] }),
            },
            { mailboxes: other, events: events as imap.NotifyGroup['events'] },
          ],
          { status },
        ),
        words: [
          'NOTIFY',
          'SET',
          ...(status ? ['STATUS'] : []),
          [chosen, ['MessageNew', ...(items === undefined ? [] : [upper(items)]), 'MessageExpunge']],
          [...filter(other), events.length === 0 ? 'NONE' : events],
        ],
      })),
  );

  says(
    'METADATA',
    fc
      .record({
        name: mailbox,
        entries: fc.uniqueArray(entry, { minLength: 1, maxLength: 3 }),
        value: fc.option(anyText),
        maxSize: fc.option(number, { nil: undefined }),
        depth: fc.constantFrom('0' as const, '1' as const, 'infinity' as const, undefined),
        sets: fc.boolean(),
      })
      .map(({ name, entries, value, maxSize, depth, sets }) => {
        const options: readonly Wanted[] = [
          ...(maxSize === undefined ? [] : ['MAXSIZE', String(maxSize)]),
          ...(depth === undefined ? [] : ['DEPTH', depth]),
        ];
        const [first, ...others] = entries;
        return sets
          ? {
              command: imap.setMetadata(name, new Map(entries.map((one) => [one, value]))),
              words: [
                'SETMETADATA',
                box(name),
                entries.flatMap((one) => [either(one), value === null ? 'NIL' : { string: value }]),
              ],
            }
          : {
              command: imap.getMetadata(name, [first!, ...others], {
                ...(maxSize === undefined ? {} : { maxSize }),
                ...(depth === undefined ? {} : { depth }),
              }),
              words: [
                'GETMETADATA',
                ...(options.length === 0 ? [] : [options]),
                box(name),
                entries.map(either),
              ],
            };
      }),
  );

  says(
    'ACL',
    fc
      .record({
        name: mailbox,
        who: anyText,
        mode: fc.constantFrom('replace', 'add', 'remove'),
        rights: fc.stringMatching(/^[a-z0-9]{1,8}$/),
        at: fc.integer({ min: 0, max: 4 }),
      })
      .map(({ name, who, mode, rights, at }): Said => {
        const sign = { replace: '', add: '+', remove: '-' }[mode];
        const all: readonly Said[] = [
          {
            command: imap.setAcl(name, who, { mode, rights }),
            words: ['SETACL', box(name), either(who), either(`${sign}${rights}`)],
          },
          { command: imap.deleteAcl(name, who), words: ['DELETEACL', box(name), either(who)] },
          { command: imap.getAcl(name), words: ['GETACL', box(name)] },
          { command: imap.listRights(name, who), words: ['LISTRIGHTS', box(name), either(who)] },
          { command: imap.myRights(name), words: ['MYRIGHTS', box(name)] },
        ];
        return all[at]!;
      }),
  );

  says(
    'QUOTA',
    fc
      .record({
        root: anyText,
        name: mailbox,
        limits: fc.array(
          fc.record({ name: fc.constantFrom('storage', 'message', 'mailbox'), limit: number }),
          {
            maxLength: 3,
          },
        ),
        at: fc.integer({ min: 0, max: 2 }),
      })
      .map(({ root, name, limits, at }): Said => {
        const all: readonly Said[] = [
          {
            command: imap.setQuota(root, limits),
            words: [
              'SETQUOTA',
              either(root),
              limits.flatMap((one) => [one.name.toUpperCase(), String(one.limit)]),
            ],
          },
          { command: imap.getQuota(root), words: ['GETQUOTA', either(root)] },
          { command: imap.getQuotaRoot(name), words: ['GETQUOTAROOT', box(name)] },
        ];
        return all[at]!;
      }),
  );
});
