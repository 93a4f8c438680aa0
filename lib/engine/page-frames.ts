/** What changed since the last frame, told to the view once a frame. */
import type { Touched } from './page-touched';

export interface PageFramesHost {
  /** Runs before the next frame; undefined: the page has not begun. */
  readonly schedule: () => ((fn: () => void) => void) | undefined;
  /** Brings the model up to date before it is told of. */
  readonly drain: () => void;
}

export class PageFrames {
  readonly #host: PageFramesHost;
  readonly #listeners = new Set<(touched: readonly Touched[]) => void>();
  #touched = new Map<string, Touched>();
  #asked = false;

  constructor(host: PageFramesHost) {
    this.#host = host;
  }

  subscribe(listener: (touched: readonly Touched[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  touch(touched: Touched): void {
    const account = 'account' in touched ? touched.account : '';
    const mailbox = 'mailbox' in touched ? touched.mailbox : '';
    this.#touched.set(`${touched.kind}\0${account}\0${mailbox}`, touched);
  }

  /** Tells in the next frame. */
  ask(): void {
    const schedule = this.#host.schedule();
    if (this.#asked || !schedule) return;
    this.#asked = true;
    schedule(() => {
      this.#asked = false;
      this.#host.drain();
      this.flush();
    });
  }

  /** Tells at once. */
  flush(): void {
    if (this.#touched.size === 0) return;
    const touched = [...this.#touched.values()];
    this.#touched = new Map();
    for (const listener of this.#listeners) listener(touched);
  }
}
