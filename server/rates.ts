import { rateKey } from './addresses';
import type { Limits } from './limits';

type Verdict =
  | { readonly kind: 'ok'; readonly release: () => void }
  | { readonly kind: 'rate-limited'; readonly retryAfter: number }
  | { readonly kind: 'too-many-tunnels' };

export interface Rates {
  /** Counts one tunnel in. `release` must be called once, when it ends. */
  admit(address: string): Verdict;
  /** What `admit` would say now, without counting. */
  peek(address: string): Verdict;
  readonly open: number;
}

interface Client {
  tokens: number;
  /** When `tokens` was right. */
  at: number;
  /** Start times of its open tunnels. */
  readonly starts: Set<{ readonly at: number }>;
}

/** So many quiet clients are remembered; past it the longest known quiet ones are forgotten. */
const maxQuietClients = 20_000;

/** Per address: a bucket of opens, a number of open tunnels, a number of young ones. In all: a number of tunnels. */
export function createRates(limits: Limits, now: () => number): Rates {
  const clients = new Map<string, Client>();
  const tokensPerMs = limits.opensPerMinute / 60_000;
  let open = 0;

  const refill = (client: Client, time: number): void => {
    client.tokens = Math.min(limits.opensBurst, client.tokens + (time - client.at) * tokensPerMs);
    client.at = time;
  };

  const judge = (client: Client, time: number): Verdict => {
    if (open >= limits.tunnels || client.starts.size >= limits.tunnelsPerAddress) {
      return { kind: 'too-many-tunnels' };
    }
    if (client.tokens < 1) {
      return { kind: 'rate-limited', retryAfter: Math.ceil((1 - client.tokens) / tokensPerMs / 1000) };
    }
    const young = [...client.starts].filter((start) => time - start.at < limits.youngMs);
    const oldest = young[0];
    if (oldest !== undefined && young.length >= limits.youngTunnelsPerAddress) {
      return { kind: 'rate-limited', retryAfter: Math.ceil((oldest.at + limits.youngMs - time) / 1000) };
    }
    return { kind: 'ok', release: () => undefined };
  };

  const forgetQuiet = (): void => {
    if (clients.size <= maxQuietClients) return;
    for (const [key, client] of clients) {
      if (clients.size <= maxQuietClients / 2) return;
      if (client.starts.size === 0) clients.delete(key);
    }
  };

  const find = (address: string, time: number): { readonly key: string; readonly client: Client } => {
    const key = rateKey(address);
    const client = clients.get(key) ?? { tokens: limits.opensBurst, at: time, starts: new Set() };
    refill(client, time);
    return { key, client };
  };

  return {
    get open() {
      return open;
    },
    peek(address) {
      const time = now();
      return judge(find(address, time).client, time);
    },
    admit(address) {
      const time = now();
      const { key, client } = find(address, time);
      const verdict = judge(client, time);
      if (verdict.kind !== 'ok') return verdict;
      clients.delete(key);
      clients.set(key, client);
      client.tokens -= 1;
      const start = { at: time };
      client.starts.add(start);
      open += 1;
      forgetQuiet();
      return {
        kind: 'ok',
        release: () => {
          if (client.starts.delete(start)) open -= 1;
        },
      };
    },
  };
}
