import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContext } from '@playwright/test';

const BINARY = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

export const hasChromium = (): boolean => existsSync(BINARY);

const OPTIONS = {
  executablePath: BINARY,
  // Chromium's sandbox refuses to run as root.
  chromiumSandbox: process.getuid?.() !== 0,
  args: [
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};

/** Headless, of the distribution, with the switches of the tests. */
export const launchChromium = (): Promise<Browser> => chromium.launch(OPTIONS);

/** The same with a profile of its own: what pages keep is on disk, as it is for people. */
export const launchProfile = (folder: string): Promise<BrowserContext> =>
  chromium.launchPersistentContext(folder, OPTIONS);
