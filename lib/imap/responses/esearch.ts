import type { EsearchResult, ModSeq } from '../types';
import { normalizeNumberSet } from '../wire/numset';
import type { Reader } from '../wire/reader';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * esearch-response = "ESEARCH" [search-correlator] [SP "UID"] *(SP search-return-data)   ; RFC 9051 7.3.4
 * search-correlator = SP "(" "TAG" SP tag-string ")"
 */
export function parseEsearch(r: Reader): EsearchResult {
  const tag = parseCorrelator(r);
  r.sp();
  const uid = r.keyword('uid');
  const result: Mutable<EsearchResult> = { tag, uid };
  while (!r.eol()) {
    const name = r.atomLower() ?? r.fail('expected a search result');
    r.expectSp();
    readItem(r, name, result);
  }
  return result;
}

function parseCorrelator(r: Reader): string | null {
  r.sp();
  if (!r.open()) return null;
  if (!r.keyword('tag')) r.fail('expected TAG');
  r.expectSp();
  const tag = r.expectAstring();
  if (!r.close()) r.fail('expected )');
  return tag;
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
      result.all = normalizeNumberSet(r.expectSequenceSet());
      return;
    case 'modseq':
      result.modSeq = (r.number64() ?? r.fail('expected a mod-sequence')) as ModSeq;
      return;
    default:
      r.skipValue();
  }
}
