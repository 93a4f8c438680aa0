import { MAX_HEADER_BYTES, MAX_PARAMETERS } from './limits';

export interface ScannedParameters {
  readonly value: string;
  readonly pairs: readonly (readonly [string, string])[];
}

/**
 *   content   = value *(";" attribute "=" (token / quoted-string))        (RFC 2045 section 5.1, RFC 822 comments anywhere)
 *
 * Tolerant: unquoted values with blanks run to the next ";", empty parameters are skipped, a missing ";" after the value is
 * supplied, an unclosed quote runs to the end. One pass, no recursion.
 */
export function scanHeaderParameters(raw: string): ScannedParameters {
  const scanner = new ParameterScanner(raw.slice(0, MAX_HEADER_BYTES));
  const value = scanner.value();
  const pairs: [string, string][] = [];
  while (pairs.length < MAX_PARAMETERS) {
    const pair = scanner.pair();
    if (pair === undefined) break;
    pairs.push(pair);
  }
  return { value, pairs };
}

class ParameterScanner {
  private at = 0;

  constructor(private readonly raw: string) {}

  value(): string {
    this.skip(' \t\r\n');
    const start = this.at;
    const end = this.until(';(');
    const value = this.raw.slice(start, end).trim();
    // `text/html charset=utf-8`: the blank before an attribute was meant as ";".
    const equals = value.indexOf('=');
    const gap = equals < 0 ? -1 : value.lastIndexOf(' ', equals);
    if (gap < 0) return value;
    this.at = start + gap;
    return value.slice(0, gap).trim();
  }

  pair(): [string, string] | undefined {
    for (;;) {
      this.skip(' \t\r\n;');
      if (this.at >= this.raw.length) return undefined;
      const start = this.at;
      const attribute = this.raw.slice(start, this.until('=;(')).trim();
      this.skip(' \t\r\n');
      if (this.raw[this.at] !== '=') {
        if (this.at === start) this.at++; // nothing readable here, never stand still
        continue;
      }
      this.at++;
      this.skip(' \t\r\n');
      const value = this.raw[this.at] === '"' ? this.quoted() : this.token();
      if (attribute !== '') return [attribute, value];
    }
  }

  /** quoted-string (RFC 5322 3.2.4); what follows it up to ";" is ignored. */
  private quoted(): string {
    const { raw } = this;
    let text = '';
    let start = ++this.at;
    for (; this.at < raw.length; this.at++) {
      const character = raw[this.at];
      if (character === '"') break;
      if (character !== '\\') continue;
      // Elsewhere a backslash is text: `filename="C:\new\report.pdf"`.
      if (raw[this.at + 1] !== '"' && raw[this.at + 1] !== '\\') continue;
      text += raw.slice(start, this.at);
      start = ++this.at;
    }
    text += raw.slice(start, this.at);
    this.at++;
    this.until(';');
    return text;
  }

  private token(): string {
    const start = this.at;
    const end = indexOrEnd(this.raw, ';', start);
    this.at = end;
    const text = this.raw.slice(start, end).trim();
    // A comment at the end, `us-ascii (Plain text)`; brackets inside a word belong to it, `copy(1).pdf`.
    const open = text.endsWith(')') ? text.indexOf(' (') : -1;
    return open < 0 ? text : text.slice(0, open).trimEnd();
  }

  private skip(characters: string): void {
    while (this.at < this.raw.length) {
      if (characters.includes(this.raw[this.at]!)) this.at++;
      else if (this.raw[this.at] === '(') this.comment();
      else break;
    }
  }

  /** Moves to the first of `stops` and returns that position; a comment met on the way is skipped and ends the slice before it. */
  private until(stops: string): number {
    while (this.at < this.raw.length && !stops.includes(this.raw[this.at]!)) this.at++;
    const end = this.at;
    if (this.raw[this.at] === '(') this.comment();
    return end;
  }

  private comment(): void {
    let depth = 0;
    for (; this.at < this.raw.length; this.at++) {
      const character = this.raw[this.at];
      if (character === '\\') this.at++;
      else if (character === '(') depth++;
      else if (character === ')' && --depth === 0) {
        this.at++;
        return;
      }
    }
  }
}

function indexOrEnd(raw: string, character: string, from: number): number {
  const index = raw.indexOf(character, from);
  return index < 0 ? raw.length : index;
}
