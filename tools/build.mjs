/**
 * `npm run build`: the client as plain files in out/, the server as one file in dist/server.mjs. Nothing of
 * node_modules is needed to run them.
 *
 * out/build-id.txt is removed first and written last: where it stands, the build is whole.
 */
import { mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { Trouble, ensureInstalled, requireNode, root, run, runTool, say, sourceId } from './house.mjs';

const OUT = join(root, 'out');
const STAMP = join(OUT, 'build-id.txt');

/** What is worth compressing: text. Fonts and images already are. */
const TEXT = /\.(?:html|js|css|txt|svg|json|webmanifest|xml)$/;

/** Stands in the built files where the base path belongs; the server knows it too (server/base-path.ts). */
const BASE_PLACEHOLDER = '/__tagline_base__';

/** Below this a compressed twin saves no packet. */
const SMALLEST = 512;

/** What a browser may be asked to keep for opening without a network: files and octets, before compression. */
const MAX_OFFLINE_FILES = 200;
const MAX_OFFLINE_BYTES = 4_000_000;

/** Runs one step of the build; its output is shown only when it fails. */
async function step(what, program, args, env) {
  const { code, log } = await run(program, args, env);
  if (code !== 0)
    throw new Trouble(`The build failed: ${what} ended with code ${code}; its output is above.`, log);
}

/** The server and its packages in one file. `ws` asks for two optional native helpers that we do not use. */
async function bundleServer() {
  await mkdir(join(root, 'dist'), { recursive: true });
  await bundle('the server', {
    entryPoints: [join(root, 'server', 'main.ts')],
    outfile: join(root, 'dist', 'server.mjs'),
    platform: 'node',
    target: 'node20',
    format: 'esm',
    external: ['bufferutil', 'utf-8-validate'],
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
  });
}

/** The service worker and the one that retires it: outside Next, since their address is `/sw.js` and their scope the whole app. */
async function bundleServiceWorkers(id) {
  const workers = { sw: 'service-worker.ts', 'sw-off': 'retired-worker.ts' };
  for (const [name, entry] of Object.entries(workers)) {
    await bundle('the service worker', {
      entryPoints: [join(root, 'lib', 'offline', entry)],
      outfile: join(OUT, `${name}.js`),
      platform: 'browser',
      target: 'es2022',
      format: 'iife',
      minifySyntax: true,
      minifyWhitespace: true,
      define: { TAGLINE_BUILD: JSON.stringify(id) },
    });
  }
}

async function bundle(what, options) {
  const { build } = await import('esbuild');
  try {
    await build({ bundle: true, legalComments: 'none', logLevel: 'silent', ...options });
  } catch (error) {
    const log = (error.errors ?? [])
      .map(({ text, location }) => (location === null ? text : `${location.file}:${location.line}: ${text}`))
      .join('\n');
    throw new Trouble(`The build failed: ${what} could not be bundled; the reasons are above.`, log);
  }
}

/**
 * Writes the list of what the service worker keeps: both pages, what they and the worker load, frames for messages. Left out is
 * what only the gallery or a browser of before modules would ask for. The server adds the hashes (server/offline.ts).
 */
async function listOfflineFiles() {
  const scriptsOf = async (page) => {
    const html = await readFile(join(OUT, page), 'utf8');
    const tags = [...html.matchAll(/<(?:script|link)\b[^>]*(?:src|href)="([^"]*)"[^>]*>/g)];
    const at = (url) => url.slice(url.indexOf('/_next/'));
    return {
      all: tags.map(([, url]) => at(url)),
      old: tags.filter(([tag]) => /nomodule/i.test(tag)).map(([, url]) => at(url)),
    };
  };
  const [front, mail, gallery] = await Promise.all(
    ['index.html', 'mail.html', 'gallery.html'].map(scriptsOf),
  );
  const needed = new Set([...front.all, ...mail.all]);
  const left = new Set([...front.old, ...gallery.all.filter((url) => !needed.has(url))]);
  const built = (await exportedFiles()).map(({ path, bytes }) => ({
    path: path.slice(OUT.length).replaceAll('\\', '/'),
    bytes,
  }));
  const loaded = built.filter(
    ({ path }) => /^\/_next\/static\/(?:chunks|media)\//.test(path) && !left.has(path),
  );
  const octets = loaded.reduce((sum, { bytes }) => sum + bytes, 0);
  if (loaded.length > MAX_OFFLINE_FILES || octets > MAX_OFFLINE_BYTES) {
    throw new Trouble(
      `The build failed: a browser would have to keep ${loaded.length} files of ${octets} octets for opening without a network.`,
    );
  }
  const frames = ['', '?remote=1', '?print=1', '?print=1&remote=1'].map((query) => `/mail-frame${query}`);
  const list = ['/', '/mail', '/icon.svg', ...frames, ...loaded.map(({ path }) => path).toSorted()];
  await writeFile(join(OUT, 'offline-files.json'), JSON.stringify(list));
}

async function exportClient(id) {
  await step('next build', process.execPath, [join(root, 'node_modules/next/dist/bin/next'), 'build'], {
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    NEXT_PUBLIC_BUILD: id,
    NEXT_PUBLIC_BASE_PATH: BASE_PLACEHOLDER,
  });
}

/** All files of out/ with their sizes. @returns {Promise<{ path: string, bytes: number }[]>} */
async function exportedFiles() {
  const entries = await readdir(OUT, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(files.map(async (path) => ({ path, bytes: (await stat(path)).size })));
}

/** The bundler leaves each worker's TypeScript source and some source maps among the assets: not for serving. */
async function removeLeftovers() {
  const leftovers = (await exportedFiles()).filter(({ path }) =>
    /[\\/]_next[\\/]static[\\/](?:.*\.map|media[\\/].*\.tsx?)$/.test(path),
  );
  await Promise.all(leftovers.map(({ path }) => rm(path)));
}

/**
 * Writes .br and .gz twins beside every text file, where they are smaller. The twins are those of an app at the root; for
 * another base path the server makes its own. zlib works on Node's thread pool.
 */
async function precompress() {
  const brotli = promisify(brotliCompress);
  const gzipped = promisify(gzip);
  const files = (await exportedFiles()).filter(({ path, bytes }) => TEXT.test(path) && bytes >= SMALLEST);
  const twins = files.map(async ({ path, bytes }) => {
    const raw = Buffer.from((await readFile(path, 'utf8')).replaceAll(BASE_PLACEHOLDER, ''));
    const br = brotli(raw, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes,
      },
    });
    const gz = gzipped(raw, { level: constants.Z_BEST_COMPRESSION });
    for (const [suffix, small] of [
      ['br', await br],
      ['gz', await gz],
    ]) {
      if (small.length < raw.length) await writeFile(`${path}.${suffix}`, small);
    }
  });
  await Promise.all(twins);
}

await runTool(async () => {
  requireNode();
  await ensureInstalled();
  const started = performance.now();
  const id = sourceId();
  await rm(STAMP, { force: true });
  await bundleServer();
  await exportClient(id);
  await removeLeftovers();
  await listOfflineFiles();
  await bundleServiceWorkers(id);
  await precompress();
  await writeFile(STAMP, `${id}\n`);
  say(`Built ${id} in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
});
