/** Courier and Cyrus beside Dovecot: each in a root folder of its own (tools/peers), since Debian installs only one of them. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ImapClient } from './imap-client';
import { freePorts } from './temp';
import { certificate } from './tls';

const START_MS = 60_000;
const RUN = fileURLToPath(new URL('../../tools/peers/run.sh', import.meta.url));

export type OtherServerName = 'courier' | 'cyrus';

export interface OtherServer {
  /** TLS from the first byte. */
  readonly port: number;
  /** STARTTLS. */
  readonly plainPort: number;
  readonly ca: string;
  readonly user: string;
  readonly password: string;
  /** A second client, signed in. */
  connect(): Promise<ImapClient>;
  stop(): Promise<void>;
}

/**
 * Listening on return, with an empty mailbox. Needs root on Debian, and what tools/setup-peers.mjs unpacks.
 * @throws with what the server said when it does not start.
 */
export async function startOtherServer(name: OtherServerName): Promise<OtherServer> {
  const [user, password] = ['ana', 'correct-horse-7'];
  const { keyFile, certFile, caFile } = await certificate();
  const [plainPort = 0, port = 0] = await freePorts(2);
  // A group of its own: when the tests end, in whatever way, it sees the end of its input and clears away.
  const child = spawn(RUN, [name, `${plainPort}`, `${port}`, keyFile, certFile, user, password], {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (log += chunk.toString()));
  let ended = false;
  const gone = new Promise<void>((resolve) => {
    const end = (): void => {
      ended = true;
      resolve();
    };
    child.once('exit', end);
    child.once('error', (error) => {
      log += error.message;
      end();
    });
  });
  const stop = async (): Promise<void> => {
    child.stdin.end();
    await gone;
  };
  const ca = readFileSync(caFile);
  const connect = async (): Promise<ImapClient> => {
    const client = await ImapClient.connect({ port, ca });
    await client.login(user, password);
    return client;
  };
  const deadline = performance.now() + START_MS;
  for (;;) {
    const client = await connect().catch(() => null);
    if (client !== null) {
      await client.logout();
      return { port, plainPort, ca: ca.toString(), user, password, connect, stop };
    }
    if (ended || performance.now() > deadline) {
      await stop();
      throw new Error(`${name} did not start: ${log}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
