/**
 * What a server would send, made from a fixed seed: the same bytes on every machine. Shapes and lengths follow
 * Dovecot's answers for an ordinary mailbox (about 1.3 kB a full row). Runs in Node and in a browser's worker.
 */
export type InputKind = 'rows' | 'flags' | 'literals';

export interface ParserInput {
  readonly kind: InputKind;
  readonly bytes: Uint8Array;
  readonly rows: number;
  /** Rows answered by one FETCH command; message n has UID n. */
  readonly rowsPerCommand: number;
}

/** The tagged line of FETCH command `index`; the commands before it were one SELECT. */
export const fetchTag = (index: number): string => `A${index + 2}`;

export const LITERAL_OCTETS = 20_480;
/** Of bodies all: a second command for the same section would wait for the first, whose octets it could not tell from its own. */
const ROWS_PER_COMMAND: Readonly<Record<InputKind, number>> = { rows: 200, flags: 5_000, literals: 1_000 };

export const rowsPerCommand = (kind: InputKind): number => ROWS_PER_COMMAND[kind];

export function parserInput(kind: InputKind, rows: number): ParserInput {
  const rowsPerCommand = ROWS_PER_COMMAND[kind];
  const random = generator(20_260_101);
  const body = kind === 'literals' ? literalText(random) : '';
  const lines: string[] = [];
  for (let uid = 1; uid <= rows; uid += 1) {
    lines.push(row(kind, uid, random, body));
    if (uid % rowsPerCommand === 0 || uid === rows) {
      lines.push(`${fetchTag(Math.ceil(uid / rowsPerCommand) - 1)} OK Fetch completed.\r\n`);
    }
  }
  return { kind, bytes: new TextEncoder().encode(lines.join('')), rows, rowsPerCommand };
}

