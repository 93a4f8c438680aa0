import { deflateSync } from 'node:zlib';

/**
 * Invented mails, the same for the same number on every machine. By default the number chooses the kind; `kind` fixes
 * it. Mail number i is (count - i) minutes older than `newest`, so that higher numbers are newer.
 */
export interface MailOptions {
  readonly kind?: MailKind;
  readonly language?: 'en' | 'es';
  readonly subject?: string;
  readonly from?: string;
  readonly to?: string;
  readonly date?: Date;
  readonly messageId?: string;
  readonly inReplyTo?: string;
  /** For `html`: replaces the body. */
  readonly html?: string;
  /** For `plain`: replaces the body. */
  readonly text?: string;
}

export type MailKind = 'plain' | 'html' | 'related' | 'attachments' | 'small';

const PEOPLE = [
  'Ana Ruiz',
  'Bruno Keller',
  'Chloé Martin',
  'Diego Peña',
  'Elif Aydın',
  'Farid Haddad',
  'Greta Olsen',
  'Hugo Núñez',
];
const SUBJECTS = {
  en: [
    'Plans for Thursday',
    'The new timetable',
    'Invoice and delivery',
    'Photos of the garden 🌿',
    'A question about the report',
  ],
  es: [
    'Planes para el jueves',
    'El nuevo horario',
    'Factura y envío',
    'Fotos del jardín 🌿',
    'Una pregunta sobre el informe',
  ],
};
const SENTENCES = {
  en: [
    'We meet at the old station at nine.',
    'The second part still needs a title.',
    'Bring the blue folder, please.',
  ],
  es: [
    'Nos vemos en la estación vieja a las nueve.',
    'A la segunda parte aún le falta un título.',
    'Trae la carpeta azul, por favor.',
  ],
};
const LONG_SUBJECT = {
  en: 'and everything that was left open last week ',
  es: 'y todo lo que quedó pendiente la semana pasada ',
};
const EPOCH = Date.UTC(2026, 0, 1, 8, 0, 0);
const MINUTE_MS = 60_000;

/** The file every mail of kind `attachments` carries under the name `notas de año.bin`: 3,000 bytes of every value. */
export const ATTACHMENT_BYTES: Buffer = Buffer.from(
  Array.from({ length: 3_000 }, (_, index) => (index * 7 + 3) % 256),
);
export const ATTACHMENT_NAME = 'notas de año.bin';
/** A 4 x 4 image in one colour, carried inline by kind `related` and `attachments`. */
export const IMAGE_BYTES: Buffer = png(4, 4, [40, 110, 190]);

export function message(index: number, options: MailOptions = {}): Buffer {
  const kind = options.kind ?? kindOf(index);
  const language = options.language ?? (index % 5 < 2 ? 'es' : 'en');
  const head = headers(index, language, options);
  switch (kind) {
    case 'small':
      return join([...head, 'Content-Type: text/plain; charset=utf-8', '', `Mail number ${index}.`, '']);
    case 'plain':
      return join([...head, ...plainPart(options.text ?? text(index, language))]);
    case 'html':
      return join([...head, ...alternative(index, language, options, false)]);
    case 'related':
      return join([...head, ...related(index, language, options)]);
    case 'attachments':
      return join([...head, ...mixed(index, language, options)]);
    default:
      return assertNever(kind);
  }
}

/** Mails 0 to count - 1, made one by one as they are asked for. */
export function* messages(count: number, options: MailOptions = {}): Generator<Buffer> {
  for (let index = 0; index < count; index += 1) yield message(index, options);
}

/** What the reader must show as the subject of `message(index)`. */
export function subjectOf(index: number, options: MailOptions = {}): string {
  if (options.subject !== undefined) return options.subject;
  const language = options.language ?? (index % 5 < 2 ? 'es' : 'en');
  const list = SUBJECTS[language];
  const base = `${list[index % list.length]} #${index}`;
  return index % 11 === 10 ? `${base} ${LONG_SUBJECT[language].repeat(4)}`.trim() : base;
}

/** The sender's display name of `message(index)`. */
export function senderOf(index: number): string {
  return PEOPLE[index % PEOPLE.length] ?? '';
}

function kindOf(index: number): MailKind {
  const kinds: readonly MailKind[] = ['plain', 'html', 'plain', 'related', 'plain', 'attachments'];
  return kinds[index % kinds.length] ?? 'plain';
}

function headers(index: number, language: 'en' | 'es', options: MailOptions): string[] {
  const sender = senderOf(index);
  const local = sender.split(' ')[0]?.normalize('NFD').replace(/[^\w]/g, '').toLowerCase();
  const date = options.date ?? new Date(EPOCH + index * MINUTE_MS);
  const head = [
    `From: ${options.from ?? `${encodedWord(sender)} <${local}@example.com>`}`,
    `To: ${options.to ?? 'Reader <reader@example.org>'}`,
    `Subject: ${encodedSubject(subjectOf(index, { ...options, language }))}`,
    `Date: ${date.toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: ${options.messageId ?? `<mail-${index}@example.com>`}`,
    'MIME-Version: 1.0',
  ];
  return options.inReplyTo === undefined
    ? head
    : [...head, `In-Reply-To: ${options.inReplyTo}`, `References: ${options.inReplyTo}`];
}

