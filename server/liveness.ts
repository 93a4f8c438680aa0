import type { Socket } from 'node:net';
import type { Limits } from './limits';

export interface Liveness {
  /** A message or a pong came from the client. */
  heard(): void;
  /** Bytes of the tunnel moved, either way. */
  moved(): void;
  stop(): void;
}

export type Death = 'lost' | 'server-stalled' | 'idle' | 'too-old';

export interface LivenessOptions {
  readonly limits: Pick<Limits, 'pingMs' | 'idleMs' | 'lifeMs'>;
  readonly now: () => number;
  readonly ping: () => void;
  /** Bytes the kernel has taken toward the client, and those still waiting for it. */
  readonly toClient: () => { readonly flushed: number; readonly waiting: number };
  readonly toServer: () => { readonly flushed: number; readonly waiting: number };
  /** True while the client is not read because the mail server does not take what it sent. */
  readonly clientPaused: () => boolean;
  readonly onDeath: (death: Death) => void;
}

/**
 * Pings, and ends what is dead, idle or too old. On a slow line a ping waits behind half a megabyte of mail, so a
 * client that still takes bytes is alive though no pong came; while the client is paused its pongs are not read at
 * all, and the mail server has to show progress instead.
 */
export function watchLiveness(options: LivenessOptions): Liveness {
  const { limits, now, toClient, toServer } = options;
  const started = now();
  let lastMove = started;
  let heard = true;
  let misses = 0;
  let clientBefore = toClient();
  let serverBefore = toServer();

  const tick = (): void => {
    const client = toClient();
    const server = toServer();
    const paused = options.clientPaused();
    const alive = paused
      ? server.flushed > serverBefore.flushed
      : heard || (clientBefore.waiting > 0 && client.flushed > clientBefore.flushed);
    misses = alive ? 0 : misses + 1;
    heard = false;
    clientBefore = client;
    serverBefore = server;
    const time = now();
    if (misses >= 2) options.onDeath(paused ? 'server-stalled' : 'lost');
    else if (time - started >= limits.lifeMs) options.onDeath('too-old');
    else if (time - lastMove >= limits.idleMs) options.onDeath('idle');
    else options.ping();
  };

  const timer = setInterval(tick, limits.pingMs);
  return {
    heard: () => {
      heard = true;
    },
    moved: () => {
      lastMove = now();
    },
    stop: () => clearInterval(timer),
  };
}

/** Bytes of a socket the kernel has taken, and those still waiting for it. */
export function progress(socket: Socket | null): { readonly flushed: number; readonly waiting: number } {
  if (socket === null) return { flushed: 0, waiting: 0 };
  return { flushed: socket.bytesWritten - socket.writableLength, waiting: socket.writableLength };
}