/** Views of at most `size` bytes, in order, each made when it is asked for: a million at once would be mostly garbage. */
export function* chunksOf(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

type Random = (below: number) => number;

function row(kind: InputKind, uid: number, random: Random, body: string): string {
  switch (kind) {
    case 'rows':
      return fullRow(uid, random);
    case 'flags':
      return `* ${uid} FETCH (UID ${uid} FLAGS (${flags(random)}) MODSEQ (${100_000 + uid}))\r\n`;
    case 'literals':
      return `* ${uid} FETCH (UID ${uid} BODY[] {${LITERAL_OCTETS}}\r\n${body})\r\n`;
    default:
      return assertNever(kind);
  }
}

function fullRow(uid: number, random: Random): string {
  const size = 2_000 + random(90_000);
  const date = `${pad(1 + random(28))}-${pick(MONTHS, random)}-2026 ${time(random)} +0000`;
  return (
    `* ${uid} FETCH (UID ${uid} FLAGS (${flags(random)}) INTERNALDATE "${date}" RFC822.SIZE ${size} ` +
    `ENVELOPE ${envelope(uid, random)} BODYSTRUCTURE ${structure(uid, random)})\r\n`
  );
}

function envelope(uid: number, random: Random): string {
  const date = `"${pick(DAYS, random)}, ${pad(1 + random(28))} ${pick(MONTHS, random)} 2026 ${time(random)} +0100"`;
  const from = address(random);
  const to = `(${Array.from({ length: 1 + random(3) }, () => address(random)).join('')})`;
  const cc = random(4) === 0 ? `(${address(random)}${address(random)})` : 'NIL';
  const reply = random(3) === 0 ? `"<${uid - 1}.${random(1e9)}@mail.example.com>"` : 'NIL';
  const id = `"<${uid}.${random(1e9)}.${random(1e9)}@${pick(HOSTS, random)}>"`;
  return `(${date} ${subject(uid, random)} (${from}) (${from}) (${from}) ${to} ${cc} NIL ${reply} ${id})`;
}

/** One in eight is an encoded word, one in fifty a literal, one in forty has an escaped quote. */
function subject(uid: number, random: Random): string {
  const text = `${random(3) === 0 ? 'Re: ' : ''}${pick(SUBJECTS, random)} ${uid}`;
  if (random(8) === 0) return `"=?utf-8?Q?${text.replaceAll(' ', '_')}_=C3=B1?="`;
  if (random(50) === 0) return `{${text.length}}\r\n${text}`;
  return random(40) === 0 ? `"The \\"${text}\\" report"` : `"${text}"`;
}

function address(random: Random): string {
  const person = pick(PEOPLE, random);
  const name =
    person === ''
      ? 'NIL'
      : random(6) === 0
        ? `"=?utf-8?Q?${person.replaceAll(' ', '_')}_=C3=A9?="`
        : `"${person}"`;
  return `(${name} NIL "${pick(LOCALS, random)}" "${pick(HOSTS, random)}")`;
}

function structure(uid: number, random: Random): string {
  const shape = random(10);
  if (shape < 3) return textPart('plain', random);
  const alternative = multipart(
    [textPart('plain', random), textPart('html', random)],
    'alternative',
    uid,
    random,
  );
  if (shape < 7) return alternative;
  if (shape < 9) return multipart([alternative, filePart(random)], 'mixed', uid, random);
  const related = multipart([textPart('html', random), imagePart(uid, random)], 'related', uid, random);
  return multipart([related, filePart(random), filePart(random)], 'mixed', uid, random);
}

function textPart(subtype: string, random: Random): string {
  const encoding = pick(['quoted-printable', '7bit', 'base64', '8bit'], random);
  const octets = 300 + random(20_000);
  return `("text" "${subtype}" ("charset" "utf-8") NIL NIL "${encoding}" ${octets} ${octets >> 5} NIL NIL NIL NIL)`;
}

function filePart(random: Random): string {
  const name = `${pick(FILES, random)}-${random(1000)}.pdf`;
  const octets = 10_000 + random(4_000_000);
  return `("application" "pdf" ("name" "${name}") NIL NIL "base64" ${octets} NIL ("attachment" ("filename" "${name}" "size" "${octets}")) NIL NIL)`;
}

function imagePart(uid: number, random: Random): string {
  return `("image" "png" ("name" "image${random(99)}.png") "<part${uid}.${random(1e6)}@example.com>" NIL "base64" ${random(90_000)} NIL ("inline" ("filename" "image.png")) NIL NIL)`;
}

function multipart(parts: readonly string[], subtype: string, uid: number, random: Random): string {
  return `(${parts.join('')} "${subtype}" ("boundary" "----=_Part_${uid}_${random(1e9)}.${random(1e9)}") NIL NIL NIL)`;
}

function flags(random: Random): string {
  return pick(FLAGS, random);
}

function literalText(random: Random): string {
  let text = '';
  while (text.length < LITERAL_OCTETS) text += `${pick(SUBJECTS, random)} (and more of it)\r\n`;
  return text.slice(0, LITERAL_OCTETS);
}

const time = (random: Random): string => `${pad(random(24))}:${pad(random(60))}:${pad(random(60))}`;
const pad = (value: number): string => String(value).padStart(2, '0');
const pick = (list: readonly string[], random: Random): string => list[random(list.length)] ?? '';

/** mulberry32 */
function generator(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const FLAGS = ['\\Seen', '', '\\Seen \\Answered', '\\Seen \\Flagged', '\\Seen $Forwarded NonJunk', 'NonJunk'];
const PEOPLE = [
  'Ana Ruiz',
  'Bruno Keller',
  'Chloe Martin',
  'Diego Moreno',
  'Elif Aydin',
  'Farid Haddad',
  'Example Weekly News',
  '',
];
const LOCALS = ['ana', 'bruno.keller', 'chloe', 'info', 'no-reply', 'newsletter', 'support+ticket', 'team'];
const HOSTS = ['example.org', 'example.com', 'mail.example.net', 'lists.example.org'];
const SUBJECTS = [
  'Plans for Thursday',
  'The new timetable of the northern line',
  'Invoice and delivery',
  'A question about the second part of the report',
  'Minutes',
  'Your order has left our house and is on its way to you',
];
const FILES = ['invoice', 'report', 'timetable', 'minutes'];

function assertNever(value: never): never {
  throw new Error(`unexpected kind ${String(value)}`);
}
