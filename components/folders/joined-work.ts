/** Work on several folders that a person asked for as one: how far it is, and how it ended. */
import type { AppError, FolderJob, FolderJobResult } from '@/lib/mail/types';

/** Messages done, and in all; 0 in all: not known yet. */
export type Far = readonly [done: number, total: number];

/** Until all folders were counted, how much there is in all is not known. */
export function farOf(orders: readonly string[], far: ReadonlyMap<string, Far>): Far {
  const known = orders.map((id) => far.get(id) ?? [0, 0]);
  const done = known.reduce((all, [one]) => all + one, 0);
  return [done, known.every(([, total]) => total > 0) ? known.reduce((all, [, one]) => all + one, 0) : 0];
}

export interface JoinedEnd {
  readonly done: number;
  readonly total: number;
  readonly failure: AppError | null;
  /** It ended before its end. */
  readonly isCut: boolean;
  readonly rest: readonly FolderJob[];
  readonly undo: readonly FolderJob[];
  /** Messages were moved, and the server did not say where to: the way back does not lead to all of them. */
  readonly isLost: boolean;
}

export function joinResults(results: readonly FolderJobResult[], isMove: boolean): JoinedEnd {
  const failure = results.find((one) => one.failure !== null)?.failure ?? null;
  return {
    done: results.reduce((all, { done }) => all + done, 0),
    total: results.reduce((all, { total }) => all + total, 0),
    failure,
    isCut: failure !== null || results.some(({ cancelled }) => cancelled),
    rest: results.flatMap(({ rest }) => (rest === null ? [] : [rest])),
    undo: results.flatMap(({ undo }) => (undo === null ? [] : [undo])),
    isLost: isMove && results.some(({ done, undo }) => done > 0 && undo === null),
  };
}
