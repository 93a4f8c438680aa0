/**
 * Responses by chance, each with the words an honest server says for it: the embedded server's encoder chooses the form of every value.
 */
import fc from 'fast-check';
import type {
  BodyStructure,
  Envelope,
  EnvelopeAddress,
  FetchItems,
  UntaggedEvent,
} from '../../lib/imap/types';
import { toMailboxName } from '../../lib/imap/types';
import type { WireWriter } from '../../lib/imap/wire/writer';

export interface Printed {
  readonly event: UntaggedEvent;
  readonly print: (w: WireWriter) => void;
}

/** Any text that can be written: no NUL, no half characters. */
export const anyText = fc
  .oneof(
    fc.string({ maxLength: 12 }),
    fc.string({ unit: 'binary', maxLength: 8 }).filter((text) => !text.includes('\0') && text.isWellFormed()),
    fc.constantFrom('NIL', 'nil', '{3}', '"', '\\', ')', '(', 'a\r\nb', 'Ñandú', '&', '&-', ' ', '~{1}', '%'),
  )
  .map((text) => text.replaceAll('\0', ''));
const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
const atom = fc.stringMatching(/^[A-Za-z$][A-Za-z0-9+.-]{0,8}$/);
const nullable = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { nil: null });
const number = fc.integer({ min: 0, max: 4_294_967_295 });
const positive = fc.integer({ min: 1, max: 4_294_967_295 });
const modSeq = fc.bigInt({ min: 1n, max: (1n << 63n) - 1n });
const flag = fc.oneof(fc.constantFrom('\\Seen', '\\Answered', '\\Deleted', '$Junk'), atom);
const mailbox = anyText.filter((name) => name !== '').map(toMailboxName);
const second = fc.integer({ min: 0, max: 4_000_000_000 }).map((n) => n * 1000);

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

