/** Which bodies are on disk, what each costs, and which was used longest ago. One record of columns an account. */
import type { Uid, UidValidity } from '../imap/types';
import type { StoreLimits } from './limits';

export interface BodyKey {
  readonly id: number;
  readonly validity: UidValidity;
  readonly uid: Uid;
  readonly formatted: boolean;
}

interface Use {
  readonly key: BodyKey;
  readonly at: number;
  readonly cost: number;
}

export interface UsesRecord {
  readonly v: typeof VERSION;
  readonly ids: Uint32Array;
  readonly validities: Uint32Array;
  readonly uids: Uint32Array;
  readonly formatted: Uint8Array;
  readonly ats: Float64Array;
  readonly costs: Float64Array;
}

const VERSION = 1;

/** A Map keeps the order of insertion: the first one was used longest ago. */
export class Uses {
  readonly #uses = new Map<string, Use>();
  #total = 0;

  /** Octets of all bodies. */
  get total(): number {
    return this.#total;
  }

  get count(): number {
    return this.#uses.size;
  }

  cost(key: BodyKey): number | null {
    return this.#uses.get(nameOf(key))?.cost ?? null;
  }

  note(key: BodyKey, cost: number, at: number): void {
    this.drop(key);
    this.#uses.set(nameOf(key), { key, at, cost });
    this.#total += cost;
  }

  drop(key: BodyKey): boolean {
    const name = nameOf(key);
    this.#total -= this.#uses.get(name)?.cost ?? 0;
    return this.#uses.delete(name);
  }

  dropUnder([id, validity]: readonly number[]): void {
    for (const { key } of this.#uses.values()) {
      if (key.id === id && (validity === undefined || key.validity === validity)) this.drop(key);
    }
  }

  /** Takes away the bodies used longest ago until the rest costs no more, and is no more, than allowed. */
  evict({ bodyBytes, bodies }: Pick<StoreLimits, 'bodyBytes' | 'bodies'>): readonly BodyKey[] {
    const evicted: BodyKey[] = [];
    for (const { key } of this.#uses.values()) {
      if (this.#total <= bodyBytes && this.#uses.size <= bodies) break;
      this.drop(key);
      evicted.push(key);
    }
    return evicted;
  }

  toRecord(): UsesRecord {
    const uses = [...this.#uses.values()];
    return {
      v: VERSION,
      ids: Uint32Array.from(uses, ({ key }) => key.id),
      validities: Uint32Array.from(uses, ({ key }) => key.validity),
      uids: Uint32Array.from(uses, ({ key }) => key.uid),
      formatted: Uint8Array.from(uses, ({ key }) => (key.formatted ? 1 : 0)),
      ats: Float64Array.from(uses, ({ at }) => at),
      costs: Float64Array.from(uses, ({ cost }) => cost),
    };
  }

  /** Null for what is no such record. */
  static from(value: unknown): Uses | null {
    if (!isRecord(value)) return null;
    const { ids, validities, uids, formatted, ats, costs } = value;
    const uses = new Uses();
    const order = Array.from(ids.keys()).sort((a, b) => (ats[a] ?? 0) - (ats[b] ?? 0));
    for (const i of order) {
      const key: BodyKey = {
        id: ids[i] ?? 0,
        validity: (validities[i] ?? 0) as UidValidity,
        uid: (uids[i] ?? 0) as Uid,
        formatted: formatted[i] === 1,
      };
      const cost = costs[i] ?? 0;
      if (!Number.isSafeInteger(cost) || cost < 0) return null;
      uses.note(key, cost, ats[i] ?? 0);
    }
    return uses;
  }
}

const nameOf = ({ id, validity, uid, formatted }: BodyKey): string =>
  `${id} ${validity} ${uid} ${formatted ? 1 : 0}`;

function isRecord(value: unknown): value is UsesRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { v, ids, validities, uids, formatted, ats, costs } = value as Partial<
    Record<keyof UsesRecord, unknown>
  >;
  if (v !== VERSION || !(ids instanceof Uint32Array)) return false;
  const isColumn = (column: unknown, type: new () => { readonly length: number }): boolean =>
    column instanceof type && column.length === ids.length;
  return (
    isColumn(validities, Uint32Array) &&
    isColumn(uids, Uint32Array) &&
    isColumn(formatted, Uint8Array) &&
    isColumn(ats, Float64Array) &&
    isColumn(costs, Float64Array)
  );
}
