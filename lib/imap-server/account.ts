import { limits } from './limits';
import { Mailbox, type MailboxObserver } from './mailbox';
import { Refusal } from './refusal';

/** How names of mailboxes are built. */
export interface NameRules {
  /** One character. */
  readonly delimiter: string;
  /** What the person's own names begin with, INBOX aside: '' or like `INBOX.`. */
  readonly prefix: string;
}

const plainNames: NameRules = { delimiter: '/', prefix: '' };

/** One person's mailboxes and subscriptions. Names are Unicode; INBOX is upper case. */
export class ServerAccount {
  private readonly mailboxByName = new Map<string, Mailbox>();
  private readonly subscribed = new Set<string>();
  private lastUidValidity: number;
  private appendedBytes = 0;
  /** Told of every change of every mailbox; may put a message into others as well. */
  observer: MailboxObserver | null = null;

  constructor(
    readonly user: string,
    readonly password: string,
    /** First UIDVALIDITY; grows with every mailbox made (RFC 9051 2.3.1.1). */
    firstUidValidity: number,
    /** Octets of all messages together, or null: no quota. */
    readonly quota: number | null = null,
    readonly names: NameRules = plainNames,
  ) {
    this.lastUidValidity = firstUidValidity;
    this.make('INBOX', null);
    this.subscribe('INBOX');
  }

  /** INBOX first, then by name. */
  get mailboxes(): readonly Mailbox[] {
    return [...this.mailboxByName.values()].sort((one, other) =>
      one.name === 'INBOX' ? -1 : other.name === 'INBOX' ? 1 : one.name < other.name ? -1 : 1,
    );
  }

  get subscriptions(): readonly string[] {
    return [...this.subscribed].sort();
  }

  get delimiter(): string {
    return this.names.delimiter;
  }

  mailbox(name: string): Mailbox | undefined {
    return this.mailboxByName.get(name);
  }

  hasChildren(name: string): boolean {
    const prefix = name + this.delimiter;
    for (const other of this.mailboxByName.keys()) if (other.startsWith(prefix)) return true;
    return false;
  }

  isSubscribed(name: string): boolean {
    return this.subscribed.has(name);
  }

  subscribe(name: string): void {
    if (this.subscribed.size >= limits.mailboxes) throw new Refusal('no', 'Too many subscriptions', 'LIMIT');
    this.subscribed.add(name);
  }

  unsubscribe(name: string): boolean {
    return this.subscribed.delete(name);
  }

  /** RFC822.SIZE of all messages of all mailboxes; where one message stands in several, it counts once. */
  usedOctets(): number {
    if (this.observer === null) return this.mailboxes.reduce((sum, mailbox) => sum + mailbox.totalSize(), 0);
    const contents = new Set(
      this.mailboxes.flatMap(({ messages }) => messages.map(({ content }) => content)),
    );
    return [...contents].reduce((sum, { size }) => sum + size, 0);
  }

  /** What comes in new must fit (RFC 9208 4.3.1); what moves takes no more room. */
  makeRoom(octets: number): void {
    if (this.quota !== null && this.usedOctets() + octets > this.quota)
      throw new Refusal('no', 'The account is full', 'OVERQUOTA');
  }

  /** Counts an APPEND against the account's share of memory. */
  charge(octets: number): void {
    if (this.appendedBytes + octets > limits.appendedBytesPerAccount)
      throw new Refusal('no', 'The account is full', 'OVERQUOTA');
    this.appendedBytes += octets;
  }

  /** Makes missing superiors too (RFC 9051 6.3.4). `specialUse` e.g. '\\Sent', or null. */
  create(rawName: string, specialUse: string | null = null): Mailbox {
    const name = rawName.endsWith(this.delimiter) ? rawName.slice(0, -1) : rawName;
    this.check(name);
    const existing = this.mailboxByName.get(name);
    if (existing !== undefined && !existing.placeholder)
      throw new Refusal('no', 'Mailbox exists', 'ALREADYEXISTS');
    if (specialUse !== null && this.mailboxes.some((mailbox) => mailbox.specialUse === specialUse))
      throw new Refusal('no', 'That use is taken', 'USEATTR');
    const parts = name.split(this.delimiter);
    if (this.mailboxByName.size + parts.length > limits.mailboxes)
      throw new Refusal('no', 'Too many mailboxes', 'LIMIT');
    for (let depth = 1; depth < parts.length; depth++) {
      const superior = parts.slice(0, depth).join(this.delimiter);
      if (!this.mailboxByName.has(superior)) this.make(superior, null);
    }
    return this.make(name, specialUse);
  }

