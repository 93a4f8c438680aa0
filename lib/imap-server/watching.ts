/**
 * What a session has asked to be told of by NOTIFY (RFC 5465), and what it was last told.
 *
 * Nobody reports changes here: whenever anything was done, `changes` compares the account with the picture the client has. One
 * number a mailbox is enough for its messages, since every change of them counts up HIGHESTMODSEQ; names and subscriptions are
 * compared as they are. So nothing is told twice, and what happens in one command is told once.
 */
import type { ServerAccount } from './account';
import type { Mailbox } from './mailbox';

export type MessageEvent = 'MESSAGENEW' | 'MESSAGEEXPUNGE' | 'FLAGCHANGE';
export type NameEvent = 'MAILBOXNAME' | 'SUBSCRIPTIONCHANGE';

export interface NotifyGroup {
  /** Which mailboxes, selected ones aside. */
  readonly covers: (account: ServerAccount, name: string) => boolean;
  readonly events: ReadonlySet<MessageEvent | NameEvent>;
}

/** For the mailbox that is selected: nothing, or EXPUNGE at once, or EXPUNGE when numbers may move. */
export type SelectedMode = 'silent' | 'at-once' | 'delayed';

export interface NotifySettings {
  readonly selected: SelectedMode;
  /** The first that covers a mailbox decides. */
  readonly groups: readonly NotifyGroup[];
}

export type WatchedChange =
  | { readonly kind: 'status'; readonly mailbox: Mailbox }
  | { readonly kind: 'listed'; readonly name: string; readonly oldName: string | null };

interface Known {
  readonly name: string;
  readonly modSeq: number;
  readonly uidNext: number;
  readonly count: number;
}

export class Watching {
  private knownByMailbox = new Map<Mailbox, Known>();
  private subscribed: ReadonlySet<string> = new Set();

  constructor(
    readonly settings: NotifySettings,
    private readonly account: ServerAccount,
  ) {
    this.remember();
  }

  /** Mailboxes that a group with message events covers. */
  covered(): readonly Mailbox[] {
    return this.account.mailboxes.filter(
      (mailbox) => !mailbox.placeholder && this.groupOf(mailbox.name)?.events.has('MESSAGENEW') === true,
    );
  }

  /** What the client has to hear since it was last told; the selected mailbox is told of otherwise. */
  changes(selected: Mailbox | null): readonly WatchedChange[] {
    const before = this.knownByMailbox;
    const subscribedBefore = this.subscribed;
    this.remember();
    const changes: WatchedChange[] = [];
    const listed = new Set<string>();
    const tell = (event: NameEvent, name: string, oldName: string | null): void => {
      if (listed.has(name) || this.groupOf(name)?.events.has(event) !== true) return;
      listed.add(name);
      changes.push({ kind: 'listed', name, oldName });
    };
    for (const [mailbox, { name }] of before) {
      if (!this.knownByMailbox.has(mailbox) && this.account.mailbox(name) === undefined)
        tell('MAILBOXNAME', name, null);
    }
    for (const [mailbox, now] of this.knownByMailbox) {
      const known = before.get(mailbox);
      if (known === undefined) tell('MAILBOXNAME', now.name, null);
      else if (known.name !== now.name) tell('MAILBOXNAME', now.name, known.name);
      if (mailbox !== selected && !mailbox.placeholder && this.counts(known, now))
        changes.push({ kind: 'status', mailbox });
    }
    for (const name of symmetricDifference(subscribedBefore, this.subscribed))
      tell('SUBSCRIPTIONCHANGE', name, null);
    return changes;
  }

  private counts(known: Known | undefined, now: Known): boolean {
    if (known === undefined || known.modSeq === now.modSeq) return false;
    const events = this.groupOf(now.name)?.events;
    const flagsOnly = known.uidNext === now.uidNext && known.count === now.count;
    return events?.has(flagsOnly ? 'FLAGCHANGE' : 'MESSAGENEW') === true;
  }

  private groupOf(name: string): NotifyGroup | undefined {
    return this.settings.groups.find((group) => group.covers(this.account, name));
  }

  private remember(): void {
    this.subscribed = new Set(this.account.subscriptions);
    this.knownByMailbox = new Map(
      this.account.mailboxes.map((mailbox) => {
        const { name, highestModSeq: modSeq, uidNext, messages } = mailbox;
        return [mailbox, { name, modSeq, uidNext, count: messages.length }];
      }),
    );
  }
}

function* symmetricDifference(
  one: ReadonlySet<string>,
  other: ReadonlySet<string>,
): Generator<string, void, undefined> {
  for (const name of one) if (!other.has(name)) yield name;
  for (const name of other) if (!one.has(name)) yield name;
}
