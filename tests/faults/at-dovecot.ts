/** The tests of every scenario against Dovecot: undisturbed, and cut at octets drawn with a seed. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startBridge, limitsWith, plainTarget } from '../bridge/harness';
import { startDovecot, type Dovecot } from '../support/dovecot';
import { startFaultProxy } from '../support/faults/proxy';
import type { Cut, Ending } from '../support/faults/network';
import { DovecotWorld, suitsDovecot, type DovecotSite } from './dovecot-world';
import { play, type Run } from './run';
import { sampleOf } from './sample';
import type { Scenario } from './scenario';
import { scenarios } from './scenarios';

const SEED = 20_261_122;
/** Nobody is turned away for coming often. */
const MANY = 1_000_000;

/** `count` cuts a scenario. */
export function holdAtDovecot(count: number, endings: readonly Ending[], timeout: number): void {
  let dovecot: Dovecot;
  beforeAll(async () => {
    dovecot = await startDovecot();
  });
  afterAll(async () => {
    await dovecot.dispose();
  });

  test.each(scenarios.filter(suitsDovecot))('$name', { timeout }, async (scenario) => {
    const proxy = await startFaultProxy(dovecot.ports.imap);
    const bridge = await startBridge({
      target: plainTarget(proxy.port),
      limits: limitsWith({
        opensPerMinute: MANY,
        opensBurst: MANY,
        youngTunnelsPerAddress: MANY,
        tunnelsPerAddress: MANY,
      }),
    });
    const site = { dovecot, proxy, origin: bridge.origin };
    try {
      const run = await playOnce(site, scenario, null);
      const failures: string[] = [];
      for (const cut of sampleOf(run, count, SEED + scenario.name.length, endings)) {
        try {
          await playOnce(site, scenario, cut);
        } catch (error) {
          failures.push(`${cut.side} ${cut.after} ${cut.how}: ${String(error)}`);
        }
      }
      expect(failures).toEqual([]);
    } finally {
      await proxy.close();
    }
  });
}

async function playOnce(site: DovecotSite, scenario: Scenario, cut: Cut | null): Promise<Run> {
  const world = await DovecotWorld.make(site, scenario);
  try {
    return await play(scenario, world, cut);
  } finally {
    await world.close();
  }
}
