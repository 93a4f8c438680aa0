/**
 * What one side prints the other reads as the same.
 * @module-tag deep
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { search, type SearchCriteria } from '../../../lib/imap/index';
import { encode } from '../../../lib/imap-server/encode';
import { readSearchProgram, type SearchKey } from '../../../lib/imap-server/commands/search-keys';
import { foldText } from '../../../lib/imap-server/search-text';
import { Reader } from '../../../lib/imap/wire/reader';
import { toFixtureJson } from '../../support/imap-fixtures';
import { selected } from '../../support/imap-peer';
import { printed } from '../../support/response-prints';
import { anyText } from '../../support/response-values';
import { responseTexts } from '../../support/response-texts';

const SEED = 20261122;

describe('parse(print(x)) = x', () => {
  it('for responses of the embedded server, in pieces of any size', { tags: ['deep'] }, () => {
    fc.assert(
      fc.property(printed, fc.integer({ min: 1, max: 40 }), ({ event, print }, chunk) => {
        const line = encode((w) => {
          w.raw('* ');
          print(w);
        });
        const raw = new Uint8Array([...line, 13, 10]);
        expect(JSON.parse(responseTexts(raw, chunk))).toEqual(JSON.parse(toFixtureJson(event)));
      }),
      { seed: SEED, numRuns: 800 },
    );
  });

  it('for searches of ours', () => {
    fc.assert(
      fc.property(criteria, (wanted) => {
        const peer = selected('LITERAL+');
        peer.connection.enqueue(search({ uid: true, criteria: wanted }));
        const reader = new Reader();
        reader.reset(Uint8Array.from(peer.whole(), (c) => c.charCodeAt(0)));
        for (const word of ['T2', 'UID', 'SEARCH']) {
          expect(reader.expectAtom()).toBe(word);
          reader.expectSp();
        }
        if (reader.keyword('charset')) {
          reader.expectSp();
          expect(reader.expectAtom()).toBe('UTF-8');
          reader.expectSp();
        }
        expect(readSearchProgram(reader)).toEqual({ kind: 'and', keys: topKeys(wanted) });
        expect(reader.eol()).toBe(true);
      }),
      { seed: SEED, numRuns: 400 },
    );
  });
});

const day = fc
  .date({ min: new Date('1971-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => ({ year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }));
const set = fc
  .tuple(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 100, max: 999 }))
  .map((range) => [range] as const);

const criteria: fc.Arbitrary<SearchCriteria> = fc.letrec<{ one: SearchCriteria }>((tie) => ({
  one: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.constant<SearchCriteria>({ kind: 'all' }),
    fc
      .tuple(fc.constantFrom('\\Seen', '\\Draft', '$Junk', 'own'), fc.boolean())
      .map(([flag, isSet]): SearchCriteria => ({ kind: 'flag', flag, set: isSet })),
    fc
      .tuple(fc.constantFrom('from', 'to', 'cc', 'bcc', 'subject', 'body', 'text'), anyText)
      .map(([field, value]): SearchCriteria => ({ kind: 'text', field, value })),
    anyText.map((value): SearchCriteria => ({ kind: 'header', name: 'List-Id', value })),
    fc
      .tuple(fc.constantFrom('internal', 'sent'), fc.constantFrom('before', 'on', 'since'), day)
      .map(([field, op, date]): SearchCriteria => ({ kind: 'date', field, op, date })),
    fc
      .tuple(fc.constantFrom('larger', 'smaller'), fc.nat())
      .map(([op, octets]): SearchCriteria => ({ kind: 'size', op, octets })),
    set.map((value): SearchCriteria => ({ kind: 'uids', set: value })),
    set.map((value): SearchCriteria => ({ kind: 'seqs', set: value })),
    fc.nat().map((n): SearchCriteria => ({ kind: 'modseq', since: BigInt(n) as never })),
    fc.array(tie('one'), { maxLength: 3 }).map((of): SearchCriteria => ({ kind: 'and', of })),
    fc
      .tuple(tie('one'), fc.array(tie('one'), { maxLength: 2 }))
      .map(([first, others]): SearchCriteria => ({ kind: 'or', of: [first, ...others] })),
    tie('one').map((of): SearchCriteria => ({ kind: 'not', of })),
  ),
})).one;

const topKeys = (wanted: SearchCriteria): readonly SearchKey[] =>
  wanted.kind === 'and' && wanted.of.length > 0 ? wanted.of.map(keyOf) : [keyOf(wanted)];

/** What the server must understand. */
function keyOf(wanted: SearchCriteria): SearchKey {
  switch (wanted.kind) {
    case 'and':
      return wanted.of.length === 0 ? { kind: 'all' } : { kind: 'and', keys: wanted.of.map(keyOf) };
    case 'or':
      return wanted.of.map(keyOf).reduceRight((other, one) => ({ kind: 'or', one, other }));
    case 'not':
      return { kind: 'not', key: keyOf(wanted.of) };
    case 'flag':
      return wanted;
    case 'text': {
      const text = foldText(wanted.value);
      const { field } = wanted;
      return field === 'body' || field === 'text' ? { kind: field, text } : { kind: 'header', field, text };
    }
    case 'header':
      return { kind: 'header', field: wanted.name.toLowerCase(), text: foldText(wanted.value) };
    case 'date': {
      const { year, month, day: date } = wanted.date;
      const days = Date.UTC(year, month - 1, date) / 86_400_000;
      return { kind: 'date', sent: wanted.field === 'sent', compare: wanted.op, day: days };
    }
    case 'size':
      return { kind: 'size', larger: wanted.op === 'larger', octets: wanted.octets };
    case 'uids':
    case 'seqs':
      return { kind: 'set', uid: wanted.kind === 'uids', set: wanted.set };
    case 'modseq':
      return { kind: 'modseq', least: Number(wanted.since) };
    default:
      return { kind: 'all' };
  }
}
