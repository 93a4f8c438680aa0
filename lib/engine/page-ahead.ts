import type { PageMessage } from './port';

export interface PageAhead {
  /** Whether this page wants mail read before anybody asks for it, and may spend data on it. */
  allow(on: boolean): void;
}

export class AheadDesk implements PageAhead {
  readonly #post: (message: PageMessage) => void;
  #on = true;

  constructor(post: (message: PageMessage) => void) {
    this.#post = post;
  }

  get isOn(): boolean {
    return this.#on;
  }

  allow(on: boolean): void {
    if (on === this.#on) return;
    this.#on = on;
    this.#post({ kind: 'ahead', on });
  }

  /** Another engine, or one that does not know this page any more. */
  again(): void {
    if (!this.#on) this.#post({ kind: 'ahead', on: false });
  }
}
