import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const HERE = fileURLToPath(new URL('.', import.meta.url));
/** Beside the peers, so that a bundle finds them; never in git. */
const TARGET = join(HERE, 'node_modules', '.tagline');

/** ws asks for Node's modules by require. */
const REQUIRE =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

type Platform = 'node' | 'browser' | 'server';

/**
 * A script as production code in one file, as a build would make it of the same sources; `server` is for our server,
 * which is built without minifying. Resolves with its path.
 */
export async function bundle(script: string, platform: Platform): Promise<string> {
  mkdirSync(TARGET, { recursive: true });
  const browser = platform === 'browser';
  const name = basename(script, '.ts');
  const outfile = join(TARGET, `${platform}-${name}${browser ? '.js' : '.mjs'}`);
  await build({
    entryPoints: [join(HERE, script)],
    outfile,
    bundle: true,
    minify: platform !== 'server',
    platform: browser ? 'browser' : 'node',
    target: browser ? 'es2023' : 'node20',
    format: browser ? 'iife' : 'esm',
    external: ['bufferutil', 'utf-8-validate'],
    ...(platform === 'server' ? { banner: { js: REQUIRE } } : {}),
    define: { 'process.env.NODE_ENV': '"production"' },
    legalComments: 'none',
    logLevel: 'silent',
  });
  return outfile;
}
