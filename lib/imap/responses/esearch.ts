import type { EsearchResult, ModSeq, NumberRanges, UidValidity } from '../types';
import { normalizeNumberSet } from '../wire/numset';
import type { Reader } from '../wire/reader';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * esearch-response = "ESEARCH" [search-correlator] [SP "UID"] *(SP search-return-data)   ; RFC 9051 7.3.4
 * search-correlator = SP "(" one-correlator *(SP one-correlator) ")" with TAG, and for MULTISEARCH (RFC 7377 4) MAILBOX and
 * UIDVALIDITY
 */
export function parseEsearch(r: Reader): EsearchResult {
  const result: Mutable<EsearchResult> = { tag: null, uid: false };
  parseCorrelator(r, result);
  r.sp();
  result.uid = r.keyword('uid');
  while (!r.eol()) {
    const name = r.atomLower() ?? r.fail('expected a search result');
    r.expectSp();
    readItem(r, name, result);
  }
  return result;
}

function parseCorrelator(r: Reader, result: Mutable<EsearchResult>): void {
  r.sp();
  if (!r.open()) return;
  while (!r.close()) {
    r.sp();
    const name = r.atomLower() ?? r.fail('expected TAG');
    r.expectSp();
    if (name === 'tag') result.tag = r.expectAstring();
    else if (name === 'mailbox') result.mailbox = r.expectMailbox();
    else if (name === 'uidvalidity') result.uidValidity = r.expectNumber32() as UidValidity;
    else r.skipValue();
  }
}

function readAll(asSent: NumberRanges, result: Mutable<EsearchResult>): void {
  let last = 0;
  let isPlain = true;
  for (const [from, to] of asSent) {
    if (from <= last + 1 && last > 0) isPlain = false;
    if (to < from) isPlain = false;
    last = to;
  }
  if (isPlain) result.all = asSent;
  else {
    result.all = normalizeNumberSet(asSent.map(([a, b]) => (a <= b ? [a, b] : [b, a])));
    result.allAsSent = asSent;
  }
}

/** "PARTIAL" SP "(" partial-range SP (sequence-set / "NIL") ")"                   ; RFC 9394 4 */
function parsePartial(r: Reader): NonNullable<EsearchResult['partial']> {
  r.expectByte(40);
  const first = parsePlace(r);
  r.expectByte(0x3a);
  const last = parsePlace(r);
  r.expectSp();
  const asSent = r.nil() ? [] : (r.sequenceRanges() ?? r.fail('expected a sequence set'));
  if (!r.close()) r.fail('expected )');
  return { range: [first, last], asSent };
}

/** A place in the result; a minus counts from its end. */
function parsePlace(r: Reader): number {
  const sign = r.byte(0x2d) ? -1 : 1;
  return sign * r.expectNumber32();
}

/** "RELEVANCY" SP "(" score *(SP score) ")"                                      ; RFC 6203 4 */
function parseScores(r: Reader): readonly number[] {
  r.expectByte(40);
  const scores: number[] = [];
  while (!r.close()) {
    r.sp();
    scores.push(r.expectNumber32());
  }
  return scores;
}

function readItem(r: Reader, name: string, result: Mutable<EsearchResult>): void {
  switch (name) {
    case 'count':
      result.count = r.expectNumber32();
      return;
    case 'min':
      result.min = r.expectNumber32();
      return;
    case 'max':
      result.max = r.expectNumber32();
      return;
    case 'all':
      readAll(r.sequenceRanges() ?? r.fail('expected a sequence set'), result);
      return;
    case 'partial':
      result.partial = parsePartial(r);
      return;
    case 'relevancy':
      result.relevancy = parseScores(r);
      return;
    case 'modseq':
      result.modSeq = (r.number64() ?? r.fail('expected a mod-sequence')) as ModSeq;
      return;
    default:
      r.skipValue();
  }
}
