/** When a server that turns us away wants to see us again. Words and codes are all there is: IMAP has no number for it (RFC 5530 3). */
import { MAX_HINT, SOON_AGAIN, TOO_MANY_AGAIN } from './limits';

/**
 * Seconds to wait at least; null: the server did not say. Exchange tells milliseconds ("Suggested Backoff Time: 92415 milliseconds"),
 * others a time in words; the codes and "try again later" say only that it should not be now.
 */
export function retrySeconds(code: string | null, text: string, isTooMany: boolean): number | null {
  const told = toldSeconds(text.slice(0, MAX_TEXT));
  if (told !== null) return Math.min(told, MAX_HINT / 1_000);
  if (isTooMany) return TOO_MANY_AGAIN / 1_000;
  if (code === 'UNAVAILABLE' || code === 'INUSE' || code === 'LIMIT' || LATER.test(text.slice(0, MAX_TEXT)))
    return SOON_AGAIN / 1_000;
  return null;
}

function toldSeconds(text: string): number | null {
  // The first number with a unit behind it, in a text that speaks of waiting at all.
  if (!WAITING.test(text)) return null;
  const found = TIME.exec(text);
  if (found === null) return null;
  const unit = UNITS.find(([start]) => found[2]!.toLowerCase().startsWith(start));
  return unit === undefined ? null : Math.ceil(Number(found[1]) * unit[1]);
}

const MAX_TEXT = 1_000;
const WAITING = /again|retry|wait|backoff|back off|reconnect/i;
const LATER = /try again|try later|temporarily|retry later/i;
const TIME = /(?<![\d.])(\d{1,9}) ?(ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hours?)\b/i;
/** The longer word of two that begin alike comes first. */
const UNITS: readonly (readonly [string, number])[] = [
  ['ms', 0.001],
  ['milli', 0.001],
  ['s', 1],
  ['m', 60],
  ['h', 3_600],
];
