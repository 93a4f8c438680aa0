/** The tests of a scenario against the embedded server: undisturbed, once more, and cut at every octet and at every step. */
import { describe, expect, test } from 'vitest';
import type { Cut, Side } from '../support/faults/network';
import { MemoryWorld } from './memory-world';
import { compare, killAndGoOn, play, type Run } from './run';
import { foldersOf, type Scenario } from './scenario';

/** Octets of both sides together. */
const MAX_WIRE = 20_000;
/** Failures told in full. */
const TOLD = 5;
const SIDES: readonly Side[] = ['client', 'server'];

export function holdThroughCuts(scenarios: readonly Scenario[]): void {
  describe.each(scenarios)('$name', (scenario) => {
    test('ends as it should, and a second synchronisation changes nothing', async () => {
      const world = new MemoryWorld(scenario);
      const run = await play(scenario, world, null);
      expect(run.octets.client + run.octets.server).toBeLessThanOrEqual(MAX_WIRE);
      expect(run.steps.server.length).toBeGreaterThan(0);
      await expectIdempotence(scenario, world, run);
    });

    test('ends the same, whichever octet is the last of its line', async () => {
      const { octets } = await play(scenario, new MemoryWorld(scenario), null);
      const cuts = SIDES.flatMap((side) =>
        Array.from({ length: octets[side] + 1 }, (_, after): Cut => ({ side, after, how: 'close' })),
      );
      expect(await failuresOf(scenario, cuts)).toEqual([]);
    });

    test('ends the same, wherever between two steps the line falls silent, or all lines go at once', async () => {
      const { steps } = await play(scenario, new MemoryWorld(scenario), null);
      const cuts = SIDES.flatMap((side) =>
        [0, ...steps[side]].flatMap((after): Cut[] => [
          { side, after, how: 'silence' },
          { side, after, how: 'close', all: true },
        ]),
      );
      expect(await failuresOf(scenario, cuts)).toEqual([]);
    });
  });
}

/** Each with what was wrong; those that were not told are counted. */
async function failuresOf(scenario: Scenario, cuts: readonly Cut[]): Promise<readonly string[]> {
  const failures: string[] = [];
  for (const cut of cuts) {
    try {
      const { wasCut } = await play(scenario, new MemoryWorld(scenario), cut);
      if (!wasCut) failures.push(`${cut.side} ${cut.after}: was never cut`);
    } catch (error) {
      failures.push(`${cut.side} ${cut.after} ${cut.how}${cut.all === true ? ' all' : ''}: ${String(error)}`);
    }
  }
  const rest = failures.length - TOLD;
  return rest > 0 ? [...failures.slice(0, TOLD), `and ${rest} of ${cuts.length} more`] : failures;
}

/** Neither a link that comes back nor an engine that starts again does anything to mail, or reads a body it has. */
async function expectIdempotence(scenario: Scenario, world: MemoryWorld, { me }: Run): Promise<void> {
  const before = await world.held();
  let said = '';
  world.network.tap = (from, bytes) => {
    if (from === 'client') said += new TextDecoder('latin1').decode(bytes);
  };
  world.network.endAll('close');
  await me.quiet();
  await compare(scenario, world, me);
  const again = await world.person();
  await again.signIn();
  for (const folder of foldersOf(scenario)) await again.look(folder);
  await again.quiet();
  expect(said).toMatch(/ SELECT /);
  expect(said.match(CHANGES) ?? []).toEqual([]);
  expect(await world.held()).toEqual(before);
}

const CHANGES =
  /^\S+ (?:(?:UID )?(?:STORE|COPY|MOVE|EXPUNGE)|APPEND|CREATE|DELETE|RENAME|(?:UN)?SUBSCRIBE|CLOSE|(?:UID )?FETCH [^\r\n]*(?:BODY|BINARY)(?:\.PEEK)?\[(?!HEADER\.FIELDS))[^\r\n]*/gim;

/** The browser ends at every octet of one action, and another engine goes on with what the store kept. */
export function holdThroughCrashes(scenarios: readonly Scenario[]): void {
  test.each(scenarios)(
    '$name: once or not at all, whichever octet is the last of its browser',
    async (scenario) => {
      const { octets, me } = await play(scenario, new MemoryWorld(scenario), null);
      expect(me.ends()).toHaveLength(1);
      const failures: string[] = [];
      for (const side of SIDES) {
        for (let after = 1; after <= octets[side]; after += 1) {
          try {
            await killAndGoOn(scenario, new MemoryWorld(scenario), { side, after });
          } catch (error) {
            failures.push(`${side} ${after}: ${String(error)}`);
          }
        }
      }
      expect(failures.slice(0, TOLD)).toEqual([]);
    },
  );
}
