/**
 * One message under several labels: every mailbox of Gmail's but Spam and Trash shows messages of the one store, All Mail. Each
 * has its own UIDs; content, flags and ids are the message's own. Taking a message out of a label archives it; only Trash
 * and Spam let go of anything. \Deleted is not a mark: it takes the label away at once.
 */
import { parseHeaders } from '../../mime/headers';
import type { ServerAccount } from '../account';
import { type CommandContext, type Completion, ok, readSet, resolveSet, writableOf } from '../command';
import { accountOf } from '../commands/mailboxes';
import { hasFlag } from '../flags';
import type { Mailbox, MailboxObserver } from '../mailbox';
import type { MessageContent, StoredMessage } from '../message';
import { syntaxError } from '../refusal';
import { toBinaryText, encode } from '../encode';
import type { Session } from '../session';

export const ALL_MAIL = '[Gmail]/All Mail';
export const DRAFTS = '[Gmail]/Drafts';
export const JUNK = '[Gmail]/Spam';
export const SENT = '[Gmail]/Sent Mail';
export const STARRED = '[Gmail]/Starred';
export const TRASH = '[Gmail]/Trash';

/** Names of system labels as X-GM-LABELS tells them. */
const SYSTEM_LABELS: ReadonlyMap<string, string> = new Map([
  ['INBOX', '\\Inbox'],
  [DRAFTS, '\\Draft'],
  [SENT, '\\Sent'],
  [STARRED, '\\Starred'],
  ['[Gmail]/Important', '\\Important'],
]);

const FIRST_ID = 1_700_000_000_000_000_000n;

export class GmailLabels implements MailboxObserver {
  private static readonly byAccount = new WeakMap<ServerAccount, GmailLabels>();
  private readonly idByContent = new WeakMap<MessageContent, bigint>();
  private nextId = FIRST_ID;
  /** Where a message stands, under each of its labels. */
  private readonly copiesByContent = new Map<MessageContent, Map<Mailbox, StoredMessage>>();
  private readonly threadByReference = new Map<string, bigint>();
  /** Our own changes are not to be followed by more of them. */
  private busy = false;

  private constructor(private readonly account: ServerAccount) {}

  static of(account: ServerAccount): GmailLabels {
    const known = GmailLabels.byAccount.get(account);
    if (known !== undefined) return known;
    const made = new GmailLabels(account);
    GmailLabels.byAccount.set(account, made);
    return made;
  }

  existing(mailbox: Mailbox, content: MessageContent): StoredMessage | undefined {
    return this.copyIn(mailbox, content);
  }

  appended(mailbox: Mailbox, message: StoredMessage): void {
    const { content, flags, internalDate } = message;
    this.numberOf(content);
    const copies = this.copiesByContent.get(content) ?? new Map<Mailbox, StoredMessage>();
    this.copiesByContent.set(content, copies.set(mailbox, message));
    if (this.busy) return;
    this.quietly(() => {
      const isOut = OUTSIDE.has(mailbox.name);
      for (const [other, copy] of [...copies]) {
        const leaves = other !== mailbox && (isOut || OUTSIDE.has(other.name));
        if (leaves) other.expunge(new Set([copy]));
      }
      if (!isOut) this.account.mailbox(ALL_MAIL)?.append(content, flags, internalDate);
      if (mailbox.name === STARRED) this.spread(content, [...flags, '\\Flagged']);
      else if (!isOut) this.star(message);
    });
  }

  flagged(mailbox: Mailbox, message: StoredMessage): void {
    if (this.busy) return;
    this.quietly(() => {
      const { content, flags } = message;
      const kept = flags.filter((flag) => flag.toLowerCase() !== '\\deleted');
      this.spread(content, kept);
      if (!OUTSIDE.has(mailbox.name)) this.star(message);
      if (kept.length < flags.length && mailbox.name !== ALL_MAIL) mailbox.expunge(new Set([message]));
    });
  }

  expunged(mailbox: Mailbox, gone: readonly StoredMessage[]): void {
    for (const { content } of gone) {
      const copies = this.copiesByContent.get(content);
      copies?.delete(mailbox);
      if (copies?.size === 0) this.copiesByContent.delete(content);
    }
  }

  keeps(mailbox: Mailbox): boolean {
    return mailbox.name === ALL_MAIL && !this.busy;
  }

  messageId(content: MessageContent): string {
    return String(this.numberOf(content));
  }

