import type { Envelope, EnvelopeAddress } from '../types';
import { sharedPhrases } from '../wire/phrases';
import type { Reader } from '../wire/reader';

/**
 * envelope = "(" env-date SP env-subject SP env-from SP env-sender SP env-reply-to SP env-to SP env-cc SP env-bcc SP
 *            env-in-reply-to SP env-message-id ")"                              ; RFC 9051 7.5.2
 *
 * Tolerated: a second pair of parentheses (Domino, MailKit 943), fields missing at the end (MailKit 932), fields too
 * many (skipped).
 */
export function parseEnvelope(r: Reader): Envelope {
  r.expectByte(40);
  r.enter();
  const wrapped = r.peek() === 40;
  if (wrapped) r.pos++;
  const date = field(r);
  const subject = field(r);
  const from = parseAddresses(r);
  const sender = parseAddresses(r);
  const replyTo = parseAddresses(r);
  const to = parseAddresses(r);
  const cc = parseAddresses(r);
  const bcc = parseAddresses(r);
  const inReplyTo = field(r);
  const messageId = field(r);
  while (!r.close()) r.skipValue();
  if (wrapped && !r.close()) r.fail('expected )');
  r.leave();
  return { date, subject, from, sender, replyTo, to, cc, bcc, inReplyTo, messageId };
}

/** nstring, or null where the envelope ends early. */
function field(r: Reader): string | null {
  r.gap();
  const value = r.nstringOnce();
  if (value !== undefined) return value;
  return r.peek() === 41 ? null : r.fail('expected a string or NIL');
}

/** env-from = "(" 1*address ")" / nil. `""` stands for NIL on some servers; NIL among the addresses is skipped (SmarterMail). */
function parseAddresses(r: Reader): readonly EnvelopeAddress[] {
  r.gap();
  const c = r.peek();
  if (c === 41) return NO_ADDRESSES;
  if (c !== 40) {
    if (r.nstring() === undefined) r.fail('expected an address list');
    return NO_ADDRESSES;
  }
  r.pos++;
  // Nearly all lists hold up to three addresses: an array literal takes what it needs, one that grows has room for sixteen more.
  if (r.peek() !== 40) return parseMoreAddresses(r, []);
  const first = parseKnownAddress(r);
  if (r.byte(41)) return first.alone;
  if (!atAddress(r)) return parseMoreAddresses(r, [first.address]);
  const second = parseKnownAddress(r).address;
  if (r.byte(41)) return [first.address, second];
  if (!atAddress(r)) return parseMoreAddresses(r, [first.address, second]);
  const three = [first.address, second, parseKnownAddress(r).address];
  return r.byte(41) ? three : parseMoreAddresses(r, three);
}

function parseMoreAddresses(r: Reader, out: EnvelopeAddress[]): readonly EnvelopeAddress[] {
  for (;;) {
    const next = r.peek();
    if (next === 40) {
      // The next list begins: this one was not closed (Gmail, MailKit 494).
      if (!atAddress(r)) return out;
      const { address } = parseKnownAddress(r);
      if (out.length < MAX_ADDRESSES) out.push(address);
      else r.dropped = `addresses over ${MAX_ADDRESSES}`;
    } else if (r.close()) {
      return out;
    } else if (!r.gap() && r.nstring() === undefined) {
      r.fail('expected an address');
    }
  }
}

/** `(` that does not open a list of addresses. */
const atAddress = (r: Reader): boolean => r.peek() === 40 && r.buf[r.pos + 1] !== 40;

/** The same people write and are written to. */
function parseKnownAddress(r: Reader): KnownAddress {
  const known = r.recall(knownAddresses);
  if (known !== undefined) return known;
  const { pos, tokens } = r;
  const address = parseAddress(r);
  const made: KnownAddress = { address, alone: [address] };
  // What ends in NIL, without a host, is read in another way on Gmail, and what is known is everybody's.
  if (r.buf[r.pos - 2] === 0x22) r.learn(knownAddresses, pos, tokens, made);
  return made;
}

/**
 * address = "(" addr-name SP addr-adl SP addr-mailbox SP addr-host ")"
 *
 * The two at the end are mailbox and host whatever stands before them: a name whose literal was counted in
 * characters falls into several strings (MailKit 669).
 */
function parseAddress(r: Reader): EnvelopeAddress {
  r.pos++;
  const name = r.nstring();
  r.sp();
  const adl = r.nstring();
  r.sp();
  const mailbox = r.nstring();
  r.sp();
  const host = r.nstring();
  if (host !== undefined && r.close())
    return host === null && typeof name === 'string' && r.options.swapsAddresses
      ? unswapped(name, mailbox ?? null)
      : { name: name ?? null, mailbox: mailbox ?? null, host };
  if (name === undefined || adl === undefined || mailbox === undefined)
    r.fail('expected an address of four strings');
  const fields: (string | null)[] = [name, adl, mailbox];
  if (host !== undefined) fields.push(host);
  while (!r.close()) {
    r.sp();
    const extra = r.nstring();
    if (extra === undefined) r.skipValue();
    else fields.push(extra);
  }
  return mergeFields(fields);
}

/**
 * Gmail takes a name it cannot read for the address, and the address for the name: `("<bo@example.org>" NIL "Bo" NIL)`, or only
 * the beginning of the name: `("Smith <bo@example.org>" NIL "Bo" NIL)` (MailKit 263, 494). What stands in angles is the address.
 */
function unswapped(name: string, mailbox: string | null): EnvelopeAddress {
  const open = name.lastIndexOf('<');
  const at = name.lastIndexOf('@');
  if (open < 0 || at <= open || !name.endsWith('>')) return { name, mailbox, host: null };
  const shown = [mailbox ?? '', name.slice(0, open).trim()].filter((part) => part !== '').join(' ');
  return {
    name: shown === '' ? null : shown,
    mailbox: name.slice(open + 1, at),
    host: name.slice(at + 1, -1),
  };
}

function mergeFields(fields: readonly (string | null)[]): EnvelopeAddress {
  const names = fields.slice(0, -2).filter((part) => part !== null && part !== '');
  return {
    name: names.length === 0 ? null : names.join(' '),
    mailbox: fields.at(-2) ?? null,
    host: fields.at(-1) ?? null,
  };
}

interface KnownAddress {
  readonly address: EnvelopeAddress;
  /** The list of nobody else. */
  readonly alone: readonly EnvelopeAddress[];
}

const knownAddresses = sharedPhrases<KnownAddress>('list', 12);
const NO_ADDRESSES: readonly EnvelopeAddress[] = [];
/** More recipients than anybody reads; the rest is skipped. */
const MAX_ADDRESSES = 10_000;
