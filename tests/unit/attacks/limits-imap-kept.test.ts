/**
 * What a connection keeps of names, tags, octets and lists: the bounds stand beside the code they bound.
 * @module-tag deep
 */
import { expect } from 'vitest';
import * as imap from '../../../lib/imap';
import { PeerMemory } from '../../../lib/imap/peer-memory';
import { LocalProtocolError } from '../../../lib/imap/errors';
import { NameBook } from '../../../lib/imap/wire/name-book';
import { testBounds, type Bound } from '../../support/bounds';
import { authenticated, selected } from '../../support/imap-peer';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const MARK = bytes('wire');
const times = (count: number, make: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => make(at)).join('');

/** What is kept of so many: all up to the bound, and the bound of more. */
const kept = (most: number, count: (given: number) => number, hostile: number): Bound => ({
  at: () => expect(count(most)).toBe(most),
  above: () => expect(count(most + 1)).toBe(most),
  hostile: () => expect(count(hostile)).toBe(most),
});

function listed(count: number): number {
  const peer = authenticated();
  const id = peer.connection.enqueue(imap.list());
  peer.client();
  for (let at = 0; at < count; at += 10_000)
    peer.bytes(bytes(times(Math.min(10_000, count - at), (n) => `* LIST () "/" f${at + n}\r\n`)));
  const outcome = peer.server('T1 OK').outcome(id) as { readonly value: imap.ListResult };
  return outcome.value.entries.length;
}

function addresses(count: number): number {
  const peer = selected();
  const id = peer.connection.enqueue(imap.fetch({ set: [[1, 1]], uid: true, items: ['uid', 'envelope'] }));
  peer.client();
  const to = times(count, () => '(NIL NIL "a" "example.org")');
  peer.bytes(bytes(`* 1 FETCH (UID 1 ENVELOPE (NIL "s" NIL NIL NIL (${to}) NIL NIL NIL NIL))\r\n`));
  const outcome = peer.server('T2 OK').outcome(id) as { readonly value: readonly imap.FetchRow[] };
  return outcome.value[0]?.items.envelope?.to.length ?? 0;
}

function oddNames(count: number): number {
  const book = new NameBook();
  for (let at = 0; at < count; at++) book.odd(`odd${at}`, MARK);
  let known = 0;
  for (let at = 0; at < count; at++) if (book.wireOf(`odd${at}`) !== undefined) known++;
  return known;
}

function oddLength(octets: number): number {
  const book = new NameBook();
  book.odd('name', new Uint8Array(octets));
  return book.wireOf('name')?.length ?? 0;
}

function refused(count: number): number {
  const memory = new PeerMemory();
  for (let at = 0; at < count; at++) memory.forget(`CAPABILITY${at}`, 'no');
  return memory.refused.size;
}

function doubted(count: number): number {
  const memory = new PeerMemory();
  for (let at = 0; at < count; at++) memory.doubt(`CAPABILITY${at}`);
  return Array.from({ length: count }, (_, at) => memory.isDoubted(`capability${at}`)).filter(Boolean).length;
}

/** Octets shown of a response that nobody knows. */
function raw(octets: number): number {
  const peer = authenticated();
  peer.news();
  peer.bytes(bytes(`* UNHEARDOF ${'x'.repeat(octets - 12)}\r\n`));
  const [event] = peer.news();
  return event?.kind === 'untagged' && event.event.kind === 'unknown' ? event.event.raw.length : -1;
}

/** Whether a client that names itself by these fields is let speak. */
function told(...fields: readonly (readonly [string, string])[]): boolean {
  const peer = authenticated('ID');
  try {
    peer.connection.enqueue(imap.id(new Map(fields)));
  } catch (error) {
    expect(error).toBeInstanceOf(LocalProtocolError);
    expect(peer.client()).toBe('');
    return false;
  }
  return peer.whole().startsWith('T1 ID (');
}
const fields = (count: number): boolean =>
  told(...Array.from({ length: count }, (_, at) => [`f${at}`, 'v'] as const));
const name = (octets: number): boolean => told(['n'.repeat(octets), 'v']);
const value = (octets: number): boolean => told(['name', 'v'.repeat(octets)]);

const allowed = (most: number, may: (count: number) => boolean, hostile: number): Bound => ({
  at: () => expect(may(most)).toBe(true),
  above: () => expect(may(most + 1)).toBe(false),
  hostile: () => expect(may(hostile)).toBe(false),
});

const known = { uidValidity: 1 as imap.UidValidity, modSeq: 1n as imap.ModSeq };

