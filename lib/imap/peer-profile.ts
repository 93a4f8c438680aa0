/** What the server has said of itself, and how it wants to be written to: capabilities, extensions, names of mailboxes. */
import { CapabilitySet } from './capabilities';
import type { CommandContext } from './commands/command';
import { NameBook } from './wire/name-book';
import { WireWriter, type LiteralMode } from './wire/writer';

export class PeerProfile {
  /** A new object after each change. */
  capabilities = new CapabilitySet();
  /** What ENABLE has switched on, in upper case. */
  readonly enabled = new Set<string>();
  /** Names that our encoder would write in another way than the server did. */
  readonly names = new NameBook();
  /** Mailbox names travel in UTF-8. */
  utf8Names = false;
  /** Capabilities came since the last login command was sent. */
  #fresh = false;

  learn(list: readonly string[]): void {
    this.capabilities = new CapabilitySet(list);
    this.#fresh = true;
  }

  enable(list: readonly string[]): void {
    for (const name of list) if (this.enabled.size < MAX_ENABLED) this.enabled.add(name.toUpperCase());
    this.utf8Names = this.enabled.has('UTF8=ACCEPT') || this.enabled.has('IMAP4REV2');
  }

  /** A login command leaves: what was said before it does not hold after it. */
  loginSent(): void {
    this.#fresh = false;
  }

  /** The login succeeded; capabilities that did not come with it are unknown now (RFC 9051 6.2). */
  loggedIn(): void {
    if (!this.#fresh) this.capabilities = new CapabilitySet();
  }

  writer(): WireWriter {
    return new WireWriter({
      utf8Names: this.utf8Names,
      wireName: (name) => this.names.wireOf(name),
    });
  }

  context(tag: CommandContext['tag']): CommandContext {
    return { tag, has: (name) => this.capabilities.has(name), utf8: this.utf8Names };
  }

  get literalMode(): LiteralMode {
    if (this.capabilities.has('LITERAL+')) return 'plus';
    return this.capabilities.has('LITERAL-') || this.capabilities.has('IMAP4REV2') ? 'minus' : 'sync';
  }
}

const MAX_ENABLED = 100;
