/**
 * Staying signed in over a reload (security.md 4.3). The tab keeps a ciphertext in its sessionStorage; the key that
 * opens it is made of two halves: key material in IndexedDB that cannot be exported, and a share the bridge gives only
 * to the browser with the cookie. A thief needs all of them; closing the tab takes the first away (closed-tab.ts).
 */
import type { AccountId } from '../mail';
import type { DeviceShelf } from './device-shelf';
import { MAX_ACCOUNTS } from './limits';
import type { ServerTarget, SignInRequest } from './port';

export interface Vault {
  /**
   * Seals what signs an account in and keeps it in this tab; null when a half is missing (then memory only). Rejects when the bridge's half
   * is out of reach just now, and only then.
   */
  seal(account: AccountId, request: SignInRequest): Promise<string | null>;
  /**
   * What was sealed; null when it cannot be opened any more, and then it is forgotten. 'later': a half of the key is out of
   * reach just now, so nobody knows.
   */
  open(account: AccountId, sealed: string): Promise<SignInRequest | null | 'later'>;
  /** Keeps a form another tab sealed. */
  keep(account: AccountId, sealed: string): void;
  kept(): readonly (readonly [AccountId, string])[];
  /** This tab keeps it no longer. */
  drop(account: AccountId): void;
  /** The person signed out: its key goes, in every tab, and what the device kept; with the last account the bridge's half goes too. */
  forget(account: AccountId): Promise<void>;
  /** The tab was closed: whatever copy of its form there is opens no more. What waits of the account can still be opened. */
  end(account: AccountId): Promise<void>;
  /** A key for what waits of an account, of the same two halves; null when one is missing or out of reach. */
  itemKey(account: AccountId): Promise<CryptoKey | null>;
  /** Asks the bridge for a new half: what was sealed with the old one has to be sealed anew. False when there is none. */
  renew(): Promise<boolean>;
  /**
   * The bridge's half became another one: told for each key of this browser what derives from it, by the name the key has. `before` null
   * when the half of before is out of reach for good.
   */
  onRenewed: (name: string, before: CryptoKey | null, now: CryptoKey) => void;
  /** Sealed forms that outlive the tab; null where nothing can. */
  readonly device: DeviceShelf | null;
}

/**
 * HKDF key material that cannot be read by scripts, kept beside the tab: one key an account, so that what a tab of before still
 * keeps of an account that signed out opens nowhere any more.
 */
export interface KeyStore {
  /** The account's key in this browser; made when there is none and `create` is true. `of`: what signs in, or what waits to be sent. */
  load(account: AccountId, create: boolean, of: 'sign-in' | 'items'): Promise<CryptoKey | null>;
  /** Whether there is a key of any account. */
  any(): Promise<boolean>;
  /** What an account's key is called; it does not tell whose it is. */
  name(account: AccountId): Promise<string>;
  /** Those of what waits. */
  items(): Promise<readonly (readonly [name: string, key: CryptoKey])[]>;
  drop(account: AccountId, of: 'sign-in' | 'all'): Promise<void>;
  clear(): Promise<void>;
}

export interface VaultParts {
  readonly subtle: SubtleCrypto;
  readonly random: (bytes: number) => Uint8Array<ArrayBuffer>;
  readonly keys: KeyStore;
  /**
   * The bridge's share: the one this browser has, or a new one, which voids what was sealed with the old. Null when
   * the bridge says that there is none; rejects when it says nothing.
   */
  readonly share: (which: 'known' | 'new') => Promise<Uint8Array<ArrayBuffer> | null>;
  /** Gives the cookie back, so that the bridge's half cannot be asked for any more. */
  readonly revoke: () => Promise<void>;
  /** sessionStorage, or less where a browser forbids it. */
  readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  /** Where sealed forms of "my device" lie. */
  readonly device?: DeviceShelf;
  readonly log: (level: 'info' | 'warn' | 'error', text: string) => void;
}

const STORAGE_KEY = 'tagline.sealed';
const VERSION = '1';
const IV_BYTES = 12;
const SALT_BYTES = 16;
/** Plain text is filled up to a multiple of this: its length must not tell the password's. */
const BLOCK = 512;
/** Characters of a sealed form; longer ones are not ours. */
const MAX_SEALED = 20_000;

