import { decodeCharset } from '../mime/charset';
import { decodeEncodedWords } from '../mime/encoded-words';
import { type MimePart, parseMessage } from '../mime/structure';
import { decodeTransfer } from '../mime/transfer';
import { isMultipart } from './structure';

/** Letters without case; composed and decomposed accents are one (RFC 5255 i;unicode-casemap, near enough). */
export const foldText = (text: string): string => text.normalize('NFKC').toLowerCase();

/** The header as people read it, one folded line a field. */
export const foldedHeader = (bytes: Uint8Array): string =>
  foldText(
    parseMessage(bytes)
      .headers.entries.map(([name, value]) => `${name}: ${decodeEncodedWords(value)}`)
      .join('\n'),
  );

/** All texts of the message, decoded and folded; of HTML what is not a tag. */
export function foldedBody(bytes: Uint8Array): string {
  const texts: string[] = [];
  collect(bytes, parseMessage(bytes), texts);
  return foldText(texts.join('\n'));
}

function collect(bytes: Uint8Array, part: MimePart, texts: string[]): void {
  for (const child of part.children) collect(bytes, child, texts);
  if (part.message !== undefined) {
    texts.push(part.message.headers.entries.map(([, value]) => decodeEncodedWords(value)).join('\n'));
    collect(bytes, part.message, texts);
  }
  if (part.type !== 'text' || isMultipart(part)) return;
  const text = decodeCharset(
    decodeTransfer(bytes.subarray(part.bodyStart, part.bodyEnd), part.encoding),
    part.params.get('charset'),
  );
  texts.push(part.subtype === 'html' ? withoutTags(text) : text);
}

function withoutTags(html: string): string {
  let text = '';
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    if (open < 0) return text + html.slice(at);
    text += html.slice(at, open);
    const close = html.indexOf('>', open);
    if (close < 0) return text;
    at = close + 1;
  }
  return text;
}
