/** Searching, orders, conversations. */
import { expect } from 'vitest';
import * as imap from '../../../lib/imap';
import type { ImapLink } from '../../support/imap-link';
import { row, type Desk, type Row } from './desk';
import { CONVERSATIONS, mail, WITH_PARTS } from './mails';

const ALL: imap.SearchCriteria = { kind: 'all' };
const DAY_S = 86_400;

async function find(link: ImapLink, criteria: imap.SearchCriteria, uid = true): Promise<readonly number[]> {
  return [...imap.iterateNumberSet((await link.run(imap.search({ uid, criteria }))).all ?? [])];
}

const text = (field: 'from' | 'to' | 'cc' | 'bcc' | 'subject' | 'body' | 'text', value: string) =>
  ({ kind: 'text', field, value }) as const;
const date = (field: 'internal' | 'sent', op: 'before' | 'on' | 'since', day: number) =>
  ({ kind: 'date', field, op, date: { year: 2026, month: 3, day } }) as const;

/** The six of three conversations, arrived in the opposite order of their numbers, and a seventh with parts. */
async function opened(desk: Desk): Promise<ImapLink> {
  const { link, folder } = await desk.opened();
  for (const [i, bytes] of CONVERSATIONS.entries())
    await link.run(imap.append(folder, bytes, { internalDate: Date.UTC(2026, 2, 20 - i, 12) }));
  await link.run(imap.append(folder, WITH_PARTS, { internalDate: Date.UTC(2026, 2, 1, 12) }));
  await link.run(imap.select(folder));
  return link;
}

