import { randomInt } from 'node:crypto';
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

/** Below the range systems take for connections of their own, and above what services are known by. */
const FIRST_PORT = 16_000;
const LAST_PORT = 31_999;

/**
 * Ports on 127.0.0.1 that were free a moment ago, all different. Picked at random, so that test processes side by side
 * do not meet, from a range where no outgoing connection takes one before the server that it is for.
 */
export async function freePorts(count: number): Promise<readonly number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = randomInt(FIRST_PORT, LAST_PORT + 1);
    if (!ports.has(port) && (await isFree(port))) ports.add(port);
  }
  return [...ports];
}

export async function freePort(): Promise<number> {
  const [port] = await freePorts(1);
  if (port === undefined) throw new Error('no free port');
  return port;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

function removeQuietly(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // The process is ending: a leftover in the temporary folder is all that can happen.
  }
}
