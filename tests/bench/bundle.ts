import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const HERE = fileURLToPath(new URL('.', import.meta.url));
/** Beside the peers, so that a bundle finds them; never in git. */
const TARGET = join(HERE, 'node_modules', '.tagline');

/**
 * A script of this folder as production code: one minified file, as a build would make it of the same sources.
 * Resolves with its path.
 */
export async function bundle(script: string, platform: 'node' | 'browser'): Promise<string> {
  mkdirSync(TARGET, { recursive: true });
  const outfile = join(TARGET, script.replace(/\.ts$/, platform === 'node' ? '.mjs' : '.js'));
  await build({
    entryPoints: [join(HERE, script)],
    outfile,
    bundle: true,
    minify: true,
    platform,
    target: platform === 'node' ? 'node20' : 'es2023',
    format: platform === 'node' ? 'esm' : 'iife',
    define: { 'process.env.NODE_ENV': '"production"' },
    legalComments: 'none',
    logLevel: 'silent',
  });
  return outfile;
}
