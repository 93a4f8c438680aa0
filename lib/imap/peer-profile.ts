/** What the server has said of itself, and how it wants to be written to: capabilities, extensions, names of mailboxes. */
import { CapabilitySet } from './capabilities';
import type { CommandContext, Most } from './commands/command';
import type { PeerMemory } from './peer-memory';
import { NameBook } from './wire/name-book';
import { WireWriter } from './wire/writer';

export class PeerProfile {
  /** A new object after each change. */
  capabilities: CapabilitySet;
  readonly memory: PeerMemory;
  /** What ENABLE has switched on, in upper case. */
  readonly enabled = new Set<string>();
  /** Names that our encoder would write in another way than the server did. */
  readonly names = new NameBook();
  /** Mailbox names travel in UTF-8. */
  utf8Names = false;
  /** Its envelopes may have an address in the name's place (Gmail). */
  swapsAddresses = false;
  /** Capabilities came since the last login command was sent. */
  #fresh = false;

  constructor(memory: PeerMemory) {
    this.memory = memory;
    this.capabilities = new CapabilitySet(undefined, memory.refused);
  }

  learn(list: readonly string[]): void {
    this.capabilities = new CapabilitySet(list, this.memory.refused);
    this.memory.recognise('', list);
    this.swapsAddresses = this.capabilities.has('X-GM-EXT-1');
    this.#fresh = true;
  }

  /** Messages a command may name. */
  get most(): Most {
    const told = (name: 'MESSAGELIMIT' | 'SAVELIMIT'): number => this.capabilities.limit(name) || Infinity;
    return { messages: Math.min(told('MESSAGELIMIT'), this.memory.maxMessages), saved: told('SAVELIMIT') };
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
    if (!this.#fresh) this.capabilities = new CapabilitySet(undefined, this.memory.refused);
  }

  writer(): WireWriter {
    return new WireWriter({
      utf8Names: this.utf8Names,
      wireName: (name) => this.names.wireOf(name),
    });
  }

  /** `onLean` hears of every capability the command makes use of. */
  context(
    tag: CommandContext['tag'],
    onLean: (capability: string) => void = () => undefined,
  ): CommandContext {
    const leaning = (use: boolean, name: string): boolean => {
      if (use) onLean(name.toUpperCase());
      return use;
    };
    return {
      tag,
      has: (name) => leaning(this.capabilities.has(name), name),
      may: (name) => leaning(!this.memory.refused.has(name.toUpperCase()), name),
      utf8: this.utf8Names,
    };
  }
}

const MAX_ENABLED = 100;
