import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { createClientAddress } from './addresses';
import { type Bridge, createBridge } from './bridge';
import type { Config } from './config';
import type { Dial } from './dial';
import { createHeaderSets } from './headers';
import { createHttpHandler } from './http';
import type { Log } from './log';
import { createOriginRules } from './origin';
import { createReadiness } from './readiness';
import { createSessions } from './session';
import { SettingError } from './setting-error';
import { createStaticFiles } from './static';
import type { Target } from './target';

export interface ServerDeps {
  /** Folder of the exported client. */
  readonly out: string;
  /** The one mail server: the configured one, or the demo's. */
  readonly target: Target;
  readonly dial: Dial;
  readonly log: Log;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly front?: Front;
}

/** Development puts Next before the server (tools/dev.ts). Each answers true when it took the request. */
export interface Front {
  request(req: IncomingMessage, res: ServerResponse): boolean;
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): boolean;
}

export interface RunningServer {
  readonly port: number;
  /** Where people reach it, with the slash at the end. */
  readonly url: string;
  readonly tunnels: number;
  /** Accepts nothing more, closes tunnels with 1012 and gives them `ms` to go. */
  close(ms: number): Promise<void>;
}

/** What the page is told of the demo's mailbox. */
export const demoAccount = { user: 'demo@example.org', password: 'demo' } as const;

/**
 * Listens and serves.
 * @throws SettingError when the port cannot be had or the built app is missing
 */
export async function createServer(config: Config, deps: ServerDeps): Promise<RunningServer> {
  const { limits } = config;
  const http = createHttpServer({
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.httpIdleMs,
    connectionsCheckingInterval: Math.min(limits.headersMs, 2000),
    // A missing Host gets our own 421.
    requireHostHeader: false,
  });
  http.timeout = limits.httpIdleMs;
  http.maxConnections = limits.tunnels + 2000;
  const port = await listen(http, config);
  try {
    const bridge = serve(http, port, config, deps);
    return {
      port,
      url: `${config.publicUrl?.origin ?? listenOrigin(config.listen, port)}${config.basePath}/`,
      get tunnels() {
        return bridge.tunnels;
      },
      close: (ms) => shutDown(http, bridge, ms),
    };
  } catch (error) {
    http.close();
    throw error;
  }
}

function serve(http: Server, port: number, config: Config, deps: ServerDeps): Bridge {
  const { limits, basePath } = config;
  const { target, dial, log, now } = deps;
  const rules = createOriginRules({ publicUrl: config.publicUrl, listen: config.listen, port });
  const sets = createHeaderSets(rules);
  const files = createStaticFiles(deps.out, sets, basePath);
  const addressOf = createClientAddress({
    trustedProxies: config.trustedProxies,
    onUntrustedForward: (peer) =>
      log({
        kind: 'warning',
        text: `X-Forwarded-For from ${peer}, which TRUSTED_PROXIES does not list, is ignored`,
      }),
  });
  const clientAddress = (req: IncomingMessage): string => {
    const forwarded = req.headers['x-forwarded-for'];
    return addressOf(req.socket.remoteAddress, typeof forwarded === 'string' ? forwarded : undefined);
  };
  const targets = new Map([[target.id, target]]);
  const bridge = createBridge({ basePath, rules, sets, limits, targets, dial, clientAddress, log, now });
  const handler = createHttpHandler({
    basePath,
    rules,
    sets,
    files,
    bridge,
    limits,
    sessions: createSessions({ secret: config.secret, https: rules.https, basePath, now }),
    ready: createReadiness(target, dial, limits, now),
    pageConfig: pageConfig(files.build, target, config),
  });
  const { front } = deps;
  http.on('request', (req, res) => {
    if (front === undefined || !rules.hostAllowed(req) || !front.request(req, res)) handler(req, res);
  });
  http.on('upgrade', (req, socket, head) => {
    if (front === undefined || !rules.originAllowed(req) || !front.upgrade(req, socket, head)) {
      bridge.upgrade(req, socket, head);
    }
  });
  http.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (!socket.writable) return void socket.destroy();
    const status = statusByError.get(error.code ?? '') ?? '400 Bad Request';
    const headers = Object.entries({ ...sets.data, Connection: 'close', 'Content-Length': '0' });
    socket.once('finish', () => socket.destroy());
    socket.end(
      `HTTP/1.1 ${status}\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`,
    );
  });
  return bridge;
}

const statusByError: ReadonlyMap<string, string> = new Map([
  ['HPE_HEADER_OVERFLOW', '431 Request Header Fields Too Large'],
  ['ERR_HTTP_REQUEST_TIMEOUT', '408 Request Timeout'],
]);

/** `/config.json`: what the page must know before anybody has signed in. */
function pageConfig(build: string, target: Target, config: Config): unknown {
  const demo = config.demoPort !== null;
  return {
    build,
    basePath: config.basePath,
    demo: demo && { ...demoAccount, port: target.port },
    branding: { name: 'Tagline' },
    servers: [
      {
        id: 'default',
        name: demo ? 'Demo' : target.host,
        domains: [],
        login: 'address',
        imap: { target: target.id, tls: target.tls, port: target.port, security: target.security },
      },
    ],
  };
}

function listenOrigin(host: string, port: number): string {
  const any = host === '0.0.0.0' || host === '::';
  return `http://${any ? 'localhost' : host.includes(':') ? `[${host}]` : host}:${port}`;
}

function listen(http: Server, config: Config): Promise<number> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException): void =>
      reject(new SettingError(listenSentence(error, config)));
    http.once('error', onError);
    http.listen({ host: config.listen, port: config.port }, () => {
      http.removeListener('error', onError);
      // Errors of accept (no file descriptors left) concern one connection, not the server.
      http.on('error', () => undefined);
      resolve((http.address() as AddressInfo).port);
    });
  });
}

function listenSentence(error: NodeJS.ErrnoException, { listen: host, port }: Config): string {
  switch (error.code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is already in use: stop the other program, or choose another with PORT.`;
    case 'EACCES':
      return `Port ${port} on ${host} needs rights this program does not have: choose one above 1023 with PORT.`;
    case 'EADDRNOTAVAIL':
      return `LISTEN=${host} is no address of this machine.`;
    default:
      return `Cannot listen on ${host} port ${port}: ${error.code ?? 'unknown error'}.`;
  }
}

async function shutDown(http: Server, bridge: Bridge, ms: number): Promise<void> {
  const closed = new Promise((resolve) => http.close(resolve));
  await bridge.drain('bridge-restarting', ms);
  http.closeAllConnections();
  await closed;
}
