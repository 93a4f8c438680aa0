/** Work of which only so much is under way at once; the rest waits in order, and may go away while it waits. */
export class Turns {
  #free: number;
  #waiting: (() => void)[] = [];

  constructor(atOnce: number) {
    this.#free = atOnce;
  }

  /** Runs `work` when its turn has come; null: `signal` was aborted first. */
  async run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T | null> {
    while (this.#free === 0 && signal?.aborted !== true) await this.#wait(signal);
    if (signal?.aborted === true) return null;
    this.#free -= 1;
    try {
      return await work();
    } finally {
      this.#free += 1;
      this.#waiting.shift()?.();
    }
  }

  #wait(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      const leave = (): void => {
        this.#waiting = this.#waiting.filter((one) => one !== wake);
        resolve();
      };
      this.#waiting.push(wake);
      signal?.addEventListener('abort', leave, { once: true });
    });
  }
}
