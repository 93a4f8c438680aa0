/** Memory and processor time as a test can measure them: after a collection, and by the process's own time, which other processes do not lengthen. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const MIB = 1024 * 1024;

/** MiB of objects and buffers that are still reachable. */
export function heldMib(): number {
  collect();
  // The first collection only leaves buffers to be swept; the second has swept them.
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / MIB;
}

/** MiB the process has of the machine, garbage included. */
export const residentMib = (): number => process.memoryUsage.rss() / MIB;

/** Milliseconds of processor time. */
export function processorMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/**
 * How much longer `work` takes for twice as much: the least of some tries of each, turn about and each after a collection, so that
 * neither garbage nor a busy moment counts against one of them. What is over at once says nothing about growth: null.
 */
export function ratioOfDouble(
  n: number,
  work: (n: number) => () => void,
): { readonly ratio: number | null; readonly ms: number } {
  const [once, twice] = [work(n), work(2 * n)];
  const first = processorMs(twice);
  if (first < SHORT_MS) return { ratio: null, ms: first };
  let least = Infinity;
  let most = Infinity;
  for (let times = 0; times < TRIES; times += 1) {
    collect();
    least = Math.min(least, processorMs(once));
    collect();
    most = Math.min(most, processorMs(twice));
  }
  return { ratio: most < SHORT_MS ? null : most / Math.max(least, 0.5), ms: most };
}

const TRIES = 5;
const SHORT_MS = 15;
