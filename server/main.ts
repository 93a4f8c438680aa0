import './heap';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCheck } from './check/check';
import { type Config, readConfig } from './config/config';
import { parseEnv } from './config/env';
import { readOwnTls } from './config/files';
import { createServer, demoAccount, type RunningServer } from './create-server';
import { startDemo } from './demo';
import { createDialler, type Dial } from './dial';
import { createLog } from './log';
import { createMetrics, serveMetrics } from './metrics';
import { requireReachable } from './readiness';
import { SettingError } from './setting-error';
import { loopbackTarget, type MailServer, onlyServer } from './target';
import { createTlsSessions, type TlsSessions } from './tls-sessions';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Long enough for close frames to leave after Ctrl+C. */
const quickMs = 500;

async function start(): Promise<void> {
  const config = readConfig({ env: process.env, args: process.argv.slice(2) });
  if (config.action === 'print') return say(JSON.stringify(withoutSecrets(config), null, 2));
  const sessions = createTlsSessions(Date.now);
  const dial = createDialler({ limits: config.limits, sessions });
  if (config.action === 'check') return check(config, dial);
  const metrics = createMetrics();
  const servers = await openServers(config, dial);
  const server = await createServer(config, {
    out:
      config.out === null ? join(dirname(fileURLToPath(import.meta.url)), '..', 'out') : resolve(config.out),
    servers,
    dial,
    log: createLog((line) => void process.stdout.write(line)),
    now: Date.now,
    metrics,
  });
  if (config.metrics !== null) await serveMetrics(metrics, config.metrics);
  if (config.secret === null && config.demoPort === null) {
    say('No TAGLINE_SECRET is set: after a restart of this server everybody signs in again.');
  }
  // Before the line that says so: whoever waits for it may ask to stop in the same moment.
  stopOnSignals(server, config);
  renewOnSignal(server, sessions);
  say(`Tagline is ready: ${server.url}  (${describe(config, servers)})`);
}

/** `node dist/server.mjs check [--user name]`: exit code 1 when something failed. */
async function check({ servers, limits, checkUser, checkSubmission }: Config, dial: Dial): Promise<void> {
  const credentials =
    checkUser === null ? null : { user: checkUser, password: readFileSync(0, 'utf8').replace(/\r?\n$/, '') };
  const failures = await runCheck({ servers, dial, limits, say, credentials, submission: checkSubmission });
  process.exitCode = failures === 0 ? 0 : 1;
}

async function openServers(config: Config, dial: Dial): Promise<readonly MailServer[]> {
  if (config.demoPort !== null) {
    const demo = await startDemo({ port: config.demoPort, log: say, personality: config.demoPersonality });
    return [onlyServer(loopbackTarget('demo', demo.port), 'Demo')];
  }
  await Promise.all(config.servers.map(({ imap }) => requireReachable(imap, dial, config.limits.probeMs)));
  return config.servers;
}

function describe(config: Config, servers: readonly MailServer[]): string {
  const [first, ...more] = servers;
  if (first === undefined) return 'no mail server';
  const { host, port } = first.imap;
  if (config.demoPort === null) {
    return `mail server ${host}:${port}${more.length === 0 ? '' : ` and ${more.length} more`}`;
  }
  const { user, password } = demoAccount;
  const manners = config.demoPersonality === null ? '' : `, in the manner of ${config.demoPersonality.name}`;
  return `demo mailbox ${user} / ${password}, IMAP on ${host}:${port}${manners}`;
}

/** For --print-config: what was understood, without what opens anything. */
function withoutSecrets(config: Config): unknown {
  return {
    ...config,
    demoPersonality: config.demoPersonality?.name ?? null,
    secret: config.secret === null ? null : '(set)',
    tls: config.tls === null ? null : '(set)',
    servers: config.servers.map((server) => ({
      ...server,
      imap: { ...server.imap, ca: server.imap.ca === null ? null : '(set)' },
    })),
  };
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

/** SIGHUP: a renewed certificate is read again; a broken one is named and the old one stays. */
function renewOnSignal(server: RunningServer, sessions: TlsSessions): void {
  process.on('SIGHUP', () => {
    sessions.clear();
    try {
      const tls = readOwnTls(parseEnv(process.env), (path) => readFileSync(path, 'utf8'));
      if (tls !== null) server.renewTls(tls);
      say(
        tls === null
          ? 'SIGHUP: there is no certificate to read again.'
          : 'SIGHUP: the certificate was read again.',
      );
    } catch (error) {
      process.stderr.write(`SIGHUP: ${error instanceof Error ? error.message : String(error)}\n`);
    }
  });
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
