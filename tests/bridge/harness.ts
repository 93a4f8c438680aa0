import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import {
  type AddressInfo,
  connect,
  createServer as createTcpServer,
  type Server,
  type Socket,
} from 'node:net';
import { dirname, join } from 'node:path';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { Config } from '../../server/config/config';
import { basePlaceholder } from '../../server/base-path';
import { createServer, type RunningServer } from '../../server/create-server';
import { createDialler, type Dial } from '../../server/dial';
import { defaultLimits, type Limits } from '../../server/limits';
import { everybody, loopbackTarget, onlyServer, type Target } from '../../server/target';
import { createTlsSessions } from '../../server/tls-sessions';
import { temporaryFolder } from '../support/temp';

/** Against hanging. */
const waitMs = 30_000;

export type LogEntry = Readonly<Record<string, string | number | null>>;

export interface Bridge {
  readonly server: RunningServer;
  readonly port: number;
  readonly origin: string;
  readonly entries: readonly LogEntry[];
  /** Resolves with the nth log line of a tunnel, counted from 1. */
  tunnelEntry(nth?: number): Promise<LogEntry>;
}

export interface BridgeOptions {
  readonly target?: Partial<Target>;
  readonly limits?: Partial<Limits>;
  readonly config?: Partial<Config>;
  readonly out?: string;
  readonly dial?: Dial;
  readonly now?: () => number;
}

export const limitsWith = (limits: Partial<Limits> = {}): Limits => ({ ...defaultLimits, ...limits });

export const plainTarget = (port: number): Target => loopbackTarget('default-imap', port);

/** A bridge on a free port of loopback; gone when the test ends. */
export async function startBridge(options: BridgeOptions = {}): Promise<Bridge> {
  const limits = limitsWith(options.limits);
  const target = { ...plainTarget(1), ...options.target };
  const server = onlyServer(target, target.host);
  const entries: LogEntry[] = [];
  const waiting: (() => void)[] = [];
  const config: Config = {
    listen: '127.0.0.1',
    port: 0,
    basePath: '',
    publicUrl: null,
    insecureHttp: false,
    trustedProxies: [],
    out: null,
    secret: null,
    action: 'serve',
    checkUser: null,
    checkSubmission: null,
    tls: null,
    access: everybody,
    name: 'Tagline',
    metrics: null,
    servers: [server],
    demoPort: null,
    demoPersonality: null,
    serviceWorker: true,
    limits,
    ...options.config,
  };
  const running = await createServer(config, {
    out: options.out ?? exportedApp(),
    servers: options.config?.servers ?? [server],
    dial: options.dial ?? createDialler({ limits, sessions: createTlsSessions(Date.now) }),
    log: (entry) => {
      entries.push(entry);
      for (const check of waiting) check();
    },
    now: options.now ?? Date.now,
  });
  onTestFinished(() => running.close(0));
  const tunnels = (): LogEntry[] => entries.filter((entry) => entry['kind'] === 'tunnel');
  return {
    server: running,
    port: running.port,
    origin: `http://127.0.0.1:${running.port}`,
    entries,
    tunnelEntry: (nth = 1) =>
      within(
        new Promise((resolve) => {
          const check = (): void => {
            const entry = tunnels()[nth - 1];
            if (entry !== undefined) resolve(entry);
          };
          waiting.push(check);
          check();
        }),
        `log line ${nth}`,
      ),
  };
}

export interface Peer {
  readonly port: number;
  readonly sockets: readonly Socket[];
  /** The nth connection, counted from 1. */
  connection(nth?: number): Promise<Socket>;
}

/** A scripted mail server on loopback, plain without `tls`. */
export async function startPeer(onSocket: (socket: Socket) => void, tls?: TlsOptions): Promise<Peer> {
  const sockets: Socket[] = [];
  const server: Server = tls === undefined ? createTcpServer({ allowHalfOpen: false }) : createTlsServer(tls);
  const accept = (socket: Socket): void => {
    socket.on('error', () => undefined);
    sockets.push(socket);
    onSocket(socket);
    server.emit('accepted');
  };
  server.on(tls === undefined ? 'connection' : 'secureConnection', accept);
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    port: (server.address() as AddressInfo).port,
    sockets,
    connection: async (nth = 1) => {
      while (sockets.length < nth) await within(once(server, 'accepted'), `connection ${nth}`);
      return sockets[nth - 1] as Socket;
    },
  };
}

