import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { certificate } from '../support/tls';
import { freePort, temporaryFolder } from '../support/temp';
import { exportedApp, startPeer, within } from './harness';

let bundle = '';

beforeAll(async () => {
  const folder = temporaryFolder('main');
  mkdirSync(join(folder, 'dist'));
  bundle = join(folder, 'dist', 'server.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('../../server/main.ts', import.meta.url))],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    external: ['bufferutil', 'utf-8-validate'],
    banner: {
      js: "import { createRequire as r } from 'node:module'; const require = r(import.meta.url);",
    },
    logLevel: 'silent',
  });
});

interface Run {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  readonly output: () => string;
  /** Resolves with the line that says so. */
  ready(): Promise<string>;
  /** Resolves once either output holds the text. */
  says(text: string): Promise<void>;
  ended(): Promise<{ readonly code: number | null; readonly stderr: string }>;
}

function run(env: Readonly<Record<string, string>>, args: readonly string[] = ['--out', exportedApp()]): Run {
  const child = spawn(process.execPath, [bundle, ...args], {
    env: { PATH: process.env['PATH'] ?? '', NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  let wake: () => void = () => undefined;
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    wake();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
    wake();
  });
  const end = once(child, 'close').then(([code]) => {
    wake();
    return { code: code as number | null, stderr };
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return {
    child,
    output: () => stdout,
    ended: () => within(end, 'the end of the process'),
    says: async (text) => {
      while (!`${stdout}${stderr}`.includes(text)) {
        await within(new Promise<void>((resolve) => (wake = resolve)), text);
      }
    },
    ready: async () => {
      for (;;) {
        const line = stdout.split('\n').find((text) => text.startsWith('Tagline is ready: '));
        if (line !== undefined) return line;
        if (child.exitCode !== null) throw new Error(`ended: ${stderr}`);
        await within(new Promise<void>((resolve) => (wake = resolve)), 'the ready line');
      }
    },
  };
}

async function expectSentence(started: Run, sentence: RegExp): Promise<void> {
  const { code, stderr } = await started.ended();
  expect(stderr).toMatch(sentence);
  expect(stderr).toMatch(/^[^\n]+\n$/);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(started.output()).not.toContain('ready');
  expect(code).toBe(1);
}

async function mailServer(kind: Parameters<typeof certificate>[0] = 'good') {
  const { key, cert, caFile } = await certificate(kind);
  const peer = await startPeer((socket) => socket.write('* OK ready\r\n'), { key, cert });
  return {
    peer,
    env: { IMAP_HOST: 'localhost', IMAP_PORT: `${peer.port}`, IMAP_CA_FILE: caFile, PORT: '0' },
  };
}

describe('starts that fail say one sentence and end with code 1', () => {
  it.each<readonly [Readonly<Record<string, string>>, RegExp]>([
    [{ IMAP_HOTS: 'mail.example.org' }, /^IMAP_HOTS is not a setting of Tagline; did you mean IMAP_HOST\?$/m],
    [{ PORT: 'http' }, /^PORT must be a whole number/],
    [{ LISTEN: '0.0.0.0' }, /open to the network/],
    [
      { IMAP_HOST: 'nowhere.invalid' },
      /^Cannot reach the mail server nowhere\.invalid:993: the name was not found/,
    ],
  ])('%j', async (env, sentence) => {
    await expectSentence(run(env), sentence);
  });

  it('nobody listens at the mail server', async () => {
    const port = await freePort();
    const started = run({ IMAP_HOST: 'localhost', IMAP_PORT: `${port}` });
    await expectSentence(started, new RegExp(`^Cannot reach the mail server localhost:${port}: .*refused`));
  });

  it.each([
    ['self-signed', /self-signed/],
    ['wrong-name', /another name/],
    ['expired', /expired/],
    ['untrusted', /unknown authority/],
  ] as const)('a mail server with a certificate that is %s', async (kind, sentence) => {
    await expectSentence(run((await mailServer(kind)).env), sentence);
  });

  it('a mail server without TLS on that port', async () => {
    const peer = await startPeer((socket) => socket.write('* OK ready\r\n'));
    const started = run({ IMAP_HOST: 'localhost', IMAP_PORT: `${peer.port}` });
    await expectSentence(started, /the TLS handshake failed; is this the implicit TLS port\?/);
  });

  it('a port in use', async () => {
    const { env } = await mailServer();
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const address = other.address();
    const PORT = `${typeof address === 'object' ? address?.port : 0}`;
    await expectSentence(
      run({ ...env, PORT }),
      new RegExp(`^Port ${PORT} on 127\\.0\\.0\\.1 is already in use`),
    );
  });

  it('no built app', async () => {
    const { env } = await mailServer();
    const empty = temporaryFolder('empty');
    await expectSentence(
      run(env, ['--out', empty]),
      /^The built app is missing: there is no index\.html in /,
    );
    await expectSentence(run(env, []), /^The built app is missing/);
  });
});

describe('before a build, tools/preflight.mjs', () => {
  const preflight = (env: Readonly<Record<string, string>>): Promise<{ code: number; log: string }> =>
    new Promise((resolve) => {
      const script = fileURLToPath(new URL('../../tools/preflight.mjs', import.meta.url));
      const child = spawn(process.execPath, [script], {
        env: { PATH: process.env['PATH'] ?? '', NODE_ENV: 'production', ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let log = '';
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk: Buffer) => (log += chunk.toString()));
      child.once('close', (code) => resolve({ code: code ?? -1, log }));
    });

  it('passes good settings and says of bad ones what the server would', async () => {
    expect(await preflight({ PORT: '0' })).toEqual({ code: 0, log: '' });
    const { code, log } = await preflight({ PORT: '0', IMAP_HOTS: 'mail.example.org' });
    expect(code).toBe(1);
    expect(log).toContain('IMAP_HOTS is not a setting of Tagline; did you mean IMAP_HOST?');
    expect(log).not.toContain('node:internal');
  });
});

describe('a start that works', () => {
  it('prints where it is, serves, and leaves in peace on SIGTERM', async () => {
    const { env, peer } = await mailServer();
    const started = run(env);
    const line = await started.ready();
    const url = /^Tagline is ready: (http:\/\/127\.0\.0\.1:\d+\/) {2}\(mail server localhost:\d+\)$/.exec(
      line,
    )?.[1];
    expect(url).toBeDefined();
    expect(started.output()).toContain('No TAGLINE_SECRET is set');
    expect((await fetch(`${url}healthz`)).status).toBe(200);
    expect(await (await fetch(`${url}readyz`)).json()).toEqual({ ready: true });

    const origin = url?.slice(0, -1) ?? '';
    const ws = new WebSocket(`${origin.replace('http', 'ws')}/bridge`, 'tagline.1', { origin });
    ws.on('open', () => ws.send('{"open":"default-imap"}'));
    const [opened] = (await within(once(ws, 'message'), 'opened')) as [Buffer];
    expect(JSON.parse(opened.toString())).toMatchObject({ opened: { port: peer.port } });
    const closed = once(ws, 'close');
    started.child.kill('SIGTERM');
    const [code] = (await within(closed, 'the close frame')) as [number];
    expect(code).toBe(1012);
    expect(await started.ended()).toEqual({ code: 0, stderr: '' });
    const entries = started
      .output()
      .split('\n')
      .filter((text) => text.startsWith('{'));
    expect(entries.map((text) => JSON.parse(text) as unknown)).toEqual([
      expect.objectContaining({ kind: 'tunnel', target: 'default-imap', from: '127.0.0.0/24', code: 1012 }),
    ]);
  });

  it('the demo says whose manners it has', async () => {
    const started = run({ PORT: '0', TAGLINE_DEMO_PORT: '0', TAGLINE_DEMO_PERSONALITY: 'courier' });
    expect(await started.ready()).toMatch(/, IMAP on 127\.0\.0\.1:\d+, in the manner of courier\)$/);
  });

  it('without any setting is the demo, whose mailbox answers through the tunnel', async () => {
    const started = run({ PORT: '0', TAGLINE_DEMO_PORT: '0' });
    const line = await started.ready();
    const [, url = '', port = ''] =
      /^Tagline is ready: (http:\S+\/) {2}\(demo mailbox demo@example\.org \/ demo, IMAP on 127\.0\.0\.1:(\d+)\)$/.exec(
        line,
      ) ?? [];
    expect(await (await fetch(`${url}config.json`)).json()).toMatchObject({
      demo: {
        user: 'demo@example.org',
        password: 'demo',
        port: Number(port),
        second: { user: 'work@example.com', password: 'demo' },
      },
      servers: [{ imap: { target: 'demo', tls: 'none', security: 'loopback' } }],
    });
    const origin = url.slice(0, -1);
    const ws = new WebSocket(`${origin.replace('http', 'ws')}/bridge`, 'tagline.1', { origin });
    ws.on('open', () => ws.send('{"open":"demo"}'));
    const frames: Buffer[] = [];
    const greeted = new Promise<void>((resolve) => {
      ws.on('message', (data: Buffer) => {
        frames.push(data);
        if (frames.length === 2) resolve();
      });
    });
    onTestFinished(() => ws.terminate());
    await within(greeted, 'the greeting of the demo');
    expect(frames[1]?.toString()).toMatch(/^\* OK /);
  });

  it('SIGINT does not wait for a client that is gone', async () => {
    const { env } = await mailServer();
    const started = run({ ...env, TAGLINE_SECRET: 'mKx93-vbQ27_pLw64+tZc81yRf50/hJd' });
    const url = /http:\S+/.exec(await started.ready())?.[0] ?? '';
    expect(started.output()).not.toContain('No TAGLINE_SECRET');
    const origin = url.slice(0, -1);
    const ws = new WebSocket(`${origin.replace('http', 'ws')}/bridge`, 'tagline.1', { origin });
    ws.on('error', () => undefined);
    onTestFinished(() => ws.terminate());
    await within(once(ws, 'open'), 'open');
    ws.pause();
    started.child.kill('SIGINT');
    expect((await started.ended()).code).toBe(0);
  });

  it('check says what it tried and ends with a code', async () => {
    const { env } = await mailServer();
    const good = run(env, ['check']);
    await good.says('greeting: * OK ready');
    expect(good.output()).toMatch(/^ok {3}default: TLS: TLSv1\.3, certificate of Tagline test good/m);
    good.child.kill('SIGKILL');
    const bad = run((await mailServer('expired')).env, ['check']);
    expect((await bad.ended()).code).toBe(1);
    expect(bad.output()).toMatch(/FAIL default: localhost:\d+: its TLS certificate has expired/);
    expect(await run({}, ['check']).ended()).toEqual({
      code: 1,
      stderr: 'No mail server is configured, so there is none to check.\n',
    });
  });

  it('--print-config says what was understood, keeps secrets, and ends', async () => {
    const folder = temporaryFolder('yaml');
    const path = join(folder, 'mail.yaml');
    writeFileSync(path, 'servers:\n  - {id: main, name: Main, imap: {host: mail.example.org}}\n');
    const secret = 'mKx93-vbQ27_pLw64+tZc81yRf50/hJd';
    const started = run({ TAGLINE_CONFIG: path, TAGLINE_SECRET: secret }, ['--print-config']);
    expect(await started.ended()).toEqual({ code: 0, stderr: '' });
    expect(started.output()).not.toContain(secret);
    expect(JSON.parse(started.output())).toMatchObject({
      secret: '(set)',
      servers: [{ id: 'main', imap: { host: 'mail.example.org', port: 993, tls: 'implicit' } }],
    });
  });

  it('a renewed certificate is read on SIGHUP, a broken one leaves the old; metrics have their port', async () => {
    const { env } = await mailServer();
    const folder = temporaryFolder('own');
    const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
    const put = async (kind: Parameters<typeof certificate>[0]): Promise<void> => {
      const { cert, key } = await certificate(kind);
      writeFileSync(certFile, cert);
      writeFileSync(keyFile, key);
    };
    await put('good');
    const metricsPort = await freePort();
    const own = { TLS_CERT: certFile, TLS_KEY: keyFile, METRICS_PORT: `${metricsPort}` };
    const started = run({ ...env, ...own });
    const url = /https:\S+/.exec(await started.ready())?.[0] ?? '';
    const subject = async (): Promise<string> => {
      const socket = connectTls({
        host: '127.0.0.1',
        port: Number(new URL(url).port),
        rejectUnauthorized: false,
      });
      await within(once(socket, 'secureConnect'), 'the handshake');
      const { CN } = socket.getPeerCertificate().subject;
      socket.destroy();
      return String(CN);
    };
    expect(await subject()).toBe('Tagline test good');
    await put('self-signed');
    started.child.kill('SIGHUP');
    await started.says('the certificate was read again');
    expect(await subject()).toBe('Tagline test self-signed');
    writeFileSync(keyFile, 'broken');
    started.child.kill('SIGHUP');
    await started.says('TLS_KEY does not belong to TLS_CERT');
    expect(await subject()).toBe('Tagline test self-signed');
    const metrics = await fetch(`http://127.0.0.1:${metricsPort}/metrics`);
    expect(await metrics.text()).toContain('tagline_tunnels_open 0');
  });
});
