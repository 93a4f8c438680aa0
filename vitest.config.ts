import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('.', import.meta.url));

/** Counts with V8's own counters, which see whatever else runs in their process. */
const COUNTED = ['tests/property/imap/work.test.ts'];

/**
 * `fast` is pure code: threads, one module graph for all files, so a test must leave no state behind. `faults` is the same, and long:
 * what a person does, cut at every octet, in virtual time.
 * `bridge` opens real sockets and processes: one fork a file. `live` needs Debian's Dovecot and mbsync
 * (tools/setup-debian.mjs): one file at a time. `peers` runs Courier and Cyrus beside it (tools/setup-peers.mjs),
 * a file each. `soak` takes minutes and runs nightly. Browser tests have their own runners.
 */
export default defineConfig({
  resolve: { alias: [{ find: /^@\//, replacement: root }] },
  test: {
    // What a changed file alone is made into is kept, so that the next run starts sooner.
    experimental: { fsModuleCache: true },
    tags: [
      {
        name: 'deep',
        description:
          'Takes long: every octet, many histories, a hundred thousand messages. In npm test, not in test:unit.',
      },
    ],
    projects: [
      {
        extends: true,
        test: {
          name: 'fast',
          include: ['tests/{unit,property,pair}/**/*.test.{ts,tsx}'],
          exclude: COUNTED,
          pool: 'threads',
          isolate: false,
          // All processors: by default one is left idle, which is half of a small machine.
          maxWorkers: '100%',
          // A bound against hanging, not a measure: property tests share two cores with whatever else runs.
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'counted',
          include: COUNTED,
          pool: 'forks',
          isolate: true,
          // After the others, which use all processors.
          sequence: { groupOrder: 1 },
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'faults',
          include: ['tests/faults/**/*.test.ts'],
          pool: 'threads',
          isolate: false,
          maxWorkers: '100%',
          sequence: { groupOrder: 2 },
          // A bound against hanging: some play a scenario once for each of its thousands of octets.
          testTimeout: 450_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'bridge',
          include: ['tests/bridge/**/*.test.ts'],
          pool: 'forks',
          isolate: true,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'live',
          include: ['tests/live/**/*.test.ts'],
          pool: 'forks',
          isolate: true,
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'peers',
          include: ['tests/peers/**/*.test.ts'],
          pool: 'forks',
          isolate: true,
          // All at once: servers are waited for more than they work.
          maxWorkers: 3,
          testTimeout: 60_000,
          hookTimeout: 90_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'soak',
          include: ['tests/soak/**/*.test.ts'],
          pool: 'forks',
          isolate: true,
          fileParallelism: false,
          hookTimeout: 90_000,
        },
      },
    ],
  },
});
