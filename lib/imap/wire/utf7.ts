/**
 * Modified UTF-7 of mailbox names (RFC 3501 5.1.3): printable US-ASCII stands for itself, `&` is `&-`, everything else
 * is UTF-16BE in base64 with `,` for `/`, without padding, between `&` and `-`.
 */
import { LocalProtocolError } from '../errors';
import { isWellFormed } from './bytes';

/**
 * A mailbox name as it goes over the wire.
 * @throws LocalProtocolError for a lone surrogate: it is no character.
 */
export function encodeMailboxUtf7(name: string): string {
  let out = '';
  let run: number[] = [];
  const flush = (): void => {
    if (run.length > 0) out += `&${encodeRun(run)}-`;
    run = [];
  };
  for (let i = 0; i < name.length; i++) {
    const unit = name.charCodeAt(i);
    if (unit >= 0x20 && unit <= 0x7e) {
      flush();
      out += unit === 0x26 ? '&-' : name[i];
    } else {
      run.push(unit);
    }
  }
  flush();
  if (!isWellFormed(name)) throw new LocalProtocolError('mailbox name holds half a character');
  return out;
}

/** The name as people read it, or undefined when the text is not modified UTF-7 (then it is shown as it came). */
export function decodeMailboxUtf7(text: string): string | undefined {
  let at = text.indexOf('&');
  if (at < 0) return text;
  let out = text.slice(0, at);
  while (at < text.length) {
    const end = text.indexOf('-', at + 1);
    if (end < 0) return undefined;
    if (end === at + 1) {
      out += '&';
    } else {
      const run = decodeRun(text, at + 1, end);
      if (run === undefined) return undefined;
      out += run;
    }
    const next = text.indexOf('&', end + 1);
    out += text.slice(end + 1, next < 0 ? text.length : next);
    at = next < 0 ? text.length : next;
  }
  return out;
}

function encodeRun(units: readonly number[]): string {
  let out = '';
  let bits = 0;
  let count = 0;
  for (const unit of units) {
    bits = ((bits << 16) | unit) >>> 0;
    count += 16;
    while (count >= 6) {
      count -= 6;
      out += ALPHABET[(bits >>> count) & 63];
    }
    bits &= (1 << count) - 1;
  }
  return count > 0 ? out + ALPHABET[(bits << (6 - count)) & 63] : out;
}

function decodeRun(text: string, start: number, end: number): string | undefined {
  let out = '';
  let bits = 0;
  let count = 0;
  for (let i = start; i < end; i++) {
    const value = ALPHABET.indexOf(text[i]!);
    if (value < 0) return undefined;
    bits = (bits << 6) | value;
    count += 6;
    if (count >= 16) {
      count -= 16;
      out += String.fromCharCode((bits >>> count) & 0xffff);
      bits &= (1 << count) - 1;
    }
  }
  // Left-over bits are padding: fewer than six, all zero.
  if (count >= 6 || bits !== 0 || !isWellFormed(out)) return undefined;
  return out;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,';