/** The bridge said nothing of its half. */
class OutOfReach extends Error {}

export function createVault(parts: VaultParts): Vault {
  const { subtle, random, keys, revoke, storage, device = null, log } = parts;
  const share: VaultParts['share'] = (which) =>
    parts.share(which).catch((error: unknown) => {
      throw new OutOfReach(nameOf(error));
    });

  const read = (): Map<AccountId, string> => {
    try {
      const json: unknown = JSON.parse(storage.getItem(STORAGE_KEY) ?? '[]');
      const pairs = Array.isArray(json) ? (json as unknown[]).filter(isPair) : [];
      return new Map(pairs.slice(0, MAX_ACCOUNTS));
    } catch {
      return new Map();
    }
  };
  const write = (kept: ReadonlyMap<AccountId, string>): void => {
    try {
      if (kept.size === 0) storage.removeItem(STORAGE_KEY);
      else storage.setItem(STORAGE_KEY, JSON.stringify([...kept]));
    } catch {
      log('warn', 'this browser keeps nothing for a reload');
    }
  };

  const halves = async (
    account: AccountId,
    create: boolean,
  ): Promise<readonly [CryptoKey | null, Uint8Array<ArrayBuffer> | null]> => {
    if (!create) return Promise.all([keys.load(account, false, 'sign-in'), share('known')]);
    // A browser that has its half has the cookie too; asking one without would be refused: there is no key before there is a cookie.
    const half = ((await keys.any()) ? await share('known') : null) ?? (await renewedFrom(null));
    return [half && (await keys.load(account, true, 'sign-in')), half];
  };
  /** A new half, and what the keys of all accounts become with it: what waits of each is sealed anew. */
  const renewedFrom = async (
    old: Uint8Array<ArrayBuffer> | null,
  ): Promise<Uint8Array<ArrayBuffer> | null> => {
    const half = await share('new');
    if (half === null) return null;
    for (const [name, material] of await keys.items().catch(() => [])) {
      const before = old && (await derive(material, old, itemsInfo(name)));
      vault.onRenewed(name, before, await derive(material, half, itemsInfo(name)));
    }
    return half;
  };
  const keyFor = async (
    account: AccountId,
    salt: Uint8Array<ArrayBuffer>,
    create: boolean,
  ): Promise<CryptoKey | null> => {
    const [material, half] = await halves(account, create);
    if (!material || !half) return null;
    return derive(material, half, joined(encoder.encode(`tagline reload ${VERSION}\0${account}\0`), salt));
  };
  /** HKDF's salt is the bridge's half, its input the browser's: the output needs both (RFC 5869 2.2). */
  const derive = (
    material: CryptoKey,
    half: Uint8Array<ArrayBuffer>,
    info: Uint8Array<ArrayBuffer>,
  ): Promise<CryptoKey> =>
    subtle.deriveKey(
      { name: 'HKDF', hash: 'SHA-256', salt: half, info },
      material,
      { name: 'AES-GCM', length: 256 },
      false,
      ['encrypt', 'decrypt'],
    );

  const keep = (account: AccountId, sealed: string): void => {
    if (sealed.length <= MAX_SEALED) write(read().set(account, sealed));
  };
  const drop = (account: AccountId): void => {
    const kept = read();
    if (kept.delete(account)) write(kept);
  };
  const forget = async (account: AccountId): Promise<void> => {
    drop(account);
    await device?.drop(account).catch(() => log('warn', 'what this device kept could not be deleted'));
    const others = await (device?.all() ?? Promise.resolve([])).catch(() => []);
    const last = read().size === 0 && others.length === 0;
    await (last ? keys.clear() : keys.drop(account, 'all')).catch(() =>
      log('warn', 'the key of this browser could not be deleted'),
    );
    if (!last) return;
    await revoke().catch(() => log('warn', 'the cookie of this browser could not be given back'));
  };

  const vault: Vault = {
    onRenewed: () => undefined,
    device,
    itemKey: async (account) => {
      try {
        const [material, half] = await Promise.all([keys.load(account, true, 'items'), share('known')]);
        if (!material || !half) return null;
        return await derive(material, half, itemsInfo(await keys.name(account)));
      } catch {
        return null;
      }
    },
    renew: async () => {
      try {
        return (await renewedFrom(await share('known'))) !== null;
      } catch {
        return false;
      }
    },
    keep,
    drop,
    forget,
    end: async (account) => {
      drop(account);
      await keys
        .drop(account, 'sign-in')
        .catch(() => log('warn', 'the key of this browser could not be deleted'));
    },
    kept: () => [...read()],
    seal: async (account, request) => {
      try {
        const salt = random(SALT_BYTES);
        const iv = random(IV_BYTES);
        const key = await keyFor(account, salt, true);
        if (!key) return null;
        const box = await subtle.encrypt({ name: 'AES-GCM', iv }, key, padded(JSON.stringify(request)));
        const sealed = [VERSION, ...[salt, iv, new Uint8Array(box)].map(toBase64Url)].join('.');
        keep(account, sealed);
        return sealed;
      } catch (error) {
        log('warn', `a reload will ask for the password: ${nameOf(error)}`);
        if (error instanceof OutOfReach) throw error;
        return null;
      }
    },
    open: async (account, sealed) => {
      const form = toForm(sealed);
      const key =
        form === null ? null : await keyFor(account, form.salt, false).catch(() => 'later' as const);
      if (key === 'later') {
        log('info', 'a half of the key is out of reach; the sealed form is kept');
        return key;
      }
      try {
        if (form === null) throw new TypeError('not a sealed form');
        if (key === null) throw new TypeError('a half of the key is missing');
        const plain = await subtle.decrypt({ name: 'AES-GCM', iv: form.iv }, key, form.box);
        const request = toSignIn(JSON.parse(decoder.decode(plain).trimEnd()));
        if (!request) throw new TypeError('not a sign-in');
        return request;
      } catch (error) {
        log('info', `the sealed form of an account could not be opened: ${nameOf(error)}`);
        drop(account);
        return null;
      }
    },
  };
  return vault;
}

