/** The little of a service worker's scope that is used here; the DOM library has no types for it. */

interface Extendable {
  waitUntil(work: Promise<unknown>): void;
}

export interface FetchEventLike extends Extendable {
  readonly request: Request;
  readonly preloadResponse?: Promise<unknown>;
  respondWith(response: Promise<Response>): void;
}

export interface MessageEventLike extends Extendable {
  readonly data: unknown;
  readonly ports: readonly MessagePort[];
}

interface WindowClientLike {
  /** 'nested' for frames. */
  readonly frameType?: string;
}

export interface ServiceWorkerScope {
  readonly location: { readonly origin: string };
  readonly caches: CacheStorage;
  readonly registration: {
    unregister(): Promise<boolean>;
    readonly navigationPreload?: { enable(): Promise<void> };
  };
  readonly clients: {
    claim(): Promise<void>;
    matchAll(options: {
      readonly type: 'window';
      readonly includeUncontrolled: true;
    }): Promise<readonly WindowClientLike[]>;
  };
  skipWaiting(): Promise<void>;
  addEventListener(kind: 'install' | 'activate', act: (event: Extendable) => void): void;
  addEventListener(kind: 'fetch', act: (event: FetchEventLike) => void): void;
  addEventListener(kind: 'message', act: (event: MessageEventLike) => void): void;
}
