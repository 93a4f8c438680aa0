/**
 * What a command about folders says is what was asked for.
 * @module-tag deep
 */
import fc from 'fast-check';
import { describe } from 'vitest';
import * as imap from '../../../lib/imap';
import { anyText, mailbox, number, word } from '../../support/response-values';
import { box, either, says, some, upper, type Said, type Wanted } from './said';

const entry = fc.array(word, { minLength: 1, maxLength: 3 }).map((parts) => `/${parts.join('/')}`);
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

describe('print and read again', () => {
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