export function toBase64Url(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Throws on anything that is not base64url. */
export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

/** The parts of a sealed form; null when it is none of ours. */
function toForm(sealed: string): Readonly<Record<'salt' | 'iv' | 'box', Uint8Array<ArrayBuffer>>> | null {
  const [version, salt, iv, box, ...rest] = sealed.split('.');
  if (sealed.length > MAX_SEALED || version !== VERSION || !salt || !iv || !box || rest.length > 0)
    return null;
  try {
    return { salt: fromBase64Url(salt), iv: fromBase64Url(iv), box: fromBase64Url(box) };
  } catch {
    return null;
  }
}

function padded(text: string): Uint8Array<ArrayBuffer> {
  const bytes = encoder.encode(text);
  const filled = new Uint8Array(Math.ceil((bytes.length + 1) / BLOCK) * BLOCK).fill(0x20);
  filled.set(bytes);
  return filled;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}

/** Of what waits, by the name of the key: it can be renewed of accounts that are not signed in. */
const itemsInfo = (name: string): Uint8Array<ArrayBuffer> => encoder.encode(`tagline items 2\0${name}\0`);

const isPair = (value: unknown): value is [AccountId, string] =>
  Array.isArray(value) && value.length === 2 && value.every((one) => typeof one === 'string');

/** What was sealed came from us, but maybe from an older us. */
function toSignIn(json: unknown): SignInRequest | null {
  if (!isRecord(json) || !isRecord(json['server'])) return null;
  const { user, password, address } = json;
  const { id, name, target, tls, security } = json['server'];
  const server = { id, name, target, tls, security };
  if (typeof user !== 'string' || typeof password !== 'string' || !isServerTarget(server)) return null;
  return { server, user, password, ...(typeof address === 'string' ? { address } : {}) };
}

/** What was kept of a server came from us, but maybe from an older us. */
export function isServerTarget(
  server: Record<keyof ServerTarget, unknown>,
): server is ServerTarget & Record<string, unknown> {
  const { id, name, target, tls, security } = server;
  return (
    [id, name, target].every((text) => typeof text === 'string') &&
    (tls === 'implicit' || tls === 'starttls' || tls === 'none') &&
    (security === 'tls' || security === 'loopback' || security === 'insecure')
  );
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
const nameOf = (error: unknown): string => (error instanceof Error ? error.message : 'unknown');
const encoder = new TextEncoder();
const decoder = new TextDecoder();
