/** Values by chance, and structures of them with their words. */
import fc from 'fast-check';
import type { BodyStructure, Envelope, EnvelopeAddress } from '../../lib/imap/types';
import { toMailboxName } from '../../lib/imap/types';
import type { WireWriter } from '../../lib/imap/wire/writer';

/** Any text that can be written: no NUL, no half characters. */
export const anyText = fc
  .oneof(
    fc.string({ maxLength: 12 }),
    fc.string({ unit: 'binary', maxLength: 8 }).filter((text) => !text.includes('\0') && text.isWellFormed()),
    fc.constantFrom('NIL', 'nil', '{3}', '"', '\\', ')', '(', 'a\r\nb', 'Ñandú', '&', '&-', ' ', '~{1}', '%'),
  )
  .map((text) => text.replaceAll('\0', ''));
export const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
export const atom = fc.stringMatching(/^[A-Za-z$][A-Za-z0-9+.-]{0,8}$/);
export const nullable = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.option(value, { nil: null });
export const number = fc.integer({ min: 0, max: 4_294_967_295 });
export const positive = fc.integer({ min: 1, max: 4_294_967_295 });
export const modSeq = fc.bigInt({ min: 1n, max: (1n << 63n) - 1n });
export const flag = fc.oneof(fc.constantFrom('\\Seen', '\\Answered', '\\Deleted', '$Junk'), atom);
export const mailbox = anyText.filter((name) => name !== '').map(toMailboxName);
export const second = fc.integer({ min: 0, max: 4_000_000_000 }).map((n) => n * 1000);

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

export function writeDate(w: WireWriter, ms: number): void {
  const date = new Date(ms);
  const day = String(date.getUTCDate()).padStart(2, ' ');
  w.raw(
    `"${day}-${MONTHS[date.getUTCMonth()]}-${date.getUTCFullYear()} ${date.toISOString().slice(11, 19)} +0000"`,
  );
}

const address: fc.Arbitrary<EnvelopeAddress> = fc.record({
  name: nullable(anyText),
  mailbox: nullable(anyText),
  host: nullable(anyText),
});
const addresses = fc.array(address, { maxLength: 3 });
export const envelope: fc.Arbitrary<Envelope> = fc.record({
  date: nullable(anyText),
  subject: nullable(anyText),
  from: addresses,
  sender: addresses,
  replyTo: addresses,
  to: addresses,
  cc: addresses,
  bcc: addresses,
  inReplyTo: nullable(anyText),
  messageId: nullable(anyText),
});

export function writeEnvelope(w: WireWriter, value: Envelope): void {
  const list = (all: readonly EnvelopeAddress[]): void => {
    w.sp();
    if (all.length === 0) return void w.raw('NIL');
    w.raw('(');
    for (const { name, mailbox: local, host } of all)
      w.raw('(').nstring(name).raw(' NIL ').nstring(local).sp().nstring(host).raw(')');
    w.raw(')');
  };
  w.raw('(').nstring(value.date).sp().nstring(value.subject);
  for (const all of [value.from, value.sender, value.replyTo, value.to, value.cc, value.bcc]) list(all);
  w.sp().nstring(value.inReplyTo).sp().nstring(value.messageId).raw(')');
}

type Params = readonly (readonly [string, string])[];
const params: fc.Arbitrary<Params> = fc.array(fc.tuple(word, anyText), { maxLength: 2 });
const disposition = nullable(fc.record({ type: word, params }));

/** A part that does not know its number yet. */
type Shape =
  | {
      readonly kind: 'multipart';
      readonly subtype: string;
      readonly parts: readonly Shape[];
      readonly params: Params;
      readonly disposition: { type: string; params: Params } | null;
    }
  | {
      readonly kind: 'part';
      readonly type: string;
      readonly subtype: string;
      readonly params: Params;
      readonly id: string | null;
      readonly description: string | null;
      readonly encoding: string;
      readonly size: number;
      readonly lines: number;
      readonly disposition: { type: string; params: Params } | null;
      readonly envelope: Envelope;
      readonly body: Shape | null;
    };

export const shape: fc.Arbitrary<Shape> = fc.letrec<{ shape: Shape }>((tie) => ({
  shape: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.record({
      kind: fc.constant('part' as const),
      type: fc.constantFrom('text', 'image', 'application'),
      subtype: word,
      params,
      id: nullable(anyText),
      description: nullable(anyText),
      encoding: fc.constantFrom('7bit', 'base64', 'quoted-printable'),
      size: number,
      lines: number,
      disposition,
      envelope,
      body: fc.constant(null),
    }),
    fc.record({
      kind: fc.constant('part' as const),
      type: fc.constant('message'),
      subtype: fc.constant('rfc822'),
      params,
      id: nullable(anyText),
      description: nullable(anyText),
      encoding: fc.constant('7bit'),
      size: number,
      lines: number,
      disposition,
      envelope,
      body: tie('shape'),
    }),
    fc.record({
      kind: fc.constant('multipart' as const),
      subtype: word,
      parts: fc.array(tie('shape'), { minLength: 1, maxLength: 3 }),
      params,
      disposition,
    }),
  ),
})).shape;

/** Numbers of parts (RFC 9051 6.4.5.1), said in another way than the parser does: from a part to those inside it. */
export function numbered(one: Shape, section: string, isMessageRoot: boolean): BodyStructure {
  if (one.kind === 'multipart') {
    const below = section === '' ? '' : `${section}.`;
    const parts = one.parts.map((part, i) => numbered(part, `${below}${i + 1}`, false));
    return {
      kind: 'multipart',
      section,
      subtype: one.subtype,
      parts,
      params: one.params,
      disposition: one.disposition,
    };
  }
  const own = !isMessageRoot ? section : section === '' ? '1' : `${section}.1`;
  const isMessage = one.body !== null;
  return {
    ...one,
    section: own,
    lines: one.type === 'text' || isMessage ? one.lines : null,
    envelope: isMessage ? one.envelope : null,
    body: one.body === null ? null : numbered(one.body, own, true),
  };
}

export function writeBody(w: WireWriter, one: Shape): void {
  const writeParams = (all: Params): void => {
    w.sp();
    if (all.length === 0) return void w.raw('NIL');
    w.raw('(');
    all.forEach(([name, value], i) => (i > 0 ? w.sp() : w).string(name).sp().string(value));
    w.raw(')');
  };
  const writeDisposition = (): void => {
    w.sp();
    if (one.disposition === null) return void w.raw('NIL');
    w.raw('(').string(one.disposition.type);
    writeParams(one.disposition.params);
    w.raw(')');
  };
  w.raw('(');
  if (one.kind === 'multipart') {
    for (const part of one.parts) writeBody(w, part);
    w.sp().string(one.subtype.toUpperCase());
    writeParams(one.params);
  } else {
    w.string(one.type.toUpperCase()).sp().string(one.subtype);
    writeParams(one.params);
    w.sp().nstring(one.id).sp().nstring(one.description).sp().string(one.encoding).sp().number(one.size);
    if (one.body !== null) {
      writeEnvelope(w.sp(), one.envelope);
      writeBody(w.sp(), one.body);
    }
    if (one.type === 'text' || one.body !== null) w.sp().number(one.lines);
    w.raw(' NIL');
  }
  writeDisposition();
  w.raw(' NIL NIL)');
}