export type ClientEvent =
  | { readonly kind: 'text'; readonly value: unknown }
  | { readonly kind: 'binary'; readonly bytes: Buffer }
  | { readonly kind: 'close'; readonly code: number; readonly reason: string };

export interface Client {
  readonly ws: WebSocket;
  next(): Promise<ClientEvent>;
  /** Skips to the close event. */
  closed(): Promise<{ readonly code: number; readonly reason: string }>;
  /** Reads binary frames until so many bytes are there. */
  bytes(count: number): Promise<Buffer>;
}

export interface ConnectOptions {
  readonly origin?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly autoPong?: boolean;
}

/** A WebSocket client that is connected on return. */
export async function connectClient(bridge: Bridge, options: ConnectOptions = {}): Promise<Client> {
  const ws = new WebSocket(`ws://127.0.0.1:${bridge.port}/bridge`, 'tagline.1', {
    ...(options.origin === null ? {} : { origin: options.origin ?? bridge.origin }),
    headers: { ...options.headers },
    perMessageDeflate: false,
    autoPong: options.autoPong ?? true,
  });
  const events: ClientEvent[] = [];
  let wake: (() => void) | null = null;
  const put = (event: ClientEvent): void => {
    events.push(event);
    wake?.();
  };
  ws.on('message', (data: Buffer, isBinary) => {
    put(
      isBinary ? { kind: 'binary', bytes: data } : { kind: 'text', value: JSON.parse(data.toString('utf8')) },
    );
  });
  ws.on('close', (code, reason) => put({ kind: 'close', code, reason: reason.toString('utf8') }));
  onTestFinished(() => ws.terminate());
  await within(once(ws, 'open'), 'open');
  ws.on('error', () => undefined);
  const next = async (): Promise<ClientEvent> => {
    while (events.length === 0) {
      await within(new Promise<void>((resolve) => (wake = resolve)), 'an event of the client');
    }
    return events.shift() as ClientEvent;
  };
  return {
    ws,
    next,
    closed: async () => {
      for (;;) {
        const event = await next();
        if (event.kind === 'close') return { code: event.code, reason: event.reason };
      }
    },
    bytes: async (count) => {
      const chunks: Buffer[] = [];
      for (let got = 0; got < count;) {
        const event = await next();
        if (event.kind !== 'binary') throw new Error(`${JSON.stringify(event)} instead of bytes`);
        chunks.push(event.bytes);
        got += event.bytes.length;
      }
      return Buffer.concat(chunks);
    },
  };
}

/** Connects and opens the named target; the answer is checked by the caller. */
export async function openTunnelTo(
  bridge: Bridge,
  target = 'default-imap',
  options: ConnectOptions = {},
): Promise<{ readonly client: Client; readonly answer: ClientEvent }> {
  const client = await connectClient(bridge, options);
  client.ws.send(JSON.stringify({ open: target }));
  return { client, answer: await client.next() };
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  json(): unknown;
}

export interface AskOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string;
}

/** One HTTP request with exactly these headers besides Host. */
export function ask(bridge: Pick<Bridge, 'port'>, path: string, options: AskOptions = {}): Promise<Answer> {
  const answer = new Promise<Answer>((resolve, reject) => {
    const req = httpRequest(
      {
        host: '127.0.0.1',
        port: bridge.port,
        path,
        method: options.method ?? 'GET',
        agent: false,
        headers: options.headers as Record<string, string>,
      },
      (res) => {
        const chunks: Buffer[] = [];
        res.on('data', (chunk: Buffer) => chunks.push(chunk));
        res.on('end', () => {
          const body = Buffer.concat(chunks);
          const json = (): unknown => JSON.parse(body.toString('utf8'));
          resolve({ status: res.statusCode ?? 0, headers: res.headers, body, json });
        });
      },
    );
    req.on('error', reject);
    req.end(options.body);
  });
  return within(answer, `${options.method ?? 'GET'} ${path}`);
}

