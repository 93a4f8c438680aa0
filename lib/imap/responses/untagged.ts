import { toSeqNum, toUid, type UntaggedEvent } from '../types';
import { decodeText } from '../wire/bytes';
import type { Reader } from '../wire/reader';
import { usual } from '../wire/words';
import { parseCapabilities } from './capability';
import { parseEsearch } from './esearch';
import { parseFetchItems } from './fetch';
import { parseFlagList } from './flags';
import { parseId } from './id';
import { parseListEntry } from './list';
import { parseNamespace } from './namespace';
import { parseAcl, parseListRights, parseMyRights } from './acl';
import { parseMetadata } from './metadata';
import { parseThread } from './thread';
import { parseQuota } from './quota';
import { parseQuotaRoot } from './quota-root';
import { parseSearch } from './search';
import { parseStatus } from './status';
import { parseResponseText, parseStatusKind } from './status-response';
import { parseVanished } from './vanished';

/**
 * response-data = "*" SP (resp-cond-state / resp-cond-bye / mailbox-data / message-data / capability-data / ...) CRLF
 *                                                                              ; RFC 9051 7, 9
 * The reader stands after `* `. A kind we do not know is `unknown`; one we know and cannot read throws ParseError.
 */
export function parseUntagged(r: Reader): UntaggedEvent {
  const c = r.peek();
  if (c >= 48 && c <= 57) return parseNumbered(r);
  // A bare code (Exchange, MailKit 115) means OK.
  const status = c === 0x5b ? 'ok' : parseStatusKind(r);
  if (status !== undefined) return { kind: 'status-response', status, ...parseResponseText(r) };
  const from = r.pos;
  const name = r.atomLower();
  if (name === undefined) r.fail('expected the name of a response');
  r.sp();
  const event = parseNamed(r, name);
  if (event !== undefined) return event;
  r.pos = from;
  return unknown(r);
}

/**
 * message-data = nz-number SP ("EXPUNGE" / ("FETCH" SP msg-att)) ; number SP ("EXISTS" / "RECENT")
 * message-data =/ uniqueid SP "UIDFETCH" SP msg-att                             ; RFC 9586 4
 */
function parseNumbered(r: Reader): UntaggedEvent {
  const n = r.expectNumber32();
  // About no message, it goes the other way, to be refused where it stands.
  const isFetch = n > 0 && r.passes(FETCH);
  if (!isFetch) r.expectSp();
  if (isFetch || r.keyword('fetch')) {
    // Courier sends `* 0 FETCH` (MailKit 428): about no message.
    if (n === 0) r.fail('message number 0');
    if (!r.sp() && !isFetch) r.fail('expected a space');
    const items = parseFetchItems(r);
    r.expectEol();
    return { kind: 'fetch', seq: toSeqNum(n), items };
  }
  if (r.keyword('exists')) return atEol(r, { kind: 'exists', count: n });
  if (r.keyword('expunge')) {
    if (n === 0) r.fail('message number 0');
    return atEol(r, { kind: 'expunge', seq: toSeqNum(n) });
  }
  if (r.keyword('recent')) return atEol(r, { kind: 'recent', count: n });
  if (r.keyword('uidfetch')) {
    if (n === 0) r.fail('UID 0');
    r.expectSp();
    const uid = toUid(n);
    return atEol(r, { kind: 'uidfetch', uid, items: { ...parseFetchItems(r), uid } });
  }
  return unknown(r);
}

function parseNamed(r: Reader, name: string): UntaggedEvent | undefined {
  switch (name) {
    case 'capability':
      return { kind: 'capability', capabilities: parseCapabilities(r) };
    case 'enabled':
      return { kind: 'enabled', capabilities: parseCapabilities(r) };
    case 'flags':
      return atEol(r, { kind: 'flags', flags: parseFlagList(r) });
    case 'list':
    case 'xlist':
      return { kind: 'list', lsub: false, entry: parseListEntry(r) };
    case 'lsub':
      return { kind: 'list', lsub: true, entry: parseListEntry(r) };
    case 'status':
      return atEol(r, { kind: 'status', ...parseStatus(r) });
    case 'search':
      return { kind: 'search', ...parseSearch(r) };
    case 'esearch':
      return { kind: 'esearch', result: parseEsearch(r) };
    case 'namespace':
      return atEol(r, parseNamespace(r));
    case 'quota':
      return atEol(r, parseQuota(r));
    case 'quotaroot':
      return atEol(r, parseQuotaRoot(r));
    case 'id':
      return atEol(r, { kind: 'id', fields: parseId(r) });
    case 'sort':
      return { kind: 'sort', ...parseSearch(r) };
    case 'thread':
      return { kind: 'thread', forest: parseThread(r) };
    case 'acl':
      return parseAcl(r);
    case 'listrights':
      return parseListRights(r);
    case 'myrights':
      return atEol(r, parseMyRights(r));
    case 'metadata':
      return atEol(r, parseMetadata(r));
    case 'vanished':
      return atEol(r, parseVanished(r));
    default:
      return undefined;
  }
}

function atEol(r: Reader, event: UntaggedEvent): UntaggedEvent {
  r.expectEol();
  return event;
}

function unknown(r: Reader): UntaggedEvent {
  r.pos = r.end;
  return { kind: 'unknown', raw: rawOf(r) };
}

/** The octets of the response, bounded: they are for people to look at. */
export function rawOf(r: Reader): Uint8Array {
  return r.buf.slice(r.start, Math.min(r.end, r.start + MAX_RAW));
}

/** The start of the response as text, for reasons and details. */
export function excerptOf(r: Reader): string {
  return decodeText(r.buf, r.start, Math.min(r.end, r.start + 200));
}

/** As it stands in nearly every response; behind it a list follows. */
const FETCH = usual(' FETCH ');
const MAX_RAW = 65_536;
