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
  'octets of a value': allowed(1_024, value, 1_000_000),
};

testBounds('what a connection keeps', Object.keys(rows), rows);
