/**
 * Flags of a message in an mbox file. They stand in header fields above the message's own: ours as Dovecot names them (Status,
 * X-Status, X-Keywords), all three and in this order, so that a reader knows where they end; Thunderbird's are read too.
 */
import { latin1Text, utf8Bytes } from './bytes';
import { MAX_MBOX_KEYWORDS } from './limits';

export interface MboxStatus {
  /** System flags with their backslash, and keywords. */
  readonly flags: readonly string[];
  /** False where nothing tells whether the message was read. */
  readonly known: boolean;
  /** Octets at the start of the message that belong to the mbox file. */
  readonly length: number;
}

/** The fields that keep `flags`; what an mbox cannot keep (`\Recent`) is left out. */
export function formatMboxStatus(flags: readonly string[]): Uint8Array {
  const has = (flag: string): boolean => flags.some((one) => one.toLowerCase() === flag);
  const marks = [...LETTERS].filter(([, flag]) => has(flag.toLowerCase())).map(([letter]) => letter);
  const keywords = flags.filter(isKeyword).slice(0, MAX_MBOX_KEYWORDS);
  return utf8Bytes(
    `Status: ${has('\\seen') ? 'RO' : 'O'}\r\nX-Status: ${marks.join('')}\r\nX-Keywords: ${keywords.join(' ')}\r\n`,
  );
}

/** Reads the fields an mbox file put above the message that begins `head`. */
export function parseMboxStatus(head: Uint8Array): MboxStatus {
  for (const [names, read] of FAMILIES) {
    const { values, length } = leadingFields(head, names);
    if (values.has(names[0]!)) return { flags: read(values), known: true, length };
  }
  return { flags: [], known: false, length: 0 };
}

type Values = ReadonlyMap<string, string>;

/** The fields called `names` that stand at the very top, in this order, each at most once. */
function leadingFields(
  head: Uint8Array,
  names: readonly string[],
): { readonly values: Values; readonly length: number } {
  const values = new Map<string, string>();
  let length = 0;
  for (const name of names) {
    const lineFeed = head.indexOf(0x0a, length);
    if (lineFeed < 0 || lineFeed - length > MAX_LINE) break;
    const line = latin1Text(head, length, lineFeed);
    const colon = line.indexOf(':');
    if (line.slice(0, colon).toLowerCase() !== name) {
      // Only the first one decides whose fields these are; the others may be missing.
      if (values.size === 0) break;
      continue;
    }
    values.set(name, line.slice(colon + 1).trim());
    length = lineFeed + 1;
  }
  return { values, length };
}

function readStatus(values: Values): readonly string[] {
  const letters = `${values.get('status') ?? ''}${values.get('x-status') ?? ''}`;
  return [
    ...(letters.includes('R') ? ['\\Seen'] : []),
    ...[...LETTERS].filter(([letter]) => letters.includes(letter)).map(([, flag]) => flag),
    ...keywordsOf(values.get('x-keywords')),
  ];
}

/** Bits of Thunderbird's X-Mozilla-Status, a hexadecimal number. */
function readMozilla(values: Values): readonly string[] {
  const text = values.get('x-mozilla-status') ?? '';
  const bits = /^[0-9a-f]{1,8}$/i.test(text) ? Number.parseInt(text, 16) : 0;
  const flags = MOZILLA_BITS.filter(([bit]) => (bits & bit) !== 0).map(([, flag]) => flag);
  return [...flags, ...keywordsOf(values.get('x-mozilla-keys'))];
}

const keywordsOf = (text = ''): readonly string[] =>
  text
    .split(/[ \t]+/)
    .filter(isKeyword)
    .slice(0, MAX_MBOX_KEYWORDS);

/** flag-keyword = atom (RFC 9051 9) */
function isKeyword(flag: string): boolean {
  return flag.length <= MAX_KEYWORD && /^[!#$&'+,\-./0-9:;<=>?@A-Z^_`a-z|}~]+$/.test(flag);
}

const LETTERS: ReadonlyMap<string, string> = new Map([
  ['A', '\\Answered'],
  ['F', '\\Flagged'],
  ['T', '\\Draft'],
  ['D', '\\Deleted'],
]);
const MOZILLA_BITS: readonly (readonly [number, string])[] = [
  [0x0001, '\\Seen'],
  [0x0002, '\\Answered'],
  [0x0004, '\\Flagged'],
  [0x0008, '\\Deleted'],
  [0x1000, '$Forwarded'],
];
const FAMILIES: readonly (readonly [readonly string[], (values: Values) => readonly string[]])[] = [
  [['status', 'x-status', 'x-keywords'], readStatus],
  [['x-mozilla-status', 'x-mozilla-status2', 'x-mozilla-keys'], readMozilla],
];
const MAX_LINE = 16_384;
const MAX_KEYWORD = 100;
