/**
 * Mailbox names that a server writes in another way than our encoder would: they are sent back as they came. A name that the
 * server has written the proper way too is sent the proper way: Dovecot's NOTIFY tells names in UTF-8 that its commands take
 * in modified UTF-7 only.
 */
export class NameBook {
  readonly #odd = new Map<string, Uint8Array>();
  readonly #proper = new Set<string>();

  odd(name: string, wire: Uint8Array): void {
    if (this.#proper.has(name) || this.#odd.size >= MAX_NAMES || wire.length > MAX_NAME) return;
    this.#odd.set(name, wire);
  }

  /** Only names that could be written otherwise need to be told of. */
  proper(name: string): void {
    this.#odd.delete(name);
    if (this.#proper.size < MAX_NAMES && name.length <= MAX_NAME) this.#proper.add(name);
  }

  wireOf(name: string): Uint8Array | undefined {
    return this.#odd.get(name);
  }
}

const MAX_NAMES = 10_000;
const MAX_NAME = 1_024;
