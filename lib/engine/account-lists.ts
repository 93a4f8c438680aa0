/**
 * The lists of one account: what the session says of a mailbox goes into its model, what changed there to the tabs that
 * show it, to the store and to the counters; what tabs want comes from the store or is asked of the session.
 */
import type { MailboxName, Uid, UidValidity } from '../imap/types';
import type { AccountId, AppError, Applied, Mailbox, MessageRow } from '../mail';
import { MAX_LOADED_ROWS } from '../mail/limits';
import type { Session, SessionListener } from '../session/types';
import type { MailboxKey, Store, StoredFolders } from '../store';
import type { Audience } from './account-audience';
import type { AccountCounts } from './account-counts';
import { givesUidsAnew } from './given-anew';
import { Keeping } from './keeping';
import { FIRST_ROWS, MAX_RESYNCS, MAX_WANTED_ROWS, RESYNCS_WITHIN_MS } from './limits';
import { resetOf } from './list-reset';
import { Models, type Model } from './models';
import type { Tab, Wanted } from './tabs';
import type { Views } from './views';

export interface AccountListsHost {
  /** Empty while nobody is signed in. */
  readonly account: () => AccountId;
  readonly isEnded: () => boolean;
  readonly session: () => Session;
  readonly store: Store;
  readonly audience: Audience;
  readonly counts: () => AccountCounts;
  readonly views: () => Views;
  readonly folders: () => StoredFolders;
  readonly setTimer: (ms: number, fn: () => void) => () => void;
  readonly touched: () => void;
  /** Rows came that were not known. */
  readonly loaded: () => void;
  readonly log: (level: 'warn', text: string) => void;
}

/** What the session says of lists. */
type ListEvents = Pick<
  SessionListener,
  'mailboxOpened' | 'exists' | 'expunged' | 'vanished' | 'fetched' | 'mailboxFailed'
>;

export class AccountLists {
  readonly keeping: Keeping;
  readonly #host: AccountListsHost;
  readonly #models: Models;

