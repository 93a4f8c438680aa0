/** The files of a build in the browser's Cache API, one cache a build. Nothing of mail is ever put there. */
import type { KeptFile } from './answers';

/** Caches of older builds that may still have a tab; the oldest goes first. */
const MAX_OLD = 2;
const AT_ONCE = 4;

export interface ShelfParts {
  readonly caches: CacheStorage;
  readonly fetch: (request: Request) => Promise<Response>;
  readonly digest: (bytes: ArrayBuffer) => Promise<ArrayBuffer>;
  readonly origin: string;
  readonly base: string;
  readonly build: string;
  readonly files: readonly KeptFile[];
}

/** Caches of this app at this place; other apps of the origin may have caches too. */
export const shelfPrefix = (base: string): string => `tagline-app ${base}/ `;

/** Without the address it was fetched from: a worker reads its own, with the query it was asked by, and it must be the request's. */
const answered = ({ body, status, headers }: Response): Response => new Response(body, { status, headers });

export class Shelf {
  readonly #parts: ShelfParts;
  readonly #name: string;
  readonly #hashes: ReadonlyMap<string, string>;
  /** Read and found whole since this worker started. */
  readonly #whole = new Set<string>();

  constructor(parts: ShelfParts) {
    this.#parts = parts;
    this.#name = shelfPrefix(parts.base) + parts.build;
    this.#hashes = new Map(parts.files.map(({ path, hash }) => [path, hash]));
  }

  get paths(): ReadonlySet<string> {
    return new Set(this.#hashes.keys());
  }

  /** All files, each with the bytes the build says, or nothing at all. */
  async fill(): Promise<void> {
    const cache = await this.#open();
    const waiting = [...this.#hashes];
    const take = async (): Promise<void> => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        const [path, hash] = next;
        const response = await this.#parts.fetch(this.#request(path));
        if (!response.ok || response.redirected || !(await this.#fits(response, hash)))
          throw new Error(`${path} is not the file of this build`);
        await cache.put(this.#url(path), response);
      }
    };
    try {
      await Promise.all(Array.from({ length: AT_ONCE }, take));
    } catch (error) {
      await this.#parts.caches.delete(this.#name);
      throw error;
    }
  }

  /** A file as it was put here: one that was changed since is thrown away. */
  async file(path: string): Promise<Response | undefined> {
    const hash = this.#hashes.get(path);
    if (hash === undefined) return this.#fromOlder(path);
    const response = await this.#kept(path);
    if (response === undefined) return undefined;
    if (!this.#whole.has(path)) {
      if (!(await this.#fits(response, hash))) {
        await (await this.#open()).delete(this.#url(path));
        return undefined;
      }
      this.#whole.add(path);
    }
    return answered(response);
  }

  /** A file of this build that was missing here. */
  async heal(path: string, response: Response): Promise<void> {
    const hash = this.#hashes.get(path);
    if (hash === undefined || !response.ok || !(await this.#fits(response, hash))) return;
    await (await this.#open()).put(this.#url(path), response);
  }

  lastWord(path: string): Promise<Response | undefined> {
    return this.#kept(path);
  }

  /** Nothing where the cache is gone: its worker is being retired. */
  async keepWord(path: string, response: Response): Promise<void> {
    if (await this.#parts.caches.has(this.#name)) await (await this.#open()).put(this.#url(path), response);
  }

  /** Caches of older builds: all but the youngest few, or all when no tab is left that may be of one. */
  async tidy(noOldTabs: boolean): Promise<void> {
    const old = await this.#older();
    const gone = noOldTabs ? old : old.slice(0, Math.max(0, old.length - MAX_OLD));
    await Promise.all(gone.map((name) => this.#parts.caches.delete(name)));
  }

  /** Names of caches in the order they were made. */
  async #older(): Promise<readonly string[]> {
    const names = await this.#parts.caches.keys();
    return names.filter((name) => name.startsWith(shelfPrefix(this.#parts.base)) && name !== this.#name);
  }

  /** A tab of an older build goes on with the files it was made for. */
  async #fromOlder(path: string): Promise<Response | undefined> {
    for (const name of await this.#older()) {
      const cache = await this.#parts.caches.open(name);
      const response = await cache.match(this.#url(path));
      if (response !== undefined) return answered(response);
    }
    return undefined;
  }

  /** Asking must not bring back a cache that was taken away: opening one would. */
  #kept(path: string): Promise<Response | undefined> {
    return this.#parts.caches.match(this.#url(path), { cacheName: this.#name });
  }

  #open(): Promise<Cache> {
    return this.#parts.caches.open(this.#name);
  }

  #url(path: string): string {
    return `${this.#parts.origin}${this.#parts.base}${path}`;
  }

  #request(path: string): Request {
    // What is named by its bytes may come from the browser's own cache, which has most of it already.
    const cache = path.startsWith('/_next/static/') ? 'default' : 'no-cache';
    return new Request(this.#url(path), { cache, credentials: 'same-origin', redirect: 'error' });
  }

  /** Reads a copy: the response itself can still be used. */
  async #fits(response: Response, hash: string): Promise<boolean> {
    const bytes = new Uint8Array(await this.#parts.digest(await response.clone().arrayBuffer()));
    return btoa(String.fromCharCode(...bytes)) === hash;
  }
}
