/**
 * Seeded pseudo-random numbers (mulberry32): the demo's world is the same on every start. Not for secrets.
 */
export interface Random {
  /** Uniform in [0, 1). */
  readonly next: () => number;
  /** Integer in [0, bound). */
  readonly below: (bound: number) => number;
  readonly chance: (probability: number) => boolean;
  /** One element; the list must not be empty. */
  readonly pick: <T>(list: readonly T[]) => T;
}

export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (bound: number): number => Math.floor(next() * bound);
  return {
    next,
    below,
    chance: (probability) => next() < probability,
    pick: (list) => {
      const element = list[below(list.length)];
      if (element === undefined) throw new RangeError('pick from an empty list');
      return element;
    },
  };
}
