import { defineConfig } from '@playwright/test';
import base from '../../playwright.config';

/** One person in one browser, for minutes: how long and from which seed is in the environment (chaos.spec.ts). */
export default defineConfig({
  ...base,
  testDir: '.',
  outputDir: '../../test-results/chaos',
  workers: 1,
  timeout: Number(process.env['TAGLINE_CHAOS_SECONDS'] ?? 300) * 1_000 + 240_000,
  use: { ...base.use, serviceWorkers: 'allow' },
});
