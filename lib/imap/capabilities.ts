/** What the server says it can do. Every entry is a hint: behaviour may revoke it (imap quirks 3, 34). */
export class CapabilitySet {
  /** False before the first list and after a login that brought none: then CAPABILITY must be asked. */
  readonly known: boolean;
  readonly #list: readonly string[];
  readonly #upper: ReadonlySet<string>;

  constructor(list?: readonly string[]) {
    this.known = list !== undefined;
    this.#list = list ?? [];
    this.#upper = new Set(this.#list.map((name) => name.toUpperCase()));
  }

  /** In any case: `has('idle')`, `has('AUTH=PLAIN')`. */
  has(name: string): boolean {
    return this.#upper.has(name.toUpperCase());
  }

  /** As the server wrote them. */
  list(): readonly string[] {
    return this.#list;
  }

  /** SASL mechanism names in upper case, in the server's order. */
  mechanisms(): readonly string[] {
    return [...this.#upper].filter((name) => name.startsWith('AUTH=')).map((name) => name.slice(5));
  }
}
