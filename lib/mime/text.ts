import { MAX_PREVIEW_INPUT, PREVIEW_LENGTH } from './limits';
import { safeDisplayText } from './safe-text';

export { htmlToText } from './html-to-text';

/**
 * The line shown under a subject: the first words of a body, blanks folded, at most `max` characters (ended by "…" when cut). Quoted
 * lines, the line announcing them, rulers and the signature are left out; a body that is nothing but quotes shows those.
 */
export function previewText(text: string, max: number = PREVIEW_LENGTH): string {
  const lines = text.slice(0, MAX_PREVIEW_INPUT).split(/\r\n|[\r\n]/);
  const own: string[] = [];
  for (const [index, line] of lines.entries()) {
    if (line === '-- ' && own.length > 0) break;
    const words = line.trim();
    if (words === '' || words.startsWith('>') || /^[-=_*~#+]{3,}$/.test(words)) continue;
    if (words.endsWith(':') && isQuoted(lines, index + 1)) continue;
    own.push(words);
  }
  const kept = own.length > 0 ? own : lines.map((line) => line.replace(/^[> \t]+/, ''));
  const folded = safeDisplayText(kept.join(' ')).replaceAll(/\s+/g, ' ').trim();
  return folded.length <= max ? folded : cut(folded, max);
}

/**
 * RFC 3676 format=flowed: paragraphs put together again, lines joined by LF. Quoted lines keep their depth as ">" marks and one space;
 * space-stuffing is removed; the signature line "-- " is never joined. `delSp` drops the space before each joint.
 */
export function decodeFlowed(text: string, delSp: boolean): string {
  const result: string[] = [];
  let paragraph = '';
  let paragraphDepth = -1;
  const flush = (): void => {
    if (paragraphDepth >= 0) result.push(quoteMarks(paragraphDepth) + paragraph);
    paragraph = '';
    paragraphDepth = -1;
  };
  for (const line of text.split(/\r?\n/)) {
    let depth = 0;
    while (line.charCodeAt(depth) === 0x3e) depth++;
    const content = line.slice(line[depth] === ' ' ? depth + 1 : depth);
    const isSignature = content === '-- ';
    if (paragraphDepth >= 0 && (paragraphDepth !== depth || isSignature)) flush();
    const isFlowed = content.endsWith(' ') && !isSignature;
    paragraph += isFlowed && delSp ? content.slice(0, -1) : content;
    paragraphDepth = depth;
    if (!isFlowed) flush();
  }
  flush();
  return result.join('\n');
}

function quoteMarks(depth: number): string {
  return depth === 0 ? '' : `${'>'.repeat(depth)} `;
}

function isQuoted(lines: readonly string[], index: number): boolean {
  let at = index;
  while (at < index + 2 && lines[at]?.trim() === '') at++;
  return lines[at]?.trimStart().startsWith('>') ?? false;
}

/** Never in the middle of a surrogate pair. */
function cut(text: string, max: number): string {
  let end = Math.max(0, max - 1);
  const code = text.charCodeAt(end - 1);
  if (code >= 0xd800 && code <= 0xdbff) end--;
  return `${text.slice(0, end).trimEnd()}…`;
}
