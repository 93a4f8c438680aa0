/**
 * The demo's mail server: lib/imap-server on a plain TCP port of loopback, so that the page, nc or any mail program can
 * join the same mailbox. Life goes on while somebody looks: new mails arrive, and now and then "another program" of the
 * same person reads or stars something. No payload is ever logged.
 */
import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';

import {
  createDemoServer,
  type ImapServer,
  nextArrival,
  otherClientActs,
  type Personality,
  type ScramHash,
  seededRandom,
  type ServerCrypto,
  type ServerSession,
} from '../lib/imap-server';

export interface DemoOptions {
  /** TCP port on loopback; 0 takes a free one, and so does a port that is in use. */
  readonly port: number;
  readonly log: (line: string) => void;
  /** Whose manners the server has; default: its own. */
  readonly personality?: Personality | null;
}

export interface RunningDemo {
  readonly port: number;
  close(): Promise<void>;
}

const host = '127.0.0.1';
const maxSockets = 100;
/** RFC 9051 5.4: at least 30 minutes. */
const idleMs = 31 * 60_000;
/** A peer that reads nothing is cut off above this many waiting octets. */
const maxWaiting = 64 * 1024 * 1024;
const firstArrivalMs = 8_000;
const arrivalMs = { least: 20_000, most: 45_000 } as const;
const maxArrivals = 5_000;
/** How often silent connections are looked for. */
const expireMs = 30_000;
const everyNthActs = 3;

/** The embedded IMAP server on 127.0.0.1. Rejects only when no port can be had at all. */
export async function startDemo({ port, log, personality = null }: DemoOptions): Promise<RunningDemo> {
  const imap = createDemoServer({
    now: () => Date.now(),
    crypto: nodeCrypto,
    nonce: () => randomBytes(18).toString('base64url'),
    ...(personality === null ? {} : { personality }),
  });
  const sockets = new Set<Socket>();
  const expiry = setInterval(() => imap.expire(), expireMs);
  expiry.unref();
  const life = new Life(imap, () => sockets.size > 0, log);
  const server = createServer({ noDelay: true }, (socket) => {
    if (sockets.size >= maxSockets) {
      socket.on('error', () => undefined);
      socket.end('* BYE Too many connections\r\n');
      return;
    }
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    serve(socket, imap, log);
    life.wake();
  });
  server.maxConnections = maxSockets * 2;
  const taken = await listen(server, port).catch(async (error: NodeJS.ErrnoException) => {
    if (port === 0 || (error.code !== 'EADDRINUSE' && error.code !== 'EACCES')) throw error;
    const free = await listen(server, 0);
    log(`port ${port} is in use: the demo's IMAP server listens on ${free} instead`);
    return free;
  });
  server.on('error', (error) => log(`demo server: ${error.message}`));
  return {
    port: taken,
    close: () => {
      life.stop();
      clearInterval(expiry);
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

/** One connection between a socket and a session; the socket is read only as fast as it is written. */
function serve(socket: Socket, imap: ImapServer, log: (line: string) => void): void {
  const session: ServerSession = imap.connect({ security: 'loopback' });
  const guarded = (step: () => void): void => {
    try {
      step();
    } catch (error) {
      log(`demo session failed: ${error instanceof Error ? error.message : 'unknown error'}`);
      socket.destroy();
    }
  };
  const write = (): void => {
    for (let bytes = session.output(); bytes !== undefined; bytes = session.output()) {
      if (socket.destroyed) return;
      if (!socket.write(bytes)) {
        if (socket.writableLength > maxWaiting) socket.destroy();
        else socket.pause();
        return;
      }
    }
    if (session.closed) socket.end();
    else if (socket.isPaused()) socket.resume();
  };
  session.onWake(() => guarded(write));
  socket.on('data', (bytes) =>
    guarded(() => {
      session.receive(typeof bytes === 'string' ? Buffer.from(bytes) : bytes);
      write();
    }),
  );
  socket.on('drain', () => guarded(write));
  socket.on('end', () => socket.end());
  socket.on('error', () => socket.destroy());
  socket.on('close', () => session.end());
  socket.setTimeout(idleMs, () => socket.end('* BYE Idle for too long\r\n'));
  guarded(write);
}

/** What happens in the mailbox by itself, while anybody is connected. */
class Life {
  private readonly random = seededRandom(Date.now() >>> 0);
  private timer: NodeJS.Timeout | null = null;
  private arrivals = 0;
  private beats = 0;
  private stopped = false;

  constructor(
    private readonly imap: ImapServer,
    private readonly watched: () => boolean,
    private readonly log: (line: string) => void,
  ) {}

  /** Somebody connected. */
  wake(): void {
    if (this.timer === null && !this.stopped) this.after(firstArrivalMs);
  }

  stop(): void {
    this.stopped = true;
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }

  private after(ms: number): void {
    this.timer = setTimeout(() => this.beat(), ms);
    this.timer.unref();
  }

  private beat(): void {
    this.timer = null;
    if (this.stopped || !this.watched() || this.arrivals >= maxArrivals) return;
    try {
      this.happen();
    } catch (error) {
      this.log(`demo arrival failed: ${error instanceof Error ? error.message : 'unknown error'}`);
    }
    this.after(arrivalMs.least + this.random.below(arrivalMs.most - arrivalMs.least));
  }

  private happen(): void {
    this.beats++;
    if (this.beats % everyNthActs === 0) otherClientActs(this.imap, this.random);
    const { user, mailbox, raw } = nextArrival(this.arrivals++, Date.now());
    // The person may have renamed or deleted the folder meanwhile.
    const place = this.imap.place(mailbox);
    const exists = this.imap.account(user)?.mailbox(place) !== undefined;
    this.imap.deliver(user, exists ? place : 'INBOX', raw);
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

const digestName = (hash: ScramHash): string => (hash === 'SHA-1' ? 'sha1' : 'sha256');

const nodeCrypto: ServerCrypto = {
  sha1: (data) => createHash('sha1').update(data).digest(),
  sha256: (data) => createHash('sha256').update(data).digest(),
  hmac: (hash, key, data) => createHmac(digestName(hash), key).update(data).digest(),
  pbkdf2: (hash, password, salt, iterations, length) =>
    pbkdf2Sync(password, salt, iterations, length, digestName(hash)),
};
