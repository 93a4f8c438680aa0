/** Courier and Cyrus beside Dovecot: each in a private view of the system (tools/peers), since Debian holds only one of them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ImapClient } from './imap-client';
import { freePort } from './temp';
import { certificate } from './tls';

/** The first start installs packages. */
const START_MS = 240_000;
const TOOLS = fileURLToPath(new URL('../../tools/peers', import.meta.url));

export type OtherServerName = 'courier' | 'cyrus';

export interface OtherServer {
  readonly port: number;
  readonly ca: string;
  readonly user: string;
  readonly password: string;
  /** A second client, signed in. */
  connect(): Promise<ImapClient>;
  stop(): Promise<void>;
}

/** Listening over TLS on return, with an empty mailbox. Needs root on Debian. */
export async function startOtherServer(name: OtherServerName): Promise<OtherServer> {
  const [user, password] = ['ana', 'correct-horse-7'];
  const { keyFile, certFile, caFile } = await certificate();
  const port = await freePort();
  const folder = join(tmpdir(), 'tagline-peers', name);
  const args = [join(TOOLS, `${name}.sh`), `${port}`, keyFile, certFile, user, password];
  const child = spawn(join(TOOLS, 'enter.sh'), [folder, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const end = (): void => void child.kill('SIGKILL');
  process.once('exit', end);
  const ca = readFileSync(caFile);
  const connect = async (): Promise<ImapClient> => {
    const client = await ImapClient.connect({ port, ca });
    await client.login(user, password);
    return client;
  };
  await untilIn(connect, child, () => log);
  return {
    port,
    ca: ca.toString(),
    user,
    password,
    connect,
    stop: async () => {
      process.removeListener('exit', end);
      const gone = new Promise((resolve) => child.once('exit', resolve));
      end();
      await gone;
    },
  };
}

async function untilIn(
  connect: () => Promise<ImapClient>,
  child: ChildProcess,
  log: () => string,
): Promise<void> {
  const deadline = performance.now() + START_MS;
  for (;;) {
    const client = await connect().catch(() => null);
    if (client !== null) return client.logout();
    if (child.exitCode !== null || performance.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`the server did not start: ${log()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
