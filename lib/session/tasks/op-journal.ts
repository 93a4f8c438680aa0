/** How far an op got: what must be known to go on with it on another connection, or in another engine. */
import type { ModSeq, Uid, UidValidity } from '../../imap/types';
import type { Op } from '../../mail/types';

export interface OpJournal {
  /** Not yet sent. */
  left: readonly Uid[];
  /** Sent by MOVE or COPY; the answer never came. */
  unsure: readonly Uid[];
  /** In the destination; still to be removed here. */
  copied: readonly Uid[];
  /** Nothing more is to be done for these. */
  done: readonly Uid[];
  moved: readonly (readonly [from: Uid, to: Uid])[];
  destination: UidValidity | null;
  /** What the mailbox had come to when the person acted, where the op had to wait; null: it need not be asked. */
  since: ModSeq | null;
  /** The destination was made, in this run. */
  created: boolean;
  /** Times the server said OK in this run and did not say what was done. */
  silent: number;
}

export const newJournal = (op: Op): OpJournal => journalOf(op.uids);

export function journalOf(uids: readonly Uid[]): OpJournal {
  return {
    left: uids,
    unsure: [],
    copied: [],
    done: [],
    moved: [],
    destination: null,
    since: null,
    created: false,
    silent: 0,
  };
}

/** Whether nothing of the op was ever sent. */
export function isUntouched(journal: OpJournal): boolean {
  return journal.unsure.length === 0 && journal.copied.length === 0 && journal.done.length === 0;
}

/** Writes the journal where it outlives this engine. Awaited before a step whose repetition would not be safe. */
export type SaveJournal = () => Promise<void>;
