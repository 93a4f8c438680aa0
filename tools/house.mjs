/**
 * What the tools share. Node built-ins only: these files run on a fresh clone, before anything is installed.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** A failure a person can act on: its message is one sentence, its `log` (if any) is shown in full above it. */
export class Trouble extends Error {
  /** @param {string} sentence @param {string} [log] */
  constructor(sentence, log = '') {
    super(sentence);
    this.log = log;
  }
}

/** One calm line of progress. Standard error, so that the server's own output stays clean. @param {string} line */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/**
 * Runs a tool's main function: troubles end in their sentence and exit code 1, anything else is our bug and keeps
 * its stack.
 * @param {() => Promise<void>} main
 */
export async function runTool(main) {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    if (error.log !== '') say(error.log.trimEnd());
    say(error.message);
    process.exitCode = 1;
  }
}

/**
 * npm runs us below a shell, and a SIGTERM to npm ends the shell only; without this a stopped `npm start` would go on
 * serving. So a process that npm started takes the end of its parent for a SIGTERM.
 */
export function endWithParent() {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 250);
  watch.unref();
}

/** Refuses a Node older than package.json's `engines`. */
export function requireNode() {
  const wanted = /(\d+)\.(\d+)/.exec(
    JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).engines.node,
  );
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [wantedMajor, wantedMinor] = [Number(wanted?.[1]), Number(wanted?.[2])];
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return;
  throw new Trouble(
    `Tagline needs Node ${wantedMajor}.${wantedMinor} or newer; this is ${process.versions.node} (https://nodejs.org).`,
  );
}

/**
 * Runs a program to its end, quietly. Signals that reach us reach it, and then end us too.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env] added to ours
 * @returns {Promise<{ code: number, log: string }>} exit code (128 + n for signal n) and both outputs in order
 */
export function run(program, args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32' && !program.endsWith('.exe'),
    });
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.stderr.on('data', (chunk) => chunks.push(chunk));

    const stop = (signal) => {
      child.kill(signal);
      process.exit(128 + constants.signals[signal]);
    };
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.once(signal, stop);
    const settle = () => {
      for (const signal of signals) process.removeListener(signal, stop);
    };

    child.on('error', (error) => {
      settle();
      reject(new Trouble(`Could not run ${program}: ${error.message}.`));
    });
    child.on('close', (code, signal) => {
      settle();
      const number = signal === null ? 1 : 128 + constants.signals[signal];
      resolve({ code: code ?? number, log: Buffer.concat(chunks).toString('utf8') });
    });
  });
}

/** Runs a Node script or a package's program with this very Node. @param {string} script path inside the repository */
export function runNode(script, args = [], env = {}) {
  return run(process.execPath, [join(root, script), ...args], env);
}

/** npm itself: the one that started us where there is one. */
function runNpm(args) {
  const npm = process.env.npm_execpath;
  if (npm !== undefined && /npm-cli\.c?js$/.test(npm)) return run(process.execPath, [npm, ...args]);
  return run('npm', args);
}

/**
 * True when every package of package-lock.json stands in node_modules in that version. npm keeps its own record of
 * what it installed (node_modules/.package-lock.json, written last), so this also notices a half-finished install and
 * a pull that moved a version. Optional packages may be missing: they are other platforms' binaries.
 */
function isInstalled() {
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  let found;
  try {
    found = JSON.parse(readFileSync(record, 'utf8')).packages;
  } catch {
    return false;
  }
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    const there = found[path];
    if (there === undefined) return entry.optional === true || entry.devOptional === true;
    return there.version === entry.version && there.integrity === entry.integrity;
  });
}

/** Installs the locked packages unless they are there. One line of output, the whole log when it fails. */
export async function ensureInstalled() {
  if (isInstalled()) return;
  say('Installing packages (about a minute)...');
  const flags = ['--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const exact = await runNpm(['ci', ...flags]);
  if (exact.code === 0) return;
  // `ci` also refuses a lock file that only lacks some other platform's binaries; `install` copes. It changes no file.
  const loose = await runNpm(['install', '--no-save', ...flags]);
  if (loose.code === 0) return;
  throw new Trouble('Installing the packages failed; npm says why above.', exact.log + loose.log);
}

/** Everything the built client and server are made of. */
const SOURCES = [
  'app',
  'components',
  'lib',
  'server',
  'public',
  'tools/build.mjs',
  'next.config.ts',
  'postcss.config.mjs',
  'instrumentation-client.ts',
  'tsconfig.json',
  'package-lock.json',
];

/** Every file under `path` (or `path` itself where it is a file), in a stable order. */
function filesUnder(path) {
  const absolute = join(root, path);
  if (!existsSync(absolute)) return [];
  if (!statSync(absolute).isDirectory()) return [path];
  return readdirSync(absolute)
    .sort()
    .flatMap((name) => filesUnder(`${path}/${name}`));
}

/** The build id: 16 hex digits of a hash over the names and bytes of all sources. Same sources, same id. */
export function sourceId() {
  const hash = createHash('sha256');
  for (const path of SOURCES.flatMap(filesUnder)) {
    const bytes = readFileSync(join(root, path));
    hash.update(`${path}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex').slice(0, 16);
}

/** The id of what stands in out/ and dist/, or undefined when either is missing or a build did not finish. */
export function builtId() {
  const stamp = join(root, 'out', 'build-id.txt');
  if (!existsSync(stamp) || !existsSync(join(root, 'dist', 'server.mjs'))) return undefined;
  return readFileSync(stamp, 'utf8').trim();
}
