/** Requests of a page that wait for their reply. Each is answered once: by the engine, by an abort, or by `rejectAll`. */
import type { AppError, Result } from '../mail';
import type { EngineMessage, EngineReplies, EngineRequest, PageMessage } from './port';

export type Progress = (
  loaded: number,
  total: number,
  octets?: readonly [done: number, total: number],
  bytes?: Uint8Array,
) => void;

interface Pending {
  readonly resolve: (result: Result<EngineReplies[keyof EngineReplies]>) => void;
  readonly onProgress: Progress | undefined;
}

export class Requests {
  readonly #post: (message: PageMessage) => void;
  readonly #pending = new Map<number, Pending>();
  #next = 1;

  constructor(post: (message: PageMessage) => void) {
    this.#post = post;
  }

  /** Aborting drops the answer; the engine is told that nobody waits for it. */
  send<Kind extends keyof EngineReplies>(
    request: Extract<EngineRequest, { kind: Kind }>,
    onProgress?: Progress,
    signal?: AbortSignal,
  ): Promise<Result<EngineReplies[Kind]>> {
    if (signal?.aborted) return Promise.resolve({ ok: false, error: aborted });
    const id = this.#next++;
    return new Promise((resolve) => {
      this.#pending.set(id, {
        // The engine answers a request by its own kind of value.
        resolve: (result) => resolve(result as Result<EngineReplies[Kind]>),
        onProgress,
      });
      signal?.addEventListener('abort', () => {
        if (!this.#pending.delete(id)) return;
        this.#post({ kind: 'abandon', id });
        resolve({ ok: false, error: aborted });
      });
      this.#post({ kind: 'request', id, request });
    });
  }

  settle(reply: Extract<EngineMessage, { kind: 'reply' }>): void {
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    pending?.resolve(reply.ok ? { ok: true, value: reply.value } : { ok: false, error: reply.error });
  }

  progress({ id, loaded, total, octets, bytes }: Extract<EngineMessage, { kind: 'progress' }>): void {
    this.#pending.get(id)?.onProgress?.(loaded, total, octets, bytes);
  }

  rejectAll(error: AppError): void {
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const { resolve } of pending) resolve({ ok: false, error });
  }
}

const aborted: AppError = { code: 'offline' };
