import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createClientAddress } from './addresses';
import { type Bridge, createBridge } from './bridge';
import type { Config } from './config/config';
import type { OwnTls } from './config/files';
import type { Dial } from './dial';
import { createHeaderSets } from './headers';
import { createHttpHandler } from './http';
import type { Log } from './log';
import { createMetrics, type Metrics } from './metrics';
import { createOriginRules } from './origin';
import { answerRaw } from './raw-answer';
import { createReadiness } from './readiness';
import { createSessions } from './session';
import { SettingError } from './setting-error';
import { createStaticFiles } from './static';
import type { MailServer } from './target';

export interface ServerDeps {
  /** Folder of the exported client. */
  readonly out: string;
  /** The configured mail servers, or the demo's. */
  readonly servers: readonly MailServer[];
  readonly dial: Dial;
  readonly log: Log;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly metrics?: Metrics;
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
  /** New connections get this certificate; nothing happens without TLS of our own. */
  renewTls(tls: OwnTls): void;
  /** Accepts nothing more, closes tunnels with 1012 and gives them `ms` to go. */
  close(ms: number): Promise<void>;
}

/** What the page is told of the demo's mailboxes: one to begin with, and one to put beside it. */
export const demoAccount = { user: 'demo@example.org', password: 'demo' } as const;
const secondDemoAccount = { user: 'work@example.com', password: 'demo' } as const;

/**
 * Listens and serves.
 * @throws SettingError when the port cannot be had or the built app is missing
 */
export async function createServer(config: Config, deps: ServerDeps): Promise<RunningServer> {
  const { limits } = config;
  const options = {
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.httpIdleMs,
    connectionsCheckingInterval: Math.min(limits.headersMs, 2000),
    // A missing Host gets our own 421.
    requireHostHeader: false,
  };
  const { tls } = config;
  const own =
    tls === null
      ? null
      : createHttpsServer({ ...options, ...tls, minVersion: 'TLSv1.2', handshakeTimeout: limits.tlsMs });
  const http = own ?? createHttpServer(options);
  http.timeout = limits.httpIdleMs;
  http.maxConnections = limits.tunnels + 2000;
  const port = await listen(http, config);
  try {
    const bridge = serve(http, port, config, deps);
    return {
      port,
      url: `${config.publicUrl?.origin ?? listenOrigin(config, port)}${config.basePath}/`,
      get tunnels() {
        return bridge.tunnels;
      },
      renewTls: (renewed) => own?.setSecureContext({ ...renewed, minVersion: 'TLSv1.2' }),
      close: (ms) => shutDown(http, bridge, ms),
    };
  } catch (error) {
    http.close();
    throw error;
  }
}

function serve(http: Server, port: number, config: Config, deps: ServerDeps): Bridge {
  const { limits, basePath } = config;
  const { servers, dial, log, now } = deps;
  const rules = createOriginRules({
    publicUrl: config.publicUrl,
    listen: config.listen,
    port,
    tls: config.tls !== null,
  });
  const sets = createHeaderSets(rules);
  const files = createStaticFiles(deps.out, sets, basePath, config.serviceWorker);
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
  const bridge = createBridge({
    basePath,
    rules,
    sets,
    limits,
    servers,
    access: config.access,
    dial,
    clientAddress,
    log,
    now,
    metrics: deps.metrics ?? createMetrics(),
  });
  const handler = createHttpHandler({
    basePath,
    rules,
    sets,
    files,
    bridge,
    limits,
    sessions: createSessions({ secret: config.secret, https: rules.https, basePath, now }),
    ready: createReadiness(
      servers.map(({ imap }) => imap),
      dial,
      limits,
      now,
    ),
    pageConfig: pageConfig(files.build, servers, config),
  });
  const { front } = deps;
  const answer: RequestListener = (req, res) => {
    if (front === undefined || !rules.hostAllowed(req) || !front.request(req, res)) handler(req, res);
  };
  http.on('request', answer);
  http.on('upgrade', (req, socket, head) => {
    // What a client would rather speak (h2c) is an offer; without our answer to it the request is a plain one.
    if (req.headers.upgrade?.toLowerCase() !== 'websocket') return answerOnce(req, socket, answer);
    if (front === undefined || !rules.originAllowed(req) || !front.upgrade(req, socket, head)) {
      bridge.upgrade(req, socket, head);
    }
  });
  http.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (!socket.writable) return void socket.destroy();
    answerRaw(socket, statusByError.get(error.code ?? '') ?? 400, sets.data);
  });
  return bridge;
}

/** Answers a request whose connection Node has already given up to an upgrade, and ends the connection. */
function answerOnce(req: IncomingMessage, socket: Duplex, answer: RequestListener): void {
  socket.on('error', () => socket.destroy());
  if (!(socket instanceof Socket)) return void socket.destroy();
  const res = new ServerResponse(req);
  res.shouldKeepAlive = false;
  res.assignSocket(socket);
  res.once('finish', () => {
    res.detachSocket(socket);
    socket.destroySoon();
  });
  answer(req, res);
}

const statusByError: ReadonlyMap<string, number> = new Map([
  ['HPE_HEADER_OVERFLOW', 431],
  ['ERR_HTTP_REQUEST_TIMEOUT', 408],
]);

/** `/config.json`: what the page must know before anybody has signed in. */
function pageConfig(build: string, servers: readonly MailServer[], config: Config): unknown {
  const demo = config.demoPort !== null;
  return {
    build,
    basePath: config.basePath,
    offline: config.serviceWorker,
    demo: demo && { ...demoAccount, port: servers[0]?.imap.port, second: secondDemoAccount },
    branding: { name: config.name },
    servers: servers.map(({ id, name, domains, login, imap }) => ({
      id,
      name,
      domains,
      login,
      imap: { target: imap.id, tls: imap.tls, port: imap.port, security: imap.security },
    })),
  };
}

function listenOrigin({ listen: host, tls }: Config, port: number): string {
  const any = host === '0.0.0.0' || host === '::';
  const name = any ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `${tls === null ? 'http' : 'https'}://${name}:${port}`;
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
