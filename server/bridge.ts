import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { SUBPROTOCOL, type BridgeAnswer, type CloseKey, type RefusalCause } from '../lib/net/close-codes';
import { createAccess } from './access';
import { addressPrefix, normalAddress } from './addresses';
import type { Access, MailServer } from './target';
import type { Dial } from './dial';
import type { HeaderSets } from './headers';
import type { Limits } from './limits';
import { createRefusalLog, type Log } from './log';
import { residentBytes } from './memory';
import type { Metrics } from './metrics';
import type { OriginRules } from './origin';
import { createRates } from './rates';
import { answerRaw } from './raw-answer';
import { openTunnel, type Tunnel } from './tunnel';

export interface BridgeOptions {
  readonly basePath: string;
  readonly rules: OriginRules;
  readonly sets: HeaderSets;
  readonly limits: Limits;
  readonly servers: readonly MailServer[];
  /** Who may open tunnels at all. */
  readonly access: Access;
  readonly dial: Dial;
  readonly clientAddress: (req: IncomingMessage) => string;
  readonly log: Log;
  readonly now: () => number;
  readonly metrics: Metrics;
}

export interface Bridge {
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** What a plain GET on the bridge's address answers: why an upgrade would be refused. */
  explain(req: IncomingMessage): BridgeAnswer;
  /** Accepts no more tunnels and closes those there are; resolves when all are gone or, at the latest, after `ms`. */
  drain(key: CloseKey, ms: number): Promise<void>;
  readonly tunnels: number;
}

const statusByCause: Readonly<Record<RefusalCause, number>> = {
  none: 426,
  host: 421,
  origin: 403,
  address: 403,
  protocol: 400,
  'rate-limited': 429,
  'too-many-tunnels': 429,
  draining: 503,
  memory: 503,
};

/** Decides before the 101 who may have a tunnel, and keeps those that run. */
export function createBridge(options: BridgeOptions): Bridge {
  const { rules, limits, log, now } = options;
  const rates = createRates(limits, now);
  const allowed = createAccess(options.access);
  const targets = new Map(
    options.servers.map(({ imap, access }) => [imap.id, { target: imap, allowed: createAccess(access) }]),
  );
  const running = new Set<Tunnel>();
  let draining = false;
  let onEmpty: (() => void) | null = null;

  // A variable of its own: the types of ws do not know closeTimeout yet.
  const wsOptions = {
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: limits.frameBytes,
    maxFragments: limits.maxFragments,
    maxBufferedChunks: limits.maxBufferedChunks,
    closeTimeout: limits.closeMs,
  };
  const wss = new WebSocketServer(wsOptions);
  wss.on('wsClientError', (_error, socket) => refuse(socket, answerOf('protocol')));

  const tellRefusal = createRefusalLog(log, now);

  const refuse = (socket: Duplex, answer: BridgeAnswer, req?: IncomingMessage): void => {
    options.metrics.refused(answer.cause);
    if (req !== undefined) tellRefusal(options.clientAddress(req), answer.cause);
    const headers = {
      ...options.sets.data,
      'Content-Type': 'application/json',
      ...(answer.retryAfter === undefined ? {} : { 'Retry-After': `${answer.retryAfter}` }),
    };
    answerRaw(socket, statusByCause[answer.cause], headers, JSON.stringify(answer));
  };

  const answerOf = (cause: RefusalCause): BridgeAnswer => ({
    cause,
    origins: rules.origins,
    protocol: SUBPROTOCOL,
  });

  /** What Host and Origin have no part in. */
  const refusalOf = (req: IncomingMessage): BridgeAnswer | null => {
    const address = options.clientAddress(req);
    if (!allowed(address)) return answerOf('address');
    if (draining) return answerOf('draining');
    if (residentBytes() > limits.memoryMb * 1024 * 1024) return answerOf('memory');
    const refusal = rates.refusal(address);
    if (refusal === null) return null;
    const { kind, ...more } = refusal;
    return { ...answerOf(kind), ...more };
  };

  return {
    get tunnels() {
      return running.size;
    },
    explain(req) {
      if (!rules.hostAllowed(req)) return answerOf('host');
      if (req.headers.origin !== undefined && !rules.originAllowed(req)) return answerOf('origin');
      return refusalOf(req) ?? answerOf('none');
    },
    upgrade(req, socket, head) {
      socket.on('error', () => socket.destroy());
      if (!rules.hostAllowed(req)) return refuse(socket, answerOf('host'), req);
      if (!rules.originAllowed(req)) return refuse(socket, answerOf('origin'), req);
      const rightPlace = req.url === `${options.basePath}/bridge`;
      if (
        !rightPlace ||
        req.headers['sec-websocket-protocol'] !== SUBPROTOCOL ||
        !(socket instanceof Socket)
      ) {
        return refuse(socket, answerOf('protocol'), req);
      }
      const refusal = refusalOf(req);
      if (refusal !== null) return refuse(socket, refusal, req);
      const address = options.clientAddress(req);
      const release = rates.admit(address);
      let accepted = false;
      wss.handleUpgrade(req, socket, head, (ws) => {
        accepted = true;
        const id = randomBytes(6).toString('hex');
        const started = now();
        const tunnel = openTunnel({
          ...options,
          ws,
          client: socket,
          ends: {
            address,
            port: address === normalAddress(socket.remoteAddress ?? '') ? (socket.remotePort ?? 0) : 0,
            localAddress: socket.localAddress ?? 'unknown',
            localPort: socket.localPort ?? 0,
          },
          targetOf: (name) => {
            const entry = targets.get(name);
            return entry === undefined || entry.allowed(address) ? entry?.target : 'refused';
          },
          onClosed: (summary) => {
            release();
            running.delete(tunnel);
            options.metrics.closed(summary);
            log({
              kind: 'tunnel',
              id,
              from: addressPrefix(address),
              ms: Math.round(now() - started),
              ...summary,
            });
            if (running.size === 0) onEmpty?.();
          },
        });
        running.add(tunnel);
        options.metrics.opened();
      });
      if (!accepted) release();
    },
    async drain(key, ms) {
      draining = true;
      for (const tunnel of running) tunnel.close(key);
      if (running.size === 0) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(() => {
          for (const tunnel of running) tunnel.terminate();
          resolve();
        }, ms);
        onEmpty = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    },
  };
}
