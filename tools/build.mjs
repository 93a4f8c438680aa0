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

/** Runs one step of the build; its output is shown only when it fails. */
async function step(what, program, args, env) {
  const { code, log } = await run(program, args, env);
  if (code !== 0)
    throw new Trouble(`The build failed: ${what} ended with code ${code}; its output is above.`, log);
}

/** The server and its packages in one file. `ws` asks for two optional native helpers that we do not use. */
async function bundleServer() {
  const entry = join(root, 'server', 'main.ts');
  const { build } = await import('esbuild');
  await mkdir(join(root, 'dist'), { recursive: true });
  try {
    await build({
      entryPoints: [entry],
      outfile: join(root, 'dist', 'server.mjs'),
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'esm',
      legalComments: 'none',
      external: ['bufferutil', 'utf-8-validate'],
      banner: {
        js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
      },
      logLevel: 'silent',
    });
  } catch (error) {
    const log = (error.errors ?? [])
      .map(({ text, location }) => (location === null ? text : `${location.file}:${location.line}: ${text}`))
      .join('\n');
    throw new Trouble('The build failed: the server could not be bundled; the reasons are above.', log);
  }
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
  await precompress();
  await writeFile(STAMP, `${id}\n`);
  say(`Built ${id} in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
});