function text(index: number, language: 'en' | 'es'): string {
  const list = SENTENCES[language];
  const lines = list.map((sentence, at) => `${sentence} (${index + at})`);
  return [
    'Hola / Hello,',
    '',
    ...lines,
    '',
    '> earlier line',
    '',
    'https://www.example.com/page?id=1',
    '-- ',
    senderOf(index),
  ].join('\r\n');
}

function html(index: number, language: 'en' | 'es', withImage: boolean): string {
  const paragraphs = SENTENCES[language].map((sentence) => `<p class="lead">${sentence}</p>`).join('\r\n');
  const image = withImage
    ? '<img src="cid:picture@example.com" alt="inline picture" width="40" height="40">'
    : '';
  return `<html><head><style>.lead{color:rgb(180, 30, 60)}</style></head><body>\r\n<h1 style="font-size:20px">${
    language === 'es' ? 'Boletín' : 'Newsletter'
  } ${index}</h1>\r\n${paragraphs}\r\n${image}<img src="https://images.example.net/pixel.gif" alt="" width="1" height="1">\r\n</body></html>`;
}

function plainPart(body: string): string[] {
  return part('text/plain; charset=utf-8', Buffer.from(body));
}

function alternative(
  index: number,
  language: 'en' | 'es',
  options: MailOptions,
  withImage: boolean,
): string[] {
  const body = options.html ?? html(index, language, withImage);
  const parts = [plainPart(text(index, language)), part('text/html; charset=utf-8', Buffer.from(body))];
  return multipart('alternative', `alt-${index}`, parts);
}

function related(index: number, language: 'en' | 'es', options: MailOptions): string[] {
  const image = part('image/png; name="picture.png"', IMAGE_BYTES, [
    'Content-ID: <picture@example.com>',
    'Content-Disposition: inline; filename="picture.png"',
  ]);
  return multipart('related', `rel-${index}`, [alternative(index, language, options, true), image]);
}

function mixed(index: number, language: 'en' | 'es', options: MailOptions): string[] {
  const name = encodeURIComponent(ATTACHMENT_NAME);
  const binary = part('application/octet-stream', ATTACHMENT_BYTES, [
    `Content-Disposition: attachment; filename*=utf-8''${name}`,
  ]);
  const image = part('image/png', IMAGE_BYTES, ['Content-Disposition: attachment; filename="picture.png"']);
  return multipart('mixed', `mix-${index}`, [related(index, language, options), binary, image]);
}

function part(type: string, content: Buffer, more: readonly string[] = []): string[] {
  const encoded = content.toString('base64').match(/.{1,76}/g) ?? [];
  return [`Content-Type: ${type}`, 'Content-Transfer-Encoding: base64', ...more, '', ...encoded];
}

function multipart(subtype: string, boundary: string, parts: readonly (readonly string[])[]): string[] {
  const body = parts.flatMap((lines) => [`--${boundary}`, ...lines]);
  return [`Content-Type: multipart/${subtype}; boundary="${boundary}"`, '', ...body, `--${boundary}--`, ''];
}

function join(lines: readonly string[]): Buffer {
  return Buffer.from(lines.join('\r\n'));
}

/** RFC 2047 words of at most 75 characters, cut between characters and folded. */
function encodedSubject(subject: string): string {
  const pieces: string[] = [];
  let piece = '';
  for (const character of subject) {
    if (Buffer.byteLength(piece + character) > 42) {
      pieces.push(piece);
      piece = '';
    }
    piece += character;
  }
  pieces.push(piece);
  if (pieces.length === 1 && isAscii(subject)) return subject;
  return pieces.map((words) => `=?utf-8?B?${Buffer.from(words).toString('base64')}?=`).join('\r\n ');
}

function encodedWord(name: string): string {
  return isAscii(name) ? name : `=?utf-8?Q?${[...Buffer.from(name)].map(quotedByte).join('')}?=`;
}

function quotedByte(byte: number): string {
  const character = String.fromCharCode(byte);
  return /[A-Za-z0-9]/.test(character) ? character : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}

function isAscii(value: string): boolean {
  return Buffer.byteLength(value) === value.length;
}

function png(width: number, height: number, [red, green, blue]: readonly [number, number, number]): Buffer {
  const row = Buffer.concat([
    Buffer.of(0),
    ...Array.from({ length: width }, () => Buffer.of(red, green, blue)),
  ]);
  const pixels = Buffer.concat(Array.from({ length: height }, () => row));
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const chunks = [chunk('IHDR', header), chunk('IDAT', deflateSync(pixels)), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a), ...chunks]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

function crc32(bytes: Buffer): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb8_8320 : 0);
  }
  return (crc ^ 0xffff_ffff) >>> 0;
}

function assertNever(value: never): never {
  throw new Error(`unexpected kind ${String(value)}`);
}
