/**
 * What a command about messages says is what was asked for: lines are read again by a reader of their own, word by word.
 * @module-tag deep
 */
import fc from 'fast-check';
import { describe } from 'vitest';
import * as imap from '../../../lib/imap';
import type { ModSeq, UidValidity } from '../../../lib/imap/types';
import { anyText, flag, mailbox, modSeq, positive } from '../../support/response-values';
import { box, either, says, set, some, textOf, uidOr, upper } from './said';

const isAscii = (text: string): boolean => [...text].every((char) => char.charCodeAt(0) < 128);
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
});
