/** Cuts of a scenario drawn with a seed, where every octet would take too long. */
import type { Cut, Ending } from '../support/faults/network';
import type { Run } from './run';

/** Numbers of 0..1, always the same ones for a seed (mulberry32 would do; a linear congruence does). */
function drawn(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

export function sampleOf(
  { octets }: Pick<Run, 'octets'>,
  count: number,
  seed: number,
  endings: readonly Ending[],
): readonly Cut[] {
  const next = drawn(seed);
  const all = octets.client + octets.server;
  return Array.from({ length: count }, (_, at): Cut => {
    const octet = Math.floor(next() * all);
    const isClient = octet < octets.client;
    return {
      side: isClient ? 'client' : 'server',
      after: isClient ? octet : octet - octets.client,
      how: endings[at % endings.length] ?? 'close',
      all: next() < 0.5,
    };
  });
}
