import { LocalProtocolError } from '../errors';
import { AUTHENTICATED } from '../states';
import type { EsearchResult } from '../types';
import type { Command } from './command';
import { writeSource, type MailboxFilter } from './mailbox-filter';
import { hasUnicode, mentionsSeqs, writeTop, type SearchCriteria } from './search-criteria';

/** Where to look (RFC 7377 2.2). */
export type SearchSource = 'selected' | MailboxFilter;

export interface MultisearchOptions {
  readonly in: readonly [SearchSource, ...SearchSource[]];
  readonly criteria: SearchCriteria;
  readonly return?: readonly ('all' | 'count' | 'min' | 'max')[];
}

/**
 * esearch = "ESEARCH" [SP "IN" SP "(" source-mbox ")"] SP search-program          ; RFC 7377 2.1 (MULTISEARCH)
 *
 * One result for each mailbox in which something was found; each names its mailbox and UIDVALIDITY, numbers are UIDs.
 */
export function multisearch(options: MultisearchOptions): Command<readonly EsearchResult[]> {
  return {
    name: 'ESEARCH',
    states: AUTHENTICATED,
    checkable: true,
    start: () => {
      const results: EsearchResult[] = [];
      let tag = '';
      return {
        write: (w, context) => {
          tag = context.tag;
          if (mentionsSeqs(options.criteria)) throw new LocalProtocolError('sequence numbers of one mailbox');
          w.raw('ESEARCH IN ').list(options.in, (source) => writeSource(w, source));
          const wanted = options.return ?? [];
          if (wanted.length > 0) w.raw(' RETURN ').list(wanted, (item) => w.atom(item.toUpperCase()));
          if (!context.utf8 && hasUnicode(options.criteria)) w.raw(' CHARSET UTF-8');
          w.sp();
          writeTop(w, options.criteria);
        },
        untagged: (event) => {
          if (event.kind !== 'esearch' || event.result.tag !== tag) return false;
          if (event.result.mailbox !== undefined && results.length < MAX_MAILBOXES)
            results.push(event.result);
          return true;
        },
        finish: () => results,
      };
    },
  };
}

/** As many mailboxes as LIST keeps. */
const MAX_MAILBOXES = 100_000;
