import { writeFileSync } from 'node:fs';
import { startAppServer } from '../../support/app-server';
import { startDovecot } from '../../support/dovecot';
import type { SmokeBrowser } from './browser';
import { DEVICE_SCENARIOS } from './device-scenarios';
import { MAIL_SCENARIOS } from './mail-scenarios';
import { SCENARIOS } from './scenarios';

const ALL = [...SCENARIOS, ...MAIL_SCENARIOS, ...DEVICE_SCENARIOS];

interface Result {
  readonly name: string;
  readonly status: 'passed' | 'failed' | 'skipped';
}

/**
 * Runs the scenarios in one browser and writes `{ tests: [{ name, status }] }` to the file named by the first argument.
 * `launch` resolves with undefined where the engine is not installed: everything is then skipped.
 */
export async function runScenarios(
  engine: string,
  launch: () => Promise<SmokeBrowser | undefined>,
): Promise<void> {
  const results = await resultsOf(engine, launch);
  const [file] = process.argv.slice(2);
  if (file !== undefined) writeFileSync(file, JSON.stringify({ tests: results }));
  if (results.some(({ status }) => status === 'failed')) process.exitCode = 1;
}

async function resultsOf(
  engine: string,
  launch: () => Promise<SmokeBrowser | undefined>,
): Promise<readonly Result[]> {
  const browser = await launch();
  if (browser === undefined)
    return ALL.map(({ name }) => ({ name: `${engine}: ${name}`, status: 'skipped' }));
  const dovecot = await startDovecot();
  const app = await startAppServer({ imap: { port: dovecot.ports.imaps, caFile: dovecot.caFile } });
  const demo = await startAppServer();
  const results: Result[] = [];
  try {
    for (const scenario of ALL) {
      const { name } = scenario;
      const started = performance.now();
      const trouble = await scenario.run({ browser, dovecot, app, demo }).then(
        () => undefined,
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
      const status = trouble === undefined ? 'passed' : 'failed';
      results.push({ name: `${engine}: ${name}`, status });
      process.stdout.write(`${status} ${name} (${Math.round(performance.now() - started)} ms)\n`);
      if (trouble !== undefined) process.stdout.write(`${trouble}\n`);
    }
  } finally {
    await browser.close();
    await app.stop();
    await demo.stop();
    await dovecot.dispose();
  }
  return results;
}
