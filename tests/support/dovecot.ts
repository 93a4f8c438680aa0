import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { dovecotConfig, isRoot, ROOT_MAIL_OWNER, type DovecotPorts } from './dovecot-config';
import { ImapClient, type AppendItem } from './imap-client';
import { deliverByLmtp } from './lmtp';
import { freePorts, removeFolder, temporaryFolder } from './temp';
import { certificate, type CertificateKind } from './tls';

const run = promisify(execFile);

export interface DovecotOptions {
  readonly certificate?: CertificateKind;
  /** SASL mechanisms offered; LOGIN the command works whenever PLAIN is among them. */
  readonly mechanisms?: readonly string[];
  readonly storage?: 'mdbox' | 'maildir';
  /** Everybody's password. */
  readonly password?: string;
  /** More configuration lines; later settings win. */
  readonly extra?: string;
}

export interface DovecotUser {
  readonly name: string;
  readonly address: string;
  readonly password: string;
}

const ALL_MECHANISMS = ['SCRAM-SHA-256', 'SCRAM-SHA-1', 'PLAIN', 'LOGIN', 'CRAM-MD5'];
const PASSWORD = 'correct-horse-7';
const BATCH = 2_000;
const BATCH_BYTES = 4 * 1024 * 1024;
/** Against hanging. */
const START_TIMEOUT_MS = 60_000;
const STOP_PATIENCE_MS = 2_000;

/** Starts a private Dovecot of the distribution's packages, as root or as any other user; it is ready on return. */
export async function startDovecot(options: DovecotOptions = {}): Promise<Dovecot> {
  const binary = ['/usr/sbin/dovecot', '/usr/local/sbin/dovecot'].find((path) => existsSync(path));
  if (binary === undefined) throw new Error('Dovecot is missing: node tools/setup-debian.mjs installs it');
  const dir = temporaryFolder('dv');
  const { certFile, keyFile, caFile } = await certificate(options.certificate);
  const [imap = 0, imaps = 0, lmtp = 0] = await freePorts(3);
  const ports = { imap, imaps, lmtp };
  for (const name of ['mail', 'run', 'state']) mkdirSync(join(dir, name), { mode: 0o755 });
  const config = dovecotConfig({
    dir,
    ports,
    certFile,
    keyFile,
    mechanisms: options.mechanisms ?? ALL_MECHANISMS,
    password: options.password ?? PASSWORD,
    storage: options.storage ?? 'mdbox',
    extra: options.extra ?? '',
  });
  writeFileSync(join(dir, 'dovecot.conf'), config);
  if (isRoot()) {
    chmodSync(dir, 0o755);
    await run('chown', [ROOT_MAIL_OWNER, join(dir, 'mail')]);
  }
  const dovecot = new Dovecot(binary, dir, ports, caFile, options.password ?? PASSWORD);
  await dovecot.start();
  return dovecot;
}

export class Dovecot {
  readonly dir: string;
  readonly ports: DovecotPorts;
  /** PEM of the authority that signed the `good` certificate. */
  readonly caFile: string;
  private readonly binary: string;
  private readonly password: string;
  private master: ChildProcess | undefined;
  private readonly endWithUs = () => this.master?.kill('SIGTERM');

  constructor(binary: string, dir: string, ports: DovecotPorts, caFile: string, password: string) {
    this.binary = binary;
    this.password = password;
    this.dir = dir;
    this.ports = ports;
    this.caFile = caFile;
  }

  /** Any name is a user; the mailbox is made at the first use. */
  user(name: string): DovecotUser {
    return { name, address: `${name}@example.org`, password: this.password };
  }

