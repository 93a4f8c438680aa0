/** What pages ask of one account that is signed in, and how they take it back: readings by their request, long work by its number. */
import { assertNever, type Result } from '../mail';
import type { PartSink } from '../session/types';
import type { Store } from '../store';
import type { Account } from './account';
import type { EngineReplies, EngineRequest } from './port';
import { readMessage, readPart } from './reading';
import { findRelatedMessages } from './related';
import type { Tab } from './tabs';
import { performTransfer } from './transfers';

/** Those the host answers itself: they are about who is signed in, and what the device keeps. */
type HostKind = 'sign-in' | 'hold' | 'keep' | 'expire' | 'sign-out' | 'device-facts' | 'export-work';
export type AccountRequest = Exclude<EngineRequest, { readonly kind: HostKind }>;

export class AccountWork {
  readonly #store: Store;
  readonly #isHere: (tab: Tab) => boolean;
  /** Readings under way, by tab and number of the request. */
  readonly #readings = new Map<string, AbortController>();
  /** Long work of tabs that was asked to end, by tab and its number. */
  readonly #cancelled = new Set<string>();

  constructor(store: Store, isHere: (tab: Tab) => boolean) {
    this.#store = store;
    this.#isHere = isHere;
  }

  /** What the tab was reading is of use to nobody any more. */
  left(tab: Tab): void {
    for (const [key, reading] of this.#readings) if (key.startsWith(`${tab.id} `)) reading.abort();
  }

  stopReading(tab: Tab, id: number): void {
    this.#readings.get(`${tab.id} ${id}`)?.abort();
  }

  cancel(tab: Tab, job: number): void {
    this.#cancelled.add(`${tab.id} ${job}`);
  }

  async perform(
    tab: Tab,
    id: number,
    account: Account,
    request: AccountRequest,
  ): Promise<Result<EngineReplies[keyof EngineReplies]>> {
    switch (request.kind) {
      case 'open-message': {
        const { mailbox, uid, formatted = false } = request;
        const read = await this.#read(tab, id, (signal) =>
          readMessage(this.#store, account, mailbox, uid, formatted, signal),
        );
        if (read.ok) account.reads(tab, mailbox, uid);
        return read;
      }
      case 'threads': {
        return this.#read(tab, id, (signal) => {
          const tell = (share: number): void =>
            tab.post({ kind: 'progress', id, loaded: Math.round(share * 1_000), total: 1_000 });
          const finding = account.session.lookup.threads(request.mailbox, tell);
          signal.addEventListener('abort', finding.cancel, { once: true });
          return finding.result;
        });
      }
      case 'related': {
        const parts = { open: () => account.openMailboxes(), lookup: () => account.session.lookup };
        return this.#read(tab, id, async (signal) => ({
          ok: true,
          value: await findRelatedMessages(parts, request, signal),
        }));
      }
      case 'fetch-part': {
        const { mailbox, uid, section } = request;
        const tell: PartSink = (bytes, loaded, total) =>
          tab.post({ kind: 'progress', id, loaded, total, bytes }, [bytes.buffer as ArrayBuffer]);
        return this.#read(tab, id, (signal) =>
          readPart(this.#store, account, mailbox, uid, section, tell, signal),
        );
      }
      case 'folder-dates':
        return account.dates.overview(request.mailbox);
      case 'find-date':
        return account.dates.before(request.mailbox, request.before);
      case 'edit-folder':
        return account.session.editFolder(request.edit);
      case 'choose-set':
        return account.session.chooseSet(request.mailbox, request.of);
      case 'choose-found': {
        const { mailbox } = request;
        if (mailbox === null) return { ok: true, value: account.searches.choose(tab) };
        const chosen = await account.views.choose(tab, mailbox);
        return chosen.ok ? { ok: true, value: [{ ...chosen.value, mailbox }] } : chosen;
      }
      case 'folder-job': {
        return this.#work(tab, request.jobId, (isCancelled) =>
          account.session.folderJob(
            request.order,
            (loaded, total) => tab.post({ kind: 'progress', id, loaded, total }),
            isCancelled,
          ),
        );
      }
      case 'raw-list':
      case 'raw-heads':
      case 'raw-pieces':
      case 'cut-imports':
      case 'forget-import':
      case 'import-files': {
        return this.#work(tab, 'jobId' in request ? request.jobId : 0, (isCancelled) =>
          performTransfer(
            account,
            request,
            ({ done, total, octets, allOctets }) =>
              tab.post({ kind: 'progress', id, loaded: done, total, octets: [octets, allOctets] }),
            isCancelled,
            () => this.#isHere(tab),
          ),
        );
      }
      default:
        return assertNever(request);
    }
  }

  /** What a tab reads: it may leave before the answer. */
  async #read<T>(tab: Tab, id: number, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const key = `${tab.id} ${id}`;
    const reading = new AbortController();
    this.#readings.set(key, reading);
    try {
      return await run(reading.signal);
    } finally {
      this.#readings.delete(key);
    }
  }

  /** Long work of a tab: it ends when the tab says so. */
  async #work<T>(tab: Tab, jobId: number, run: (isCancelled: () => boolean) => Promise<T>): Promise<T> {
    const key = `${tab.id} ${jobId}`;
    this.#cancelled.delete(key);
    const result = await run(() => this.#cancelled.has(key));
    this.#cancelled.delete(key);
    return result;
  }
}
