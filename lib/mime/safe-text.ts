import { utf8Bytes } from './bytes';
import { isSeenJoiner } from './joiners';
import { MAX_EXTENSION_LENGTH, MAX_FILE_NAME_BYTES, MAX_RAW_FILE_NAME_LENGTH } from './limits';

export { displayDomain } from './domain';

/**
 * Text of a stranger made fit for one line of our own interface (M06): no bidi controls (U+202A-E, 2066-9, 061C), zero-width and
 * other invisible characters, C0 or C1 controls, tag characters. NUL and lone surrogates become U+FFFD, line ends and tabs a space.
 * Joiners stay only where they are seen: inside one emoji, and where a script's letters take another shape by them (./joiners).
 * Tag characters stay only where they are a flag's: of England, Scotland and Wales, and no others (Unicode TS #51, RGI).
 * Wrap the result in `<bdi>` all the same: right-to-left letters are left in.
 */
export function safeDisplayText(s: string): string {
  if (/^[\x20-\x7e]*$/.test(s)) return s;
  return s
    .replaceAll(/[\t\n\v\f\r\u0085\u2028\u2029]+/g, ' ')
    .replaceAll(/[\0\uD800-\uDFFF]/gu, '\uFFFD')
    .replaceAll(
      flagOrInvisible,
      (mark, flag: string | undefined, at: number, whole: string) =>
        flag ?? (isSeenJoiner(whole, at) ? mark : ''),
    );
}

/** A black flag, the tags "gb" and "eng", "sct" or "wls", and the tag that ends them; else one invisible character. */
const flagOrInvisible =
  /(\u{1f3f4}\u{e0067}\u{e0062}(?:\u{e0065}\u{e006e}\u{e0067}|\u{e0073}\u{e0063}\u{e0074}|\u{e0077}\u{e006c}\u{e0073})\u{e007f})|[\p{Cc}\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/**
 * A file name that is safe to offer for saving on any system (M07), and its real extension (lower case, without the dot, '' if
 * none) to be shown apart from it. Only the last segment of a path is kept; reserved device names get a "_" in front; the length is
 * at most MAX_FILE_NAME_BYTES octets with the extension kept. `fallback` is used when nothing is left; it must be safe itself.
 */
export function safeFileName(
  raw: string | undefined,
  fallback: string,
): { readonly name: string; readonly extension: string } {
  const shown = safeDisplayText((raw ?? '').slice(0, MAX_RAW_FILE_NAME_LENGTH)).normalize('NFC');
  const segment = shown.slice(Math.max(shown.lastIndexOf('/'), shown.lastIndexOf('\\')) + 1);
  // Look-alikes of the separators, and what Windows forbids; a "C:" drive has lost its path already.
  let name = trimEnds(
    segment
      .replace(/^[A-Za-z]:/, '')
      .replaceAll(/[<>:"|?*\u2044\u2215\u29f8\uff0f\uff3c\u2216\uff1a\ufffd]/g, '_')
      .replaceAll(/[\s\u2800]+/g, ' '),
  );
  if (name === '' || /^_+$/.test(name)) name = fallback;
  if (reserved.test(name)) name = `_${name}`;
  name = shorten(name);
  return { name, extension: extensionOf(name) };
}

const reserved =
  /^(?:con|prn|aux|nul|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3]|conin\$|conout\$|clock\$) *(?:\.|$)/i;

/**
 * Blanks at both ends, dots in front (hidden files, "..") and behind (dropped by Windows, so they hide an extension), and joiners
 * behind, which join nothing there once a name was cut.
 */
function trimEnds(name: string): string {
  let start = 0;
  let end = name.length;
  while (start < end && (name[start] === ' ' || name[start] === '.')) start++;
  while (end > start && /[ .\u200c\u200d]/.test(name[end - 1] ?? '')) end--;
  return name.slice(start, end);
}

function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  const extension = dot <= 0 ? '' : name.slice(dot + 1).toLowerCase();
  return extension.length <= MAX_EXTENSION_LENGTH && /^[\p{L}\p{N}_+-]+$/u.test(extension) ? extension : '';
}

function shorten(name: string): string {
  if (utf8Bytes(name).length <= MAX_FILE_NAME_BYTES) return name;
  const extension = extensionOf(name);
  const tail = extension === '' ? '' : name.slice(name.length - extension.length - 1);
  let room = MAX_FILE_NAME_BYTES - utf8Bytes(tail).length;
  let stem = '';
  for (const character of name) {
    room -= utf8Bytes(character).length;
    if (room < 0) break;
    stem += character;
  }
  return trimEnds(stem) + tail;
}
