import { SELECTED } from '../states';
import type { Flag, ModSeq, NumberSet } from '../types';
import type { Command } from './command';

export interface StoreOptions {
  readonly set: NumberSet;
  /** `set` holds UIDs, else sequence numbers. */
  readonly uid: boolean;
  readonly mode: 'add' | 'remove';
  readonly flags: readonly Flag[];
  /** The new flags are not sent back; what other clients did still is. */
  readonly silent: boolean;
  /** Leave messages alone that changed after this (RFC 7162 3.1.3). */
  readonly unchangedSince?: ModSeq;
}

/**
 * store = "STORE" SP sequence-set [store-modifier] SP store-att-flags            ; RFC 9051 6.4.6
 *
 * `modified` are those left alone because of `unchangedSince`. New flags come as untagged FETCH events.
 */
export function store(options: StoreOptions): Command<{ readonly modified: NumberSet }> {
  const name = options.uid ? 'UID STORE' : 'STORE';
  return {
    name,
    states: SELECTED,
    bySequence: !options.uid,
    keepsNumbers: !options.uid,
    checkable: true,
    start: () => ({
      write: (w) => {
        w.raw(name).sp().numberSet(options.set).sp();
        if (options.unchangedSince !== undefined)
          w.raw('(UNCHANGEDSINCE ').number(options.unchangedSince).raw(') ');
        w.raw(`${options.mode === 'add' ? '+' : '-'}FLAGS${options.silent ? '.SILENT' : ''} `);
        w.list(options.flags, (flag) => w.flag(flag));
      },
      finish: (code) => ({ modified: code?.kind === 'modified' ? code.set : [] }),
    }),
  };
}
