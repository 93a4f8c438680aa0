/** Ways from a client on this machine to the target: direct, through our bridge, and through what others would use. */
import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { WebSocket } from 'ws';
import { freePort, temporaryFolder } from '../support/temp';
import { certificate, type Certificate } from '../support/tls';
import { bundle } from './bundle';
import { startProgram, type Program } from './processes';

/** A two-way stream of bytes to the target. */
export interface Tunnel {
  send(bytes: Buffer): void;
  onBytes(take: (bytes: Buffer) => void): void;
  close(): void;
}

export interface Way {
  readonly name: string;
  readonly version: string;
  /** What runs between client and target. */
  readonly programs: readonly Program[];
  open(): Promise<Tunnel>;
}

export interface Target {
  readonly tlsPort: number;
  readonly plainPort: number;
  readonly certificate: Certificate;
  stop(): void;
}

const WEBSOCKIFY = '/usr/bin/websockify';
const STUNNEL = '/usr/bin/stunnel4';
const HAPROXY = '/usr/sbin/haproxy';
/** One address opens all tunnels here; its limits are not what is measured. */
const NO_LIMITS = {
  TAGLINE_MAX_TUNNELS: '5000',
  TAGLINE_MAX_TUNNELS_PER_ADDRESS: '5000',
  TAGLINE_MAX_YOUNG_TUNNELS_PER_ADDRESS: '5000',
  TAGLINE_OPENS_PER_MINUTE: '100000',
  TAGLINE_OPENS_BURST: '100000',
};

export async function startTarget(): Promise<Target> {
  const made = await certificate('good');
  const child = fork(await bundle('bridge-target.ts', 'node'), [made.certFile, made.keyFile]);
  process.once('exit', () => child.kill('SIGKILL'));
  const [ports] = (await once(child, 'message')) as [{ readonly tls: number; readonly plain: number }];
  return { tlsPort: ports.tls, plainPort: ports.plain, certificate: made, stop: () => void child.kill() };
}

export function direct(target: Target, tls: boolean): Way {
  const open = tls
    ? () => openTls(target.tlsPort, target)
    : () => openSocket(connectTcp({ host: '127.0.0.1', port: target.plainPort }), 'connect');
  return { name: 'direct', version: process.version, programs: [], open };
}

/** The server's sources of this moment, bundled as the build does it. */
export async function ours(target: Target, tls: boolean): Promise<Way> {
  const port = await freePort();
  const out = join(temporaryFolder('out'), 'out');
  mkdirSync(out);
  for (const name of ['index.html', 'mail.html', '404.html']) {
    writeFileSync(
      join(out, name),
      '<!DOCTYPE html><html><head><title>bench</title></head><body></body></html>',
    );
  }
  const script = await bundle('../../server/main.ts', 'server');
  const env = {
    ...NO_LIMITS,
    PORT: String(port),
    IMAP_HOST: 'localhost',
    IMAP_PORT: String(tls ? target.tlsPort : target.plainPort),
    ...(tls ? { IMAP_CA_FILE: target.certificate.caFile } : { IMAP_TLS: 'none' }),
  };
  const program = await startProgram(process.execPath, [script, '--out', out], port, env);
  return {
    name: tls ? 'tagline' : 'tagline to a plain target',
    version: '',
    programs: [program],
    open: async () => {
      const socket = await openWebSocket(
        `ws://localhost:${port}/bridge`,
        'tagline.1',
        `http://localhost:${port}`,
      );
      socket.send(JSON.stringify({ open: 'default-imap' }));
      await once(socket, 'message');
      return tunnelOf(socket);
    },
  };
}

/** TCP mode: the client's TLS passes through. Undefined where it is not installed. */
export async function haproxy(target: Target): Promise<Way | undefined> {
  if (!existsSync(HAPROXY)) return undefined;
  const port = await freePort();
  const file = join(temporaryFolder('ha'), 'haproxy.cfg');
  writeFileSync(
    file,
    [
      'global\n  maxconn 4000',
      'defaults\n  mode tcp\n  timeout connect 5s\n  timeout client 1h\n  timeout server 1h',
      `listen mail\n  bind 127.0.0.1:${port}\n  server target 127.0.0.1:${target.tlsPort}\n`,
    ].join('\n'),
  );
  const program = await startProgram(HAPROXY, ['-db', '-f', file], port);
  const version =
    /version (\d+(?:\.\d+)*)/.exec(execFileSync(HAPROXY, ['-v'], { encoding: 'utf8' }))?.[1] ?? '?';
  return { name: 'haproxy', version, programs: [program], open: () => openTls(port, target) };
}

/** WebSocket to TCP by websockify, TCP to TLS by stunnel: the ready-made parts that do what our bridge does. */
export async function websockify(target: Target): Promise<Way | undefined> {
  if (!existsSync(WEBSOCKIFY) || !existsSync(STUNNEL)) return undefined;
  const [port, inner] = [await freePort(), await freePort()];
  const file = join(temporaryFolder('st'), 'stunnel.conf');
  writeFileSync(
    file,
    [
      'foreground = yes\npid =\nsyslog = no\ndebug = err\nsocket = l:TCP_NODELAY=1\nsocket = r:TCP_NODELAY=1',
      `[mail]\nclient = yes\naccept = 127.0.0.1:${inner}\nconnect = 127.0.0.1:${target.tlsPort}`,
      `verifyChain = yes\nCAfile = ${target.certificate.caFile}\ncheckHost = localhost\n`,
    ].join('\n'),
  );
  const stunnel = await startProgram(STUNNEL, [file], inner);
  const program = await startProgram(WEBSOCKIFY, [`127.0.0.1:${port}`, `127.0.0.1:${inner}`], port);
  return {
    name: 'websockify + stunnel',
    version: `${debianVersion('websockify')} + ${debianVersion('stunnel4')}`,
    programs: [program, stunnel],
    open: async () =>
      tunnelOf(await openWebSocket(`ws://127.0.0.1:${port}/`, 'binary', `http://127.0.0.1:${port}`)),
  };
}

async function openWebSocket(url: string, protocol: string, origin: string): Promise<WebSocket> {
  const socket = new WebSocket(url, protocol, { origin, perMessageDeflate: false });
  await once(socket, 'open');
  socket.on('error', () => undefined);
  return socket;
}

function tunnelOf(socket: WebSocket): Tunnel {
  return {
    send: (bytes) => socket.send(bytes),
    onBytes: (take) => {
      socket.removeAllListeners('message');
      socket.on('message', (data) => {
        if (data instanceof Buffer) take(data);
      });
    },
    close: () => socket.terminate(),
  };
}

function openTls(port: number, target: Target): Promise<Tunnel> {
  const options = {
    host: '127.0.0.1',
    port,
    servername: 'localhost',
    ca: readFileSync(target.certificate.caFile),
  };
  return openSocket(connectTls(options), 'secureConnect');
}

async function openSocket(socket: Socket, ready: string): Promise<Tunnel> {
  await once(socket, ready);
  socket.setNoDelay(true);
  socket.on('error', () => undefined);
  return {
    send: (bytes) => void socket.write(bytes),
    onBytes: (take) => {
      socket.removeAllListeners('data');
      socket.on('data', take);
    },
    close: () => socket.destroy(),
  };
}

function debianVersion(name: string): string {
  const full = execFileSync('dpkg-query', ['-W', '-f', '${Version}', name], { encoding: 'utf8' });
  return /^(?:\d+:)?(\d+(?:\.\d+)*)/.exec(full)?.[1] ?? full;
}
