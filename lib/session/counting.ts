/** When the folders are counted: after the first rows are on screen, then rarely, more rarely while nobody looks. */
import type { ListEntry } from '../imap/types';
import { COUNTERS_DELAY, COUNTERS_HIDDEN, COUNTERS_VISIBLE } from './limits';
import type { Pool } from './pool';
import { readCounters } from './tasks/counters';
import type { CancelTimer, SessionEnvironment, SessionListener } from './types';

export class Counting {
  private readonly env: SessionEnvironment;
  private readonly listener: SessionListener;
  private readonly pool: Pool;
  private readonly folders: () => readonly ListEntry[];
  private cancel: CancelTimer | null = null;
  private running = false;
  private stopped = false;
  private countedOnce = false;

  constructor(
    env: SessionEnvironment,
    listener: SessionListener,
    pool: Pool,
    folders: () => readonly ListEntry[],
  ) {
    this.env = env;
    this.listener = listener;
    this.pool = pool;
    this.folders = folders;
  }

  /** Rows are on screen: the first count may begin. */
  onRows(): void {
    this.stopped = false;
    if (!this.countedOnce && this.cancel === null) this.schedule(COUNTERS_DELAY);
  }

  /** Somebody looks again: the counters are made fresh. */
  soon(): void {
    this.schedule(COUNTERS_DELAY);
  }

  stop(): void {
    this.stopped = true;
    this.cancel?.();
    this.cancel = null;
  }

  private schedule(delay: number): void {
    this.cancel?.();
    if (this.stopped) return;
    this.cancel = this.env.setTimer(delay, () => {
      this.cancel = null;
      void this.run();
    });
  }

  private async run(): Promise<void> {
    const link = this.pool.main;
    if (link !== null && !this.running) {
      this.running = true;
      // The selected ones too, once: later their model counts by itself.
      const selected = this.pool.ready.flatMap((it) => (it.selected === null ? [] : [it.selected]));
      const skip = new Set(this.countedOnce ? selected : []);
      this.countedOnce = true;
      await readCounters(link, this.folders(), skip, (name, counters) =>
        this.listener.status(name, counters),
      );
      this.running = false;
    }
    if (this.cancel === null) this.schedule(this.env.visible() ? COUNTERS_VISIBLE : COUNTERS_HIDDEN);
  }
}
