import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Config, readConfig } from './config';
import { createServer, demoAccount, type RunningServer } from './create-server';
import { startDemo } from './demo';
import { createDialler, type Dial } from './dial';
import { createLog } from './log';
import { requireReachable } from './readiness';
import { SettingError } from './setting-error';
import { loopbackTarget, type Target } from './target';
import { createTlsSessions } from './tls-sessions';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Long enough for close frames to leave after Ctrl+C. */
const quickMs = 500;

async function start(): Promise<void> {
  const config = readConfig({ env: process.env, args: process.argv.slice(2) });
  const dial = createDialler({ limits: config.limits, sessions: createTlsSessions(Date.now) });
  const target = await openTarget(config, dial);
  const server = await createServer(config, {
    out:
      config.out === null ? join(dirname(fileURLToPath(import.meta.url)), '..', 'out') : resolve(config.out),
    target,
    dial,
    log: createLog((line) => void process.stdout.write(line)),
    now: Date.now,
  });
  // Before anybody is told that it runs: who reads that may stop it at once.
  stopOnSignals(server, config);
  if (config.secret === null && config.imap !== null) {
    say('No TAGLINE_SECRET is set: after a restart of this server everybody signs in again.');
  }
  const { user, password } = demoAccount;
  const what =
    config.imap === null
      ? `demo mailbox ${user} / ${password}, IMAP on ${target.host}:${target.port}`
      : `mail server ${target.host}:${target.port}`;
  say(`Tagline is ready: ${server.url}  (${what})`);
}

async function openTarget(config: Config, dial: Dial): Promise<Target> {
  if (config.imap !== null) {
    await requireReachable(config.imap, dial, config.limits.probeMs);
    return config.imap;
  }
  const demo = await startDemo({ port: config.demoPort ?? 0, log: say });
  return loopbackTarget('demo', demo.port);
}

/** SIGTERM lets tunnels go in peace, SIGINT is somebody waiting at a terminal; a second signal ends at once. */
function stopOnSignals(server: RunningServer, config: Config): void {
  let stopping = false;
  const stop = (ms: number): void => {
    if (stopping) process.exit(1);
    stopping = true;
    void server.close(ms).then(() => process.exit(0));
  };
  process.on('SIGTERM', () => stop(config.limits.drainMs));
  process.on('SIGINT', () => stop(quickMs));
}

// Whoever read our output may be gone; that is no reason to stop.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);

start().catch((error: unknown) => {
  const known = error instanceof SettingError;
  const text =
    known || !(error instanceof Error)
      ? String(known ? error.message : error)
      : `Tagline cannot start: ${error.message}`;
  process.stderr.write(`${text}\n`);
  process.exit(1);
});
