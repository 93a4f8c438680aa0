import { FaultProxy } from './faults/proxy';
import type { NetworkLine } from './faults/network';
import { ImapCounter, type TrafficCounts } from './imap-counter';

/**
 * Stands between the bridge and a plain IMAP port on loopback and counts what a screen costs: the page's sockets live in
 * a worker where no browser tool sees them, here everything passes.
 */
export async function startCountingProxy(targetPort: number): Promise<CountingProxy> {
  const proxy = new CountingProxy(targetPort);
  await proxy.listen();
  return proxy;
}

export class CountingProxy extends FaultProxy {
  private readonly counterByLine = new Map<NetworkLine, ImapCounter>();

  constructor(targetPort: number) {
    super(targetPort);
    this.network.tap = (from, bytes, line) => {
      const counter = this.counterByLine.get(line) ?? new ImapCounter();
      this.counterByLine.set(line, counter);
      if (from === 'client') counter.up(Buffer.from(bytes));
      else counter.down(Buffer.from(bytes));
    };
  }

  /** Sums over all connections since the last `reset`. */
  counts(): TrafficCounts {
    const all = [...this.counterByLine.values()].map((counter) => counter.counts());
    const sum = (pick: (counts: TrafficCounts) => number) =>
      all.reduce((total, counts) => total + pick(counts), 0);
    return {
      commands: all.flatMap((counts) => counts.commands),
      roundTrips: sum((counts) => counts.roundTrips),
      flights: all.flatMap((counts) => counts.flights),
      bytesUp: sum((counts) => counts.bytesUp),
      bytesDown: sum((counts) => counts.bytesDown),
      fetchRows: sum((counts) => counts.fetchRows),
    };
  }

  /** Starts counting from zero; open connections stay. */
  reset(): void {
    for (const [line, counter] of this.counterByLine) {
      if (line.isOver) this.counterByLine.delete(line);
      else counter.reset();
    }
  }
}
