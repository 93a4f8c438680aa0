import type { Flag } from '../../imap/types';
import { formatNumberSet, numberSetOf } from '../../imap/wire/numset';
import type { Reader } from '../../imap/wire/reader';
import { type CommandContext, type Completion, ok, readSet, resolveSet, writableOf } from '../command';
import { combineFlags } from '../flags';
import { fetchHead, tellFlags } from '../news';
import { Refusal, syntaxError } from '../refusal';
import { keptKeywords, readFlag, readFlagList } from './append';

/** RFC 9051 6.4.6, RFC 7162 3.1.3 (UNCHANGEDSINCE). */
export function store({ session, reader, uid }: CommandContext): Completion {
  reader.expectSp();
  const set = readSet(reader);
  reader.expectSp();
  const unchangedSince = readUnchangedSince(reader);
  if (unchangedSince !== null && !session.world.offers('CONDSTORE')) throw syntaxError('Unknown modifier');
  const { mode, silent } = readMode(reader.expectAtom().toUpperCase());
  reader.expectSp();
  const change = keptKeywords(session, reader.peek() === 0x28 ? readFlagList(reader) : readBareFlags(reader));
  reader.expectEol();
  const selected = writableOf(session);
  if (unchangedSince !== null) session.enable('CONDSTORE');
  const { mailbox, tracker } = selected;
  const targets = resolveSet(selected, set, uid);
  if (mode !== 'remove' && mailbox.refusesKeywords(change))
    throw new Refusal('no', 'Too many keywords', 'LIMIT');
  const modified: number[] = [];
  let expunged = false;
  for (const [seq, message] of targets) {
    if (tracker.isExpunged(message)) {
      // RFC 2180 4.2: what is gone cannot be changed, and the client is told by NO.
      expunged = true;
      continue;
    }
    if (unchangedSince !== null && message.modSeq > unchangedSince) {
      modified.push(uid ? message.uid : seq);
      continue;
    }
    const changed = mailbox.setFlags(message, combineFlags(message.flags, mode, change), tracker);
    if (!silent) {
      tellFlags(session, seq, message);
      tracker.flagsTold(message);
    } else if (session.condstore && changed) {
      // RFC 7162 3.1.3: .SILENT keeps quiet about flags, never about MODSEQ.
      session.line(`${fetchHead(session, seq, message.uid)}UID ${message.uid} MODSEQ (${message.modSeq}))`);
      tracker.flagsTold(message);
    }
  }
  if (modified.length > 0)
    return ok(`MODIFIED ${formatNumberSet(numberSetOf(modified))}`, 'Some had changed before');
  if (expunged) throw new Refusal('no', 'Some of the messages are gone', 'EXPUNGEISSUED');
  return ok();
}

function readUnchangedSince(reader: Reader): number | null {
  if (!reader.open()) return null;
  if (!reader.keyword('unchangedsince')) throw syntaxError('Unknown modifier');
  reader.expectSp();
  const value = reader.number64();
  if (value === undefined || !reader.close()) throw syntaxError('Expected a mod-sequence');
  reader.expectSp();
  return Number(value);
}

function readMode(word: string): { readonly mode: 'add' | 'remove' | 'replace'; readonly silent: boolean } {
  const match = /^([+-]?)FLAGS(\.SILENT)?$/.exec(word);
  if (match === null) throw syntaxError('Expected FLAGS');
  return {
    mode: match[1] === '+' ? 'add' : match[1] === '-' ? 'remove' : 'replace',
    silent: match[2] !== undefined,
  };
}

function readBareFlags(reader: Reader): readonly Flag[] {
  const flags: Flag[] = [readFlag(reader)];
  while (reader.sp() && reader.peek() >= 0) flags.push(readFlag(reader));
  return flags;
}
