/** What the server says it can do. Every entry is a hint: behaviour may revoke it (peer-memory.ts). */
export class CapabilitySet {
  /** False before the first list and after a login that brought none: then CAPABILITY must be asked. */
  readonly known: boolean;
  readonly #list: readonly string[];
  readonly #upper: ReadonlySet<string>;

  readonly #refused: ReadonlyMap<string, string>;

  /** `refused`: in upper case; may change later. */
  constructor(list?: readonly string[], refused: ReadonlyMap<string, string> = new Map()) {
    this.#refused = refused;
    this.known = list !== undefined;
    this.#list = list ?? [];
    this.#upper = new Set(this.#list.map((name) => name.toUpperCase()));
  }

  /** In any case: `has('idle')`, `has('AUTH=PLAIN')`. IMAP4rev2 has much of it built in (RFC 9051 appendix E). */
  has(name: string): boolean {
    const upper = name.toUpperCase();
    if (this.#refused.has(upper)) return false;
    return this.#upper.has(upper) || (REV2_HAS.has(upper) && this.has('IMAP4REV2'));
  }

  /** As the server wrote them. */
  list(): readonly string[] {
    return this.#list;
  }

  /** SASL mechanism names in upper case, in the server's order. */
  mechanisms(): readonly string[] {
    return [...this.#upper].filter((name) => name.startsWith('AUTH=')).map((name) => name.slice(5));
  }

  /**
   * What stands behind `name=`, in upper case, in the server's order: `THREAD` gives `REFERENCES` and so on, `QUOTA` the
   * resources as `RES-STORAGE`.
   */
  values(name: string): readonly string[] {
    const start = `${name.toUpperCase()}=`;
    return [...this.#upper].filter((one) => one.startsWith(start)).map((one) => one.slice(start.length));
  }

  /**
   * A limit the server tells beforehand, null where it tells none: octets of the largest message (RFC 7889 2), messages one command
   * works on, or adds (RFC 9738 3).
   */
  limit(name: 'APPENDLIMIT' | 'MESSAGELIMIT' | 'SAVELIMIT'): number | null {
    const digits = this.values(name)[0] ?? '';
    return /^[0-9]{1,15}$/.test(digits) ? Number(digits) : null;
  }

  /** Rights the server has beside those of RFC 2086, a letter each (RFC 4314 2.2, `RIGHTS=texk`). Null: it has only those. */
  extraRights(): string | null {
    return this.values('RIGHTS')[0]?.toLowerCase() ?? null;
  }
}

const REV2_HAS: ReadonlySet<string> = new Set([
  'CHILDREN',
  'ENABLE',
  'ESEARCH',
  'IDLE',
  'LIST-EXTENDED',
  'LIST-STATUS',
  'LITERAL-',
  'MOVE',
  'NAMESPACE',
  'SASL-IR',
  'SEARCHRES',
  'SPECIAL-USE',
  'STATUS=SIZE',
  'UIDPLUS',
  'UNSELECT',
]);
