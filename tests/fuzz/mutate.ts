/** Changed octets: what may be done to an input. */
import type { Chance } from '../support/chance';

const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0) & 0xff);

/** Words and signs that mean something to the grammar, and such as have hurt parsers before. */
export const dictionary: readonly Uint8Array[] = [
  ...[
    '(',
    ')',
    '"',
    '\\',
    '[',
    ']',
    '<',
    '>',
    '{',
    '}',
    ' ',
    '*',
    '+',
    '~',
    '%',
    '&',
    '-',
    ':',
    ',',
    '.',
    '/',
    '$',
  ],
  ...[
    '\r\n',
    '\n',
    '\r',
    '\0',
    '\t',
    '\x7f',
    '\xff',
    '\xc3\xa9',
    '\xe2\x82',
    '* ',
    '+ ',
    'T2 ',
    'T3 OK ',
    '\r\n* ',
  ],
  ...[
    '{0}\r\n',
    '{3}\r\nabc',
    '{3+}\r\nabc',
    '~{2}\r\n\0x',
    '{10}\r\n',
    '{99999999999999999999}\r\n',
    '{-1}',
    '{1',
  ],
  ...[
    '0',
    '1',
    '-1',
    '9',
    '4294967295',
    '4294967296',
    '9223372036854775807',
    '18446744073709551616',
    '1e3',
    '9.3e+06',
  ],
  ...[
    '1:*',
    '*:1',
    '1:4294967295',
    '5:3,9',
    ',',
    '1,,2',
    'NIL',
    'nil',
    'INBOX',
    '&AOk-',
    '&',
    '&-',
    '&2D0-',
    '()',
  ],
  ...[
    'OK',
    'NO',
    'BAD',
    'BYE',
    'PREAUTH',
    'FETCH',
    'EXISTS',
    'RECENT',
    'EXPUNGE',
    'VANISHED',
    '(EARLIER)',
    'FLAGS',
  ],
  ...[
    'LIST',
    'LSUB',
    'XLIST',
    'STATUS',
    'SEARCH',
    'ESEARCH',
    'SORT',
    'THREAD',
    'NAMESPACE',
    'CAPABILITY',
    'ENABLED',
  ],
  ...[
    'ID',
    'QUOTA',
    'QUOTAROOT',
    'ACL',
    'LISTRIGHTS',
    'MYRIGHTS',
    'METADATA',
    'UIDFETCH',
    'UIDBATCHES',
    'LANGUAGE',
  ],
  ...[
    'UID',
    'ENVELOPE',
    'BODYSTRUCTURE',
    'BODY',
    'BODY[',
    'BINARY[',
    'BINARY.SIZE[',
    'RFC822',
    'RFC822.SIZE',
  ],
  ...['RFC822.HEADER', 'RFC822.TEXT', 'INTERNALDATE', 'MODSEQ', 'PREVIEW', 'SAVEDATE', 'EMAILID', 'THREADID'],
  ...[
    'X-GM-MSGID',
    'X-GM-THRID',
    'X-GM-LABELS',
    'HEADER.FIELDS (A "B]")',
    '1.2.MIME',
    '<0>',
    '<0.5>',
    'OLDNAME',
  ],
  ...['(TAG "T2")', 'MIN', 'MAX', 'COUNT', 'ALL', 'PARTIAL (1:5 ', 'RELEVANCY (', 'MAILBOX', 'UIDVALIDITY'],
  ...[
    '[UIDNEXT 1]',
    '[COPYUID 1 2 3]',
    '[APPENDUID 1 2]',
    '[MODIFIED 1]',
    '[BADCHARSET (A)]',
    '[CAPABILITY A]',
  ],
  ...[
    '[PERMANENTFLAGS (\\*)]',
    '[HIGHESTMODSEQ 1]',
    '[UNSEEN 1]',
    '[INPROGRESS ("a" 1 2)]',
    '[X',
    '\\Seen',
    '\\*',
  ],
  ...[
    '"17-Jul-1996 02:44:25 -0700"',
    '"text" "plain" NIL NIL NIL "7bit" 1 1',
    '((NIL NIL "a" "b"))',
    '("a" "b")',
  ],
].map(latin1);

/** What changes are made of. */
export interface Sources {
  readonly corpus: readonly Uint8Array[];
  readonly words: readonly Uint8Array[];
}

/** One input out of another: up to six changes. */
export function mutate(input: Uint8Array, random: Chance, sources: Sources): Uint8Array {
  let bytes = input;
  for (let changes = 1 + random(6); changes > 0; changes--) bytes = change(bytes, random, sources);
  return bytes.length > MAX_INPUT ? bytes.slice(0, MAX_INPUT) : bytes;
}

function change(bytes: Uint8Array, random: Chance, { corpus, words }: Sources): Uint8Array {
  const at = random(bytes.length + 1);
  const length = random(Math.min(1 + bytes.length - at, 1 + random(24)));
  const word = words[random(words.length)] ?? EMPTY;
  const other = corpus[random(corpus.length)] ?? EMPTY;
  switch (random(10)) {
    case 0:
    case 1:
      return splice(bytes, at, 0, word);
    case 2:
      return splice(bytes, at, length, word);
    case 3:
      return splice(bytes, at, length, EMPTY);
    case 4:
      return splice(bytes, at, 1, Uint8Array.of(random(256)));
    case 5:
      return splice(bytes, at, 0, bytes.subarray(at, at + length));
    case 6:
      return splice(bytes, at, 0, repeated(word, 1 + random(60)));
    case 7: {
      // A literal whose head tells the truth.
      const piece = other.subarray(0, random(40));
      return splice(bytes, at, length, latin1(`{${piece.length}}\r\n${String.fromCharCode(...piece)}`));
    }
    case 8: {
      const from = random(other.length + 1);
      return splice(bytes, at, length, other.subarray(from, from + random(80)));
    }
    default:
      return splice(other, random(other.length + 1), other.length, bytes.subarray(at));
  }
}

function splice(bytes: Uint8Array, at: number, gone: number, added: Uint8Array): Uint8Array {
  const rest = bytes.subarray(Math.min(bytes.length, at + gone));
  const out = new Uint8Array(at + added.length + rest.length);
  out.set(bytes.subarray(0, at));
  out.set(added, at);
  out.set(rest, at + added.length);
  return out;
}

function repeated(word: Uint8Array, times: number): Uint8Array {
  const out = new Uint8Array(word.length * times);
  for (let i = 0; i < times; i++) out.set(word, i * word.length);
  return out;
}

/** The shortest input found by leaving pieces out that `fails` still accepts. */
export function shrink(input: Uint8Array, fails: (bytes: Uint8Array) => boolean): Uint8Array {
  let bytes = input;
  for (let size = Math.max(1, bytes.length >>> 1); size >= 1; size = size >>> 1) {
    for (let at = 0; at < bytes.length;) {
      const shorter = splice(bytes, at, size, EMPTY);
      if (fails(shorter)) bytes = shorter;
      else at += size;
    }
  }
  return bytes;
}

const EMPTY = new Uint8Array(0);
const MAX_INPUT = 3_000;
