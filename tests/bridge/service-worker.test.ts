import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { brotliDecompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ask, exportedApp, movableApp, startBridge } from './harness';

interface Listed {
  readonly path: string;
  readonly hash: string;
}

/** What a served worker was told. */
function toldBy(script: string): {
  readonly worker?: readonly [string, readonly Listed[]];
  readonly retired?: string;
} {
  const self = {};
  runInNewContext(script, { self });
  return JSON.parse(JSON.stringify(self)) as ReturnType<typeof toldBy>;
}

describe.each(['', '/tools/mail'])('/sw.js at %j', (base) => {
  it('knows its place and the hash of every file as it leaves this server', async () => {
    const bridge = await startBridge({ out: movableApp(), config: { basePath: base } });
    const answer = await ask(bridge, `${base}/sw.js`);
    expect(answer.status).toBe(200);
    expect(answer.headers['cache-control']).toBe('no-cache');
    const [at, files] = toldBy(answer.body.toString()).worker ?? [];
    expect(at).toBe(base);
    expect(files?.map(({ path }) => path)).toEqual([
      '/',
      '/_next/static/chunks/a.js',
      '/mail-frame?remote=1',
    ]);
    for (const { path, hash } of files ?? []) {
      const { body } = await ask(bridge, base + path);
      expect(createHash('sha256').update(body).digest('base64'), path).toBe(hash);
    }
    const small = await ask(bridge, `${base}/sw.js`, { headers: { 'Accept-Encoding': 'br' } });
    expect(brotliDecompressSync(small.body).toString()).toBe(answer.body.toString());
  });

  it('is the worker that retires the other where the operator wants none, and the page is told', async () => {
    const bridge = await startBridge({ out: movableApp(), config: { basePath: base, serviceWorker: false } });
    expect(toldBy((await ask(bridge, `${base}/sw.js`)).body.toString())).toEqual({ retired: base });
    expect((await ask(bridge, `${base}/config.json`)).json()).toMatchObject({ offline: false });
  });
});

it('what the server reads itself is not served', async () => {
  const bridge = await startBridge();
  expect((await ask(bridge, '/sw-off.js')).status).toBe(404);
  expect((await ask(bridge, '/offline-files.json')).status).toBe(404);
});

it('a build that lists a file it does not have is refused at start', async () => {
  const out = exportedApp();
  writeFileSync(join(out, 'offline-files.json'), '["/","/_next/static/chunks/gone.js"]');
  await expect(startBridge({ out })).rejects.toThrow('/_next/static/chunks/gone.js is missing');
});
