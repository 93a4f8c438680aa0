/** What an earlier engine wrote down of an account's work, and that it goes on. */
import type { AccountId } from '../mail';
import type { Session } from '../session/types';
import type { Store, StoredItem } from '../store';
import type { Audience } from './account-audience';
import type { AccountCounts } from './account-counts';
import type { ImportBook } from './import-book';

export interface TakenUpHost {
  /** Empty while nobody is signed in. */
  readonly account: () => AccountId;
  readonly isEnded: () => boolean;
  readonly session: () => Session;
  readonly store: Store;
  readonly imports: ImportBook;
  readonly counts: AccountCounts;
  readonly audience: Audience;
  readonly log: (level: 'warn' | 'error', text: string) => void;
}

export class TakenUp {
  readonly #host: TakenUpHost;
  #tellDone: () => void = () => undefined;
  /** What an earlier engine wrote down is known. */
  readonly done = new Promise<void>((resolve) => (this.#tellDone = resolve));
  #isDone = false;

  constructor(host: TakenUpHost) {
    this.#host = host;
  }

  get isDone(): boolean {
    return this.#isDone;
  }

  /** Goes on with it; until it is read, nothing new is sent. */
  start(): void {
    const { account, isEnded, store, log } = this.#host;
    const id = account();
    store
      .items(id, 'outbox')
      .catch((): readonly StoredItem[] => {
        log('warn', 'what waited from before could not be read');
        return [];
      })
      .then(
        (items) => {
          if (isEnded() || account() !== id) return;
          this.#goOn(
            id,
            items.map(({ value }) => value),
          );
        },
        () => log('error', 'what waited from before could not be taken up'),
      );
  }

  #goOn(id: AccountId, values: readonly unknown[]): void {
    const { session, imports, counts, audience } = this.#host;
    session().takeUp(id, values);
    imports.takeUp(values);
    this.#isDone = true;
    this.#tellDone();
    const work = session().work();
    for (const { op, state } of work.ops) if (state.kind === 'queued') counts.enqueued(op, () => undefined);
    audience.tellAll({ kind: 'work', work });
  }
}
