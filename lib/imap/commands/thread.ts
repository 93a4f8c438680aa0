import type { ThreadForest } from '../extension-types';
import { SELECTED } from '../states';
import type { Command } from './command';
import { mentionsSeqs, writeTop, type SearchCriteria } from './search-criteria';

export interface ThreadOptions {
  /** Answer in UIDs, else in sequence numbers. */
  readonly uid: boolean;
  /** RFC 5256 3 (`THREAD=REFERENCES` and so on), RFC draft `REFS` by recency. */
  readonly algorithm: 'REFERENCES' | 'REFS' | 'ORDEREDSUBJECT';
  readonly criteria: SearchCriteria;
}

/** thread = ["UID" SP] "THREAD" SP thread-alg SP search-criteria                  ; RFC 5256 5 */
export function thread(options: ThreadOptions): Command<ThreadForest> {
  const name = options.uid ? 'UID THREAD' : 'THREAD';
  return {
    name,
    states: SELECTED,
    bySequence: !options.uid || mentionsSeqs(options.criteria),
    keepsNumbers: !options.uid,
    checkable: true,
    start: () => {
      let found: ThreadForest = { numbers: new Uint32Array(0), parents: new Int32Array(0) };
      return {
        write: (w) => {
          w.raw(`${name} ${options.algorithm} UTF-8 `);
          writeTop(w, options.criteria);
        },
        untagged: (event) => {
          if (event.kind !== 'thread') return false;
          found = event.forest;
          return true;
        },
        finish: () => found,
      };
    },
  };
}
