/**
 * A TCP proxy on loopback that makes the way long: what one side says arrives later at the other, in order, and a connection takes a round
 * trip. It can also be listened to.
 */
import { connect, createServer, type Server, type Socket } from 'node:net';

export interface Distance {
  readonly port: number;
  close(): Promise<void>;
}

export interface Way {
  /** Milliseconds of a round trip. */
  readonly ms: number;
  /** 0: any that is free. */
  readonly port?: number;
  /** Hears what either side says; `line` is one object a connection. */
  readonly hear?: (from: 'client' | 'server', chunk: Buffer, line: object) => void;
}

export async function startDistance(targetPort: number, { ms, port = 0, hear }: Way): Promise<Distance> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ host: 'localhost', port: targetPort, noDelay: true });
    // The kernel has accepted already: who is that far away would know it a round trip later.
    const connected = performance.now() + ms;
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      const queue: (() => void)[] = [];
      const later = (act: () => void): void => {
        queue.push(act);
        const wait = Math.max(0, connected - performance.now()) + ms / 2;
        // A timer says that it is time for the next, whichever timer that is.
        setTimeout(() => {
          const next = queue.shift();
          if (!to.destroyed) next?.();
        }, wait);
      };
      from.on('data', (chunk: Buffer) => {
        hear?.(from === near ? 'client' : 'server', chunk, near);
        later(() => to.write(chunk));
      });
      from.on('end', () => later(() => to.end()));
      from.on('error', () => to.destroy());
      from.on('close', () => {
        sockets.delete(from);
        later(() => to.destroySoon());
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    port: portOf(server),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address !== 'object') throw new Error('the proxy does not listen');
  return address.port;
}
