import { MAX_RANGES } from '../limits';
import { SELECTED } from '../states';
import type { ModSeq, NumberSet } from '../types';
import { normalizeNumberSet } from '../wire/numset';
import type { Command } from './command';
import { fetch, type FetchRow } from './fetch';
import type { FetchRequest } from './fetch-items';
import { addRanges } from './select';
import { splitBySet, UNBOUNDED } from './splitting';

export interface FetchChangesOptions {
  /** UIDs. */
  readonly set: NumberSet;
  readonly items: readonly FetchRequest[];
  readonly changedSince: ModSeq;
}

export interface FetchedChanges {
  /** Messages changed since then, new ones among them. */
  readonly rows: readonly FetchRow[];
  /** UIDs gone since then; may name some that were gone before, or never were (RFC 7162 3.2.6). */
  readonly vanished: NumberSet;
}

/**
 * fetch-modifier =/ "CHANGEDSINCE" SP mod-sequence-value SP "VANISHED"           ; RFC 7162 3.2.6 (QRESYNC, which must be enabled)
 *
 * What has become of a set of messages since a mod-sequence, in one round trip. What vanishes meanwhile is an event of its own.
 */
export function fetchChanges({ set, items, changedSince }: FetchChangesOptions): Command<FetchedChanges> {
  const inner = fetch({ set, uid: true, items, changedSince, vanished: true });
  return {
    name: inner.name,
    states: SELECTED,
    checkable: true,
    needs: ['QRESYNC'],
    split: (octets, { messages } = UNBOUNDED) =>
      splitBySet(
        set,
        octets,
        messages,
        (part) => fetchChanges({ set: part, items, changedSince }),
        joinChanges,
      ),
    start: () => {
      const exchange = inner.start();
      const gone: (readonly [number, number])[] = [];
      return {
        write: (w, context) => exchange.write(w, context),
        literal: (literal) => exchange.literal?.(literal),
        untagged: (event) => {
          if (event.kind !== 'vanished' || !event.earlier) return exchange.untagged?.(event) ?? false;
          addRanges(gone, event.uids);
          return true;
        },
        failed: () => (gone.length > MAX_RANGES ? `more changes than ${MAX_RANGES}` : null),
        finish: (code, text) => ({ rows: exchange.finish(code, text), vanished: normalizeNumberSet(gone) }),
      };
    },
  };
}

function joinChanges(parts: readonly FetchedChanges[]): FetchedChanges {
  return {
    rows: parts.flatMap(({ rows }) => rows),
    vanished: normalizeNumberSet(parts.flatMap(({ vanished }) => vanished)),
  };
}
