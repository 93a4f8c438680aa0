/**
 * What this device keeps, as a page knows it: how much, how long the browser promises to keep it, and what waits as a file. The browser
 * is asked for durable storage when something is to last; again only when the person asks.
 */
import type { AccountId, Result } from '../mail';
import type { DeviceFacts, WaitingItem } from './device-work';
import type { EngineReplies, EngineRequest } from './port';

/** The browser's storage manager, and a note that it was asked. */
export interface DeviceStorage {
  /** Null where the browser does not say. */
  durable(): Promise<boolean | null>;
  /** Asks for it; some browsers ask the person. */
  persist(): Promise<boolean>;
  /** Octets of all that this origin stores, and may store; null where the browser does not say. */
  room(): Promise<DeviceRoom | null>;
  /** Whether it was asked before, in any tab; notes it when it was not. */
  noteAsked(): boolean;
}

export interface DeviceRoom {
  readonly used: number;
  readonly quota: number | null;
}

export interface PageDevice {
  facts(account: AccountId): Promise<Result<DeviceFacts>>;
  room(): Promise<DeviceRoom | null>;
  durable(): Promise<boolean | null>;
  /** The person asks the browser to keep all of it; false when it does not. */
  makeDurable(): Promise<boolean>;
  /** What waits of an account, as a text for a file, and how many things. */
  waitingAsText(account: AccountId): Promise<Result<{ readonly text: string; readonly count: number }>>;
}

type Ask = <Kind extends 'device-facts' | 'export-work'>(
  request: Extract<EngineRequest, { kind: Kind }>,
) => Promise<Result<EngineReplies[Kind]>>;

export class DeviceDesk implements PageDevice {
  readonly #storage: () => DeviceStorage | null;
  readonly #ask: Ask;
  readonly #now: () => number;

  constructor(storage: () => DeviceStorage | null, ask: Ask, now: () => number) {
    this.#storage = storage;
    this.#ask = ask;
    this.#now = now;
  }

  facts(account: AccountId): Promise<Result<DeviceFacts>> {
    return this.#ask<'device-facts'>({ kind: 'device-facts', account });
  }

  async room(): Promise<DeviceRoom | null> {
    return (
      (await this.#storage()
        ?.room()
        .catch(() => null)) ?? null
    );
  }

  async durable(): Promise<boolean | null> {
    return (
      (await this.#storage()
        ?.durable()
        .catch(() => null)) ?? null
    );
  }

  async makeDurable(): Promise<boolean> {
    return (
      (await this.#storage()
        ?.persist()
        .catch(() => false)) ?? false
    );
  }

  /** Something is to last from now on: asked once in the life of this browser's storage, never again by itself. */
  lasts(): void {
    const storage = this.#storage();
    if (storage === null || storage.noteAsked()) return;
    void this.durable().then((durable) => (durable === false ? this.makeDurable() : undefined));
  }

  async waitingAsText(
    account: AccountId,
  ): Promise<Result<{ readonly text: string; readonly count: number }>> {
    const found = await this.#ask<'export-work'>({ kind: 'export-work', account });
    if (!found.ok) return found;
    return {
      ok: true,
      value: { text: textOf(account, this.#now(), found.value), count: found.value.length },
    };
  }
}

/** JSON that a person can read and a program too: what JSON does not know is written as what it is called and its content. */
export function textOf(account: AccountId, now: number, items: readonly WaitingItem[]): string {
  const content = { tagline: 'what waits to be sent', account, at: new Date(now).toISOString(), items };
  return `${JSON.stringify(content, (_name, value: unknown) => plain(value), 2)}\n`;
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Map) return { map: [...value] };
  if (value instanceof Set) return { set: [...value] };
  if (value instanceof Uint8Array) return { base64: toBase64(value) };
  if (value instanceof Uint32Array) return [...value];
  if (value instanceof ArrayBuffer) return { base64: toBase64(new Uint8Array(value)) };
  return value;
}

function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}
