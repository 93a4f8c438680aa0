import { rateKey } from './addresses';
import type { Limits } from './limits';

type Refusal =
  | { readonly kind: 'rate-limited'; readonly retryAfter: number }
  | { readonly kind: 'too-many-tunnels' };

export interface Rates {
  /** Why `address` may not open a tunnel now, or null. Counts nothing. */
  refusal(address: string): Refusal | null;
  /** Counts one tunnel in; the returned function counts it out. */
  admit(address: string): () => void;
}

interface Client {
  tokens: number;
  /** When `tokens` was right. */
  at: number;
  /** Start times of its open tunnels, oldest first. */
  readonly starts: Set<{ readonly at: number }>;
}

/** So many clients are remembered; past it the longest known quiet ones are forgotten. */
const maxClients = 20_000;

/** Per address: a bucket of opens, a number of open tunnels, a number of young ones. In all: a number of tunnels. */
export function createRates(limits: Limits, now: () => number): Rates {
  const clients = new Map<string, Client>();
  const tokensPerMs = limits.opensPerMinute / 60_000;
  let open = 0;

  const find = (key: string, time: number): Client => {
    const client = clients.get(key) ?? { tokens: limits.opensBurst, at: time, starts: new Set() };
    client.tokens = Math.min(limits.opensBurst, client.tokens + (time - client.at) * tokensPerMs);
    client.at = time;
    return client;
  };

  const forgetQuiet = (): void => {
    for (const [key, client] of clients) {
      if (clients.size <= maxClients / 2) return;
      if (client.starts.size === 0) clients.delete(key);
    }
  };

  return {
    refusal(address) {
      const time = now();
      const client = find(rateKey(address), time);
      const full = open >= limits.tunnels || client.starts.size >= limits.tunnelsPerAddress;
      if (full) return { kind: 'too-many-tunnels' };
      const wait = (ms: number): Refusal => ({ kind: 'rate-limited', retryAfter: Math.ceil(ms / 1000) });
      if (client.tokens < 1) return wait((1 - client.tokens) / tokensPerMs);
      const young = [...client.starts].filter((start) => time - start.at < limits.youngMs);
      const [oldest] = young;
      if (oldest === undefined || young.length < limits.youngTunnelsPerAddress) return null;
      return wait(oldest.at + limits.youngMs - time);
    },
    admit(address) {
      const time = now();
      const key = rateKey(address);
      const client = find(key, time);
      // Back to the end of the map: forgetting starts with the longest unseen.
      clients.delete(key);
      clients.set(key, client);
      if (clients.size > maxClients) forgetQuiet();
      const start = { at: time };
      client.tokens -= 1;
      client.starts.add(start);
      open += 1;
      return () => {
        if (client.starts.delete(start)) open -= 1;
      };
    },
  };
}
