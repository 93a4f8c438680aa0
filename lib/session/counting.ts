/**
 * How many messages each folder has. Counted after the first rows are on screen; from then on the server tells of every
 * folder by itself where it knows NOTIFY (RFC 5465), else all are counted again, rarely, and more rarely while nobody looks.
 *
 * NOTIFY is switched on before the first count, so that nothing falls between the two. It lives with its connection: when that
 * goes, the next one begins anew. A server that refuses it, or gives up later (NOTIFICATIONOVERFLOW), is polled.
 */
import { notify, search, status, type NotifyGroup } from '../imap';
import type { ListEntry, MailboxName, NamespaceEntry, UntaggedEvent } from '../imap/types';
import { COUNTERS_DELAY, COUNTERS_HIDDEN, COUNTERS_VISIBLE, QUOTA_FRESH, RECOUNT_DELAY } from './limits';
import type { Link } from './link';
import type { Pool } from './pool';
import { COUNTED, readCounters } from './tasks/counters';
import { readQuota } from './tasks/quota';
import type { CancelTimer, SessionEnvironment, SessionListener } from './types';

export interface CountingHooks {
  readonly folders: () => readonly ListEntry[];
  /** Namespaces of other people and of everybody, which NOTIFY PERSONAL does not cover. */
  readonly foreign: (link: Link) => Promise<readonly NamespaceEntry[]>;
  /** The model follows this mailbox on a connection of its own. */
  readonly isFollowed: (mailbox: MailboxName) => boolean;
  /** A count listed other folders than are known. */
  readonly onOtherFolders: () => void;
}

export class Counting {
  private readonly env: SessionEnvironment;
  private readonly listener: SessionListener;
  private readonly pool: Pool;
  private readonly hooks: CountingHooks;
  private cancel: CancelTimer | null = null;
  private running = false;
  private stopped = false;
  private countedOnce = false;
  /** The connection that tells of all folders. */
  private notified: Link | null = null;
  private refused = false;
  private readonly stale = new Set<MailboxName>();
  private cancelStale: CancelTimer | null = null;
  private quotaAt = -Infinity;

  constructor(env: SessionEnvironment, listener: SessionListener, pool: Pool, hooks: CountingHooks) {
    this.env = env;
    this.listener = listener;
    this.pool = pool;
    this.hooks = hooks;
  }

  /** Rows are on screen: the first count may begin. */
  onRows(): void {
    this.stopped = false;
    if (!this.countedOnce && this.cancel === null) this.schedule(COUNTERS_DELAY);
  }

  /** Somebody looks again: the counters are made fresh. */
  soon(): void {
    if (this.countedOnce) this.schedule(COUNTERS_DELAY);
  }

  /** One folder's counters may be wrong: it is asked for when no more doubts come. */
  recount(mailbox: MailboxName): void {
    if (this.stopped || !this.countedOnce) return;
    this.stale.add(mailbox);
    this.cancelStale ??= this.env.setTimer(RECOUNT_DELAY, () => {
      this.cancelStale = null;
      void this.countStale();
    });
  }

  /** Space was freed, or taken. */
  quotaChanged(): void {
    this.quotaAt = -Infinity;
    const link = this.pool.main;
    if (link !== null) void this.readQuota(link);
  }

  /** STATUS nobody asked for: NOTIFY's. */
  onStatus(event: Extract<UntaggedEvent, { kind: 'status' }>): void {
    // A folder the model follows is counted by its own events, which may be ahead of this one.
    if (this.countedOnce && this.hooks.isFollowed(event.mailbox)) return;
    this.listener.status(event.mailbox, event.status);
    if (event.status.messages !== undefined && event.status.unseen === undefined) this.recount(event.mailbox);
  }

  /** `[NOTIFICATIONOVERFLOW]`: the server sends nothing more. The open mailbox at least is asked for again. */
  onOverflow(link: Link): void {
    if (this.notified !== link) return;
    this.notified = null;
    this.refused = true;
    link.send(notify([SELECTED]), (outcome) => {
      // Without it not even IDLE says anything: a new connection begins without NOTIFY.
      if (!outcome.ok) link.close({ code: 'server-refused' });
    });
    this.schedule(COUNTERS_DELAY);
  }

  /** The connection is closed: if it told of the folders, another one is asked to. */
  onGone(link: Link): void {
    if (this.notified === link) this.soon();
  }

  /** The mailbox is no longer open here: NOTIFY tells of what happens from now on, so what is known must be true now. */
  onLeft(mailbox: MailboxName): void {
    if (this.isTold) this.recount(mailbox);
  }

