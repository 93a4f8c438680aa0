/** Attachments made from nothing: valid PNG, PDF and iCalendar files. */
import { concatBytes } from '../../mime/bytes';
import { ascii } from '../encode';

export type Pixel = (x: number, y: number) => readonly [red: number, green: number, blue: number];

/** A PNG (RFC 2083), 8-bit RGB, stored without compression: no deflate is needed and sizes are predictable. */
export function png(width: number, height: number, pixel: Pixel): Uint8Array {
  const row = width * 3 + 1;
  const raw = new Uint8Array(row * height);
  for (let y = 0; y < height; y++) {
    let at = y * row + 1;
    for (let x = 0; x < width; x++) {
      const [red, green, blue] = pixel(x, y);
      raw[at++] = red;
      raw[at++] = green;
      raw[at++] = blue;
    }
  }
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, 2, 0, 0, 0], 8);
  return concatBytes([
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10),
    chunk('IHDR', header),
    chunk('IDAT', zlibStored(raw)),
    chunk('IEND', new Uint8Array(0)),
  ]);
}

/** Soft stripes in two colours, different for every seed: enough for a thumbnail to look like something. */
export const stripes =
  (seed: number): Pixel =>
  (x, y) => {
    const wave = ((x * (3 + (seed % 5)) + y * (2 + (seed % 7))) >> 3) & 0xff;
    return [(wave + seed * 37) & 0xff, (wave * 2 + seed * 91) & 0xff, (255 - wave + seed * 13) & 0xff];
  };

function chunk(type: string, data: Uint8Array): Uint8Array {
  const typed = concatBytes([ascii(type), data]);
  const out = new Uint8Array(typed.length + 8);
  const view = new DataView(out.buffer);
  view.setUint32(0, data.length);
  out.set(typed, 4);
  view.setUint32(typed.length + 4, crc32(typed));
  return out;
}

/** RFC 1950 around stored blocks of RFC 1951 3.2.4. */
function zlibStored(raw: Uint8Array): Uint8Array {
  const blocks: Uint8Array[] = [Uint8Array.of(0x78, 0x01)];
  for (let at = 0; at < raw.length; at += 65_535) {
    const part = raw.subarray(at, at + 65_535);
    const last = at + part.length >= raw.length ? 1 : 0;
    const size = part.length;
    blocks.push(Uint8Array.of(last, size & 255, size >> 8, ~size & 255, (~size >> 8) & 255), part);
  }
  const sum = adler32(raw);
  blocks.push(Uint8Array.of(sum >>> 24, (sum >>> 16) & 255, (sum >>> 8) & 255, sum & 255));
  return concatBytes(blocks);
}

function adler32(bytes: Uint8Array): number {
  let a = 1;
  let b = 0;
  for (let at = 0; at < bytes.length;) {
    // 5552 octets are the most before the sums leave 32 bits.
    const end = Math.min(at + 5552, bytes.length);
    for (; at < end; at++) {
      a += bytes[at] ?? 0;
      b += a;
    }
    a %= 65_521;
    b %= 65_521;
  }
  return ((b << 16) | a) >>> 0;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const octet of bytes) crc = (crcTable[(crc ^ octet) & 255] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** A PDF 1.4 of one page; the first line is the heading. Characters beyond Latin-1 become "?". */
export function pdf(lines: readonly string[]): Uint8Array {
  const text = lines
    .map(
      (line, index) => `/F1 ${index === 0 ? 20 : 11} Tf (${pdfText(line)}) Tj 0 -${index === 0 ? 34 : 18} Td`,
    )
    .join('\n');
  const content = `BT\n60 770 Td\n${text}\nET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
  ];
  let file = '%PDF-1.4\n%\u00e2\u00e3\u00cf\u00d3\n';
  const offsets: number[] = [];
  for (const [index, object] of objects.entries()) {
    offsets.push(file.length);
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
  }
  const start = file.length;
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`;
  file += offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  file += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return Uint8Array.from(file, (char) => char.charCodeAt(0));
}

const pdfText = (line: string): string =>
  line
    .replaceAll('€', 'EUR')
    .replaceAll(/[\\()]/g, String.raw`\$&`)
    .replaceAll(/[^\x20-\x7e\xa0-\xff]/g, '?');

/** An invitation (RFC 5545, RFC 5546). Times are epoch milliseconds. */
export function calendar(
  uid: string,
  title: string,
  place: string,
  start: number,
  minutes: number,
  from: string,
): Uint8Array {
  const stamp = (ms: number): string => `${new Date(ms).toISOString().replaceAll(/[-:]/g, '').slice(0, 15)}Z`;
  const escaped = (text: string): string => text.replaceAll(/[\\;,]/g, String.raw`\$&`);
  return ascii(
    [
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//Tagline//Demo world//EN',
      'METHOD:REQUEST',
      'BEGIN:VEVENT',
      `UID:${uid}`,
      `DTSTAMP:${stamp(start - 864e5)}`,
      `DTSTART:${stamp(start)}`,
      `DTEND:${stamp(start + minutes * 6e4)}`,
      `SUMMARY:${escaped(title)}`,
      `LOCATION:${escaped(place)}`,
      `ORGANIZER:mailto:${from}`,
      'ATTENDEE;RSVP=TRUE:mailto:demo@example.org',
      'END:VEVENT',
      'END:VCALENDAR',
      '',
    ].join('\r\n'),
  );
}
