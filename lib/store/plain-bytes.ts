/**
 * Plain data as octets, to be sealed: what structured cloning takes and drafts and ops are made of. JSON in which what JSON does not
 * know stands as `{ $: kind, v: ... }`, and octets as places in what follows it.
 */
import { MAX_ITEM_BYTES } from './limits';
import { parseJson } from './pages';
import { StoreError } from './trouble';

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** Throws StoreError for what is no plain data: functions, class instances, cycles (as too deep). */
export function toBytes(value: unknown): Uint8Array<ArrayBuffer> {
  const binaries: Uint8Array[] = [];
  const head = encoder.encode(JSON.stringify(encode(value, binaries, 0)));
  const size = binaries.reduce((sum, one) => sum + one.length, 4 + head.length);
  const bytes = new Uint8Array(size);
  new DataView(bytes.buffer).setUint32(0, head.length);
  bytes.set(head, 4);
  let at = 4 + head.length;
  for (const binary of binaries) {
    bytes.set(binary, at);
    at += binary.length;
  }
  return bytes;
}

/**
 * Refuses by a StoreError what could not be sealed, wherever it is to be kept: what is kept in clear today may have to be sealed tomorrow. A
 * File is refused, since it is not its octets; they are taken as Uint8Array, in one piece or several.
 */
export function checkItem(value: unknown): void {
  const binaries: Uint8Array[] = [];
  const head = JSON.stringify(encode(value, binaries, 0)).length;
  const size = binaries.reduce((sum, one) => sum + one.length, head);
  if (size > MAX_ITEM_BYTES) throw new StoreError('store-item-too-large');
}

/** Undefined for what `toBytes` did not make. */
export function fromBytes(bytes: Uint8Array): { readonly value: unknown } | undefined {
  if (bytes.length < 4) return undefined;
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  if (length > bytes.length - 4) return undefined;
  const json = parseJson(bytes.subarray(4, 4 + length));
  if (json === undefined) return undefined;
  try {
    return { value: decode(json as Json, bytes.subarray(4 + length), 0) };
  } catch {
    return undefined;
  }
}

const MAX_DEPTH = 100;

function encode(value: unknown, binaries: Uint8Array[], depth: number): Json {
  if (depth > MAX_DEPTH) throw new StoreError('store-item-unsupported');
  const inner = (one: unknown): Json => encode(one, binaries, depth + 1);
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0) ? value : { $: 'number', v: numberName(value) };
    case 'bigint':
      return { $: 'bigint', v: value.toString() };
    case 'undefined':
      return { $: 'undefined', v: null };
    case 'object':
      break;
    default:
      throw new StoreError('store-item-unsupported');
  }
  if (value === null) return null;
  if (Array.isArray(value)) return Array.from(value as unknown[], inner);
  if (value instanceof Map) return { $: 'map', v: Array.from(value, ([k, v]) => [inner(k), inner(v)]) };
  if (value instanceof Set) return { $: 'set', v: Array.from(value, inner) };
  if (value instanceof Date) return { $: 'date', v: value.getTime() };
  const binary = toBinary(value);
  if (binary) {
    const at = binaries.reduce((sum, one) => sum + one.length, 0);
    binaries.push(binary.bytes);
    return { $: binary.kind, v: [at, binary.bytes.length] };
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw new StoreError('store-item-unsupported');
  // As a list of pairs, since '__proto__' and '$' may be names.
  return { $: 'object', v: Object.entries(value).map(([name, one]) => [name, inner(one)]) };
}

function toBinary(
  value: object,
): { readonly kind: 'bytes' | 'words' | 'buffer'; readonly bytes: Uint8Array } | null {
  if (value instanceof Uint8Array) return { kind: 'bytes', bytes: value };
  if (value instanceof ArrayBuffer) return { kind: 'buffer', bytes: new Uint8Array(value) };
  if (!(value instanceof Uint32Array)) return null;
  return { kind: 'words', bytes: new Uint8Array(value.buffer, value.byteOffset, value.byteLength) };
}

function decode(json: Json | undefined, binaries: Uint8Array, depth: number): unknown {
  if (depth > MAX_DEPTH) throw new RangeError('too deep');
  const inner = (one: Json | undefined): unknown => decode(one, binaries, depth + 1);
  if (typeof json !== 'object' || json === null) return json;
  if (Array.isArray(json)) return json.map(inner);
  const { $: kind, v } = json;
  switch (kind) {
    case 'number':
      return Number(v);
    case 'bigint':
      return BigInt(text(v));
    case 'undefined':
      return undefined;
    case 'date':
      return new Date(Number(v));
    case 'map':
      return new Map(pairs(v).map(([k, one]) => [inner(k), inner(one)]));
    case 'set':
      return new Set(list(v).map(inner));
    case 'object':
      return Object.fromEntries(pairs(v).map(([name, one]) => [text(name), inner(one)]));
    case 'bytes':
    case 'words':
    case 'buffer': {
      const [at, length] = list(v).map(Number);
      // A copy: sealed and opened octets are not kept for its sake.
      const bytes = binaries.slice(at, (at ?? 0) + (length ?? 0));
      if (bytes.length !== length) throw new RangeError('octets are missing');
      if (kind === 'bytes') return bytes;
      return kind === 'buffer' ? bytes.buffer : new Uint32Array(bytes.buffer);
    }
    default:
      throw new TypeError('unknown kind');
  }
}

function text(json: Json | undefined): string {
  if (typeof json !== 'string') throw new TypeError('not a text');
  return json;
}

function list(json: Json | undefined): readonly Json[] {
  if (!Array.isArray(json)) throw new TypeError('not a list');
  return json;
}

const pairs = (json: Json | undefined): readonly (readonly [Json | undefined, Json | undefined])[] =>
  list(json).map((one) => {
    const [first, second] = list(one);
    return [first, second];
  });

const numberName = (value: number): string => (Object.is(value, -0) ? '-0' : String(value));

const encoder = new TextEncoder();
