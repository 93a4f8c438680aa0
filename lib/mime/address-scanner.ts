import { bareAddress, phrase, type Word } from './address-words';
import { EncodedWordFinder } from './encoded-word-finder';

export interface ScannedAddress {
  /** Phrase with quotes removed, encoded words still encoded. */
  readonly name: string;
  readonly address: string;
  readonly group?: string;
  /** Something in the entry can be read in two ways. */
  readonly broken: boolean;
}

/**
 *   address-list = address *("," address)      address = mailbox / group
 *   mailbox      = [phrase] "<" [route] addr-spec ">" / addr-spec         (RFC 5322 3.4, 4.4)
 *
 * One pass from left to right. An entry is collected as words (atoms, quoted strings) until "," ";" or the end; what the words mean is
 * decided then. Closing characters that are missing are looked for only once, so an unclosed quote or comment costs one pass in all.
 */
export class AddressScanner {
  private at = 0;
  private readonly words: Word[] = [];
  private comment = '';
  private angle: string | undefined;
  private broken = false;
  private group: string | undefined;
  private groupMembers = 0;
  private readonly queue: ScannedAddress[] = [];
  private readonly encodedWords: EncodedWordFinder;
  private noQuoteEnd = false;
  private noCommentEnd = false;
  private noBracketEnd = false;

  constructor(private readonly raw: string) {
    this.encodedWords = new EncodedWordFinder(raw);
  }

  /** The next entry; undefined at the end. */
  next(): ScannedAddress | undefined {
    while (this.queue.length === 0) {
      if (this.at >= this.raw.length) {
        this.flush();
        this.endGroup();
        return this.queue.shift();
      }
      this.step();
    }
    return this.queue.shift();
  }

  private step(): void {
    const character = this.raw[this.at]!;
    switch (character) {
      case ' ':
      case '\t':
      case '\r':
      case '\n':
        this.at++;
        return;
      case ',':
        this.at++;
        this.flush();
        return;
      case ';':
        this.at++;
        this.flush();
        this.endGroup();
        return;
      case ':':
        this.at++;
        this.startGroup();
        return;
      case '"':
        this.quotedString();
        return;
      case '(':
        this.skipComment();
        return;
      case '<':
        this.angleAddress();
        return;
      case '>':
        this.at++;
        this.broken = true;
        return;
      default:
        this.atom();
    }
  }

  private atom(): void {
    const start = this.at;
    while (this.at < this.raw.length) {
      const code = this.raw.charCodeAt(this.at);
      if (code === 0x3d) {
        // An encoded word may hold "," and the like that should have been encoded.
        const word = this.raw[this.at + 1] === '?' ? this.encodedWords.at(this.at) : undefined;
        this.at = word === undefined ? this.at + 1 : word.end;
        continue;
      }
      if (code === 0x5b && this.raw[this.at - 1] === '@' && this.domainLiteral()) continue;
      if (code < 0x80 && endsAtom[code] === 1) break;
      this.at++;
    }
    this.word(this.raw.slice(start, this.at), undefined, start);
  }

  private domainLiteral(): boolean {
    const end = this.noBracketEnd ? -1 : this.raw.indexOf(']', this.at);
    if (end < 0) this.noBracketEnd = true;
    else this.at = end + 1;
    return end >= 0;
  }

  private quotedString(): void {
    const start = this.at;
    const end = this.noQuoteEnd ? -1 : quoteEnd(this.raw, start);
    if (end < 0) {
      this.noQuoteEnd = true;
      this.broken = true;
      this.at++;
      return;
    }
    this.at = end + 1;
    const source = this.raw.slice(start, this.at);
    this.word(source, source.slice(1, -1).replaceAll(/\\([^])/g, '$1'), start);
  }

  private skipComment(): void {
    const end = this.noCommentEnd ? -1 : commentEnd(this.raw, this.at);
    if (end < 0) {
      this.noCommentEnd = true;
      this.broken = true;
      this.at++;
      return;
    }
    if (this.comment === '') this.comment = this.raw.slice(this.at + 1, end).replaceAll(/\\([^])/g, '$1');
    this.at = end + 1;
  }

  /** angle-addr, with the obsolete route (`<@a,@b:user@host>`) left out, and comments and blanks inside dropped. */
  private angleAddress(): void {
    if (this.angle !== undefined) {
      // A second address in one entry: both are given.
      this.broken = true;
      this.flush();
      this.broken = true;
    }
    const { raw } = this;
    let address = '';
    let start = ++this.at;
    const route = raw[start] === '@';
    let closed = false;
    while (this.at < raw.length) {
      const character = raw[this.at]!;
      if (character === '"') {
        const end = this.noQuoteEnd ? -1 : quoteEnd(raw, this.at);
        if (end < 0) this.noQuoteEnd = true;
        this.at = Math.max(this.at, end) + 1;
        continue;
      }
      if (character === '>' || character === '<' || ((character === ',' || character === ';') && !route)) {
        closed = character === '>';
        break;
      }
      const skipped = ' \t\r\n'.includes(character) || character === '(';
      if (skipped) {
        address += raw.slice(start, this.at);
        const end = character === '(' && !this.noCommentEnd ? commentEnd(raw, this.at) : this.at;
        if (end < 0) this.noCommentEnd = true;
        this.at = Math.max(this.at, end) + 1;
        start = this.at;
        continue;
      }
      this.at++;
    }
    address += raw.slice(start, this.at);
    if (closed) this.at++;
    else this.broken = true;
    const colon = route ? address.indexOf(':') : -1;
    this.angle = address.slice(colon + 1);
  }

  private startGroup(): void {
    if (
      this.words.some((word) => word.text === undefined && word.source.includes('@')) ||
      this.angle !== undefined
    ) {
      // `a@b:c` is no group; the colon makes the entry unclear.
      this.broken = true;
      return;
    }
    this.endGroup();
    this.group = phrase(this.words);
    this.groupMembers = 0;
    this.words.length = 0;
    this.comment = '';
  }

  private endGroup(): void {
    if (this.group !== undefined && this.groupMembers === 0) {
      this.queue.push({ name: '', address: '', group: this.group, broken: false });
    }
    this.group = undefined;
  }

  private word(source: string, text: string | undefined, start: number): void {
    if (this.angle !== undefined) this.broken = true;
    this.words.push({ source, text, start, end: this.at });
  }

  private flush(): void {
    const { words, angle, comment } = this;
    if (words.length > 0 || angle !== undefined) {
      const entry =
        angle === undefined ? bareAddress(words) : { name: phrase(words), address: angle, broken: false };
      this.queue.push({
        name: entry.name === '' ? comment : entry.name,
        address: entry.address,
        broken: this.broken || entry.broken,
        ...(this.group === undefined ? {} : { group: this.group }),
      });
      this.groupMembers++;
    }
    this.words.length = 0;
    this.comment = '';
    this.angle = undefined;
    this.broken = false;
  }
}

function quoteEnd(raw: string, start: number): number {
  for (let at = start + 1; at < raw.length; at++) {
    const code = raw.charCodeAt(at);
    if (code === 0x5c) at++;
    else if (code === 0x22) return at;
  }
  return -1;
}

function commentEnd(raw: string, start: number): number {
  let depth = 0;
  for (let at = start; at < raw.length; at++) {
    const code = raw.charCodeAt(at);
    if (code === 0x5c) at++;
    else if (code === 0x28) depth++;
    else if (code === 0x29 && --depth === 0) return at;
  }
  return -1;
}

const endsAtom = new Uint8Array(128);
for (const character of ' \t\r\n,;:"(<>') endsAtom[character.charCodeAt(0)] = 1;
