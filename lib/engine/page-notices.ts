/** What a page is told of mail that came while nobody looked: it shows it, if it said that it may. */
import type { EngineMessage, PageMessage } from './port';

export type NewsOfMail = Extract<EngineMessage, { kind: 'notices' }>;

export interface PageNotices {
  /** Whether this page may show notifications. */
  allow(on: boolean): void;
  subscribe(listener: (news: NewsOfMail) => void): () => void;
}

export class NoticeDesk implements PageNotices {
  readonly #post: (message: PageMessage) => void;
  readonly #listeners = new Set<(news: NewsOfMail) => void>();
  #on = false;

  constructor(post: (message: PageMessage) => void) {
    this.#post = post;
  }

  allow(on: boolean): void {
    this.#on = on;
    this.#post({ kind: 'notify', on });
  }

  subscribe(listener: (news: NewsOfMail) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Another engine, or one that does not know this page any more. */
  again(): void {
    if (this.#on) this.#post({ kind: 'notify', on: true });
  }

  receive(news: NewsOfMail): void {
    for (const listener of this.#listeners) listener(news);
  }
}
