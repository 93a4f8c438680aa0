/**
 * Fixtures of the protocol layer: one response a case, in a text format that reads like the RFC.
 *
 *     # comment
 *     == name of the case
 *     * 1 FETCH (BODY[TEXT] {3}\r\n
 *     abc)\r\n
 *     -> {"kind":"fetch",...}
 *
 * Line ends of the file count for nothing; octets are written as \r \n \t \0 \\ or \xNN, other backslashes stand for
 * themselves. Expected values are JSON with octets as {"$bytes":"latin1"}, bigints as {"$big":"12"}, `*` as
 * {"$star":1}, maps as {"$map":[...]} and 32-bit arrays as {"$u32":[...]}.
 */

export interface ResponseFixture {
  readonly name: string;
  readonly raw: Uint8Array;
  readonly expected: string;
}

export function parseFixtures(text: string): readonly ResponseFixture[] {
  const out: ResponseFixture[] = [];
  let name = '';
  let raw: string[] = [];
  for (const line of text.split('\n')) {
    if (line.startsWith('== ')) {
      name = line.slice(3);
      raw = [];
    } else if (line.startsWith('-> ')) {
      out.push({ name, raw: unescapeOctets(raw.join('')), expected: line.slice(3) });
    } else if (name !== '' && !line.startsWith('# ')) {
      raw.push(line);
    }
  }
  return out;
}

/** Any parsed value as plain JSON with its types told apart. */
export function toFixtureJson(value: unknown): string {
  return JSON.stringify(value, (_key, entry: unknown) => {
    if (typeof entry === 'bigint') return { $big: String(entry) };
    if (entry === Infinity) return { $star: 1 };
    if (entry instanceof Uint8Array) return { $bytes: String.fromCharCode(...entry) };
    if (entry instanceof Uint32Array) return { $u32: [...entry] };
    if (entry instanceof Int32Array) return { $i32: [...entry] };
    if (entry instanceof Map) return { $map: [...(entry as Map<unknown, unknown>)] };
    return entry;
  });
}

const ESCAPES = new Map([...'rnt0\\'].map((letter, i) => [letter.charCodeAt(0), [13, 10, 9, 0, 92][i]!]));

/** `\r\n` and its like to octets; characters over 127 become UTF-8. */
export function unescapeOctets(text: string): Uint8Array {
  const raw = new TextEncoder().encode(text);
  let length = 0;
  for (let i = 0; i < raw.length; i++) {
    let octet = raw[i]!;
    if (octet === 92) {
      const simple = ESCAPES.get(raw[i + 1] ?? -1);
      const hex = raw[i + 1] === 120 ? String.fromCharCode(raw[i + 2] ?? 0, raw[i + 3] ?? 0) : '';
      if (/^[0-9a-f]{2}$/i.test(hex)) {
        octet = Number.parseInt(hex, 16);
        i += 3;
      } else if (simple !== undefined) {
        octet = simple;
        i++;
      }
    }
    // What is written never overtakes what is read.
    raw[length++] = octet;
  }
  return raw.slice(0, length);
}

/** Octets as a fixture writes them, a line of the file for each line of theirs. */
export function escapeOctets(octets: Uint8Array): string {
  const named = new Map([
    [13, '\\r'],
    [10, '\\n\n'],
    [9, '\\t'],
    [0, '\\0'],
    [92, '\\\\'],
  ]);
  const hex = (octet: number): string => `\\x${octet.toString(16).padStart(2, '0')}`;
  return Array.from(
    octets,
    (octet) => named.get(octet) ?? (octet < 32 || octet > 126 ? hex(octet) : String.fromCharCode(octet)),
  )
    .join('')
    .replace(/^[#=-]/gm, (sign) => hex(sign.charCodeAt(0)));
}
