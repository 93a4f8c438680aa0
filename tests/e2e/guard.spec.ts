import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from './fixtures';

/** Without these, a guard that sees nothing would let every other test pass. */
const POLICY = "default-src 'self'; script-src 'self' 'unsafe-inline'; require-trusted-types-for 'script'";
const WORKER_POLICY = "default-src 'none'; connect-src 'self'";
const FILES: Readonly<Record<string, string>> = {
  '/console.html': '<script>console.error("broken thing")</script>',
  '/throw.html': '<script>setTimeout(() => { throw new Error("thrown") })</script>',
  '/reject.html': '<script>Promise.reject(new Error("rejected"))</script>',
  '/csp.html': '<img src="https://images.example.net/a.png" alt="">',
  '/trusted.html': '<script>try { document.head.innerHTML = "<b>x</b>" } catch {}</script>',
  '/request.html': '<script>fetch("/reset").catch(() => {})</script>',
  '/frame.html': '<iframe src="/csp.html"></iframe>',
  '/worker.html': '<script src="/start-worker.js"></script>',
  '/shared.html': '<script src="/start-shared.js"></script>',
  '/clean.html': '<p>nothing wrong</p>',
  '/start-worker.js':
    'trustedTypes.createPolicy("default", { createScriptURL: (url) => url }); new Worker("/bad.js")',
  '/start-shared.js':
    'trustedTypes.createPolicy("default", { createScriptURL: (url) => url }); new SharedWorker("/bad.js")',
  '/bad.js': 'fetch("https://images.example.net/").catch(() => {}); throw new Error("thrown in a worker")',
};

let server: Server;
let url = '';

test.beforeAll(async () => {
  server = createServer((request, response) => {
    const path = request.url ?? '';
    if (path === '/reset') return request.socket.destroy();
    if (path === '/favicon.ico') return response.writeHead(204).end();
    const script = path.endsWith('.js');
    response.setHeader('content-type', script ? 'text/javascript' : 'text/html; charset=utf-8');
    response.setHeader('content-security-policy', script ? WORKER_POLICY : POLICY);
    return response.end(`${script ? '' : '<!doctype html><title>t</title>'}${FILES[path] ?? ''}`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

test.afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
});

const SIGNS: readonly (readonly [page: string, sign: RegExp])[] = [
  ['console.html', /^console: broken thing/],
  ['throw.html', /^uncaught: Error: thrown/],
  ['reject.html', /^uncaught: Error: rejected/],
  ['csp.html', /policy violation: img-src https:\/\/images\.example\.net\/a\.png/],
  ['trusted.html', /policy violation: require-trusted-types-for trusted-types-sink/],
  ['request.html', /^request failed: GET .*\/reset/],
  ['frame.html', /policy violation: img-src/],
  ['worker.html', /thrown in a worker/],
  ['shared.html', /^shared worker .*uncaught: .*thrown in a worker/],
  ['shared.html', /^shared worker .*Content Security Policy/],
];

for (const [name, sign] of SIGNS) {
  test(`${name}: ${sign.source} is noticed`, async ({ page, guard }) => {
    guard.allow(sign);
    // The same trouble shows in more than one way; this test is about one of them.
    guard.allow(/./);
    await page.goto(`${url}/${name}`);
    await expect.poll(() => guard.seen().filter((problem) => sign.test(problem)).length).toBeGreaterThan(0);
  });
}

test('a page without trouble leaves nothing', async ({ page, guard }) => {
  await page.goto(`${url}/clean.html`);
  await expect(page.getByText('nothing wrong')).toBeVisible();
  expect(guard.seen()).toEqual([]);
});
