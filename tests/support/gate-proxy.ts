import { FaultProxy } from './faults/proxy';

/**
 * Stands between the bridge and a plain IMAP port on loopback and holds what the client sends from the n-th command of a kind
 * on, until it is opened: long work stands still where a test wants to look at it.
 */
export async function startGateProxy(targetPort: number): Promise<GateProxy> {
  const proxy = new GateProxy(targetPort);
  await proxy.listen();
  return proxy;
}

export class GateProxy extends FaultProxy {
  /** Lets `passes` commands that begin so (after their tag) through; the line of the next one waits with it. */
  holdAfter(command: string, passes: number): void {
    let left = passes;
    this.network.gate = (from, bytes) => {
      if (from === 'server' || !begins(bytes, command)) return false;
      left -= 1;
      return left < 0;
    };
  }

  /** What was held goes on, and nothing is held any more. */
  release(): void {
    this.network.gate = null;
    this.network.resume();
  }
}

/** The client sends each command of long work in a flight of its own. */
const begins = (chunk: Uint8Array, command: string): boolean =>
  Buffer.from(chunk)
    .toString('latin1')
    .split('\r\n')
    .some((line) => line.slice(line.indexOf(' ') + 1).startsWith(command));
