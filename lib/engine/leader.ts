/**
 * One engine for all tabs where there is no SharedWorker: the tab that holds a Web Lock runs it in its Worker, the
 * others reach it over a BroadcastChannel. When the leader goes, the lock's next holder starts an engine and says so:
 * every tab says hello again, and what it kept sealed signs it in.
 */
import { joinWorker, type WorkerLike } from './links';
import type { EngineMessage, PageMessage } from './port';
import type { EngineLink, LinkHandlers } from './port-like';

/** What travels between tabs. */
export type ChannelMessage =
  | { readonly to: 'leader'; readonly from: string; readonly message: PageMessage }
  | { readonly to: 'follower'; readonly tab: string; readonly message: EngineMessage }
  | { readonly to: 'all'; readonly leader: string };

/** The part of a BroadcastChannel that is used. */
export interface ChannelLike {
  postMessage(message: ChannelMessage): void;
  onmessage: ((event: MessageEvent<ChannelMessage>) => void) | null;
  close(): void;
}

export interface LeaderParts {
  /** Names this tab on the channel. */
  readonly tab: string;
  readonly channel: ChannelLike;
  /** Calls `onHeld` once this tab holds the lock; returns what gives it up or stops waiting. */
  readonly holdLock: (onHeld: () => void) => () => void;
  readonly spawn: () => WorkerLike;
}

/** Followers the leader serves at once. A tab that crashed never says bye: the one silent longest makes room. */
const MAX_FOLLOWERS = 100;

export function leaderLink(parts: LeaderParts, handlers: LinkHandlers): EngineLink {
  const { tab, channel } = parts;
  const ports = new Map<string, MessagePort>();
  let worker: WorkerLike | null = null;
  let own: MessagePort | null = null;

  const serve = (engine: WorkerLike, { from, message }: Extract<ChannelMessage, { to: 'leader' }>): void => {
    let port = ports.get(from);
    if (!port) {
      if (message.kind !== 'hello') return;
      const [silent] = ports;
      if (silent !== undefined && ports.size >= MAX_FOLLOWERS) {
        silent[1].postMessage({ kind: 'bye' } satisfies PageMessage);
        ports.delete(silent[0]);
      }
      port = joinWorker(engine);
      port.onmessage = (event) =>
        channel.postMessage({ to: 'follower', tab: from, message: event.data as EngineMessage });
    }
    // Whoever spoke last stands last.
    ports.delete(from);
    if (message.kind !== 'bye') ports.set(from, port);
    port.postMessage(message);
  };

  channel.onmessage = ({ data }) => {
    if (data.to === 'leader') {
      if (worker) serve(worker, data);
    } else if (data.to === 'follower') {
      if (data.tab === tab && !worker) handlers.onMessage(data.message);
    } else if (!worker) {
      handlers.onRestart();
    }
  };

  const release = parts.holdLock(() => {
    worker = parts.spawn();
    worker.onerror = (event) => handlers.onFail(event.message);
    own = joinWorker(worker);
    own.onmessage = (event) => handlers.onMessage(event.data as EngineMessage);
    channel.postMessage({ to: 'all', leader: tab });
    handlers.onRestart();
  });

  return {
    get carriesPorts() {
      return own !== null;
    },
    post: (message, transfer = []) => {
      if (own) own.postMessage(message, [...transfer]);
      else channel.postMessage({ to: 'leader', from: tab, message });
    },
    close: () => {
      channel.onmessage = null;
      channel.close();
      worker?.terminate();
      release();
    },
  };
}