  /** Starts, or starts again on the same ports with the same mail. Resolves when it greets. */
  async start(): Promise<void> {
    if (this.master !== undefined) return;
    const master = spawn(this.binary, ['-F', '-c', join(this.dir, 'dovecot.conf')], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let complaint = '';
    master.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
    this.master = master;
    process.once('exit', this.endWithUs);
    const deadline = performance.now() + START_TIMEOUT_MS;
    while (!(await this.greets())) {
      if (master.exitCode !== null || performance.now() > deadline) {
        throw new Error(`Dovecot did not start: ${complaint}\n${this.log()}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** Ends the server in order; connections are told BYE. The mail stays for `start`. */
  async stop(): Promise<void> {
    const children = childrenOf(this.master?.pid);
    await this.end((master) => {
      master.kill('SIGTERM');
      // A process of it can take five seconds to notice; the tests' budget is better spent.
      const timer = setTimeout(endAtOnce, STOP_PATIENCE_MS, master);
      master.once('exit', () => clearTimeout(timer));
    });
    // One that was busy outlives its master at times, and with it a connection that nobody cut.
    for (const pid of children) killQuietly(pid);
  }

  /** Ends the server and every process of it at once, as a power cut would: no BYE. */
  async kill(): Promise<void> {
    await this.end(endAtOnce);
  }

  /** Ends the server and removes its folder. */
  async dispose(): Promise<void> {
    await this.kill();
    removeFolder(this.dir);
  }

  /** One message to the user's INBOX by LMTP, as a mail transport would bring it. */
  async deliver(user: string, message: Buffer): Promise<void> {
    await deliverByLmtp(this.ports.lmtp, [this.user(user).address], message);
  }

  /**
   * Appends in bulk by MULTIAPPEND, in batches, making the mailbox where it is missing (a wire name). 100,000 small
   * messages take about two seconds on an idle machine.
   */
  async save(user: string, mailbox: string, messages: Iterable<AppendItem | Buffer>): Promise<void> {
    const client = await this.connect(user);
    try {
      if (mailbox !== 'INBOX') await client.command(`CREATE "${mailbox}"`);
      for (const batch of inBatches(messages)) await client.append(mailbox, batch);
    } finally {
      await client.logout();
    }
  }

  /** A second client, signed in over TLS. */
  async connect(user: string): Promise<ImapClient> {
    const client = await ImapClient.connect({ port: this.ports.imap });
    await client.login(this.user(user).address, this.password);
    return client;
  }

  /** Standard output of a doveadm command. */
  async doveadm(...args: readonly string[]): Promise<string> {
    const { stdout } = await run('doveadm', ['-c', join(this.dir, 'dovecot.conf'), ...args], {
      timeout: 120_000,
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout;
  }

  /** How many IMAP connections the user holds at this moment. */
  async connections(user: string): Promise<number> {
    const lines = (await this.doveadm('who', '-1', user)).trim().split('\n').slice(1);
    return lines.filter((line) => line.split(/\s+/)[0] === user && line.includes('imap')).length;
  }

  log(): string {
    const path = join(this.dir, 'dovecot.log');
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  }

  private async greets(): Promise<boolean> {
    try {
      const client = await ImapClient.connect({ port: this.ports.imap });
      client.close();
      return true;
    } catch {
      return false;
    }
  }

  private async end(act: (master: ChildProcess) => void): Promise<void> {
    const master = this.master;
    if (master === undefined) return;
    this.master = undefined;
    process.removeListener('exit', this.endWithUs);
    if (master.exitCode !== null || master.signalCode !== null) return;
    const gone = new Promise((resolve) => master.once('exit', resolve));
    act(master);
    await gone;
  }
}

function* inBatches(messages: Iterable<AppendItem | Buffer>): Generator<readonly AppendItem[]> {
  let batch: AppendItem[] = [];
  let bytes = 0;
  for (const item of messages) {
    const append = Buffer.isBuffer(item) ? { message: item } : item;
    batch.push(append);
    bytes += append.message.length;
    if (batch.length < BATCH && bytes < BATCH_BYTES) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield batch;
}

/** Held still, the master starts no successors; let go, it buries its children and ends. */
function endAtOnce(master: ChildProcess): void {
  master.kill('SIGSTOP');
  for (const pid of childrenOf(master.pid)) killQuietly(pid);
  master.kill('SIGTERM');
  master.kill('SIGCONT');
}

function childrenOf(pid: number | undefined): number[] {
  const parent = new RegExp(`^\\d+ \\(.*\\) . ${pid} `, 's');
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => parent.test(readQuietly(`/proc/${name}/stat`)))
    .map(Number);
}

function readQuietly(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // the process ended between the listing and the reading
  }
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended with its master.
  }
}
