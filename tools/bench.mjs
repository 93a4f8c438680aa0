/**
 * `npm run bench [area[.size]...] [--million] [--json] [--rounds=n]`: measures Tagline beside its peers and the least possible work, in one
 * interleaved run an area (docs/performance.md). Installs the peers at first use. Figures go to standard output, one a
 * line; what else there is to say goes to standard error.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants, cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import {
  Trouble,
  builtId,
  ensureInstalled,
  requireNode,
  root,
  run,
  runTool,
  say,
  sourceId,
} from './house.mjs';
import { offer, setUp } from './setup-debian.mjs';

/** Areas, with the sizes of mailbox each measures; a million only when it is asked for. */
const MILLION = '1m';
const SMALL_AND_LARGE = ['1k', '100k'];
const MANY = ['10k', '100k'];
const AREAS = {
  parser: [],
  bridge: [],
  store: [],
  threads: [],
  index: [],
  load: [],
  signin: SMALL_AND_LARGE,
  open: [],
  live: [],
  reload: SMALL_AND_LARGE,
  scroll: SMALL_AND_LARGE,
  keys: [],
  heap: SMALL_AND_LARGE,
  'bulk.flag': MANY,
  'bulk.archive': MANY,
  'bulk.delete': MANY,
};
const SIZES = ['1k', '10k', '100k', MILLION];
/** Work on a million messages takes minutes: `--million` leaves it out, `bulk.flag.1m` asks for it. */
const NOT_WITH_MILLION = /^bulk/;
const BULK = ['bulk.flag', 'bulk.archive', 'bulk.delete'];
/** Other names of areas: figures that come with another one, and several areas at once. */
const NAMES = {
  first: ['signin'],
  reopen: ['reload'],
  stored: ['reload'],
  bulk: BULK,
  key: ['keys'],
  screens: ['load', 'signin', 'open', 'live', 'reload', 'scroll', 'keys', 'heap', ...BULK],
};
const DEFAULT_ROUNDS = 5;
const MOST_ROUNDS = 50;
const PEERS = join(root, 'tests', 'bench');

/** Proxies to compare the bridge with. */
const PROXIES = [
  { name: 'haproxy', file: '/usr/sbin/haproxy' },
  { name: 'stunnel4', file: '/usr/bin/stunnel4' },
  { name: 'websockify', file: '/usr/bin/websockify' },
];

/** The webmail to compare the screens with, and its servers. */
const WEBMAIL = [
  { name: 'roundcube-core', file: '/usr/share/roundcube/index.php' },
  { name: 'roundcube-sqlite3', file: '/usr/share/doc/roundcube-sqlite3' },
  { name: 'php-fpm', file: '/usr/share/doc/php-fpm' },
  { name: 'php-sqlite3', file: '/usr/share/doc/php-sqlite3' },
  { name: 'nginx-light', file: '/usr/sbin/nginx' },
];

function readArguments() {
  const args = process.argv.slice(2);
  const json = args.includes('--json');
  const rounds = args.find((arg) => arg.startsWith('--rounds='))?.slice('--rounds='.length);
  const count = rounds === undefined ? DEFAULT_ROUNDS : Number(rounds);
  if (!Number.isInteger(count) || count < 1 || count > MOST_ROUNDS)
    throw new Trouble(`--rounds takes a whole number from 1 to ${MOST_ROUNDS}.`);
  const million = args.includes('--million');
  const names = args.filter((arg) => arg !== '--json' && arg !== '--million' && !arg.startsWith('--rounds='));
  const wanted = (names.length === 0 ? Object.keys(AREAS) : names).flatMap((name) => areasOf(name, million));
  return { json, count, wanted };
}

