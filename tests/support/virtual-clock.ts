/** Time for tests: it moves when it is told to, and promises settle in between. */
/** Time that moves only when told. */
export class VirtualClock {
  now = 1_800_000_000_000;
  private timers: { at: number; order: number; fn: () => void }[] = [];
  private order = 0;

  readonly setTimer = (ms: number, fn: () => void): (() => void) => {
    const timer = { at: this.now + ms, order: (this.order += 1), fn };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  };

  get pending(): number {
    return this.timers.length;
  }

  /** Lets promises settle, then runs what is due, in order, up to `ms` from now. */
  async advance(ms: number): Promise<void> {
    const until = this.now + ms;
    await settle();
    for (;;) {
      const due = this.timers
        .filter(({ at }) => at <= until)
        .sort((a, b) => a.at - b.at || a.order - b.order)[0];
      if (due === undefined) break;
      this.timers = this.timers.filter((other) => other !== due);
      this.now = Math.max(this.now, due.at);
      due.fn();
      await settle();
    }
    this.now = until;
    await settle();
  }
}

/** Microtasks until nothing can be left: every chain in the product is far shorter. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 300; i += 1) await Promise.resolve();
}
