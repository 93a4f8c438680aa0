import { SELECTED } from '../states';
import type { Flag, ModSeq, NumberSet } from '../types';
import { normalizeNumberSet } from '../wire/numset';
import type { WireWriter } from '../wire/writer';
import type { Command } from './command';
import { missingForSet, writeSet, type MessageSet } from './message-set';
import { writeLabel } from './search-criteria';
import { splitBySet, UNBOUNDED } from './splitting';

interface ChangeOptions {
  readonly set: MessageSet;
  /** `set` holds UIDs, else sequence numbers. */
  readonly uid: boolean;
  /** `replace` takes away what others have set meanwhile: rather add and remove. */
  readonly mode: 'add' | 'remove' | 'replace';
  /** The new values are not sent back; what other clients did still is. */
  readonly silent: boolean;
  /** Leave messages alone that changed after this (RFC 7162 3.1.3). */
  readonly unchangedSince?: ModSeq;
}

export interface StoreOptions extends ChangeOptions {
  readonly flags: readonly Flag[];
}

export interface StoreLabelsOptions extends ChangeOptions {
  /** As FETCH gives them: system labels with their backslash, others as people read them. */
  readonly labels: readonly string[];
}

export interface Stored {
  /** Those left alone because of `unchangedSince`; UIDs where UIDs were given. */
  readonly modified: NumberSet;
}

/**
 * store = "STORE" SP sequence-set [store-modifier] SP store-att-flags            ; RFC 9051 6.4.6
 *
 * New flags come as untagged FETCH events.
 */
export function store(options: StoreOptions): Command<Stored> {
  return storing(options, 'FLAGS', (w) => w.list(options.flags, (flag) => w.flag(flag)));
}

/** store-att-flags with X-GM-LABELS in the place of FLAGS: labels of Gmail (X-GM-EXT-1), in the encoding of mailbox names. */
export function storeLabels(options: StoreLabelsOptions): Command<Stored> {
  return storing(options, 'X-GM-LABELS', (w) => w.list(options.labels, (label) => writeLabel(w, label)));
}

function storing(
  options: ChangeOptions,
  item: 'FLAGS' | 'X-GM-LABELS',
  writeValues: (w: WireWriter) => void,
): Command<Stored> {
  const { set, uid, mode, silent, unchangedSince } = options;
  const name = uid ? 'UID STORE' : 'STORE';
  return {
    name,
    states: SELECTED,
    bySequence: !uid,
    keepsNumbers: !uid,
    missing: (context) => missingForSet(set, context),
    checkable: true,
    needs: unchangedSince === undefined ? [] : ['CONDSTORE'],
    split: (octets, { messages } = UNBOUNDED) =>
      splitBySet(
        set,
        octets,
        messages,
        (part) => storing({ ...options, set: part }, item, writeValues),
        joinStored,
      ),
    start: () => ({
      write: (w) => {
        writeSet(w.raw(name).sp(), set).sp();
        if (unchangedSince !== undefined) w.raw('(UNCHANGEDSINCE ').number(unchangedSince).raw(') ');
        w.raw(`${SIGNS[mode]}${item}${silent ? '.SILENT' : ''} `);
        writeValues(w);
      },
      finish: (code) => ({ modified: code?.kind === 'modified' ? code.set : [] }),
    }),
  };
}

const joinStored = (parts: readonly Stored[]): Stored => ({
  modified: normalizeNumberSet(parts.flatMap(({ modified }) => modified)),
});

const SIGNS = { add: '+', remove: '-', replace: '' } as const;
