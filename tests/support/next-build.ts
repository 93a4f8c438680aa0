import { cpSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from './temp';

const OUT = fileURLToPath(new URL('../../out', import.meta.url));
const TEXT = /\.(?:html|js|css|txt|json)$/;
const CHUNK = /\/_next\/static\/chunks\/[^/]+\.js$/;

/**
 * The built client as the next build would leave it: another name of the build, and no chunk under the name it had. `line` is run
 * by its workers before anything else.
 */
export function nextBuild(build = 'feedfacefeedface', line: string | null = null): string {
  const { out, texts } = copiedBuild();
  const before = readFileSync(join(out, 'build-id.txt'), 'utf8').trim();
  const renamed = texts.filter((path) => CHUNK.test(path)).map((path) => basename(path, '.js'));
  for (const path of texts) {
    const text = renamed.reduce(
      (now, name) => now.replaceAll(`${name}.js`, `${name}-next.js`),
      readFileSync(path, 'utf8').replaceAll(before, build),
    );
    writeFileSync(path, text);
    const name = basename(path, '.js');
    if (CHUNK.test(path) && line !== null) runFirst(path, line);
    if (CHUNK.test(path)) renameSync(path, path.replace(`${name}.js`, `${name}-next.js`));
  }
  return out;
}

/** The built client whose workers run `line` before anything else: a browser of theirs may be made to behave as others do. */
export function buildWithWorkerLine(line: string): string {
  const { out, texts } = copiedBuild();
  for (const path of texts) if (CHUNK.test(path)) runFirst(path, line);
  return out;
}

/** Whichever chunk a worker begins with, the line is run once. */
function runFirst(path: string, line: string): void {
  const once = `if (typeof window === 'undefined' && !self.hasLine) { self.hasLine = true; ${line} }`;
  writeFileSync(path, `${once}\n${readFileSync(path, 'utf8')}`);
}

function copiedBuild(): { readonly out: string; readonly texts: readonly string[] } {
  const out = join(temporaryFolder('next'), 'out');
  cpSync(OUT, out, { recursive: true });
  const files = readdirSync(out, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  // Twins are of the build before; the server compresses what it serves without.
  for (const path of files) if (/\.(?:br|gz)$/.test(path)) rmSync(path);
  return { out, texts: files.filter((path) => TEXT.test(path)) };
}
