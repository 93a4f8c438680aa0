/** Every scenario at every manner of the embedded server, cut at two hundred octets drawn with a seed. */
import { describe, expect, it } from 'vitest';
import { personalities } from '../../lib/imap-server';
import { MemoryWorld } from '../faults/memory-world';
import { asAt, play } from '../faults/run';
import { sampleOf } from '../faults/sample';
import { suitsDovecot } from '../faults/dovecot-world';
import { scenarios } from '../faults/scenarios';

const CUTS = 200;
const SEED = 20_261_123;
const TIMEOUT = 20 * 60_000;

/** What may be the end instead is said for the server's own manners only. */
const anywhere = scenarios.filter((scenario) => suitsDovecot(scenario) && scenario.orElse === undefined);

describe.each(personalities)('$name', (personality) => {
  it.each(anywhere)('$name', { timeout: TIMEOUT }, async (scenario) => {
    const make = (): MemoryWorld => new MemoryWorld(scenario, personality);
    const there = await asAt(scenario, make());
    const cuts = sampleOf(there.run, CUTS, SEED, ['close', 'close', 'silence']);
    const failures: string[] = [];
    for (const cut of cuts) {
      try {
        await play(there, make(), cut);
      } catch (error) {
        failures.push(`${cut.side} ${cut.after} ${cut.how}: ${String(error)}`);
      }
    }
    expect(failures.slice(0, 5)).toEqual([]);
  });
});
