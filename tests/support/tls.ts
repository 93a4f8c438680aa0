import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder } from './temp';

const run = promisify(execFile);

/**
 * `good`: DNS:localhost and IP:127.0.0.1, signed by our own authority. `wrong-name`: the same authority, another name.
 * `expired`: ended in 2021. `self-signed`: signed by itself. `untrusted`: right name, an authority nobody trusts.
 */
export type CertificateKind = 'good' | 'wrong-name' | 'expired' | 'self-signed' | 'untrusted';

export interface Certificate {
  readonly keyFile: string;
  readonly certFile: string;
  /** The authority a client has to trust to accept `good`; the same file for every kind. */
  readonly caFile: string;
  readonly key: Buffer;
  readonly cert: Buffer;
}

const RIGHT_NAMES = 'DNS:localhost,IP:127.0.0.1';
const WRONG_NAMES = 'DNS:mail.example.net';

let folder: string | undefined;
const made = new Map<string, Promise<void>>();

/** Made by openssl when first asked for, then kept until the process ends. */
export async function certificate(kind: CertificateKind = 'good'): Promise<Certificate> {
  folder ??= temporaryFolder('tls');
  await authority('ca');
  await once(kind, () => makeLeaf(kind));
  const keyFile = join(folder, `${kind}.key`);
  const certFile = join(folder, `${kind}.pem`);
  return {
    keyFile,
    certFile,
    caFile: join(folder, 'ca.pem'),
    key: readFileSync(keyFile),
    cert: readFileSync(certFile),
  };
}

async function makeLeaf(kind: CertificateKind): Promise<void> {
  if (kind === 'self-signed') {
    await openssl([
      ...newKey(kind),
      '-x509',
      '-days',
      '30',
      '-addext',
      `subjectAltName=${RIGHT_NAMES}`,
      '-out',
      `${kind}.pem`,
    ]);
    return;
  }
  const issuer = kind === 'untrusted' ? 'other-ca' : 'ca';
  await authority(issuer);
  await openssl([...newKey(kind), '-out', `${kind}.csr`]);
  const names = kind === 'wrong-name' ? WRONG_NAMES : RIGHT_NAMES;
  const dates =
    kind === 'expired' ? ['-startdate', '20200101000000Z', '-enddate', '20210101000000Z'] : ['-days', '30'];
  await sign(kind, issuer, names, dates);
}

function authority(name: string): Promise<void> {
  return once(name, () =>
    openssl([
      ...newKey(name),
      '-x509',
      '-days',
      '30',
      '-addext',
      'keyUsage=critical,keyCertSign,cRLSign',
      '-out',
      `${name}.pem`,
    ]),
  );
}

/** `openssl ca` is the one openssl 1.1 to 3.x command that can date a certificate in the past. */
async function sign(kind: string, issuer: string, names: string, dates: readonly string[]): Promise<void> {
  const state = join(workFolder(), `state-${kind}`);
  mkdirSync(state);
  writeFileSync(join(state, 'index'), '');
  writeFileSync(join(state, 'serial'), `${Buffer.from(kind).toString('hex')}\n`);
  const config = [
    '[ca]\ndefault_ca = d',
    `[d]\ndatabase = ${state}/index\nserial = ${state}/serial\nnew_certs_dir = ${state}`,
    'default_md = sha256\npolicy = p\nx509_extensions = x\nunique_subject = no',
    '[p]\ncommonName = supplied',
    `[x]\nsubjectAltName = ${names}\nbasicConstraints = CA:FALSE\nextendedKeyUsage = serverAuth`,
  ].join('\n');
  writeFileSync(join(state, 'config'), `${config}\n`);
  const files = [
    '-cert',
    `${issuer}.pem`,
    '-keyfile',
    `${issuer}.key`,
    '-in',
    `${kind}.csr`,
    '-out',
    `${kind}.pem`,
  ];
  await openssl(['ca', '-batch', '-notext', '-config', join(state, 'config'), ...dates, ...files]);
}

function newKey(name: string): string[] {
  const key = [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-keyout',
    `${name}.key`,
  ];
  return ['req', ...key, '-subj', `/CN=Tagline test ${name}`];
}

async function openssl(args: readonly string[]): Promise<void> {
  await run('openssl', args, { cwd: workFolder(), timeout: 20_000 });
}

function workFolder(): string {
  if (folder === undefined) throw new Error('certificate() makes the folder first');
  return folder;
}

function once(name: string, make: () => Promise<void>): Promise<void> {
  const running = made.get(name) ?? make();
  made.set(name, running);
  return running;
}
