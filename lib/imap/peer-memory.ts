/**
 * What the behaviour of a server has taught, as against what it says of itself. One memory serves all connections to a server, so that
 * nothing is learnt twice. Capabilities are hints (imap quirks 3, 27, 28, 34): what was refused although it is listed is not asked again.
 */
import { MAX_COMMAND_LINE, SHORT_COMMAND_LINE } from './limits';

export class PeerMemory {
  readonly #refused = new Map<string, string>();
  /** Refused once, for no reason that was told. */
  readonly #doubted = new Set<string>();
  #maxLine: number;
  /** Messages one command may name, as a refusal told. */
  #maxMessages = Infinity;
  /** Asked for octets from some place in a section, it says from which: seen at least once. */
  tellsOrigins = false;

  /** `maxLine`: octets of a command line, where more is known of the server than that it is one. */
  constructor(maxLine = MAX_COMMAND_LINE) {
    this.#maxLine = Math.max(SHORT_COMMAND_LINE, Math.min(maxLine, MAX_COMMAND_LINE));
  }

  /** Octets of a command line without its literals that this server takes. */
  get maxLine(): number {
    return this.#maxLine;
  }

  get maxMessages(): number {
    return this.#maxMessages;
  }

  /** It works on so many messages at a time, listed or not (RFC 9738 3). */
  limitMessages(count: number): void {
    if (count >= 1) this.#maxMessages = Math.min(this.#maxMessages, count);
  }

  /** Capabilities in upper case, with the words of their refusal. */
  get refused(): ReadonlyMap<string, string> {
    return this.#refused;
  }

  forget(capability: string, words: string): void {
    if (this.#refused.size < MAX_REFUSED) this.#refused.set(capability.toUpperCase(), words.slice(0, 200));
  }

  isDoubted(capability: string): boolean {
    return this.#doubted.has(capability.toUpperCase());
  }

  doubt(capability: string): void {
    if (this.#doubted.size < MAX_REFUSED) this.#doubted.add(capability.toUpperCase());
  }

  /** It works. */
  trust(capability: string): void {
    this.#doubted.delete(capability.toUpperCase());
  }

  /** It was not the reason after all. */
  restore(capability: string): void {
    this.#refused.delete(capability.toUpperCase());
  }

  /** Long lines are the likely reason of a refusal. */
  shorten(): void {
    this.#maxLine = SHORT_COMMAND_LINE;
  }

  /** What the greeting or a list of capabilities tells of the length of lines. */
  recognise(greeting: string, capabilities: readonly string[]): void {
    const isShort =
      UW_GREETING.test(greeting) || capabilities.some((name) => SHORT_LINED.has(name.toUpperCase()));
    if (isShort) this.shorten();
  }
}

const MAX_REFUSED = 100;
/** Yahoo's own capability, by which it is known; the University of Washington's greeting. Both take 1,000 octets (imap quirk 10). */
const SHORT_LINED: ReadonlySet<string> = new Set(['XYMHIGHESTMODSEQ']);
const UW_GREETING = /IMAP4rev1 20\d\d[a-z]?\.\d{1,4} at /;
