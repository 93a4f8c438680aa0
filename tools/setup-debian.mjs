/**
 * What the tests need besides npm packages: browsers, mail servers and a second mail client, from Debian. As root on
 * Debian this installs what is missing; elsewhere it names it. Nothing that is there already is touched, and a service
 * that Debian would start is not started.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Trouble, run, runTool, say } from './house.mjs';

/** A package is there when its file is: asking dpkg would miss what came another way, and costs more. */
const REQUIRED = [
  { name: 'chromium', file: '/usr/bin/chromium' },
  { name: 'firefox-esr', file: '/usr/bin/firefox-esr' },
  { name: 'dovecot-core', file: '/usr/sbin/dovecot' },
  { name: 'dovecot-imapd', file: '/usr/lib/dovecot/imap' },
  { name: 'dovecot-lmtpd', file: '/usr/lib/dovecot/lmtp' },
  { name: 'openssl', file: '/usr/bin/openssl' },
  { name: 'isync', file: '/usr/bin/mbsync' },
  { name: 'fonts-dejavu-core', file: '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf' },
  { name: 'fonts-noto-color-emoji', file: '/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf' },
];

/** For the third engine; without them its smoke test is skipped. */
const OPTIONAL = [
  { name: 'webkit2gtk-driver', file: '/usr/bin/WebKitWebDriver' },
  { name: 'xvfb', file: '/usr/bin/Xvfb' },
];

const POLICY = '/usr/sbin/policy-rc.d';
const LISTS = '/var/lib/apt/lists';
const ONE_DAY_MS = 24 * 60 * 60 * 1000;
const APT = ['-y', '--no-install-recommends', '-o', 'Acquire::Retries=3', '-o', 'DPkg::Lock::Timeout=300'];
const QUIET = { DEBIAN_FRONTEND: 'noninteractive' };

const missingOf = (packages) => packages.filter(({ file }) => !existsSync(file)).map(({ name }) => name);

export function isDebianRoot() {
  const debian =
    existsSync('/etc/os-release') && /^ID(?:_LIKE)?=.*debian/m.test(readFileSync('/etc/os-release', 'utf8'));
  return debian && process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0;
}

/** True when apt has package lists of the last day: images usually come without any. */
function hasFreshLists() {
  if (!existsSync(LISTS)) return false;
  const lists = readdirSync(LISTS).filter((name) => /_Packages(?:\.\w+)?$/.test(name));
  return lists.length > 0 && Date.now() - statSync(LISTS).mtimeMs < ONE_DAY_MS;
}

/**
 * Runs `act` while a policy forbids Debian's packages to start services. Where there is a policy already, it stays the
 * one in force.
 */
async function withoutStartingServices(act) {
  if (existsSync(POLICY)) return act();
  writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  const remove = () => rmSync(POLICY, { force: true });
  process.once('exit', remove);
  try {
    return await act();
  } finally {
    process.removeListener('exit', remove);
    remove();
  }
}

/**
 * Something of apt's, tried until it works.
 * @param {() => Promise<{ code: number, log: string }>} act
 * @returns {Promise<string>} apt's output when it failed, else ''
 */
export async function withLists(act) {
  let log = '';
  // A mirror that changed since the lists were read answers 404: the second round reads them anew.
  for (const attempt of [1, 2, 3]) {
    if (attempt > 1 || !hasFreshLists()) {
      const update = await run('apt-get', ['update', '-o', 'Acquire::Retries=3'], QUIET);
      log = update.log;
    }
    const { code, log: output } = await act();
    if (code === 0) return '';
    log += output;
  }
  return log;
}

const install = (names) => withLists(() => run('apt-get', ['install', ...APT, ...names], QUIET));

/** Installs what is missing; throws a Trouble that names what the tests cannot do without. */
export async function setUp() {
  const required = missingOf(REQUIRED);
  const optional = missingOf(OPTIONAL);
  if (required.length === 0 && optional.length === 0) return;
  if (!isDebianRoot()) {
    if (optional.length > 0) say(`Note: without ${optional.join(' and ')} the WebKit test is skipped.`);
    if (required.length === 0) return;
    throw new Trouble(
      `These Debian packages are missing: ${required.join(' ')}. As root on Debian they are installed by themselves; elsewhere please install them.`,
    );
  }
  await withoutStartingServices(async () => {
    if (required.length > 0) {
      say(`Installing from Debian: ${required.join(' ')} (a few minutes)...`);
      const log = await install(required);
      const left = missingOf(REQUIRED);
      if (left.length > 0)
        throw new Trouble(`Debian did not give us ${left.join(' ')}; apt says why above.`, log);
    }
    if (optional.length > 0) {
      say(`Installing from Debian: ${optional.join(' ')}...`);
      await install(optional);
      const left = missingOf(OPTIONAL);
      if (left.length > 0)
        say(`Note: ${left.join(' and ')} could not be installed; the WebKit test is skipped.`);
    }
  });
}

/**
 * Installs what may be missing: programs the benchmarks compare with.
 * @param {readonly { name: string, file: string }[]} packages
 * @returns {Promise<string[]>} the names that are still missing
 */
export async function offer(packages) {
  const missing = missingOf(packages);
  if (missing.length === 0 || !isDebianRoot()) return missing;
  say(`Installing from Debian: ${missing.join(' ')}...`);
  await withoutStartingServices(() => install(missing));
  return missingOf(packages);
}

if (import.meta.url === pathToFileURL(join(process.argv[1] ?? '')).href) {
  await runTool(setUp);
}
