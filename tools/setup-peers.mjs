/**
 * Courier and Cyrus for the tests. Debian's mail servers exclude one another, and Dovecot is the one that is installed: these two
 * are unpacked with their libraries into a folder, which tools/peers/run.sh makes the root of their world. Nothing of the system
 * changes, nothing is mounted, and no maintainer script runs.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Trouble, root, run, runTool, say } from './house.mjs';
import { isDebianRoot, withLists } from './setup-debian.mjs';

const FOLDER = join(root, 'node_modules', '.cache', 'peers');
const UNPACKED = join(FOLDER, 'unpacked');

/** Resolved by apt as if nothing were installed: what they need besides, as far as it is a library. */
const RESOLVED = ['cyrus-imapd', 'sasl2-bin', 'libsasl2-modules', 'libsasl2-modules-db', 'gnutls-bin'];
const RESOLVED_TOO = ['courier-base', 'courier-authdaemon', 'courier-authlib-userdb'];
/** The programs themselves; apt would refuse courier-imap and cyrus-imapd together. */
const PROGRAMS = [
  ...['cyrus-common', 'cyrus-imapd', 'sasl2-bin', 'tzdata'],
  ...[
    'courier-imap',
    'courier-base',
    'courier-authlib',
    'courier-authdaemon',
    'courier-authlib-userdb',
    'gamin',
  ],
];
const LIBRARY = /^(?:lib|zlib)(?!perl|clamav|pam-|semanage|.*-perl$)/;

/** What is there was made by these very lines. */
const stamp = () =>
  createHash('sha256')
    .update(readFileSync(import.meta.filename))
    .digest('hex');

function isUnpacked() {
  try {
    return readFileSync(join(UNPACKED, 'stamp'), 'utf8') === stamp();
  } catch {
    return false;
  }
}

/** Downloads and unpacks Courier and Cyrus unless they are there. */
export async function setUpPeers() {
  if (!isDebianRoot()) {
    throw new Trouble(
      'Courier and Cyrus are started in a root folder of their own, which takes root on Debian: run the tests there, or without the part named peers.',
    );
  }
  if (isUnpacked()) return;
  say('Unpacking Courier and Cyrus from Debian...');
  const work = join(FOLDER, `work-${process.pid}`);
  rmSync(work, { recursive: true, force: true });
  mkdirSync(join(work, 'root'), { recursive: true });
  try {
    await download(work);
    for (const name of readdirSync(work).filter((name) => name.endsWith('.deb'))) {
      const { code, log } = await run('dpkg-deb', ['-x', join(work, name), join(work, 'root')]);
      if (code !== 0) throw new Trouble(`${name} could not be unpacked.`, log);
    }
    for (const name of ['doc', 'man', 'locale'])
      rmSync(join(work, 'root', 'usr', 'share', name), { recursive: true, force: true });
    writeFileSync(join(work, 'root', 'stamp'), stamp());
    rmSync(UNPACKED, { recursive: true, force: true });
    renameSync(join(work, 'root'), UNPACKED);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function download(work) {
  const nothing = join(work, 'nothing-installed');
  writeFileSync(nothing, '');
  const asIfEmpty = ['-s', '--no-install-recommends', '-o', `Dir::State::status=${nothing}`];
  const log = await withLists(async () => {
    const resolved = await run('apt-get', ['install', ...asIfEmpty, ...RESOLVED, ...RESOLVED_TOO]);
    if (resolved.code !== 0) return resolved;
    const names = [...resolved.log.matchAll(/^Inst (\S+)/gm)].map(([, name]) => name);
    const wanted = [...PROGRAMS, ...names.filter((name) => LIBRARY.test(name))];
    // apt downloads into the folder it stands in, as a user that may not write there.
    const as = ['-o', 'APT::Sandbox::User=root', '-o', 'Acquire::Retries=3'];
    return run('sh', ['-c', 'cd "$0" && exec apt-get "$@"', work, 'download', ...as, ...wanted]);
  });
  if (log !== '') throw new Trouble('Debian did not give us Courier and Cyrus; apt says why above.', log);
}

if (import.meta.url === pathToFileURL(join(process.argv[1] ?? '')).href) {
  await runTool(setUpPeers);
}
