import type { WireLine } from '@/lib/engine/port';

export interface LineFilter {
  /** Anywhere in the line, in any case. */
  readonly text: string;
  /** Null: all connections. */
  readonly connections: ReadonlySet<string> | null;
}

/** The lines a filter lets through, in their order; the same array when it lets through all. */
export function filterLines(lines: readonly WireLine[], filter: LineFilter): readonly WireLine[] {
  const wanted = filter.text.trim().toLowerCase();
  if (wanted === '' && filter.connections === null) return lines;
  return lines.filter(
    (line) =>
      (filter.connections === null || filter.connections.has(line.connection)) &&
      (wanted === '' || lowerText(line).includes(wanted)),
  );
}

/** Where the line with this id stands, or the first one after it. Ids ascend. */
export function indexOfLine(lines: readonly WireLine[], id: number): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[middle]?.id ?? Infinity) < id) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Lines of one command: its own, its continuations, its completion. Null: the line belongs to none. */
export function pairOf(line: WireLine | undefined): string | null {
  return line === undefined || line.tag === null ? null : `${line.connection} ${line.tag}`;
}

function lowerText(line: WireLine): string {
  let text = lowered.get(line);
  if (text === undefined) lowered.set(line, (text = line.text.toLowerCase()));
  return text;
}

const lowered = new WeakMap<WireLine, string>();
