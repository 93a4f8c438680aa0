import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const temporary = new Set<string>();
let cleaning = false;

/**
 * A private folder, removed when the process ends. Its path stays under 40 bytes where the system allows it: UNIX
 * socket paths below it may not exceed 108 bytes.
 */
export function temporaryFolder(prefix: string): string {
  const base = tmpdir().length <= 24 ? tmpdir() : '/tmp';
  const folder = mkdtempSync(join(base, `tl-${prefix}-`));
  temporary.add(folder);
  if (!cleaning) {
    cleaning = true;
    process.once('exit', () => {
      for (const path of temporary) removeQuietly(path);
    });
  }
  return folder;
}

export function removeFolder(folder: string): void {
  temporary.delete(folder);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
}

/** Ports on 127.0.0.1 that were free a moment ago, all different. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(Array.from({ length: count }, listenAnywhere));
  const ports = servers.map((server) => {
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no TCP port was given');
    return address.port;
  });
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}

export async function freePort(): Promise<number> {
  const [port] = await freePorts(1);
  if (port === undefined) throw new Error('no free port');
  return port;
}

function listenAnywhere() {
  return new Promise<ReturnType<typeof createServer>>((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}

function removeQuietly(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // The process is ending: a leftover in the temporary folder is all that can happen.
  }
}
