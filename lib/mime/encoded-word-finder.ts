import { MAX_CHARSET_LABEL_LENGTH } from './limits';

export interface EncodedWord {
  /** Lower case, without RFC 2231's language. */
  readonly charset: string;
  readonly encoding: 'B' | 'Q';
  readonly text: string;
  /** Position after the closing "?=". */
  readonly end: number;
}

/**
 * Finds encoded words at given positions of one string:
 *
 *   encoded-word = "=?" charset "?" encoding "?" encoded-text "?="        (RFC 2047 section 2; "*" language by RFC 2231 section 5)
 *
 * The positions of the next "?=" and "=?" are remembered, so asking at every "=?" of a string costs one pass over it.
 */
export class EncodedWordFinder {
  private nextClose = -1;
  private nextOpen = -1;

  constructor(private readonly raw: string) {}

  /** The word that begins at `start` (where the string has "=?"). */
  at(start: number): EncodedWord | undefined {
    const { raw } = this;
    if (!raw.startsWith('=?', start)) return undefined;
    let mark = start + 2;
    const labelEnd = mark + MAX_CHARSET_LABEL_LENGTH;
    while (mark < labelEnd && isLabel(raw.charCodeAt(mark))) mark++;
    if (mark === start + 2 || raw[mark] !== '?' || raw[mark + 2] !== '?') return undefined;
    const encoding = raw[mark + 1]!.toUpperCase();
    if (encoding !== 'B' && encoding !== 'Q') return undefined;
    const textStart = mark + 3;
    const close = this.closeFrom(textStart);
    // A word that opens before this one closes: this one was cut off, the inner one stands.
    const inner = this.openFrom(textStart);
    if (close === Infinity || inner + 2 <= close) return undefined;
    const label = raw.slice(start + 2, mark).toLowerCase();
    const language = label.indexOf('*');
    return {
      charset: language < 0 ? label : label.slice(0, language),
      encoding,
      text: raw.slice(textStart, close),
      end: close + 2,
    };
  }

  private closeFrom(position: number): number {
    if (this.nextClose < position) this.nextClose = found(this.raw.indexOf('?=', position));
    return this.nextClose;
  }

  private openFrom(position: number): number {
    if (this.nextOpen < position) this.nextOpen = found(this.raw.indexOf('=?', position));
    return this.nextOpen;
  }
}

function found(index: number): number {
  return index < 0 ? Infinity : index;
}

/** RFC 2047 token characters without "?"; NaN (end of string) fails. */
function isLabel(code: number): boolean {
  return code > 0x20 && code < 0x7f && code !== 0x3f && code !== 0x22 && code !== 0x3d;
}
