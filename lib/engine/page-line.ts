/**
 * The line between a page and its engine: a tab says hello over it, requests go out and find their answers, and it begins
 * anew where another tab's engine takes over. Inert until `start`, so that prerendering may make one.
 */
import { assertNever, type AppError, type Result } from '../mail';
import type { ClientPlatform } from './client-platform';
import { WELCOME_TIMEOUT_MS } from './limits';
import { PageIndex } from './page-index';
import type { EngineMessage, EngineReplies, EngineRequest, PageMessage } from './port';
import type { EngineLink } from './port-like';
import { Requests, type Progress } from './requests';

/** What an engine says that is no answer to a request. */
export type PageLineSaid = Exclude<EngineMessage, { kind: 'reply' | 'progress' | 'welcome' | 'make-index' }>;

export interface PageLineHost {
  /** There is a platform now, and no engine yet. */
  readonly starting: () => void;
  /** An engine is about to be greeted, perhaps one that knows nothing of this tab. */
  readonly greeting: () => void;
  readonly greeted: () => void;
  /** `isFirst`: by this engine. */
  readonly welcomed: (message: Extract<EngineMessage, { kind: 'welcome' }>, isFirst: boolean) => void;
  readonly said: (message: PageLineSaid) => void;
  /** There is a network, perhaps again. */
  readonly woke: () => void;
  /** Another tab's engine took over: it knows nobody, and is greeted next. */
  readonly restarted: () => void;
  readonly failed: (error: AppError) => void;
}

export class PageLine {
  readonly #host: PageLineHost;
  readonly #requests = new Requests((message) => this.post(message));
  readonly #index = new PageIndex();
  #platform: ClientPlatform | null = null;
  #link: EngineLink | null = null;
  #tab = '';
  #isWelcome = false;
  #run = 0;

  constructor(host: PageLineHost) {
    this.#host = host;
  }

  /** Null before the start. */
  get platform(): ClientPlatform | null {
    return this.#platform;
  }

  /** Tells whether the page that asks is still the one that runs. */
  current(): () => boolean {
    const run = this.#run;
    return () => run === this.#run;
  }

  /** Returns what ends it. */
  start(platform: ClientPlatform): () => void {
    this.#run++;
    const current = this.current();
    this.#platform = platform;
    this.#host.starting();
    const cancelTimeout = platform.setTimer(WELCOME_TIMEOUT_MS, () => {
      if (current() && !this.#isWelcome) this.fail({ code: 'engine-failed' }, 'the worker did not answer');
    });
    const stopListening = platform.listen({
      onState: (state, woke = false) => {
        this.post({ kind: 'page-state', ...state, woke });
        if (state.online && woke) this.#host.woke();
      },
      onHide: () => this.#bye(),
      onShow: () => {
        // The engine may have ended in the meantime: then what the tab kept sealed signs in again.
        this.#isWelcome = false;
        this.#hello();
      },
    });
    void platform.openTab().then(
      (tab) => {
        if (!current()) return;
        this.#tab = tab;
        this.#link = platform.connect({
          onMessage: (message) => (current() ? this.#receive(message) : undefined),
          onRestart: () => (current() ? this.#restarted() : undefined),
          onFail: (detail) => (current() ? this.fail({ code: 'engine-failed' }, detail) : undefined),
        });
        this.#hello();
      },
      () => (current() ? this.fail({ code: 'engine-failed' }, 'the tab could not take its lock') : undefined),
    );
    return () => {
      if (!current()) return;
      this.#bye();
      this.#run++;
      cancelTimeout();
      stopListening();
      this.#link?.close();
      this.#link = null;
      this.#isWelcome = false;
      this.#requests.rejectAll({ code: 'engine-failed' });
    };
  }

  /** Goes nowhere while there is no engine. */
  post(message: PageMessage): void {
    this.#link?.post(message);
  }

  request<Kind extends keyof EngineReplies>(
    request: Extract<EngineRequest, { kind: Kind }>,
    onProgress?: Progress,
    signal?: AbortSignal,
  ): Promise<Result<EngineReplies[Kind]>> {
    if (!this.#link) return Promise.resolve({ ok: false, error: { code: 'engine-failed' } });
    return this.#requests.send<Kind>(request, onProgress, signal);
  }

  /** Whatever waits for an answer has this one. */
  fail(error: AppError, detail: string): void {
    this.#platform?.log('error', `${error.code}: ${detail}`);
    this.#host.failed(error);
    this.#requests.rejectAll(error);
  }

  #bye(): void {
    this.post({ kind: 'bye' });
    this.#index.end();
  }

  #hello(): void {
    const platform = this.#platform;
    if (!platform || !this.#link) return;
    const { build, session, bridge } = platform;
    this.#host.greeting();
    this.post({ kind: 'hello', build, tab: this.#tab, session, bridge, ...platform.pageState() });
    this.#host.greeted();
  }

  #receive(message: EngineMessage): void {
    switch (message.kind) {
      case 'welcome': {
        const isFirst = !this.#isWelcome;
        this.#isWelcome = true;
        if (message.build === this.#platform?.build) return this.#host.welcomed(message, isFirst);
        return this.fail({ code: 'engine-outdated' }, message.build);
      }
      case 'reply':
        return this.#requests.settle(message);
      case 'progress':
        return this.#requests.progress(message);
      case 'make-index':
        return this.#index.make(this.#platform, this.#link);
      case 'changes':
      case 'wire':
      case 'notices':
      case 'log':
        return this.#host.said(message);
      default:
        return assertNever(message);
    }
  }

  #restarted(): void {
    this.#requests.rejectAll({ code: 'engine-failed' });
    this.#isWelcome = false;
    this.#host.restarted();
    this.#hello();
  }
}
