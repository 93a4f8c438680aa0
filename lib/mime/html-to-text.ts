import { decodeEntities } from './entities';
import { MAX_HTML_LENGTH, MAX_QUOTE_DEPTH } from './limits';

/**
 * Plain text of an HTML body for previews, quoting and search: at most MAX_HTML_LENGTH characters are read (P17). Not a sanitiser: the
 * result is text, never to be put back into HTML. Blocks become lines, paragraphs are set apart by an empty line, list items begin with
 * "- ", cells are separated by a space, blockquotes get ">" marks; scripts, styles, comments and titles vanish.
 *
 * One pass: every scan begins where the last one ended, and a tag, comment or script without an end swallows the rest, as in browsers.
 */
export function htmlToText(html: string): string {
  const source = html.slice(0, MAX_HTML_LENGTH);
  const writer = new TextWriter();
  let at = 0;
  while (at < source.length) {
    const open = source.indexOf('<', at);
    if (open < 0) {
      writer.text(source.slice(at));
      break;
    }
    writer.text(source.slice(at, open));
    const code = source.charCodeAt(open + 1);
    if (source.startsWith('<!--', open)) {
      const end = source.indexOf('-->', open + 4);
      at = end < 0 ? source.length : end + 3;
    } else if (code === 0x21 || code === 0x3f) at = tagEnd(source, open, false);
    else if (code === 0x2f || isLetter(code)) at = readTag(source, open, writer);
    else {
      writer.text('<');
      at = open + 1;
    }
  }
  return writer.result();
}

function readTag(source: string, open: number, writer: TextWriter): number {
  const closing = source[open + 1] === '/';
  const nameStart = open + (closing ? 2 : 1);
  let nameEnd = nameStart;
  while (nameEnd < nameStart + 20 && isNameCharacter(source.charCodeAt(nameEnd))) nameEnd++;
  const name = source.slice(nameStart, nameEnd).toLowerCase();
  const end = tagEnd(source, nameEnd, true);
  if (!closing && withoutText.has(name)) return rawTextEnd(source, end, name);
  writer.tag(name, closing);
  return end;
}

/** Position after the ">" of a tag; ">" inside quoted attribute values does not count. */
function tagEnd(source: string, start: number, quotes: boolean): number {
  let quote = 0;
  for (let at = start; at < source.length; at++) {
    const code = source.charCodeAt(at);
    if (quote !== 0) {
      if (code === quote) quote = 0;
    } else if (code === 0x3e) return at + 1;
    else if (quotes && (code === 0x22 || code === 0x27)) quote = code;
  }
  return source.length;
}

function rawTextEnd(source: string, start: number, name: string): number {
  for (let at = source.indexOf('</', start); at >= 0; at = source.indexOf('</', at + 2)) {
    const after = at + 2 + name.length;
    if (source.slice(at + 2, after).toLowerCase() === name && !isNameCharacter(source.charCodeAt(after))) {
      return tagEnd(source, after, false);
    }
  }
  return source.length;
}

class TextWriter {
  private readonly lines: string[] = [];
  private line = '';
  /** A blank is owed before the next word. */
  private gap = false;
  private quoteDepth = 0;
  private preDepth = 0;

  text(raw: string): void {
    if (raw === '') return;
    const text = decodeEntities(raw);
    if (this.preDepth > 0) {
      for (const [index, piece] of text.split(/\r?\n/).entries()) {
        if (index > 0) this.breakLine();
        this.line += piece;
      }
      return;
    }
    const words = text.split(/[ \t\r\n\f]+/);
    for (const [index, word] of words.entries()) {
      if (index > 0) this.gap = true;
      if (word === '') continue;
      if (this.gap && this.line !== '') this.line += ' ';
      this.line += word;
      this.gap = false;
    }
  }

  tag(name: string, closing: boolean): void {
    switch (name) {
      case 'br':
        this.breakLine();
        return;
      case 'td':
      case 'th':
        this.gap = true;
        return;
      case 'li':
        this.endLine();
        if (!closing) this.line = '- ';
        return;
      case 'hr':
        this.paragraph();
        return;
      case 'pre':
        this.paragraph();
        this.preDepth = Math.max(0, this.preDepth + (closing ? -1 : 1));
        return;
      case 'blockquote':
        this.paragraph();
        this.quoteDepth = Math.max(0, this.quoteDepth + (closing ? -1 : 1));
        return;
      default:
        if (paragraphs.has(name)) this.paragraph();
        else if (blocks.has(name)) this.endLine();
    }
  }

  result(): string {
    this.endLine();
    while (isBlankLine(this.lines.at(-1))) this.lines.pop();
    return this.lines.join('\n');
  }

  /** Always ends the line, so that two `<br>` leave an empty one. */
  private breakLine(): void {
    const marks = this.quoteDepth === 0 ? '' : `${'>'.repeat(Math.min(this.quoteDepth, MAX_QUOTE_DEPTH))} `;
    this.lines.push((marks + this.line).trimEnd());
    this.line = '';
    this.gap = false;
  }

  private endLine(): void {
    if (this.line !== '') this.breakLine();
    this.gap = false;
  }

  private paragraph(): void {
    this.endLine();
    if (this.lines.length > 0 && !isBlankLine(this.lines.at(-1))) this.lines.push('');
  }
}

function isBlankLine(line: string | undefined): boolean {
  return line !== undefined && /^>*$/.test(line);
}

function isLetter(code: number): boolean {
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x7a;
}

function isNameCharacter(code: number): boolean {
  return isLetter(code) || (code >= 0x30 && code <= 0x39) || code === 0x2d || code === 0x3a;
}

const withoutText = new Set(
  'script style title template noscript textarea select svg math object iframe xml'.split(' '),
);
const paragraphs = new Set('p h1 h2 h3 h4 h5 h6 ul ol dl table'.split(' '));
const blocks = new Set(
  'address article aside body center dd details div dt fieldset figcaption figure footer form header html main nav section summary tr'.split(
    ' ',
  ),
);
