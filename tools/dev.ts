/**
 * The development server: Next for the app's pages, the product's own server for everything else, one port. Pages come
 * without the production policy here, since Next's development client breaks it; `npm start` shows the app under it.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import next from 'next';
import { readConfig, type Config } from '../server/config/config';
import { createServer, demoAccount, type Front } from '../server/create-server';
import { startDemo } from '../server/demo';
import { createDialler } from '../server/dial';
import { createLog } from '../server/log';
import { SettingError } from '../server/setting-error';
import { loopbackTarget, type MailServer, onlyServer } from '../server/target';
import { createTlsSessions } from '../server/tls-sessions';

const root = join(import.meta.dirname, '..');

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** What the server answers itself (server/http.ts); all else is the app. */
const serverPaths = new Set([
  '/bridge',
  '/config.json',
  '/session',
  '/logout',
  '/mail-frame',
  '/healthz',
  '/readyz',
]);

const isForServer = (req: IncomingMessage): boolean =>
  serverPaths.has((req.url ?? '').split('?', 1)[0] ?? '');

async function startNext(): Promise<Front & { close(): Promise<void> }> {
  const app = next({ dev: true, dir: root });
  await app.prepare();
  const handle = app.getRequestHandler();
  const upgrade = app.getUpgradeHandler();
  return {
    request: (req, res) => {
      if (isForServer(req)) return false;
      void handle(req, res);
      return true;
    },
    upgrade: (req, socket, head) => {
      if (isForServer(req)) return false;
      void upgrade(req, socket, head);
      return true;
    },
    close: () => app.close(),
  };
}

/** The server insists on a built app; here it is one empty page that nobody sees. */
function emptyBuild(): string {
  const out = join(root, '.tagline', 'dev');
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, 'index.html'), '<!doctype html><title>Tagline</title>\n');
  writeFileSync(join(out, 'build-id.txt'), 'development\n');
  return out;
}

async function demoServer(port: number, personality: Config['demoPersonality']): Promise<MailServer> {
  const demo = await startDemo({ port, log: say, personality });
  return onlyServer(loopbackTarget('demo', demo.port), 'Demo');
}

async function start(): Promise<void> {
  const config = readConfig({ env: process.env, args: process.argv.slice(2) });
  const servers =
    config.demoPort === null ? config.servers : [await demoServer(config.demoPort, config.demoPersonality)];
  const front = await startNext();
  const server = await createServer(config, {
    out: emptyBuild(),
    servers,
    dial: createDialler({ limits: config.limits, sessions: createTlsSessions(Date.now) }),
    log: createLog((line) => void process.stdout.write(line)),
    now: Date.now,
    front,
  });
  if (config.demoPort !== null) say(`Demo mailbox: ${demoAccount.user} / ${demoAccount.password}`);
  say(`Tagline in development: ${server.url}  (pages reload themselves; restart after a change in server/)`);
  const stop = (): void => void Promise.all([server.close(0), front.close()]).then(() => process.exit(0));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

start().catch((error: unknown) => {
  if (!(error instanceof SettingError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
