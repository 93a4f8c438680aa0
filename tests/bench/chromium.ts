import { existsSync } from 'node:fs';
import { chromium, type Browser } from '@playwright/test';

const BINARY = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

export const hasChromium = (): boolean => existsSync(BINARY);

/** Headless, of the distribution, with the switches of the tests. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
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
  });
}
