import { LinkifyIt } from 'linkify-it';

/** Text, or text with the address it leads to. */
export interface LinkPiece {
  readonly text: string;
  readonly href: string | null;
}

/** Longest run of text searched for links at once: bounds the work a hostile text can ask for. */
const MAX_TEXT = 200_000;
const SCHEMES = new Set(['http:', 'https:', 'mailto:']);

/** Only what is written as an address is one: "example.org" without scheme stays text, mail addresses become links. */
const finder = new LinkifyIt({ fuzzyLink: false, fuzzyEmail: true, fuzzyIP: false });
finder.add('ftp:', null).add('//', null);

/** Splits text into pieces; the address is decided by the parsed URL, never by how it looks. */
export function linkify(text: string): readonly LinkPiece[] {
  if (text.length > MAX_TEXT) return [{ text, href: null }];
  const pieces: LinkPiece[] = [];
  let at = 0;
  for (const match of finder.match(text) ?? []) {
    if (!isSafe(match.url)) continue;
    if (match.index > at) pieces.push({ text: text.slice(at, match.index), href: null });
    pieces.push({ text: match.raw, href: match.url });
    at = match.lastIndex;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), href: null });
  return pieces;
}

function isSafe(url: string): boolean {
  try {
    return SCHEMES.has(new URL(url).protocol);
  } catch {
    return false;
  }
}