function writeDate(w: WireWriter, ms: number): void {
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
const envelope: fc.Arbitrary<Envelope> = fc.record({
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

function writeEnvelope(w: WireWriter, value: Envelope): void {
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

const shape: fc.Arbitrary<Shape> = fc.letrec<{ shape: Shape }>((tie) => ({
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
function numbered(one: Shape, section: string, isMessageRoot: boolean): BodyStructure {
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

function writeBody(w: WireWriter, one: Shape): void {
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

type Item = { readonly items: FetchItems; readonly print: (w: WireWriter) => void };
const item: fc.Arbitrary<Item> = fc.oneof(
  positive.map((n): Item => ({ items: { uid: n as never }, print: (w) => w.raw(`UID ${n}`) })),
  fc.array(flag, { maxLength: 4 }).map((flags): Item => ({
    items: { flags },
    print: (w) => w.raw('FLAGS ').list(flags, (one) => w.flag(one)),
  })),
  number.map((size): Item => ({ items: { size }, print: (w) => w.raw(`RFC822.SIZE ${size}`) })),
  second.map((ms): Item => ({
    items: { internalDate: ms },
    print: (w) => writeDate(w.raw('INTERNALDATE '), ms),
  })),
  modSeq.map((n): Item => ({ items: { modSeq: n as never }, print: (w) => w.raw(`MODSEQ (${n})`) })),
  envelope.map((value): Item => ({
    items: { envelope: value },
    print: (w) => writeEnvelope(w.raw('ENVELOPE '), value),
  })),
  shape.map((value): Item => ({
    items: { bodyStructure: numbered(value, '', true) },
    print: (w) => writeBody(w.raw('BODYSTRUCTURE '), value),
  })),
  nullable(anyText).map((preview): Item => ({
    items: { preview },
    print: (w) => w.raw('PREVIEW ').nstring(preview),
  })),
  fc.uint8Array({ min: 1, maxLength: 30 }).map((bytes): Item => ({
    items: { sections: [{ section: '1.2', origin: null, binary: false, bytes, streamed: false }] },
    print: (w) => w.raw('BODY[1.2] ').bytes(bytes),
  })),
);

const fetchRow: fc.Arbitrary<Printed> = fc
  .tuple(
    positive,
    fc.uniqueArray(item, { minLength: 1, maxLength: 4, selector: ({ items }) => Object.keys(items)[0] }),
  )
  .map(([seq, items]) => ({
    event: {
      kind: 'fetch',
      seq: seq as never,
      items: Object.assign({}, ...items.map((one) => one.items)) as FetchItems,
    },
    print: (w) => void w.raw(`${seq} FETCH `).list(items, (one) => one.print(w)),
  }));

const numbers = fc.array(positive, { maxLength: 20 });
const entries = fc.array(fc.tuple(fc.stringMatching(/^\/[a-z]{1,9}$/), nullable(anyText)), { maxLength: 3 });

export const printed: fc.Arbitrary<Printed> = fc.oneof(
  { weight: 6, arbitrary: fetchRow },
  fc.array(atom, { maxLength: 5 }).map((capabilities): Printed => ({
    event: { kind: 'capability', capabilities },
    print: (w) => void w.raw(['CAPABILITY', ...capabilities].join(' ')),
  })),
  fc.tuple(number, fc.constantFrom('exists' as const, 'recent' as const)).map(([count, kind]): Printed => ({
    event: { kind, count },
    print: (w) => void w.raw(`${count} ${kind}`),
  })),
  fc.array(flag, { maxLength: 6 }).map((flags): Printed => ({
    event: { kind: 'flags', flags },
    print: (w) => void w.raw('FLAGS ').list(flags, (one) => w.flag(one)),
  })),
  fc
    .tuple(mailbox, nullable(fc.constantFrom('/', '.', '\\', '"')), fc.array(word, { maxLength: 3 }))
    .map(([name, delimiter, words]): Printed => ({
      event: {
        kind: 'list',
        lsub: false,
        entry: { name, delimiter, attributes: words.map((one) => `\\${one}`) },
      },
      print: (w) =>
        void w
          .raw('LIST ')
          .list(words, (one) => w.raw(`\\${one}`))
          .sp()
          .nstring(delimiter)
          .sp()
          .mailbox(name),
    })),
  fc.tuple(mailbox, number, positive).map(([name, messages, uidNext]): Printed => ({
    event: { kind: 'status', mailbox: name, status: { messages, uidNext: uidNext as never } },
    print: (w) => void w.raw('STATUS ').mailbox(name).raw(` (MESSAGES ${messages} UIDNEXT ${uidNext})`),
  })),
  fc
    .tuple(numbers, fc.constantFrom('search' as const, 'sort' as const), nullable(modSeq))
    .map(([all, kind, seq]): Printed => ({
      event: { kind, numbers: Uint32Array.from(all), modSeq: seq as never },
      print: (w) =>
        void w.raw([kind.toUpperCase(), ...all, ...(seq === null ? [] : [`(MODSEQ ${seq})`])].join(' ')),
    })),
  entries.map((fields): Printed => ({
    event: { kind: 'id', fields: new Map(fields) },
    print: (w) =>
      void w.raw('ID ').list(new Map(fields), ([name, value]) => w.string(name).sp().nstring(value)),
  })),
  fc
    .tuple(
      mailbox,
      entries.filter((all) => all.length > 0),
    )
    .map(([name, all]): Printed => ({
      event: { kind: 'metadata', mailbox: name, entries: all, changed: [] },
      print: (w) =>
        void w
          .raw('METADATA ')
          .mailbox(name)
          .sp()
          .list(all, ([entry, value]) => w.astring(entry).sp().nstring(value)),
    })),
  fc.tuple(mailbox, fc.array(fc.tuple(anyText, word), { maxLength: 3 })).map(([name, rights]): Printed => ({
    event: { kind: 'acl', mailbox: name, rights },
    print: (w) => {
      w.raw('ACL ').mailbox(name);
      for (const [who, what] of rights) w.sp().astring(who).sp().astring(what);
    },
  })),
  fc
    .tuple(anyText, fc.array(fc.tuple(atom, number, number), { maxLength: 3 }))
    .map(([root, all]): Printed => ({
      event: {
        kind: 'quota',
        root,
        resources: all.map(([name, usage, limit]) => ({ name: name.toUpperCase(), usage, limit })),
      },
      print: (w) =>
        void w
          .raw('QUOTA ')
          .astring(root)
          .sp()
          .list(all, ([name, usage, limit]) => w.raw(`${name} ${usage} ${limit}`)),
    })),
  fc.tuple(mailbox, fc.array(anyText, { maxLength: 3 })).map(([name, roots]): Printed => ({
    event: { kind: 'quotaroot', mailbox: name, roots },
    print: (w) => {
      w.raw('QUOTAROOT ').mailbox(name);
      for (const root of roots) w.sp().astring(root);
    },
  })),
);