  /** A mailbox with children becomes a name only (RFC 9051 6.3.5). */
  delete(name: string): Mailbox {
    const mailbox = this.mailboxByName.get(name);
    if (name === 'INBOX') throw new Refusal('no', 'INBOX cannot be deleted', 'CANNOT');
    if (mailbox === undefined) throw new Refusal('no', 'No such mailbox', 'NONEXISTENT');
    if (mailbox.placeholder) throw new Refusal('no', 'Mailbox has inferior names', 'HASCHILDREN');
    this.mailboxByName.delete(name);
    if (this.hasChildren(name)) this.make(name, null).placeholder = true;
    else this.dropEmptyPlaceholders(name);
    return mailbox;
  }

  /**
   * Renames a mailbox and its inferiors; they keep messages, UIDs and UIDVALIDITY. INBOX is emptied into a new
   * mailbox and stays, and its inferiors stay too (RFC 9051 6.3.6).
   */
  rename(from: string, to: string): void {
    const target = to.endsWith(this.delimiter) ? to.slice(0, -1) : to;
    this.check(target);
    const source = this.mailboxByName.get(from);
    if (source === undefined) throw new Refusal('no', 'No such mailbox', 'NONEXISTENT');
    if (this.mailboxByName.has(target)) throw new Refusal('no', 'Mailbox exists', 'ALREADYEXISTS');
    if (target.startsWith(from + this.delimiter))
      throw new Refusal('no', 'A mailbox cannot move into itself', 'CANNOT');
    if (from === 'INBOX') {
      const moved = this.create(target);
      for (const message of source.messages)
        moved.append(message.content, message.flags, message.internalDate);
      source.expunge(new Set(source.messages));
      return;
    }
    const superior = target.lastIndexOf(this.delimiter);
    if (superior > 0 && !this.mailboxByName.has(target.slice(0, superior)))
      this.create(target.slice(0, superior));
    const inferior = from + this.delimiter;
    for (const [name, mailbox] of [...this.mailboxByName]) {
      if (name !== from && !name.startsWith(inferior)) continue;
      const renamed = target + name.slice(from.length);
      this.check(renamed);
      this.mailboxByName.delete(name);
      mailbox.name = renamed;
      this.mailboxByName.set(renamed, mailbox);
    }
    this.dropEmptyPlaceholders(from);
  }

  private check(name: string): void {
    const { delimiter, prefix } = this.names;
    if (name !== 'INBOX' && !name.startsWith(prefix))
      throw new Refusal('no', `Names begin with ${prefix}`, 'CANNOT');
    checkName(name, delimiter);
  }

  private make(name: string, specialUse: string | null): Mailbox {
    const mailbox = new Mailbox(name, this.lastUidValidity++, specialUse, false, () => this.observer);
    this.mailboxByName.set(name, mailbox);
    return mailbox;
  }

  private dropEmptyPlaceholders(below: string): void {
    let end = below.lastIndexOf(this.delimiter);
    while (end > 0) {
      const superior = below.slice(0, end);
      if (this.mailboxByName.get(superior)?.placeholder !== true || this.hasChildren(superior)) return;
      this.mailboxByName.delete(superior);
      end = superior.lastIndexOf(this.delimiter);
    }
  }
}

function checkName(name: string, delimiter: string): void {
  const parts = name.split(delimiter);
  const broken =
    name.length === 0 ||
    name.length > limits.mailboxNameChars ||
    parts.length > limits.mailboxDepth ||
    parts.some((part) => part.length === 0) ||
    [...name].some((char) => isForbidden(char.codePointAt(0) ?? 0));
  if (broken) throw new Refusal('no', 'That is no name for a mailbox', 'CANNOT');
}

/** Controls, wildcards and lone surrogates (RFC 9051 5.1). */
const isForbidden = (code: number): boolean =>
  code < 0x20 ||
  (code >= 0x7f && code <= 0x9f) ||
  code === 0x2a ||
  code === 0x25 ||
  (code >= 0xd800 && code <= 0xdfff);
