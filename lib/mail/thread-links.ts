/** What ties a message to others of its conversation, as numbers: texts would weigh more than the rest of a row. */
import type { FetchItems } from '../imap/types';
import { MAX_MESSAGE_ID, MAX_REFERENCES, MAX_REFERENCES_OCTETS } from './limits';
import type { ThreadLinks } from './types';

/** The links of a FETCH answer with its envelope; undefined without one. */
export function linksFromFetch(items: FetchItems): ThreadLinks | undefined {
  const { envelope, sections = [], threadId, gmailThreadId } = items;
  if (!envelope) return undefined;
  const [id] = messageIds(envelope.messageId ?? '', 1);
  const own = id === undefined ? 0 : hashOfId(id);
  const field = sections.find(({ section }) => /^header\.fields\b/iu.test(section))?.bytes;
  const named = field ? messageIds(fieldText(field)) : [];
  // An answer of a program that names one message only does so here; others name it twice.
  const answered = messageIds(envelope.inReplyTo ?? '', 1);
  const refs = new Set([...named, ...answered].map(hashOfId));
  refs.delete(own);
  const group = gmailThreadId ?? threadId;
  return {
    id: own,
    refs: bounded([...refs]),
    group: typeof group === 'string' && group !== '' ? hashOfId(`group ${group}`) : 0,
  };
}

/**
 * The ids in a References, In-Reply-To or Message-ID field, without their brackets; at most `count`. Programs that leave the brackets out
 * put blanks between them; what else stands there (names, dates) has no "@".
 */
export function messageIds(field: string, count = Infinity): readonly string[] {
  const text = field.slice(0, MAX_REFERENCES_OCTETS);
  const found: string[] = [];
  if (!text.includes('<')) {
    for (const word of text.split(/\s+/u)) {
      if (found.length >= count) break;
      if (word.includes('@') && word.length <= MAX_MESSAGE_ID) found.push(word);
    }
    return found;
  }
  for (let start = text.indexOf('<'); start >= 0 && found.length < count;) {
    const end = text.indexOf('>', start);
    if (end < 0) break;
    // A bracket that was never closed ends where the next one opens.
    const open = text.lastIndexOf('<', end);
    const id = text.slice(open + 1, end).replace(/\s+/gu, '');
    if (id !== '' && id.length <= MAX_MESSAGE_ID) found.push(id);
    start = text.indexOf('<', end);
  }
  return found;
}

/**
 * 48 bits, never 0. Two of a million ids are the same number once in some five hundred mailboxes; who wants a mail into somebody's
 * conversation can name its ids outright, so that no attack is opened by this.
 */
export function hashOfId(text: string): number {
  let [low, high] = [0x9e37_79b9, 0x85eb_ca6b];
  for (let at = 0; at < text.length; at++) {
    const sign = text.charCodeAt(at);
    low = Math.imul(low ^ sign, 0x85eb_ca77);
    high = Math.imul(high ^ sign, 0xc2b2_ae3d);
  }
  low = Math.imul(low ^ (low >>> 15), 0x735a_2d97) ^ Math.imul(high ^ (high >>> 13), 0xcaf6_49a9);
  high = Math.imul(high ^ (high >>> 16), 0x735a_2d97) ^ Math.imul(low ^ (low >>> 15), 0x85eb_ca77);
  return (high & 0xffff) * 0x1_0000_0000 + (low >>> 0) || 1;
}

/** The beginning of a conversation, and the latest before this message: what lies between is named by others too. */
function bounded(refs: readonly number[]): readonly number[] {
  return refs.length <= MAX_REFERENCES ? refs : [...refs.slice(0, 1), ...refs.slice(1 - MAX_REFERENCES)];
}

/** The field's value without its name; ids are ASCII, anything else is a sign like any other. */
function fieldText(bytes: Uint8Array): string {
  const text = LATIN1.decode(bytes.subarray(0, MAX_REFERENCES_OCTETS));
  return text.slice(text.indexOf(':') + 1);
}

const LATIN1 = new TextDecoder('latin1');