/** What a name from the command line stands for: areas, each with its sizes. */
function areasOf(name, million) {
  const [, stem, size] = /^(.*?)(?:\.(\d+[km]))?$/.exec(name) ?? [];
  const areas = NAMES[stem] ?? (stem in AREAS ? [stem] : []);
  const sized = areas.filter((area) => AREAS[area].length > 0);
  if (areas.length === 0 || (size !== undefined && (sized.length === 0 || !SIZES.includes(size))))
    throw new Trouble(
      `There is no area ${name}; there are ${[...Object.keys(AREAS), ...Object.keys(NAMES)].join(', ')}, those of mail also with a size (${SIZES.join(', ')}: signin.1m), and the options --million, --json and --rounds=n.`,
    );
  if (size !== undefined) return sized.map((area) => ({ area, sizes: [size] }));
  return areas.map((area) => {
    const sizes = AREAS[area];
    const isMore = million && sizes.length > 0 && !NOT_WITH_MILLION.test(area);
    return { area, sizes: isMore ? [...sizes, MILLION] : sizes };
  });
}

/** The npm peers in the locked versions, in a folder of their own. */
async function installPeers() {
  const record = join(PEERS, 'node_modules', '.package-lock.json');
  const wanted = Object.entries(JSON.parse(readFileSync(join(PEERS, 'package-lock.json'), 'utf8')).packages);
  const found = existsSync(record) ? JSON.parse(readFileSync(record, 'utf8')).packages : {};
  if (wanted.every(([path, { version }]) => path === '' || found[path]?.version === version)) return;
  say('Installing the parsers to compare with...');
  const { code, log } = await run('npm', ['ci', '--prefix', PEERS, '--ignore-scripts', '--loglevel=error']);
  if (code !== 0) throw new Trouble('Installing the peers of tests/bench failed; npm says why above.', log);
}

async function build() {
  if (builtId() === sourceId()) return;
  say('Building...');
  const { code, log } = await run(process.execPath, [join(root, 'tools/build.mjs')]);
  if (code !== 0) throw new Trouble('The build failed.', log);
}

const PREPARATIONS = {
  parser: installPeers,
  bridge: async () => {
    const missing = await offer(PROXIES);
    if (missing.length > 0) say(`Without ${missing.join(' and ')} those comparisons are left out.`);
  },
  store: () => undefined,
  threads: () => undefined,
  index: () => undefined,
};

/** All other areas are about screens. */
async function prepareScreens() {
  await setUp();
  const missing = await offer(WEBMAIL);
  if (missing.length > 0) say(`Without ${missing.join(' and ')} the comparison with Roundcube is left out.`);
  await build();
}

/** Runs one area to its end in a process group of its own: what it started ends with it. */
function measure({ area, sizes }, count, json) {
  return new Promise((resolve, reject) => {
    const args = ['--import', 'tsx', 'tests/bench/run.ts'];
    args.push(area, String(count), json ? 'json' : 'text', sizes.join(','));
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      detached: true,
    });
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    const end = (signal) => {
      try {
        process.kill(-child.pid, 'SIGTERM');
      } catch {
        // It has ended.
      }
      process.exit(128 + constants.signals[signal]);
    };
    for (const signal of signals) process.once(signal, end);
    child.on('error', reject);
    child.on('exit', (code) => {
      for (const signal of signals) process.removeListener(signal, end);
      resolve(code ?? 1);
    });
  });
}

await runTool(async () => {
  requireNode();
  const { json, count, wanted } = readArguments();
  await ensureInstalled();
  for (const one of wanted) {
    const { area } = one;
    await (PREPARATIONS[area] ?? prepareScreens)();
    const load = loadavg().map((value) => value.toFixed(2));
    say(
      `${area}: ${count} rounds, ${cpus().length} processors, load ${load.join(' ')}, Node ${process.versions.node}`,
    );
    if (loadavg()[0] > cpus().length)
      say('The machine is busy: take the ratios for a first impression only, and the times for nothing.');
    const code = await measure(one, count, json);
    if (code !== 0) throw new Trouble(`Area ${area} ended with code ${code}; the reason is above.`);
  }
});