  stop(): void {
    this.stopped = true;
    this.cancel?.();
    this.cancel = null;
    this.cancelStale?.();
    this.cancelStale = null;
  }

  private get isTold(): boolean {
    return this.notified !== null && this.notified.ready;
  }

  private schedule(delay: number): void {
    this.cancel?.();
    if (this.stopped) return;
    this.cancel = this.env.setTimer(delay, () => {
      this.cancel = null;
      void this.run();
    });
  }

  private async run(): Promise<void> {
    const link = this.pool.main;
    let again = true;
    if (link !== null && !this.running) {
      this.running = true;
      again = await this.countAll(link);
      this.running = false;
    }
    if (again && this.cancel === null) this.schedule(this.env.visible() ? COUNTERS_VISIBLE : COUNTERS_HIDDEN);
  }

  /** Resolves to whether counting must be done again by ourselves. After LOGOUT nothing may be sent, so each step looks first. */
  private async countAll(link: Link): Promise<boolean> {
    const wasTold = this.isTold;
    if (!wasTold) await this.switchOn(link);
    if (this.stopped) return false;
    const foreign = this.isTold ? await this.hooks.foreign(link) : null;
    const again = foreign === null || foreign.length > 0;
    if (this.stopped) return false;
    if (!wasTold) await this.count(link, () => false);
    else if (again) await this.count(link, (name) => !isIn(name, foreign ?? []));
    await this.readQuota(link);
    return again;
  }

  private async switchOn(link: Link): Promise<void> {
    this.notified = null;
    if (this.refused || !link.driver.has('NOTIFY')) return;
    const outcome = await link.run(notify([SELECTED, PERSONAL]));
    if (outcome.ok) this.notified = link;
    else if (outcome.failure.kind !== 'closed') this.refused = true;
  }

  private async count(link: Link, isLeftOut: (name: MailboxName) => boolean): Promise<void> {
    // The selected ones too, once: later their model counts by itself.
    const selected = new Set(
      this.countedOnce ? this.pool.ready.flatMap((it) => (it.selected === null ? [] : [it.selected])) : [],
    );
    this.countedOnce = true;
    const folders = this.hooks.folders();
    const listed = await readCounters(
      link,
      folders,
      (name) => selected.has(name) || isLeftOut(name),
      (name, counters) => this.listener.status(name, counters),
    );
    if (listed !== null && !sameNames(listed, folders)) this.hooks.onOtherFolders();
  }

  private async countStale(): Promise<void> {
    const link = this.pool.main;
    const names = [...this.stale];
    this.stale.clear();
    if (link === null || this.stopped) return;
    for (const name of names) {
      const home = this.pool.ready.find(({ selected }) => selected === name);
      // STATUS is not for the selected mailbox (RFC 9051 6.3.11); there the unread are searched for, which says one number.
      if (home === undefined || home !== link) {
        link.send(status(name, COUNTED), (outcome) => {
          if (outcome.ok) this.listener.status(name, outcome.value);
        });
      } else if (home.driver.has('ESEARCH')) {
        home.send(
          search({ uid: true, criteria: { kind: 'flag', flag: '\\Seen', set: false }, return: ['count'] }),
          (outcome) => {
            const count = outcome.ok ? outcome.value.count : undefined;
            if (count !== undefined) this.listener.status(name, { unseen: count });
          },
        );
      }
    }
  }

  private async readQuota(link: Link): Promise<void> {
    if (this.env.now() - this.quotaAt < QUOTA_FRESH || this.stopped) return;
    this.quotaAt = this.env.now();
    const quota = await readQuota(link);
    if (quota === undefined) this.quotaAt = -Infinity;
    else if (!this.stopped) this.listener.quota(quota);
  }
}

const MESSAGE_EVENTS = ['MessageNew', 'MessageExpunge', 'FlagChange'] as const;
const SELECTED: NotifyGroup = { mailboxes: 'SELECTED-DELAYED', events: MESSAGE_EVENTS };
const PERSONAL: NotifyGroup = {
  mailboxes: 'PERSONAL',
  events: [...MESSAGE_EVENTS, 'MailboxName', 'SubscriptionChange'],
};

const isIn = (name: MailboxName, namespaces: readonly NamespaceEntry[]): boolean =>
  namespaces.some(({ prefix }) => prefix !== '' && name.startsWith(prefix));

function sameNames(listed: readonly ListEntry[], known: readonly ListEntry[]): boolean {
  const names = new Set(known.map(({ name }) => name));
  return listed.length === names.size && listed.every(({ name }) => names.has(name));
}
