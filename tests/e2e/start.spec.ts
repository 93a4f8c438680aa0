import { expect, test } from '@playwright/test';
import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:net';
import { fileURLToPath } from 'node:url';
import { freePort } from '../support/temp';

/** `npm start` on a tree that is built already, as the run before these tests left it. Needs no browser. */
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const WAYS = { 'npm start': 'tools/start.mjs', 'the server alone': 'dist/server.mjs' } as const;
const OURS = /^(?:(?:IMAP|SMTP|SIEVE|POP3|TAGLINE|TLS)_.*|PUBLIC_URL|BASE_PATH|LISTEN|PORT|TRUSTED_PROXIES)$/;

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs to its end; with `stopAt`, SIGINT is sent as soon as the output matches it. */
function run(script: string, env: Readonly<Record<string, string>>, stopAt?: RegExp): Promise<Ended> {
  const inherited = Object.entries(process.env).filter(([name]) => !OURS.test(name));
  const child = spawn(process.execPath, [script], {
    cwd: ROOT,
    env: { ...Object.fromEntries(inherited), NODE_ENV: 'production', TAGLINE_DEMO_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    if (stopAt?.test(stdout) === true) child.kill('SIGINT');
  });
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const timer = setTimeout(() => child.kill('SIGKILL'), 30_000);
  return new Promise((resolve) => {
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ code, stdout, stderr });
    });
  });
}

let taken: Server;
let takenPort = 0;
test.beforeAll(async () => {
  taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const address = taken.address();
  takenPort = typeof address === 'object' && address !== null ? address.port : 0;
});
test.afterAll(() => new Promise((resolve) => taken.close(resolve)));

const FAILURES: readonly (readonly [
  name: string,
  env: () => Readonly<Record<string, string>>,
  sentence: RegExp,
])[] = [
  [
    'a port in use',
    () => ({ PORT: String(takenPort) }),
    /^Port \d+ on 127\.0\.0\.1 is already in use: .*PORT/u,
  ],
  ['a setting that is no number', () => ({ PORT: 'eighty' }), /^PORT must be a whole number/u],
  ['a setting out of range', () => ({ PORT: '70000' }), /^PORT must be/u],
  ['a mode nobody knows', () => ({ IMAP_HOST: 'localhost', IMAP_TLS: 'maybe' }), /^IMAP_TLS must be/u],
  [
    'a setting nobody knows',
    () => ({ IMAP_HOTS: 'mail.example.org' }),
    /^IMAP_HOTS is not a setting of Tagline; did you mean IMAP_HOST\?$/u,
  ],
  [
    'a host without an address',
    () => ({ IMAP_HOST: 'nowhere.invalid' }),
    /^Cannot reach the mail server nowhere\.invalid:993: the name was not found/u,
  ],
  [
    'a host that does not listen',
    () => ({ IMAP_HOST: 'localhost', IMAP_PORT: '1' }),
    /^Cannot reach the mail server localhost:1: .*refused/u,
  ],
  ['an open demo', () => ({ LISTEN: '0.0.0.0' }), /open to the network/u],
];

for (const [way, script] of Object.entries(WAYS)) {
  test.describe(way, () => {
    for (const [name, env, sentence] of FAILURES) {
      test(`${name}: one sentence, and the end`, async () => {
        const { code, stdout, stderr } = await run(script, { PORT: '0', ...env() });
        expect(stderr).toMatch(/^[^\n]+\n$/u);
        expect(stderr.trim()).toMatch(sentence);
        expect(stderr).not.toMatch(/\bat \S+[:(]\d|Error:|node:/u);
        expect(stdout).toBe('');
        expect(code).toBe(1);
      });
    }

    test('starts without building or installing anything, and stops when asked', async () => {
      const port = await freePort();
      const { code, stdout, stderr } = await run(script, { PORT: String(port) }, /ready: http/u);
      expect(stderr).toBe('');
      expect(stdout).toMatch(
        /^Tagline is ready: http:\/\/127\.0\.0\.1:\d+\/ {2}\(demo mailbox demo@example\.org \/ demo, IMAP on 127\.0\.0\.1:\d+\)\n$/u,
      );
      expect(stdout).toContain(`:${port}/`);
      expect(stdout).not.toMatch(/install|build/iu);
      expect(code).toBe(0);
    });
  });
}

test('the demo makes way for another program on its own port', async () => {
  const env = { PORT: '0', TAGLINE_DEMO_PORT: String(takenPort) };
  const { code, stdout, stderr } = await run(WAYS['npm start'], env, /ready: http/u);
  expect(stderr).toBe('');
  expect(stdout).toContain(`port ${takenPort} is in use: the demo's IMAP server listens on `);
  expect(stdout).toMatch(/^Tagline is ready: /mu);
  expect(code).toBe(0);
});
