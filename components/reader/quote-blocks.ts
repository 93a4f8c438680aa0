/** A run of lines of one quoting depth, without their marks. */
export interface QuoteBlock {
  readonly level: number;
  readonly text: string;
}

/** Depth beyond which marks are just text: nobody reads deeper, and each level is an element. */
const MAX_LEVEL = 8;

/** Splits plain text at changes of its ">" depth. Linear in the text. */
export function quoteBlocks(text: string): readonly QuoteBlock[] {
  const blocks: QuoteBlock[] = [];
  let level = -1;
  let lines: string[] = [];
  const flush = () => {
    if (lines.length > 0) blocks.push({ level, text: lines.join('\n') });
    lines = [];
  };
  for (const line of text.split(/\r?\n/u)) {
    const [depth, rest] = quoteDepth(line);
    if (depth !== level) {
      flush();
      level = depth;
    }
    lines.push(rest);
  }
  flush();
  return blocks;
}

/** A browser draws no line for a line break that ends a block: an empty last line needs one more. */
export const withLastLine = (text: string): string =>
  text === '' || text.endsWith('\n') ? `${text}\n` : text;

function quoteDepth(line: string): readonly [depth: number, rest: string] {
  let depth = 0;
  let at = 0;
  while (depth < MAX_LEVEL && line[at] === '>') {
    depth += 1;
    at += line[at + 1] === ' ' ? 2 : 1;
  }
  return [depth, line.slice(at)];
}