/** Sends raw bytes on a connection of its own and returns everything until the other side closes. */
export async function rawExchange(bridge: Pick<Bridge, 'port'>, text: string | Buffer): Promise<string> {
  const socket = connect(bridge.port, '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.on('error', () => undefined);
  socket.write(text);
  await within(once(socket, 'close'), 'the end of a raw exchange');
  return Buffer.concat(chunks).toString('latin1');
}

/** An upgrade request as text; a header given as null is left out. */
export function upgradeRequest(headers: Readonly<Record<string, string | null>>, path = '/bridge'): string {
  const all: Record<string, string | null> = {
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': Buffer.alloc(16, 7).toString('base64'),
    'Sec-WebSocket-Protocol': 'tagline.1',
    ...headers,
  };
  const lines = Object.entries(all).flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}`]));
  return `GET ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`;
}

/** The first line's status of an upgrade with exactly these headers, and the JSON that came with a refusal. */
export async function tryUpgrade(
  bridge: Pick<Bridge, 'port'>,
  headers: Readonly<Record<string, string | null>>,
  path?: string,
): Promise<{ readonly status: number; readonly text: string }> {
  const socket = connect(bridge.port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => undefined);
  socket.write(upgradeRequest(headers, path));
  let text = '';
  socket.on('data', (chunk) => (text += chunk.toString('latin1')));
  await within(Promise.race([once(socket, 'data'), once(socket, 'close')]), 'an answer to the upgrade');
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0);
  if (status === 101) socket.destroy();
  else if (!socket.closed) await within(once(socket, 'close'), 'the end of a refused upgrade');
  return { status, text };
}

export const inlineScripts = ['self.first=1;', 'self.second="</b>";', '{"not":"run"}'] as const;

/** An invented export with everything a build may leave behind. */
export function exportedApp(): string {
  const out = temporaryFolder('out');
  const page = (title: string): string =>
    `<!DOCTYPE html><html><head><title>${title}</title><script src="/_next/static/chunks/a.js" async=""></script>` +
    `<script>${inlineScripts[0]}</script></head><body>${title}<script id="x">${inlineScripts[1]}</script>` +
    `<script type="application/json">${inlineScripts[2]}</script><script>${inlineScripts[0]}</script></body></html>`;
  const script = `self.chunk=1;${' '.repeat(2000)}`;
  const files: Readonly<Record<string, string | Buffer>> = {
    'index.html': page('Sign in'),
    'mail.html': page('Mail'),
    '404.html': '<!DOCTYPE html><html><head><title>Nothing here</title></head><body></body></html>',
    'index.txt': 'payload',
    'mail/__next.mail.txt': 'payload of mail',
    'build-id.txt': 'build-7\n',
    'icon.svg': '<svg xmlns="http://www.w3.org/2000/svg"></svg>',
    'sw.js': 'self.worker=[TAGLINE_BASE,TAGLINE_FILES];',
    'sw-off.js': 'self.retired=TAGLINE_BASE;',
    'offline-files.json': '["/","/_next/static/chunks/a.js","/mail-frame?remote=1"]',
    '_next/static/chunks/a.js': script,
    '_next/static/chunks/a.js.br': brotliCompressSync(script),
    '_next/static/chunks/a.js.gz': gzipSync(script),
    '_next/static/chunks/a.js.map': '{"sources":[]}',
    '_next/static/media/engine.ts': 'export const secret = 1;',
    '_next/static/chunks/b.css': 'body{margin:0}',
    '.env': 'SECRET=1',
    '.git/config': '[core]',
  };
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(out, name)), { recursive: true });
    writeFileSync(join(out, name), content);
  }
  return out;
}

/** The same app as a build leaves it: a placeholder in every file, compressed twins made for the root. */
export function movableApp(): string {
  const out = exportedApp();
  const edit = (name: string, change: (text: string) => string): string => {
    const text = change(readFileSync(join(out, name), 'utf8'));
    writeFileSync(join(out, name), text);
    return text;
  };
  for (const page of ['index.html', 'mail.html', '404.html']) {
    edit(page, (html) =>
      html
        .replaceAll('/_next/', `${basePlaceholder}/_next/`)
        .replace('</head>', `<script>self.base="${basePlaceholder}/";</script></head>`),
    );
  }
  const script = edit('_next/static/chunks/a.js', (text) => `self.at="${basePlaceholder}/_next/";${text}`);
  const atRoot = brotliCompressSync(script.replaceAll(basePlaceholder, ''));
  writeFileSync(join(out, '_next/static/chunks/a.js.br'), atRoot);
  return out;
}

export async function within<T>(promise: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited ${waitMs} ms for ${what}`)), waitMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
