import { availableParallelism } from 'node:os';
import { defineConfig } from '@playwright/test';

const json = process.env['PLAYWRIGHT_JSON'];

/**
 * Chromium of the distribution; nothing is downloaded. Two workers where there are two processors: tests wait more than
 * they work. Each has a mail server and a bridge of its own. No retries: a test that passes at the second try is a
 * defect to be found. Servers are started by the fixtures (tests/e2e/fixtures.ts) from the built files.
 */
export default defineConfig({
  testDir: 'tests/e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results',
  workers: Math.min(2, availableParallelism()),
  retries: 0,
  fullyParallel: false,
  forbidOnly: true,
  timeout: 180_000,
  // Bounds against hanging, not goals: a machine of CI may be several times slower than the one a test was written on.
  expect: { timeout: 30_000 },
  reporter: json === undefined ? [['list']] : [['list'], ['json', { outputFile: json }]],
  use: {
    browserName: 'chromium',
    headless: true,
    locale: 'en-GB',
    timezoneId: 'Europe/Madrid',
    // What a page loads is counted and cut in many tests: the service worker has tests of its own (tests/e2e/offline-*.spec.ts).
    serviceWorkers: 'block',
    viewport: { width: 1280, height: 800 },
    screenshot: 'only-on-failure',
    // A trace copies the document at every step, a quarter of the whole suite's time: asked for where one is read (`--trace on`).
    trace: 'off',
    launchOptions: {
      executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      // Chromium's sandbox refuses to run as root.
      chromiumSandbox: process.getuid?.() !== 0,
      args: [
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
