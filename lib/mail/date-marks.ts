/**
 * When the messages of a folder came, known at some places of it, and what follows from that for the rest. Pure.
 *
 * Places count from the oldest message, 0 first. Messages come in the order of time, nearly: moved and imported ones stand where they were
 * put. So between two known places nothing is sure, and everything here is good enough to find one's way, never to judge a message by.
 */
export interface DateSample {
  readonly place: number;
  /** Epoch ms. */
  readonly at: number;
}

/** Evenly spaced places, the first and the last among them. */
export function samplePlaces(exists: number, count: number): readonly number[] {
  const steps = Math.min(count, exists) - 1;
  if (steps <= 0) return exists > 0 ? [0] : [];
  return Array.from({ length: steps + 1 }, (_, step) => Math.round((step * (exists - 1)) / steps));
}

/** Samples in the order of their places, each place once: the most of them whose dates do not fall. The others stand out of order. */
export function soundSamples(samples: readonly DateSample[]): readonly DateSample[] {
  const sorted = [...new Map(samples.map((one) => [one.place, one])).values()].sort(
    (a, b) => a.place - b.place,
  );
  // The longest ascending run of picks: `ends[n]` is the lowest end of a run of n + 1, `before` what precedes each in its run.
  const ends: number[] = [];
  const before: number[] = [];
  for (const [i, { at }] of sorted.entries()) {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sorted[ends[middle] ?? 0]?.at ?? 0) <= at) low = middle + 1;
      else high = middle;
    }
    before[i] = ends[low - 1] ?? -1;
    ends[low] = i;
  }
  const sound: DateSample[] = [];
  for (let i = ends.at(-1) ?? -1; i >= 0; i = before[i] ?? -1) {
    const sample = sorted[i];
    if (sample !== undefined) sound.unshift(sample);
  }
  return sound;
}

/** The time of a place, between its neighbours; null where nothing is known. `samples` are sound. */
export function timeOf(samples: readonly DateSample[], place: number): number | null {
  const [below, above] = around(samples, (sample) => sample.place <= place);
  if (below === undefined || above === undefined) return (below ?? above)?.at ?? null;
  const share = above.place === below.place ? 0 : (place - below.place) / (above.place - below.place);
  return below.at + share * (above.at - below.at);
}

/** The first place that came at this time or later, between its neighbours; `exists` where all came before. */
export function placeOf(samples: readonly DateSample[], at: number, exists: number): number {
  const [below, above] = around(samples, (sample) => sample.at < at);
  if (above === undefined) return below === undefined ? 0 : exists;
  if (below === undefined) return above.place;
  const share = above.at === below.at ? 1 : (at - below.at) / (above.at - below.at);
  return Math.min(
    above.place,
    Math.max(below.place + 1, Math.round(below.place + share * (above.place - below.place))),
  );
}

/** Where to look next for the first message of this time or later: at most `fanout` places; empty when `placeOf` is exact. */
export function placesToAsk(
  samples: readonly DateSample[],
  at: number,
  exists: number,
  fanout: number,
): readonly number[] {
  if (exists === 0) return [];
  const [below, above] = around(samples, (sample) => sample.at < at);
  const low = below === undefined ? -1 : below.place;
  const high = above === undefined ? exists : above.place;
  const between = high - low - 1;
  if (between <= 0) return [];
  const count = Math.min(fanout, between);
  return Array.from({ length: count }, (_, i) => low + Math.round(((i + 1) * (between + 1)) / (count + 1)));
}

/** The neighbours of where a condition that holds for the first samples ceases to hold. */
function around(
  samples: readonly DateSample[],
  holds: (sample: DateSample) => boolean,
): readonly [DateSample | undefined, DateSample | undefined] {
  let low = 0;
  let high = samples.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const sample = samples[middle];
    if (sample !== undefined && holds(sample)) low = middle + 1;
    else high = middle;
  }
  return [samples[low - 1], samples[low]];
}