  constructor(host: AccountListsHost) {
    this.#host = host;
    this.#models = new Models({
      isWatched: (mailbox) => host.audience.isWatched(mailbox),
      leave: (mailbox) => this.keeping.leave(mailbox),
    });
    this.keeping = new Keeping({
      store: host.store,
      session: host.session,
      setTimer: host.setTimer,
      account: () => (host.account() === '' || host.isEnded() ? null : host.account()),
      folders: host.folders,
      onPicture: (mailbox, model, applied) => {
        if (this.model(mailbox) !== model) return;
        for (const change of applied.changes) host.audience.changed(mailbox, change);
        this.#trim(mailbox, model);
      },
      log: host.log,
    });
  }

  model(mailbox: MailboxName): Mailbox | undefined {
    return this.#models.get(mailbox)?.mailbox;
  }

  /** Null before the server, or the store, told of it. */
  open(mailbox: MailboxName): Mailbox | null {
    return this.#models.open(mailbox);
  }

  all(): Iterable<readonly [MailboxName, Mailbox]> {
    return this.#models.all();
  }

  /** The store's key of a mailbox; null while its UIDVALIDITY is not known. */
  keyOf(mailbox: MailboxName): MailboxKey | null {
    const model = this.open(mailbox);
    return model && { account: this.#host.account(), mailbox, uidValidity: model.list.uidValidity };
  }

  /** Rows that are kept though they are not in memory. */
  stored(mailbox: MailboxName, uids: readonly Uid[]): Promise<readonly MessageRow[]> {
    const model = this.open(mailbox);
    return model === null ? Promise.resolve([]) : this.keeping.rows(mailbox, model, uids);
  }

  /** What names the message itself, as far as its row is in memory and its server says it. */
  emailIdOf(mailbox: MailboxName, uid: Uid): string | undefined {
    return this.open(mailbox)?.list.rowOf(uid)?.emailId;
  }

  /** What is known of a mailbox goes to a tab at once, perhaps stale; what is in the store follows. */
  show(tab: Tab, mailbox: MailboxName): void {
    const { audience } = this.#host;
    const model = this.#models.use(mailbox);
    if (model.mailbox.isOpen) {
      const { list } = model.mailbox;
      audience.tell(tab, { kind: 'list', mailbox, change: resetOf(model.mailbox) });
      audience.tellRows(tab, mailbox, model.mailbox, 0, Math.min(FIRST_ROWS, list.exists) - 1);
    } else this.#recall(mailbox, model.mailbox);
    if (!model.error) return;
    audience.tell(tab, { kind: 'list-error', mailbox, error: model.error });
    model.error = null;
  }

  /** The model of a mailbox that no tab shows, with what the store has of it. */
  async prepare(mailbox: MailboxName): Promise<void> {
    await this.keeping.open(mailbox, this.#models.use(mailbox).mailbox);
  }

  wantRows(tab: Tab, mailbox: MailboxName, first: number, last: number): void {
    const bounded = Math.min(last, first + MAX_WANTED_ROWS - 1);
    tab.wanted.set(this.#host.account(), { mailbox, first, last: bounded });
    const model = this.open(mailbox);
    if (model === null) return;
    this.#host.audience.tellRows(tab, mailbox, model, first, bounded);
    this.#host.touched();
    this.#forwardWanted(tab, mailbox, model);
  }

  /** It is called otherwise now. Opened under the new name, it comes from the store. */
  renamed(from: MailboxName, to: MailboxName): void {
    this.keeping.leave(from);
    this.#models.delete(from);
    this.#host.store.renameMailbox(this.#host.account(), from, to);
  }

  listener(): ListEvents {
    return {
      mailboxOpened: (mailbox, info) => {
        const model = this.#models.use(mailbox);
        model.error = null;
        model.refreshing = false;
        const isReused = givesUidsAnew(model.mailbox, info);
        const applied = model.mailbox.opened(info);
        // Nothing of before can be trusted then, whatever UIDVALIDITY says; no mailbox has 0 of it.
        const uidValidity = isReused ? (0 as UidValidity) : info.uidValidity;
        this.#host.store.keepOnly({ account: this.#host.account(), mailbox, uidValidity });
        this.#host.counts().opened(mailbox, model.mailbox.list.exists, info.uidNext);
        this.#applied(mailbox, model, applied);
        this.keeping.opened(mailbox, model.mailbox);
        this.#forwardAll(mailbox, model.mailbox);
      },
      exists: (mailbox, count) => this.#event(mailbox, (model) => model.exists(count)),
      expunged: (mailbox, seq) => this.#event(mailbox, (model) => model.expunged(seq)),
      vanished: (mailbox, uids) => {
        this.#event(mailbox, (model) => model.vanished(uids));
        // What tabs wait for stands elsewhere now, and only the model knows where.
        const model = this.open(mailbox);
        if (model !== null) this.#forwardAll(mailbox, model);
      },
      fetched: (mailbox, rows) => this.#event(mailbox, (model) => model.fetched(rows)),
      mailboxFailed: (mailbox, error) => {
        const model = this.#models.use(mailbox);
        model.error = error;
        model.refreshing = false;
        this.#host.audience.tellWatchers(mailbox, { kind: 'list-error', mailbox, error });
      },
    };
  }

  #event(mailbox: MailboxName, act: (model: Mailbox) => Applied): void {
    const model = this.#models.get(mailbox);
    if (!model?.mailbox.isOpen) return;
    this.#applied(mailbox, model, act(model.mailbox));
  }

  #applied(mailbox: MailboxName, model: Model, applied: Applied): void {
    const { audience, store } = this.#host;
    for (const change of applied.changes) audience.changed(mailbox, change);
    const key = this.keyOf(mailbox);
    if (key && applied.structures.length > 0) store.putStructures(key, applied.structures);
    const others = applied.changed.flatMap(([before, after]) => (isOther(before, after) ? [after.uid] : []));
    if (key && applied.gone.length > 0) store.drop(key, applied.gone);
    if (key && others.length > 0) store.drop(key, others);
    this.keeping.applied(mailbox, model.mailbox, applied);
    this.#host.counts().applied(mailbox, model.mailbox.list.exists, applied);
    this.#host.views().applied(mailbox, applied);
    if (applied.loaded.length > 0) this.#host.loaded();
    if (applied.resync !== null) this.#resync(mailbox, model, applied.resync);
    this.#trim(mailbox, model.mailbox);
  }

  /** The list can no longer be trusted: it is opened anew. A server that goes on so is told of instead. */
  #resync(mailbox: MailboxName, model: Model, reason: string): void {
    if (model.refreshing) return;
    this.#host.log('warn', `a mailbox is opened anew: ${reason}`);
    if (model.resyncs >= MAX_RESYNCS) {
      const error: AppError = { code: 'server-protocol' };
      return this.#host.audience.tellWatchers(mailbox, { kind: 'list-error', mailbox, error });
    }
    if (model.resyncs++ === 0) this.#host.setTimer(RESYNCS_WITHIN_MS, () => (model.resyncs = 0));
    model.refreshing = true;
    this.#host.session().refresh(mailbox);
  }

  #forwardAll(mailbox: MailboxName, model: Mailbox): void {
    for (const tab of this.#host.audience.watchers(mailbox)) this.#forwardWanted(tab, mailbox, model);
  }

  /** What rests in the store comes from there, the rest is asked of the server. */
  #forwardWanted(tab: Tab, mailbox: MailboxName, model: Mailbox): void {
    const wanted = this.#wantedOf(tab);
    if (wanted?.mailbox !== mailbox) return;
    const filling = this.keeping.fill(mailbox, model, wanted.first, wanted.last);
    if (filling === false) return this.#ask(tab, wanted, model);
    const ask = (): void => {
      if (this.#wantedOf(tab) === wanted) this.#ask(tab, wanted, model);
    };
    filling.then(ask, () => {
      this.#host.log('warn', 'rows of before cannot be read');
      ask();
    });
  }

  /** Positions to sequence numbers of this moment. */
  #ask(tab: Tab, wanted: Wanted, model: Mailbox): void {
    const { mailbox } = wanted;
    const { exists } = model.list;
    if (exists === 0) return;
    const first = Math.max(1, exists - wanted.last);
    const last = Math.min(exists, exists - wanted.first);
    if (first <= last) this.#host.session().wantRows(tab.id, mailbox, first, last);
  }

  #recall(mailbox: MailboxName, model: Mailbox): void {
    this.keeping
      .open(mailbox, model)
      .catch(() => this.#host.log('warn', 'a mailbox of before cannot be read'));
  }

  #trim(mailbox: MailboxName, model: Mailbox): void {
    if (model.list.loaded <= MAX_LOADED_ROWS) return;
    let first = Infinity;
    let last = 0;
    for (const tab of this.#host.audience.watchers(mailbox)) {
      const wanted = this.#wantedOf(tab);
      if (wanted?.mailbox !== mailbox) continue;
      first = Math.min(first, wanted.first);
      last = Math.max(last, wanted.last);
    }
    model.list.trim(Number.isFinite(first) ? first : 0, last, MAX_LOADED_ROWS);
  }

  #wantedOf(tab: Tab): Wanted | undefined {
    return tab.wanted.get(this.#host.account());
  }
}

/** Another message under the same UID. Sizes say nothing: some servers guess them first. */
const isOther = (before: MessageRow, after: MessageRow): boolean =>
  before.date !== after.date || before.subject !== after.subject;
