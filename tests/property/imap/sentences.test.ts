/**
 * Sentences made out of the RFCs' grammar, and hostile arguments held against it.
 * @module-tag deep
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as imap from '../../../lib/imap/index';
import { LocalProtocolError } from '../../../lib/imap/errors';
import { Sentences } from '../../support/abnf-sentences';
import { clientGrammar, octetsOf, serverGrammar } from '../../support/imap-grammar';
import { selected } from '../../support/imap-peer';
import { responseTexts } from '../../support/response-texts';
import { dictionary, mutate } from '../../fuzz/mutate';
import { seeded } from '../../support/chance';
import { check } from '../../fuzz/target';

const SEED = 20261122;

describe('every sentence a server may say', () => {
  it('is read to the last value, wherever it is cut', { tags: ['deep'] }, () => {
    const chance = seeded(SEED);
    const sentences = new Sentences(serverGrammar, chance);
    let read = 0;
    for (let i = 0; i < 3_000; i++) {
      const octets = sentences.make('response');
      if (octets.length > 4_000 || !serverGrammar.read('response', octets).ok) continue;
      read++;
      const raw = Uint8Array.from(octets, (c) => c.charCodeAt(0));
      const whole = responseTexts(raw, raw.length);
      expect(whole, octets).not.toMatch(/^\{"kind":"(?:malformed|broken-tagged|unknown)"|"dropped":"/);
      expect(whole, octets).not.toBe('');
      expect(responseTexts(raw, 1 + chance(9)), octets).toBe(whole);
    }
    // What breaks a `!` is left out; it must stay the smaller part.
    expect(read).toBeGreaterThan(1_500);
  });

  it('once changed, gives only typed errors, and the same wherever it is cut', { tags: ['deep'] }, () => {
    const chance = seeded(SEED);
    const sentences = new Sentences(serverGrammar, chance);
    const octets = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));
    const words = [...dictionary, ...serverGrammar.words.map(octets)];
    const corpus = Array.from({ length: 60 }, () => octets(sentences.make('response')));
    for (let i = 0; i < 1_500; i++) {
      const parent = corpus[chance(corpus.length)] ?? octets('');
      const input = mutate(parent, chance, { corpus, words });
      const sizes = [1 + chance(9), 1 + chance(200)];
      expect(() => check(input, sizes), octetsOf(input)).not.toThrow();
    }
  });
});

describe('no argument', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 9 }),
    fc.string({
      unit: fc.constantFrom(
        '"',
        '\\',
        '\r',
        '\n',
        '{',
        '}',
        '3',
        '(',
        ')',
        '*',
        '%',
        ' ',
        ']',
        'é',
        '\0',
        '\ud800',
        'a',
      ),
      maxLength: 9,
    }),
    fc.constantFrom('NIL', 'INBOX', '\\Seen', 'a\r\nT9 DELETE b', '{5}\r\nabcde', '/a', '1.2', 'HEADER'),
  );
  /** A flag is written back as the server made it, with signs no atom has (Gmail): they end nothing. */
  const asFlag = (text: string): string => text.replaceAll(/[\]%*]/g, '');
  /** So is the id of a message: any atom. */
  const asId = (text: string): string => text.replaceAll(/[!#$&'+,./:;<=>?@[^`|}~]/g, '');
  type Maker = (a: string, b: string, n: number) => imap.Command<unknown>;
  const set = (n: number): imap.NumberSet => [[n, n]];
  const find = (criteria: imap.SearchCriteria): imap.Command<unknown> => imap.search({ uid: true, criteria });
  const makers: readonly Maker[] = [
    (a) => imap.create(a, []),
    (a, b) => imap.create(a, [asFlag(b)]),
    (a, b) => imap.rename(a, b),
    (a) => imap.select(a),
    (a) => imap.enable([a]),
    (a, b) => imap.id(new Map([[a, b]])),
    (a) => imap.list({ patterns: [{ prefix: a, wildcard: '%' }] }),
    (a) => imap.list({ metadata: [a] }),
    (a, b) => imap.setAcl(a, b, { mode: 'add', rights: 'l' }),
    (a, b) => imap.setAcl('x', a, { mode: 'replace', rights: b }),
    (a, b, n) => imap.setQuota(a, [{ name: b, limit: n }]),
    (a, b) => imap.getMetadata(a, [b]),
    (a, b) => imap.setMetadata('x', new Map([[`/${a}`, b]])),
    (a, _b, n) => imap.store({ set: set(n), uid: true, mode: 'add', flags: [asFlag(a)], silent: false }),
    (a, _b, n) =>
      imap.storeLabels({ set: set(n), uid: true, mode: 'add', labels: [asFlag(a)], silent: false }),
    (a, _b, n) => imap.copy({ set: set(n), uid: true, to: a }),
    (a, _b, n) => imap.fetch({ set: set(n), uid: true, items: [{ section: a, peek: true }] }),
    (a, _b, n) => imap.fetch({ set: set(n), uid: true, items: [{ binary: a, peek: true, partial: [n, n] }] }),
    (a, b) => imap.append(a, new TextEncoder().encode(b), { flags: [asFlag(a)] }),
    (_a, _b, n) => imap.append('x', new Uint8Array(1).fill(65), { internalDate: n }),
    (a) => imap.catenate('x', [{ url: a }]),
    (a, b, n) => imap.replace({ uid: true, number: n, mailbox: a, message: new TextEncoder().encode(b) }),
    (a) => imap.notify([{ mailboxes: { subtree: [a] }, events: [] }]),
    (a) => imap.multisearch({ in: [{ mailboxes: [a] }], criteria: { kind: 'all' } }),
    (a, b) => find({ kind: 'header', name: a, value: b }),
    (a) => find({ kind: 'text', field: 'subject', value: a }),
    (a) => find({ kind: 'flag', flag: a, set: true }),
    (a) => find({ kind: 'object', field: 'emailid', id: asId(a) }),
    (a) => find({ kind: 'gmail', query: a }),
    (a) => find({ kind: 'gmail-id', field: 'msgid', id: a }),
    (a) => find({ kind: 'gmail-label', label: asFlag(a) }),
    (a, _b, n) =>
      find({ kind: 'modseq', since: BigInt(Math.trunc(n)) as imap.ModSeq, of: { flag: a, made: 'all' } }),
    (_a, _b, n) => find({ kind: 'size', op: 'larger', octets: n }),
    (_a, _b, n) => find({ kind: 'within', op: 'older', seconds: n }),
    (_a, _b, n) => find({ kind: 'date', field: 'sent', op: 'on', date: { year: 2026, month: n, day: n } }),
    (_a, _b, n) => imap.search({ uid: true, criteria: { kind: 'all' }, partial: [n, n] }),
  ];
  const numbers = fc.oneof(
    fc.integer({ min: -3, max: 40 }),
    fc.constantFrom(0.5, 4_294_967_295, 4_294_967_296, 2 ** 53, -1),
  );

  it(
    'makes a writer print what the grammar refuses: it is printed well, or refused at the call (I01-I05)',
    { tags: ['deep'] },
    () => {
      const printed = new Set<Maker>();
      const refused = new Set<Maker>();
      fc.assert(
        fc.property(fc.constantFrom(...makers), hostile, hostile, numbers, (make, a, b, n) => {
          const peer = selected('LITERAL+ ESEARCH PARTIAL CATENATE REPLACE MULTIAPPEND BINARY');
          try {
            peer.connection.enqueue(make(a, b, n));
          } catch (error) {
            expect(error).toBeInstanceOf(LocalProtocolError);
            refused.add(make);
            return;
          }
          const line = peer.whole();
          expect(clientGrammar.read('command', line), JSON.stringify(line)).toMatchObject({ ok: true });
          printed.add(make);
        }),
        { seed: SEED, numRuns: 1_200 },
      );
      expect(printed.size).toBeGreaterThan(makers.length - 4);
      expect(refused.size).toBeGreaterThan(makers.length / 2);
    },
  );
});
