import type { Flag } from '../../imap/types';
import type { Reader } from '../../imap/wire/reader';
import { type CommandContext, type Completion, ok } from '../command';
import { parseInternalDate } from '../dates';
import { canonicalFlag, hasFlag } from '../flags';
import { limits } from '../limits';
import { MessageContent } from '../message';
import { Refusal, syntaxError } from '../refusal';
import type { Session } from '../session';
import { accountOf } from './mailboxes';

/** RFC 9051 6.3.12, APPENDUID of RFC 4315. */
export function append({ session, reader }: CommandContext): Completion {
  reader.expectSp();
  const name = reader.expectMailbox();
  reader.expectSp();
  const given = reader.peek() === 0x28 ? readFlagList(reader) : [];
  const flags = keptKeywords(session, given);
  if (given.length > 0 || reader.buf[reader.pos - 1] === 0x29) reader.expectSp();
  let internalDate = session.world.now();
  if (reader.peek() === 0x22) {
    const date = parseInternalDate(reader.expectString());
    if (date === undefined) throw syntaxError('Not a date-time');
    internalDate = date;
    reader.expectSp();
  }
  const literal = reader.nstringBytes();
  if (literal === undefined || literal.bytes === null) throw syntaxError('Expected a literal');
  reader.expectEol();
  if (literal.bytes.length === 0) throw new Refusal('no', 'The message is empty');
  if (literal.bytes.includes(0)) throw new Refusal('no', 'NUL in a message');
  const account = accountOf(session);
  const mailbox = account.mailbox(name);
  if (mailbox === undefined || mailbox.placeholder) throw new Refusal('no', 'No such mailbox', 'TRYCREATE');
  if (mailbox.full || mailbox.refusesKeywords(flags)) throw new Refusal('no', 'The mailbox is full', 'LIMIT');
  account.makeRoom(literal.bytes.length);
  account.charge(literal.bytes.length);
  const message = mailbox.append(MessageContent.of(literal.bytes.slice()), flags, internalDate);
  return ok(session.world.offers('UIDPLUS') ? `APPENDUID ${mailbox.uidValidity} ${message.uid}` : null);
}

/** Without the keywords this personality has no room for: it drops them and says OK. */
export function keptKeywords({ world }: Session, flags: readonly Flag[]): readonly Flag[] {
  const only = world.personality?.keywords ?? null;
  return only === null ? flags : flags.filter((flag) => flag.startsWith('\\') || hasFlag(only, flag));
}

/** flag-list = "(" [flag *(SP flag)] ")"; \Recent and unknown system flags are refused. */
export function readFlagList(reader: Reader): readonly Flag[] {
  if (!reader.open()) throw syntaxError('Expected a list of flags');
  const flags: Flag[] = [];
  while (!reader.close()) {
    reader.sp();
    flags.push(readFlag(reader));
    if (flags.length > limits.keywordsPerMailbox) throw syntaxError('Too many flags');
  }
  return flags;
}

export function readFlag(reader: Reader): Flag {
  // flag-keyword = atom: stricter than what is read from servers.
  const system = reader.byte(0x5c);
  const word = reader.atom() ?? '';
  const flag = canonicalFlag(system ? `\\${word}` : word);
  if (flag === undefined || word === '' || !/^[\x21-\x7e]+$/.test(word))
    throw syntaxError('Not a flag one can set');
  return flag;
}
