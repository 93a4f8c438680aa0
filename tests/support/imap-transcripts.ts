/**
 * Server bytes of any size for the parser's benchmark and its tests: always the same for the same arguments.
 */

/** FETCH rows with UID, FLAGS, INTERNALDATE, RFC822.SIZE, ENVELOPE and BODYSTRUCTURE, some 1.1 kB each. */
export function fullRows(count: number): Uint8Array {
  return build(count, (n) => {
    const who = PEOPLE[n % PEOPLE.length]!;
    const other = PEOPLE[(n * 7 + 3) % PEOPLE.length]!;
    const address = (p: Person): string => `("${p.name}" NIL "${p.mailbox}" "${p.host}")`;
    const day = String((n % 28) + 1).padStart(2, '0');
    const time = `${pad(n % 24)}:${pad((n * 13) % 60)}:${pad((n * 29) % 60)}`;
    const subject = `${SUBJECTS[n % SUBJECTS.length]} ${n}`;
    const to = [who, other, PEOPLE[(n * 3 + 1) % PEOPLE.length]!].map(address).join('');
    const from = `(${address(other)})`;
    const envelope =
      `("Tue, ${day} Mar 2026 ${time} +0100" "${subject}" ${from} ${from} ${from} (${to}) ` +
      `(${address(who)}) NIL "<${n * 31}.${n}@mail.example.org>" "<${n}.${(n * 7919) % 100003}@mail.example.org>")`;
    return (
      `* ${n} FETCH (UID ${n + 1000} FLAGS (${FLAGS[n % FLAGS.length]}) INTERNALDATE "${day}-Mar-2026 ${time} +0100" ` +
      `RFC822.SIZE ${4000 + ((n * 37) % 90000)} ENVELOPE ${envelope} BODYSTRUCTURE ${structure(n)})\r\n`
    );
  });
}

/** FETCH rows of UID, FLAGS and MODSEQ only. */
export function flagRows(count: number): Uint8Array {
  return build(
    count,
    (n) => `* ${n} FETCH (UID ${n + 1000} FLAGS (${FLAGS[n % FLAGS.length]}) MODSEQ (${90000 + n}))\r\n`,
  );
}

/** FETCH rows with one body literal of `octets` octets. */
export function literalRows(count: number, octets: number): Uint8Array {
  const body = 'All work and no play makes the queue a dull list.\r\n'
    .repeat(Math.ceil(octets / 51))
    .slice(0, octets);
  return build(count, (n) => `* ${n} FETCH (UID ${n + 1000} BODY[1] {${octets}}\r\n${body})\r\n`);
}

interface Person {
  readonly name: string;
  readonly mailbox: string;
  readonly host: string;
}

function structure(n: number): string {
  const text = `("text" "plain" ("charset" "utf-8") NIL NIL "quoted-printable" ${800 + (n % 900)} ${20 + (n % 50)} NIL NIL NIL NIL)`;
  const html = `("text" "html" ("charset" "utf-8") NIL NIL "base64" ${3000 + (n % 9000)} ${60 + (n % 100)} NIL NIL NIL NIL)`;
  const both = `(${text}${html} "alternative" ("boundary" "alt-${n}") NIL NIL NIL)`;
  if (n % 4 !== 0) return both;
  const file = `("application" "pdf" ("name" "invoice-${n}.pdf") NIL NIL "base64" ${40000 + n} NIL ("attachment" ("filename" "invoice-${n}.pdf")) NIL NIL)`;
  return `(${both}${file} "mixed" ("boundary" "mix-${n}") NIL NIL NIL)`;
}

function build(count: number, row: (n: number) => string): Uint8Array {
  const encoder = new TextEncoder();
  const rows: Uint8Array[] = [];
  let octets = 0;
  for (let n = 1; n <= count; n++) {
    const bytes = encoder.encode(row(n));
    rows.push(bytes);
    octets += bytes.length;
  }
  const out = new Uint8Array(octets);
  let at = 0;
  for (const bytes of rows) {
    out.set(bytes, at);
    at += bytes.length;
  }
  return out;
}

function pad(n: number): string {
  return String(n).padStart(2, '0');
}

const PEOPLE: readonly Person[] = Array.from({ length: 40 }, (_, i) => ({
  name: `${['Ana', 'Bruno', 'Carla', 'Diego', 'Elena'][i % 5]} ${['Ruiz', 'Sanz', 'Torres', 'Vidal'][i % 4]} ${i}`,
  mailbox: `person${i}`,
  host: ['example.org', 'example.com', 'mail.example.net'][i % 3]!,
}));
const SUBJECTS = [
  'Weekly report',
  'Re: lunch on Thursday',
  'Invoice',
  'Minutes of the meeting',
  'Re: Re: photos',
];
const FLAGS = ['\\Seen', '', '\\Seen \\Answered', '\\Seen \\Flagged $Label1', '\\Deleted', 'NonJunk \\Seen'];