  /** The number of the first message of the conversation. */
  threadId(content: MessageContent): string {
    const headers = parseHeaders(content.bytes);
    const own = headers.get('message-id') ?? '';
    const ids = `${headers.get('references') ?? ''} ${headers.get('in-reply-to') ?? ''} ${own}`;
    const names = ids.split(/\s+/).filter((id) => id !== '');
    const known = names.map((id) => this.threadByReference.get(id)).find((id) => id !== undefined);
    const thread = known ?? this.numberOf(content);
    for (const id of names) this.threadByReference.set(id, thread);
    return String(thread);
  }

  /** The message under its labels, All Mail aside, by name. */
  labelled(content: MessageContent): readonly (readonly [Mailbox, StoredMessage])[] {
    return [...(this.copiesByContent.get(content) ?? [])]
      .filter(([{ name }]) => name !== ALL_MAIL)
      .sort(([one], [other]) => (one.name < other.name ? -1 : 1));
  }

  private copyIn(mailbox: Mailbox, content: MessageContent): StoredMessage | undefined {
    return this.copiesByContent.get(content)?.get(mailbox);
  }

  private numberOf(content: MessageContent): bigint {
    const known = this.idByContent.get(content);
    if (known !== undefined) return known;
    const number = this.nextId++;
    this.idByContent.set(content, number);
    return number;
  }

  /** The message is in Starred exactly when it is flagged. */
  private star({ content, flags, internalDate }: StoredMessage): void {
    const starred = this.account.mailbox(STARRED);
    if (starred === undefined) return;
    const copy = this.copyIn(starred, content);
    if (hasFlag(flags, '\\Flagged')) starred.append(content, flags, internalDate);
    else if (copy !== undefined) starred.expunge(new Set([copy]));
  }

  private spread(content: MessageContent, flags: readonly string[]): void {
    for (const [mailbox, copy] of this.copiesByContent.get(content) ?? [])
      mailbox.setFlags(copy, flags, null);
  }

  private quietly(change: () => void): void {
    this.busy = true;
    try {
      change();
    } finally {
      this.busy = false;
    }
  }
}

/** Not in All Mail, and under no label. */
const OUTSIDE: ReadonlySet<string> = new Set([TRASH, JUNK]);

/** "(" [label *(SP label)] ")": the label of the mailbox that is open is left out. */
export function labelsOf(session: Session, message: StoredMessage): string {
  const open = session.selected?.mailbox;
  const labels = GmailLabels.of(accountOf(session))
    .labelled(message.content)
    .filter(([mailbox]) => mailbox !== open && !OUTSIDE.has(mailbox.name))
    .map(([{ name }]) => {
      const system = SYSTEM_LABELS.get(name);
      return system === undefined
        ? toBinaryText(encode((writer) => writer.mailbox(name)))
        : `"${system.replaceAll('\\', '\\\\')}"`;
    });
  return `(${labels.join(' ')})`;
}

/** store-att-labels = ["+" / "-"] "X-GM-LABELS" [".SILENT"] SP "(" [label *(SP label)] ")" */
export function storeLabels({ session, reader, uid }: CommandContext): Completion {
  reader.expectSp();
  const set = readSet(reader);
  reader.expectSp();
  const word = reader.expectAtom().toUpperCase();
  const mode = word.startsWith('+') ? 'add' : word.startsWith('-') ? 'remove' : 'replace';
  reader.expectSp();
  if (!reader.open()) throw syntaxError('Expected labels');
  const names: string[] = [];
  while (!reader.close()) {
    reader.sp();
    const label = reader.peek() === 0x5c ? reader.flag() : reader.mailbox();
    if (label === undefined) throw syntaxError('Expected a label');
    names.push(mailboxNameOf(label));
  }
  reader.expectEol();
  const account = accountOf(session);
  const selected = writableOf(session);
  for (const [seq, message] of resolveSet(selected, set, uid)) {
    if (mode !== 'remove') {
      for (const name of names) {
        const target = account.mailbox(name) ?? account.create(name);
        target.append(message.content, message.flags, message.internalDate);
      }
    }
    for (const [mailbox, copy] of GmailLabels.of(account).labelled(message.content)) {
      const named = names.includes(mailbox.name);
      if (mode === 'add' || named === (mode === 'replace')) continue;
      mailbox.expunge(new Set([copy]));
    }
    if (!word.endsWith('.SILENT'))
      session.line(`* ${seq} FETCH (UID ${message.uid} X-GM-LABELS ${labelsOf(session, message)})`);
  }
  return ok();
}

function mailboxNameOf(label: string): string {
  for (const [name, system] of SYSTEM_LABELS) if (system.toLowerCase() === label.toLowerCase()) return name;
  return label;
}
