/**
 * `npm test`: on a fresh clone this installs what is needed (packages; on Debian as root browsers and mail servers),
 * runs every part one after the other, whatever fails, and ends with the line `N passed, N failed, N skipped`.
 * `node tools/test.mjs live` and so on runs one part with what it needs; several names are allowed.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Trouble, builtId, ensureInstalled, requireNode, root, runTool, sourceId } from './house.mjs';
import { setUp } from './setup-debian.mjs';
import { setUpPeers } from './setup-peers.mjs';
import {
  checkResults,
  playwrightResults,
  smokeResults,
  unitResults,
  vitestResults,
} from './test-results.mjs';

const MINUTE_MS = 60_000;
/** The whole run: what is still running then has failed. Parts that run nightly only have their own time besides. */
const BUDGET_MS = 20 * MINUTE_MS;
const GRACE_MS = 5_000;

const VITEST = 'node_modules/vitest/vitest.mjs';
const vitest =
  (...projects) =>
  (json) => [
    VITEST,
    'run',
    ...projects.flatMap((project) => ['--project', project]),
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${json}`,
  ];
const smoke = (script) => (json) => ['--import', 'tsx', script, json];

/**
 * `needs`: 'tools' = browsers and mail servers of the distribution, 'unpacked' = two more mail servers, 'build' = out/ and
 * dist/ (the other parts run the sources, so that a build that fails hides none of them). `command` gives Node's arguments for
 * a file that takes the results; `results` reads them.
 */
const PARTS = [
  {
    name: 'check',
    minutes: 5,
    needs: [],
    command: () => ['tools/check.mjs'],
    results: checkResults,
  },
  { name: 'unit', minutes: 5, needs: [], command: vitest('fast', 'counted'), results: unitResults },
  { name: 'faults', minutes: 8, needs: [], command: vitest('faults'), results: vitestResults },
  {
    name: 'bridge',
    minutes: 5,
    needs: ['tools'],
    command: vitest('bridge'),
    results: vitestResults,
  },
  { name: 'live', minutes: 8, needs: ['tools'], command: vitest('live'), results: vitestResults },
  {
    name: 'peers',
    minutes: 4,
    needs: ['tools', 'unpacked'],
    command: vitest('peers'),
    results: vitestResults,
  },
  {
    name: 'e2e',
    minutes: 15,
    needs: ['tools', 'build'],
    command: () => ['node_modules/@playwright/test/cli.js', 'test'],
    env: (json) => ({ PLAYWRIGHT_JSON: json }),
    results: playwrightResults,
  },
  {
    name: 'firefox',
    minutes: 4,
    needs: ['tools', 'build'],
    command: smoke('tests/e2e/firefox/run.ts'),
    results: smokeResults,
  },
  {
    name: 'webkit',
    minutes: 4,
    needs: ['tools', 'build'],
    command: smoke('tests/e2e/webkit/run.ts'),
    results: smokeResults,
  },
];

/** @param {readonly string[]} files of the project `soak` */
const soak =
  (...files) =>
  (json) => [...vitest('soak')(json), ...files.map((file) => `tests/soak/${file}.test.ts`)];

/** Files of the project `soak` without a part of their own: one that is added, or split, is run. */
const soakBut = (...named) =>
  readdirSync(join(root, 'tests/soak'))
    .flatMap((file) => (file.endsWith('.test.ts') ? [file.slice(0, -'.test.ts'.length)] : []))
    .filter((file) => !named.includes(file))
    .sort();

/** Floods, long runs and fuzzing: `npm run nightly` only. */
const NIGHTLY_PARTS = [
  {
    name: 'soak',
    minutes: 25,
    needs: [],
    command: soak(...soakBut('cuts', 'cuts-dovecot', 'two-clients')),
    results: vitestResults,
  },
  { name: 'cuts', minutes: 25, needs: [], command: soak('cuts'), results: vitestResults },
  {
    name: 'cuts-dovecot',
    minutes: 80,
    needs: ['tools'],
    command: soak('cuts-dovecot'),
    results: vitestResults,
  },
  { name: 'clients', minutes: 25, needs: ['tools'], command: soak('two-clients'), results: vitestResults },
  {
    name: 'chaos',
    minutes: 12,
    needs: ['tools', 'build'],
    command: () => [
      'node_modules/@playwright/test/cli.js',
      'test',
      '--config',
      'tests/chaos/playwright.config.ts',
    ],
    env: (json) => ({ PLAYWRIGHT_JSON: json }),
    results: playwrightResults,
  },
  { name: 'fuzz', minutes: 12, needs: [], command: smoke('tests/fuzz/run.ts'), results: smokeResults },
];

/** What can be asked for beside the parts' own names. */
const GROUPS = {
  all: PARTS.map(({ name }) => name),
  nightly: [...PARTS, ...NIGHTLY_PARTS].map(({ name }) => name),
  e2e: ['e2e', 'firefox', 'webkit'],
};

/** What `npm run nightly -- NAME` adds to the part of that name. */
const AT_NIGHT = { faults: ['faults', 'cuts', 'cuts-dovecot'] };

const print = (line) => process.stdout.write(`${line}\n`);
const secondsSince = (started) => (performance.now() - started) / 1000;

/** @param {readonly string[]} asked */
function partsFor(asked) {
  const [first, ...some] = asked;
  // The whole night, or what is named of it.
  const isSome = first === 'nightly' && some.length > 0;
  const names = asked.length === 0 ? ['all'] : isSome ? some : asked;
  const wanted = new Set(
    names.flatMap((name) => (isSome ? AT_NIGHT[name] : undefined) ?? GROUPS[name] ?? [name]),
  );
  const parts = [...PARTS, ...NIGHTLY_PARTS];
  const known = parts.map(({ name }) => name);
  const unknown = [...wanted].find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new Trouble(`There is no part named ${unknown}; there are ${[...known, 'nightly'].join(', ')}.`);
  }
  return parts.filter(({ name }) => wanted.has(name));
}

/**
 * Runs Node to its end or to `timeoutMs`, in a process group of its own so that nothing it started stays behind.
 * @returns {Promise<{ ended: string | undefined, log: string }>} `ended` says what is wrong with the end, if anything
 */
function runNodeGroup(args, env, timeoutMs) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, CI: '1', NO_COLOR: '1', FORCE_COLOR: undefined, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.stderr.on('data', (chunk) => chunks.push(chunk));
    const signalGroup = (signal) => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, signal);
      } catch {
        // The group has ended.
      }
    };
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      signalGroup('SIGTERM');
      setTimeout(signalGroup, GRACE_MS, 'SIGKILL').unref();
    }, timeoutMs);
    const interrupted = (signal) => {
      signalGroup('SIGTERM');
      process.exit(128 + constants.signals[signal]);
    };
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.once(signal, interrupted);
    let failure;
    child.on('error', (error) => (failure = error.message));
    // Not 'close': a process left behind could hold the pipes open for ever.
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      for (const name of signals) process.removeListener(name, interrupted);
      if (timedOut) failure = `stopped after ${Math.round(timeoutMs / 1000)} s`;
      else if (signal !== null) failure = `ended by ${signal}`;
      else if (code !== 0) failure = `ended with code ${code}`;
      setImmediate(() => {
        signalGroup('SIGKILL');
        resolve({ ended: failure, log: Buffer.concat(chunks).toString('utf8') });
      });
    });
  });
}

/** One thing that had to be done before a part, done once. @returns {Promise<string | undefined>} why not */
async function prepare(act) {
  try {
    await act();
    return undefined;
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    return [error.log.trimEnd(), error.message].filter(Boolean).join('\n');
  }
}

async function build() {
  if (builtId() === sourceId()) return;
  const { ended, log } = await runNodeGroup(['tools/build.mjs'], {}, 5 * MINUTE_MS);
  if (ended !== undefined) throw new Trouble(`The build ${ended}.`, log);
}

const PREPARATIONS = { tools: setUp, unpacked: setUpPeers, build };

/** @returns {Promise<Tally>} */
async function runPart(part, folder, deadline) {
  const json = join(folder, `${part.name}.json`);
  const timeoutMs = Math.max(1_000, Math.min(part.minutes * MINUTE_MS, deadline - performance.now()));
  const { ended, log } = await runNodeGroup(part.command(json), part.env?.(json) ?? {}, timeoutMs);
  const tally = readTally(part, json, log);
  // A part may not end badly, or without a single test, and pass.
  if (tally.failed === 0 && ended !== undefined)
    return { ...tally, failed: 1, failures: [`${part.name} ${ended}`], log };
  if (tally.passed + tally.failed + tally.skipped === 0) {
    return { ...tally, failed: 1, failures: [`${part.name} ran no test`], log };
  }
  return { ...tally, log };
}

function readTally(part, json, log) {
  try {
    return part.results(log, () => JSON.parse(readFileSync(json, 'utf8')));
  } catch (error) {
    return { passed: 0, failed: 1, skipped: 0, failures: [`${part.name} left no results: ${error.message}`] };
  }
}

function notRun(name, why) {
  return { passed: 0, failed: 1, skipped: 0, failures: [`${name} was not run: ${why}`], log: '' };
}

const counts = ({ passed, failed, skipped }) => `${passed} passed, ${failed} failed, ${skipped} skipped`;

async function runAll(parts, folder) {
  const extra = parts
    .filter((part) => NIGHTLY_PARTS.includes(part))
    .reduce((sum, { minutes }) => sum + minutes, 0);
  const deadline = performance.now() + BUDGET_MS + extra * MINUTE_MS;
  /** @type {{ name: string, seconds: number, tally?: object }[]} */
  const table = [];
  const done = new Map();
  for (const part of parts) {
    for (const need of part.needs) {
      if (done.has(need)) continue;
      const started = performance.now();
      const trouble = await prepare(PREPARATIONS[need]);
      done.set(need, trouble);
      if (trouble !== undefined) print(`FAIL ${need}\n${trouble}\n`);
      table.push({ name: need, seconds: secondsSince(started) });
    }
    const missing = part.needs.find((need) => done.get(need) !== undefined);
    const started = performance.now();
    const tally =
      missing === undefined ? await runPart(part, folder, deadline) : notRun(part.name, `${missing} failed`);
    table.push({ name: part.name, seconds: secondsSince(started), tally });
    if (tally.failed > 0 && tally.log !== '') print(`${tally.log.trimEnd()}\n`);
    // What a part has measured is worth a line though nothing failed.
    for (const [line] of (tally.log ?? '').matchAll(/^figure: .*$/gm)) print(line);
    print(
      `${tally.failed > 0 ? 'FAIL' : 'ok  '} ${part.name}: ${counts(tally)} (${secondsSince(started).toFixed(1)} s)`,
    );
  }
  return table;
}

function report(table) {
  const tallies = table.flatMap(({ tally }) => (tally === undefined ? [] : [tally]));
  const failures = tallies.flatMap((tally) => tally.failures);
  if (failures.length > 0) print(`\nFailed:\n${failures.map((name) => `- ${name}`).join('\n')}`);
  print('\npart          seconds  result');
  for (const { name, seconds, tally } of table) {
    const result = tally === undefined ? '' : `  ${tally.failed > 0 ? 'FAIL' : 'ok  '} ${counts(tally)}`;
    print(`${name.padEnd(12)}${seconds.toFixed(1).padStart(9)}${result}`);
  }
  const sum = (key) => tallies.reduce((total, tally) => total + tally[key], 0);
  const total = { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
  print(`\n${counts(total)}`);
  if (total.failed > 0) process.exitCode = 1;
}

await runTool(async () => {
  requireNode();
  const parts = partsFor(process.argv.slice(2));
  const trouble = await prepare(ensureInstalled);
  if (trouble !== undefined) {
    print(`FAIL packages\n${trouble}`);
    report([
      {
        name: 'packages',
        seconds: performance.now() / 1000,
        tally: notRun('everything', 'the packages could not be installed'),
      },
    ]);
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'tagline-test-'));
  try {
    report(await runAll(parts, folder));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