export const SEARCH_ROWS: readonly Row[] = [
  row('SEARCH and UID SEARCH: by every key of IMAP4rev1', [], async (desk) => {
    const link = await opened(desk);
    const star = { uid: true, mode: 'add', silent: true } as const;
    await link.run(imap.store({ ...star, set: [[2, 3]], flags: ['\\Flagged'] }));
    await link.run(imap.store({ ...star, set: [[3, 4]], flags: ['$Label1'] }));
    const flagged = { kind: 'flag', flag: '\\Flagged', set: true } as const;
    const cases: readonly (readonly [imap.SearchCriteria, readonly number[]])[] = [
      [ALL, [1, 2, 3, 4, 5, 6, 7]],
      [flagged, [2, 3]],
      [{ kind: 'flag', flag: '\\Flagged', set: false }, [1, 4, 5, 6, 7]],
      [{ kind: 'flag', flag: '$Label1', set: true }, [3, 4]],
      [{ kind: 'flag', flag: '\\Seen', set: true }, []],
      [{ kind: 'and', of: [flagged, { kind: 'flag', flag: '$Label1', set: true }] }, [3]],
      [{ kind: 'or', of: [flagged, { kind: 'flag', flag: '$Label1', set: true }] }, [2, 3, 4]],
      [{ kind: 'not', of: { kind: 'or', of: [flagged, text('subject', 'plans')] } }, [5, 6, 7]],
      [text('from', 'bob'), [5]],
      [text('to', 'ana@'), [1, 2, 3, 4, 5, 6, 7]],
      [text('cc', 'ida'), [7]],
      [text('subject', 'PLANS'), [1, 2, 3, 4]],
      [text('body', 'Text of 4'), [4]],
      [text('text', 'zebra'), [6]],
      [{ kind: 'header', name: 'References', value: 'm2@' }, [4]],
      [{ kind: 'header', name: 'In-Reply-To', value: '' }, [7]],
      [date('sent', 'before', 3), [1, 2]],
      [date('sent', 'on', 3), [3]],
      [date('sent', 'since', 6), [6, 7]],
      [date('internal', 'before', 16), [6, 7]],
      [date('internal', 'on', 20), [1]],
      [date('internal', 'since', 19), [1, 2]],
      [{ kind: 'size', op: 'larger', octets: 900 }, [7]],
      [{ kind: 'size', op: 'smaller', octets: 900 }, [1, 2, 3, 4, 5, 6]],
      [
        {
          kind: 'uids',
          set: [
            [2, 3],
            [7, 99],
          ],
        },
        [2, 3, 7],
      ],
      [{ kind: 'seqs', set: [[1, 2]] }, [1, 2]],
    ];
    for (const [criteria, numbers] of cases) {
      expect({ criteria, found: await find(link, criteria) }).toEqual({ criteria, found: numbers });
    }
    expect(await find(link, text('from', 'bob'), false)).toEqual([5]);
    await link.settle(imap.search({ uid: true, criteria: { kind: 'arrival', is: 'recent' } }));
  }),

  row('SEARCH beyond ASCII: encoded words and bodies are found', [], async (desk) => {
    const link = await opened(desk);
    expect(await find(link, text('subject', 'Grüße'))).toEqual([7]);
    expect(await find(link, text('body', 'café'))).toEqual([7]);
  }),

  row('ESEARCH: first, last, how many, and all as ranges', ['ESEARCH'], async (desk) => {
    const link = await opened(desk);
    const found = await link.run(
      imap.search({ uid: true, criteria: text('subject', 'plans'), return: ['min', 'max', 'count', 'all'] }),
    );
    expect(found).toMatchObject({ uid: true, min: 1, max: 4, count: 4, all: [[1, 4]] });
    const none = await link.run(
      imap.search({ uid: true, criteria: text('subject', 'nothing'), return: ['count', 'all'] }),
    );
    expect(none).toMatchObject({ count: 0, all: [] });
    const count = await link.run(imap.search({ uid: false, criteria: ALL, return: ['count'] }));
    expect(count).toMatchObject({ uid: false, count: 7 });
  }),

  row('SEARCHRES: what was found is kept for the next search', ['SEARCHRES'], async (desk) => {
    const link = await opened(desk);
    await link.run(
      imap.search({ uid: true, criteria: text('subject', 'plans'), return: ['count'], save: true }),
    );
    expect(await find(link, { kind: 'and', of: [{ kind: 'saved' }, text('from', 'mia')] })).toEqual([3]);
    await link.run(imap.store({ set: 'saved', uid: true, mode: 'add', flags: ['\\Answered'], silent: true }));
    const rows = await link.run(imap.fetch({ set: 'saved', uid: true, items: ['flags'] }));
    expect(rows.map(({ items }) => [items.uid, items.flags?.includes('\\Answered')])).toEqual(
      [1, 2, 3, 4].map((uid) => [uid, true]),
    );
  }),

  row('WITHIN: by age in seconds', ['WITHIN'], async (desk) => {
    const { link, folder } = await desk.opened();
    await link.run(imap.append(folder, mail({ id: 1 }), { internalDate: Date.now() - 5 * DAY_S * 1000 }));
    await link.run(imap.append(folder, mail({ id: 2 })));
    await link.run(imap.noop());
    expect(await find(link, { kind: 'within', op: 'older', seconds: DAY_S })).toEqual([1]);
    expect(await find(link, { kind: 'within', op: 'younger', seconds: DAY_S })).toEqual([2]);
  }),

  row('SEARCH=FUZZY: close is enough', ['SEARCH=FUZZY'], async (desk) => {
    const link = await opened(desk);
    // Whatever an index of words finds; there may be none.
    const found = await find(link, { kind: 'fuzzy', of: text('subject', 'bread') });
    expect([5]).toEqual(expect.arrayContaining([...found]));
  }),

  row('SORT and UID SORT: by any field, forwards and backwards', ['SORT'], async (desk) => {
    const link = await opened(desk);
    const ask = async (keys: imap.SortOptions['keys'], uid = true) => [
      ...(await link.run(imap.sort({ uid, keys, criteria: { kind: 'uids', set: [[1, 6]] } }))).numbers,
    ];
    expect(await ask([{ field: 'from' }])).toEqual([2, 5, 4, 6, 3, 1]);
    expect(await ask([{ field: 'date', reverse: true }])).toEqual([6, 5, 4, 3, 2, 1]);
    expect(await ask([{ field: 'arrival' }], false)).toEqual([6, 5, 4, 3, 2, 1]);
    expect(await ask([{ field: 'subject' }, { field: 'date', reverse: true }])).toEqual([5, 4, 3, 2, 1, 6]);
    expect(await ask([{ field: 'to' }, { field: 'date' }])).toEqual([1, 2, 3, 4, 5, 6]);
    const bySize = await ask([{ field: 'size' }, { field: 'date' }]);
    expect(bySize.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6]);
  }),

  row('SORT=DISPLAY: by the names that are shown', ['SORT=DISPLAY'], async (desk) => {
    const link = await opened(desk);
    const criteria = { kind: 'uids', set: [[1, 6]] } as const;
    const { numbers } = await link.run(imap.sort({ uid: true, keys: [{ field: 'displayfrom' }], criteria }));
    expect([...numbers]).toEqual([2, 5, 4, 6, 3, 1]);
  }),

  row('ESORT: an order with its length', ['ESORT'], async (desk) => {
    const link = await opened(desk);
    const found = await link.run(
      imap.sort({
        uid: true,
        keys: [{ field: 'date', reverse: true }],
        criteria: { kind: 'uids', set: [[1, 6]] },
        partial: [1, 2],
      }),
    );
    // Where orders cannot be cut all of it comes.
    expect([...found.numbers].slice(0, 2)).toEqual([6, 5]);
    expect(found.count).toBe(6);
  }),

  row('CONTEXT=SEARCH: a piece of an order', ['CONTEXT=SEARCH', 'ESORT'], async (desk) => {
    const link = await opened(desk);
    const criteria = { kind: 'uids', set: [[1, 6]] } as const;
    const { numbers, count } = await link.run(
      imap.sort({ uid: true, keys: [{ field: 'from' }], criteria, partial: [3, 5] }),
    );
    expect({ numbers: [...numbers], count }).toEqual({ numbers: [4, 6, 3], count: 6 });
  }),

  ...(['REFERENCES', 'REFS', 'ORDEREDSUBJECT'] as const).map((algorithm) =>
    row(`THREAD and UID THREAD: ${algorithm}`, [`THREAD=${algorithm}`], async (desk) => {
      const link = await opened(desk);
      const criteria = { kind: 'uids', set: [[1, 6]] } as const;
      const parentsOf = async (uid: boolean) => {
        const forest = await link.run(imap.thread({ uid, algorithm, criteria }));
        return [1, 2, 3, 4, 5, 6].map((number) => {
          const at = forest.numbers.indexOf(number);
          const parent = forest.parents[at] ?? -2;
          return parent < 0 ? (parent === -1 ? null : 'not there') : forest.numbers[parent];
        });
      };
      // By subject the first is everybody's parent, or to Courier each is the next one's; by references each has its own.
      const bySubject = desk.server.name === 'courier' ? [1, 2, 3] : [1, 1, 1];
      const replies = algorithm === 'ORDEREDSUBJECT' ? bySubject : [1, 1, 2];
      const expected = [null, ...replies, null, null];
      expect(await parentsOf(true)).toEqual(expected);
      expect(await parentsOf(false)).toEqual(expected);
    }),
  ),
];
