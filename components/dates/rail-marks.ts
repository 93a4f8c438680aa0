/** What stands beside a long list: where its years and months begin, from dates that are known at some places of it. Pure. */
import type { DateSample } from '@/lib/mail/date-marks';
import { placeOf, timeOf } from '@/lib/query';

export interface RailDates {
  readonly exists: number;
  /** In order; places count from the oldest message, 0 first. */
  readonly samples: readonly DateSample[];
}

export interface RailMark {
  /** Position of the newest message of it: 0 is the newest of all. */
  readonly position: number;
  /** Epoch ms of its first moment, local time. */
  readonly from: number;
  /** The first month of a year that is in sight. */
  readonly isYear: boolean;
}

/** Fewer messages are scrolled through; a shorter time needs no marks. */
export const RAIL_MIN_ROWS = 300;
const MIN_SPAN_MS = 45 * 86_400_000;
/** Mail is not older than that, whatever a server says. */
const MAX_MONTHS = 12 * 60;

/** Whether dates help to find the way in this list. */
export function isWorthRail({ exists, samples }: RailDates): boolean {
  const span = (samples.at(-1)?.at ?? 0) - (samples[0]?.at ?? 0);
  return exists >= RAIL_MIN_ROWS && span >= MIN_SPAN_MS;
}

/** One mark a month that has messages, the newest first. */
export function marksOf({ exists, samples }: RailDates): readonly RailMark[] {
  const oldest = samples[0]?.at;
  const newest = samples.at(-1)?.at;
  if (oldest === undefined || newest === undefined || !isDate(oldest) || !isDate(newest)) return [];
  const marks: RailMark[] = [];
  const end = new Date(newest);
  let above = -1;
  for (let back = 0; back < MAX_MONTHS; back += 1) {
    const from = new Date(end.getFullYear(), end.getMonth() - back, 1).getTime();
    const next = new Date(end.getFullYear(), end.getMonth() - back + 1, 1).getTime();
    if (next <= oldest) break;
    const position = back === 0 ? 0 : Math.max(0, exists - placeOf(samples, next, exists));
    // A month without messages stands nowhere.
    if (position > above && position < exists)
      marks.push({
        position,
        from,
        isYear: marks.length === 0 || yearOf(marks.at(-1)?.from) !== yearOf(from),
      });
    above = Math.max(above, position);
  }
  return marks;
}

export interface RailLabel extends RailMark {
  /** Share of the rail's height, 0 at the top. */
  readonly y: number;
}

/** The marks there is room for, years before months; `lines`: how many labels the rail holds one below the other. */
export function labelsOf(marks: readonly RailMark[], rowCount: number, lines: number): readonly RailLabel[] {
  const gap = 1 / Math.max(1, lines);
  const placed: RailLabel[] = [];
  const put = (mark: RailMark): void => {
    const y = rowCount === 0 ? 0 : mark.position / rowCount;
    if (y <= 1 - gap / 2 && placed.every((other) => Math.abs(other.y - y) >= gap))
      placed.push({ ...mark, y });
  };
  const years = marks.filter(({ isYear }) => isYear);
  years.forEach(put);
  // Months are named only where years leave much of the rail empty.
  if (years.length <= 3) marks.forEach(put);
  return placed.sort((a, b) => a.y - b.y);
}

/** The position of the next older (+1) or newer (-1) mark than `position`; of years with `far`. */
export function stepFrom(
  marks: readonly RailMark[],
  position: number,
  by: 1 | -1,
  far: boolean,
  rowCount: number,
): number {
  const places = marks.filter(({ isYear }) => !far || isYear).map((mark) => mark.position);
  const beyond =
    by === 1 ? places.find((place) => place > position) : places.findLast((place) => place < position);
  return beyond ?? (by === 1 ? Math.max(0, rowCount - 1) : 0);
}

/** When the message at a position came, nearly; null where nothing is known. */
export const timeAt = ({ exists, samples }: RailDates, position: number): number | null =>
  timeOf(samples, exists - 1 - position);

const yearOf = (at: number | undefined): number | null =>
  at === undefined ? null : new Date(at).getFullYear();
const isDate = (at: number): boolean => Number.isFinite(at) && Math.abs(at) <= 8.64e15;
