/**
 * The page's side of the service worker: it is registered once the mail stands, asked now and then whether there is a newer build,
 * and a newer build is offered. Nothing here ever loads the page again unless the person says so.
 */
import type { ToServiceWorker } from './messages';

const CHECK_EVERY_MS = 60 * 60_000;
/** Looking at the tab again asks too, but not at every glance. */
const CHECK_AGAIN_MS = 5 * 60_000;
const ANSWER_MS = 5_000;
const TAKE_OVER_MS = 3_000;

export interface UpdateParts {
  readonly container: Pick<
    ServiceWorkerContainer,
    'register' | 'getRegistration' | 'controller' | 'addEventListener'
  >;
  /** Of the worker's script; its folder is the scope. */
  readonly url: string;
  readonly scope: string;
  /** The page's own. */
  readonly build: string;
  /** Whether this server wants a service worker; asked before one is registered. */
  readonly wanted: () => Promise<boolean>;
  readonly now: () => number;
  /** Returns what cancels the timer. */
  readonly setTimer: (ms: number, fn: () => void) => () => void;
  /** Calls when the page is looked at again; returns what ends that. */
  readonly onVisible: (act: () => void) => () => void;
  readonly isVisible: () => boolean;
  readonly reload: () => void;
}

export class Updates {
  readonly #parts: UpdateParts;
  readonly #listeners = new Set<() => void>();
  #registration: ServiceWorkerRegistration | null = null;
  #found = false;
  #started = false;
  #checkedAt = -Infinity;

  constructor(parts: UpdateParts) {
    this.#parts = parts;
  }

  /** Another build than the page's is there, whole. */
  get found(): boolean {
    return this.#found;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /**
   * Harmless when repeated. A browser that refuses costs the mail nothing; a server that could not be asked is asked
   * again later, or one short cut would cost the tab its opening without a network.
   */
  start(): void {
    if (this.#started) return;
    this.#started = true;
    this.#begin().catch(() => {
      this.#started = false;
      this.#parts.setTimer(CHECK_AGAIN_MS, () => this.start());
    });
  }

  /** The person said so: the newer build takes over, and the page is loaded again. */
  async apply(): Promise<void> {
    const waiting = this.#registration?.waiting;
    if (waiting) {
      const took = new Promise<void>((resolve) => {
        this.#parts.container.addEventListener('controllerchange', () => resolve(), { once: true });
        this.#parts.setTimer(TAKE_OVER_MS, resolve);
      });
      post(waiting, { kind: 'take-over' });
      await took;
    }
    this.#parts.reload();
  }

  async #begin(): Promise<void> {
    const { container, url, scope } = this.#parts;
    const known = await container.getRegistration(scope);
    const ours = known?.scope === new URL(scope, url).href ? known : undefined;
    // Where one rules already a server that cannot be asked changes nothing.
    const wanted = await (ours === undefined ? this.#parts.wanted() : this.#parts.wanted().catch(() => true));
    if (ours === undefined && !wanted) return;
    // Also where there is one: a script at another address, or the check left to the browser's cache, is mended so.
    const registration = (await container.register(url, { scope, updateViaCache: 'none' })) as
      | ServiceWorkerRegistration
      | undefined;
    if (registration === undefined) return;
    if (!wanted) {
      // The script the server has instead ends this one. The browser asks for it by itself, but in its own time.
      await registration.update();
      return;
    }
    this.#registration = registration;
    this.#checkedAt = this.#parts.now();
    registration.addEventListener('updatefound', () => this.#watch(registration.installing));
    this.#watch(registration.installing);
    await this.#look();
    this.#parts.onVisible(() => this.#check(CHECK_AGAIN_MS));
    this.#hourly();
  }

  #hourly(): void {
    this.#parts.setTimer(CHECK_EVERY_MS, () => {
      if (this.#parts.isVisible()) this.#check(CHECK_AGAIN_MS);
      this.#hourly();
    });
  }

  #check(notWithinMs: number): void {
    const now = this.#parts.now();
    if (this.#registration === null || now - this.#checkedAt < notWithinMs) return;
    this.#checkedAt = now;
    // Offline, or the worker is gone: the next check may do.
    this.#registration.update().then(
      () => this.#look(),
      () => undefined,
    );
  }

  #watch(worker: ServiceWorker | null): void {
    worker?.addEventListener('statechange', () => {
      if (worker.state === 'installed' || worker.state === 'activated') void this.#look();
    });
  }

  /** Whose build waits or rules: the page's own may take over unasked, since nothing changes by it. */
  async #look(): Promise<void> {
    const { waiting, active } = this.#registration ?? {};
    const other = waiting ?? active ?? null;
    const build = other === null ? null : await this.#buildOf(other);
    if (other === null || build === null) return;
    if (build === this.#parts.build) {
      if (other === waiting) post(other, { kind: 'take-over' });
      return;
    }
    // Without a worker that ruled before there is nothing the page could be older than.
    if (this.#found || this.#parts.container.controller === null) return;
    this.#found = true;
    for (const listener of this.#listeners) listener();
  }

  #buildOf(worker: ServiceWorker): Promise<string | null> {
    return new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      const done = (build: string | null): void => {
        port1.close();
        cancel();
        resolve(build);
      };
      const cancel = this.#parts.setTimer(ANSWER_MS, () => done(null));
      port1.onmessage = ({ data }: MessageEvent<unknown>) => done(typeof data === 'string' ? data : null);
      post(worker, { kind: 'which-build' }, [port2]);
    });
  }
}

function post(worker: ServiceWorker, message: ToServiceWorker, transfer: Transferable[] = []): void {
  worker.postMessage(message, transfer);
}
