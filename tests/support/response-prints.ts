/**
 * Responses by chance, each with the words an honest server says for it: the embedded server's encoder chooses the form of every value.
 */
import fc from 'fast-check';
import type { FetchItems, UntaggedEvent } from '../../lib/imap/types';
import type { WireWriter } from '../../lib/imap/wire/writer';

import {
  anyText,
  atom,
  envelope,
  flag,
  mailbox,
  modSeq,
  nullable,
  number,
  numbered,
  positive,
  second,
  shape,
  word,
  writeBody,
  writeDate,
  writeEnvelope,
} from './response-values';

export interface Printed {
  readonly event: UntaggedEvent;
  readonly print: (w: WireWriter) => void;
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
