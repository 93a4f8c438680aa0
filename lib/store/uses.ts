/** Which bodies are on disk, what each costs, and which was used longest ago. One record of columns an account. */
import type { Uid, UidValidity } from '../imap/types';
import type { StoreLimits } from './limits';
import { parseJson } from './pages';

export interface BodyKey {
  readonly id: number;
  readonly validity: UidValidity;
  readonly uid: Uid;
  readonly formatted: boolean;
  /** What names the message itself, under which its body is kept wherever it lies; the rest is then where it was seen last. */
  readonly email?: string;
}

interface Use {
  readonly key: BodyKey;
  readonly at: number;
  readonly cost: number;
  /** When the message went from where it was seen last, epoch ms: it may lie elsewhere. 0 while it has not. */
  left: number;
}

export interface UsesRecord {
  readonly v: typeof VERSION;
  readonly ids: Uint32Array;
  readonly validities: Uint32Array;
  readonly uids: Uint32Array;
  readonly formatted: Uint8Array;
  readonly ats: Float64Array;
  readonly costs: Float64Array;
  readonly lefts: Float64Array;
  /** JSON in UTF-8: what names each message itself, '' where it is kept by its place. */
  readonly emails: Uint8Array;
}

const VERSION = 2;

/** A Map keeps the order of insertion: the first one was used longest ago. */
export class Uses {
  readonly #uses = new Map<string, Use>();
  /** Names of bodies that are kept for the message itself, by where they were seen last. */
  readonly #byPlace = new Map<string, string>();
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
    const name = nameOf(key);
    this.#uses.set(name, { key, at, cost, left: 0 });
    if (key.email !== undefined) this.#byPlace.set(placeOf(key), name);
    this.#total += cost;
  }

  drop(key: BodyKey): boolean {
    const name = nameOf(key);
    const use = this.#uses.get(name);
    if (use === undefined) return false;
    this.#total -= use.cost;
    if (this.#byPlace.get(placeOf(use.key)) === name) this.#byPlace.delete(placeOf(use.key));
    return this.#uses.delete(name);
  }

  /** The message at this place went. What is kept for itself stays a while: it may have been moved. */
  leave(place: BodyKey, now: number): boolean {
    const use = this.#uses.get(this.#byPlace.get(placeOf(place)) ?? '');
    if (use === undefined) return false;
    use.left ||= now;
    return true;
  }

  /** Messages with a body that were seen last in this place, each once, those used longest ago first. */
  uidsOf(id: number, validity: UidValidity): readonly Uid[] {
    const uses = [...this.#uses.values()].filter(
      ({ key, left }) => left === 0 && key.id === id && key.validity === validity,
    );
    return [...new Set(uses.map(({ key }) => key.uid))];
  }

  dropUnder([id, validity]: readonly number[], now: number): void {
    for (const use of this.#uses.values()) {
      const { key } = use;
      if (key.id !== id || (validity !== undefined && key.validity !== validity)) continue;
      if (key.email === undefined) this.drop(key);
      else use.left ||= now;
    }
  }

  /** Takes away what went before this time and was seen nowhere since. */
  dropLeft(before: number): readonly BodyKey[] {
    const gone = [...this.#uses.values()].filter(({ left }) => left > 0 && left < before);
    for (const { key } of gone) this.drop(key);
    return gone.map(({ key }) => key);
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
      lefts: Float64Array.from(uses, ({ left }) => left),
      emails: encoder.encode(JSON.stringify(uses.map(({ key }) => key.email ?? ''))),
    };
  }

  /** Null for what is no such record. */
  static from(value: unknown): Uses | null {
    if (!isRecord(value)) return null;
    const { ids, validities, uids, formatted, ats, costs, lefts } = value;
    const emails = readEmails(value.emails, ids.length);
    if (emails === null) return null;
    const uses = new Uses();
    const order = Array.from(ids.keys()).sort((a, b) => (ats[a] ?? 0) - (ats[b] ?? 0));
    for (const i of order) {
      const key: BodyKey = {
        id: ids[i] ?? 0,
        validity: (validities[i] ?? 0) as UidValidity,
        uid: (uids[i] ?? 0) as Uid,
        formatted: formatted[i] === 1,
        ...(emails[i] ? { email: emails[i] } : {}),
      };
      const cost = costs[i] ?? 0;
      if (!Number.isSafeInteger(cost) || cost < 0) return null;
      uses.note(key, cost, ats[i] ?? 0);
      if ((lefts[i] ?? 0) > 0) uses.leave(key, lefts[i] ?? 0);
    }
    return uses;
  }
}

const placeOf = ({ id, validity, uid, formatted }: BodyKey): string =>
  `${id} ${validity} ${uid} ${formatted ? 1 : 0}`;
const nameOf = (key: BodyKey): string =>
  key.email === undefined ? placeOf(key) : `${EMAIL} ${key.email} ${key.formatted ? 1 : 0}`;

/** Begins the keys of bodies that are kept for the message itself; others begin with a number. */
export const EMAIL = 'email';

function readEmails(bytes: Uint8Array, count: number): readonly string[] | null {
  const emails = parseJson(bytes);
  if (!Array.isArray(emails) || emails.length !== count) return null;
  return emails.every((one): one is string => typeof one === 'string') ? emails : null;
}

function isRecord(value: unknown): value is UsesRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { v, ids, validities, uids, formatted, ats, costs, lefts, emails } = value as Partial<
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
    isColumn(costs, Float64Array) &&
    isColumn(lefts, Float64Array) &&
    emails instanceof Uint8Array
  );
}

const encoder = new TextEncoder();
