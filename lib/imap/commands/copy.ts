import { SELECTED } from '../states';
import type { NumberSet, ResponseCode, UidValidity, UntaggedEvent } from '../types';
import type { Command, Exchange } from './command';
import { missingForSet, writeSet, type MessageSet } from './message-set';
import { splitBySet, UNBOUNDED } from './splitting';

export interface CopyOptions {
  readonly set: MessageSet;
  /** `set` holds UIDs, else sequence numbers. */
  readonly uid: boolean;
  readonly to: string;
}

/** Source and destination UIDs, pairwise in the order of the ranges. */
export interface CopyUid {
  readonly uidValidity: UidValidity;
  readonly from: NumberSet;
  readonly to: NumberSet;
}

/** copy = "COPY" SP sequence-set SP mailbox ; RFC 9051 6.4.7. Gives COPYUID where the server has UIDPLUS, else null. */
export function copy(options: CopyOptions): Command<CopyUid | null> {
  return copying('COPY', options);
}

/** move = "MOVE" SP sequence-set SP mailbox ; RFC 9051 6.4.8. COPYUID comes untagged, before the EXPUNGEs. */
export function move(options: CopyOptions): Command<CopyUid | null> {
  return copying('MOVE', options);
}

function copying(verb: 'COPY' | 'MOVE', options: CopyOptions): Command<CopyUid | null> {
  const { set, uid, to } = options;
  const name = uid ? `UID ${verb}` : verb;
  return {
    name,
    states: SELECTED,
    bySequence: !uid,
    missing: (context) => missingForSet(set, context),
    checkable: true,
    // Sequence numbers of a later part would be other messages once the first has moved, or others' have gone.
    split: (octets, { messages, saved } = UNBOUNDED) =>
      uid
        ? splitBySet(
            set,
            octets,
            Math.min(messages, saved),
            (part) => copying(verb, { ...options, set: part }),
            joinCopied,
          )
        : undefined,
    start: (): Exchange<CopyUid | null> => {
      let found: CopyUid | null = null;
      return {
        write: (w) => writeSet(w.raw(name).sp(), set).sp().mailbox(to),
        untagged: (event: UntaggedEvent) => {
          const answer = event.kind === 'status-response' ? copyUid(event.code) : null;
          found = answer ?? found;
          return answer !== null;
        },
        finish: (code) => copyUid(code) ?? found,
      };
    },
  };
}

/** Null where one part did not say, or said it of another mailbox. */
function joinCopied(parts: readonly (CopyUid | null)[]): CopyUid | null {
  const told = parts.flatMap((part) => part ?? []);
  const first = told[0];
  if (first === undefined || told.length < parts.length) return null;
  if (told.some(({ uidValidity }) => uidValidity !== first.uidValidity)) return null;
  const { uidValidity } = first;
  return { uidValidity, from: told.flatMap(({ from }) => from), to: told.flatMap(({ to }) => to) };
}

function copyUid(code: ResponseCode | null): CopyUid | null {
  return code?.kind === 'copyuid' ? { uidValidity: code.uidValidity, from: code.from, to: code.to } : null;
}