function withQresync(): ReturnType<typeof authenticated> {
  const peer = authenticated('QRESYNC CONDSTORE ENABLE');
  const on = peer.connection.enqueue(imap.enable(['QRESYNC']));
  peer.client();
  expect(peer.server('* ENABLED QRESYNC', 'T1 OK').outcome(on)?.ok).toBe(true);
  return peer;
}

/** Octets of a set of known UIDs as it is sent: four digits a number but for so many of five. */
function knownUids(ofFive: number, count = 400): number {
  const uids = Array.from({ length: count }, (_, at) => (at < count - ofFive ? 1_001 : 20_001) + 2 * at);
  const peer = withQresync();
  const knownSet = uids.map((uid) => [uid, uid] as const);
  peer.connection.enqueue(imap.select('INBOX', { qresync: { ...known, knownUids: knownSet } }));
  const sent = peer.whole();
  expect(sent).toContain('QRESYNC (1 1');
  return /QRESYNC \(1 1 ([\d,]+)\)/.exec(sent)?.[1]?.length ?? 0;
}

/** Rows that a mailbox tells as changed since it was seen; null: more than are taken. */
function changed(count: number): number | null {
  const peer = withQresync();
  const id = peer.connection.enqueue(imap.select('INBOX', { qresync: known }));
  peer.client();
  peer.server('* 1 EXISTS', '* OK [UIDVALIDITY 1] ok', '* OK [HIGHESTMODSEQ 9] ok');
  const row = '* 1 FETCH (UID 1 FLAGS () MODSEQ (2))\r\n';
  const many = bytes(row.repeat(10_000));
  for (let at = 0; at + 10_000 <= count; at += 10_000) peer.bytes(many);
  peer.bytes(bytes(row.repeat(count % 10_000)));
  const outcome = peer.server('T2 OK [READ-WRITE] done').outcome(id);
  return outcome?.ok === true ? (outcome.value as imap.SelectedMailbox).changed.length : null;
}

/** Whether a line that begins with a tag of so many octets is read as an answer: to a command nobody gave, it ends the connection. */
function isAnswer(octets: number): boolean {
  const peer = authenticated();
  peer.news();
  peer.bytes(bytes(`${'t'.repeat(octets)} OK done\r\n`));
  if (peer.connection.state === 'closed') return true;
  const [event] = peer.news();
  expect(event?.kind === 'untagged' && event.event.kind).toBe('malformed');
  return false;
}

/** Rows of an answer to one FETCH. */
function fetched(count: number): number {
  const peer = selected();
  const id = peer.connection.enqueue(
    imap.fetch({ set: [[1, 4_000_000]], uid: true, items: ['uid', 'flags'] }),
  );
  peer.client();
  for (let from = 0; from < count; from += 10_000) {
    const many = times(Math.min(10_000, count - from), (at) => {
      const number = from + at + 1;
      return `* ${number} FETCH (UID ${number} FLAGS ())\r\n`;
    });
    peer.bytes(bytes(many));
    peer.events.splice(0);
  }
  const outcome = peer.server('T2 OK done').outcome(id) as { readonly value: readonly imap.FetchRow[] };
  return outcome.value.length;
}

const rows: Readonly<Record<string, Bound>> = {
  'mailboxes of LIST': kept(100_000, listed, 130_000),
  'addresses of an envelope': kept(10_000, addresses, 30_000),
  'odd names': kept(10_000, oddNames, 100_000),
  'octets of an odd name': {
    at: () => expect(oddLength(1_024)).toBe(1_024),
    above: () => expect(oddLength(1_025)).toBe(0),
    hostile: () => expect(oddLength(10_000_000)).toBe(0),
  },
  'capabilities that were refused': kept(100, refused, 100_000),
  'capabilities in doubt': kept(100, doubted, 100_000),
  'octets of an unknown response': kept(65_536, raw, 900_000),
  'fields a client names itself by': allowed(30, fields, 5_000),
  'octets of a field': allowed(30, name, 1_000_000),
  'octets of known UIDs sent with QRESYNC': {
    at: () => expect(knownUids(1)).toBe(2_000),
    above: () => expect(knownUids(2)).toBe(0),
    hostile: () => expect(knownUids(0, 4_000)).toBe(0),
  },
  'changed rows of a mailbox that was seen before': {
    at: () => expect(changed(1_000_000)).toBe(1_000_000),
    above: () => expect(changed(1_000_001)).toBeNull(),
    hostile: () => expect(changed(1_500_000)).toBeNull(),
  },
  'rows of a FETCH': kept(1_000_000, fetched, 1_200_000),
  'octets of a tag': allowed(64, isAnswer, 500_000),
  'octets of a value': allowed(1_024, value, 1_000_000),
};

testBounds('what a connection keeps', Object.keys(rows), rows);
