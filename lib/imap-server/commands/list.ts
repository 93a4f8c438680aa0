import type { ServerAccount } from '../account';
import { type CommandContext, type Completion, ok } from '../command';
import { decodeMailboxUtf7 } from '../../imap/wire/utf7';
import { limits } from '../limits';
import { syntaxError } from '../refusal';
import type { Session } from '../session';
import { matchesPattern } from './list-pattern';
import { accountOf } from './mailboxes';
import { readStatusItems, type StatusItem, writeStatus } from './status';

interface ListRequest {
  readonly patterns: readonly string[];
  readonly select: ReadonlySet<string>;
  readonly returns: ReadonlySet<string>;
  readonly status: readonly StatusItem[] | null;
}

/** LIST of RFC 9051 6.3.9 with RFC 5258 (options), 5819 (STATUS) and 6154 (SPECIAL-USE). */
export function list({ session, reader }: CommandContext): Completion {
  reader.expectSp();
  const select = new Set<string>();
  const extended =
    ['LIST-EXTENDED', 'LIST-STATUS'].some((name) => session.world.offers(name)) || session.rev2;
  if (extended && reader.open()) {
    while (!reader.close()) {
      reader.sp();
      const option = reader.expectAtom().toUpperCase();
      if (!['SUBSCRIBED', 'REMOTE', 'RECURSIVEMATCH', 'SPECIAL-USE'].includes(option))
        throw syntaxError('Unknown option');
      select.add(option);
    }
    reader.expectSp();
  }
  if (select.has('RECURSIVEMATCH') && !select.has('SUBSCRIBED'))
    throw syntaxError('RECURSIVEMATCH needs SUBSCRIBED');
  const reference = reader.expectMailbox();
  reader.expectSp();
  const patterns = readPatterns(reader, extended).map((pattern) => reference + pattern);
  const returns = new Set<string>();
  let status: readonly StatusItem[] | null = null;
  if (extended && reader.sp() && reader.keyword('return')) {
    reader.expectSp();
    if (!reader.open()) throw syntaxError('Expected a list');
    while (!reader.close()) {
      reader.sp();
      const option = reader.expectAtom().toUpperCase();
      if (option === 'STATUS' && (session.world.offers('LIST-STATUS') || session.rev2)) {
        reader.expectSp();
        status = readStatusItems(session, reader);
      } else if (!['SUBSCRIBED', 'CHILDREN', 'SPECIAL-USE'].includes(option)) {
        throw syntaxError('Unknown return option');
      }
      returns.add(option);
    }
  }
  reader.expectEol();
  // The delimiter is asked for by an empty pattern.
  if (patterns.length === 1 && patterns[0] === reference && select.size === 0) {
    writeListLine(session, 'LIST', '', ['\\Noselect']);
    return ok();
  }
  answer(session, { patterns, select, returns, status });
  return ok();
}

/** RFC 3501 6.3.9. A subscribed name below a `%` pattern shows its superior as \Noselect. */
export function lsub({ session, reader }: CommandContext): Completion {
  reader.expectSp();
  const reference = reader.expectMailbox();
  reader.expectSp();
  const pattern = reference + readPattern(reader);
  reader.expectEol();
  const account = accountOf(session);
  const told = new Set<string>();
  for (const name of account.subscriptions) {
    if (matchesPattern(name, pattern, account.delimiter)) {
      told.add(name);
      writeListLine(session, 'LSUB', name, account.mailbox(name) === undefined ? ['\\Noselect'] : []);
    }
  }
  if (!pattern.includes('%')) return ok();
  for (const name of account.subscriptions) {
    for (const superior of superiors(name, account.delimiter)) {
      if (told.has(superior) || !matchesPattern(superior, pattern, account.delimiter)) continue;
      told.add(superior);
      writeListLine(session, 'LSUB', superior, ['\\Noselect']);
    }
  }
  return ok();
}

function answer(session: Session, request: ListRequest): void {
  const account = accountOf(session);
  const names = new Set(account.mailboxes.map((mailbox) => mailbox.name));
  if (request.select.has('SUBSCRIBED')) {
    for (const name of account.subscriptions) {
      names.add(name);
      if (request.select.has('RECURSIVEMATCH'))
        for (const superior of superiors(name, account.delimiter)) names.add(superior);
    }
  }
  for (const name of names) {
    if (!request.patterns.some((pattern) => matchesPattern(name, pattern, account.delimiter))) continue;
    const mailbox = account.mailbox(name);
    const subscribed = account.isSubscribed(name);
    const childInfo =
      request.select.has('RECURSIVEMATCH') &&
      account.subscriptions.some(
        (other) =>
          other.startsWith(name + account.delimiter) &&
          !request.patterns.some((pattern) => matchesPattern(other, pattern, account.delimiter)),
      );
    if (request.select.has('SUBSCRIBED') && !subscribed && !childInfo) continue;
    if (request.select.has('SPECIAL-USE') && (mailbox?.specialUse ?? null) === null) continue;
    const attributes = listAttributes(account, name);
    const showSubscribed = request.select.has('SUBSCRIBED') || request.returns.has('SUBSCRIBED');
    if (showSubscribed && subscribed) attributes.push('\\Subscribed');
    writeListLine(session, 'LIST', name, attributes, childInfo);
    if (request.status !== null && mailbox !== undefined && !mailbox.placeholder)
      writeStatus(session, mailbox, request.status);
  }
}

/** Attributes every LIST tells: children and special use are cheap here, so nobody has to ask. */
export function listAttributes(account: ServerAccount, name: string): string[] {
  const mailbox = account.mailbox(name);
  const attributes: string[] = [];
  if (mailbox === undefined) attributes.push('\\NonExistent');
  else if (mailbox.placeholder) attributes.push('\\Noselect');
  attributes.push(account.hasChildren(name) ? '\\HasChildren' : '\\HasNoChildren');
  if (mailbox !== undefined && mailbox.specialUse !== null) attributes.push(mailbox.specialUse);
  return attributes;
}

/** NOTIFY's word of a name that came, went, is another now, or has been subscribed to or not (RFC 5465 5.4). */
export function writeChangedName(session: Session, name: string, oldName: string | null): void {
  const account = accountOf(session);
  const attributes = listAttributes(account, name);
  if (account.isSubscribed(name)) attributes.push('\\Subscribed');
  writeListLine(session, 'LIST', name, attributes, false, oldName);
}

export function writeListLine(
  session: Session,
  kind: 'LIST' | 'LSUB' | 'XLIST',
  name: string,
  attributes: readonly string[],
  subscribedBelow = false,
  oldName: string | null = null,
): void {
  session.send((writer) => {
    writer.raw(`* ${kind} (${attributes.join(' ')}) "${accountOf(session).delimiter}" `);
    if (name === '') writer.raw('""');
    else writer.mailbox(name);
    if (subscribedBelow) writer.raw(' ("CHILDINFO" ("SUBSCRIBED"))');
    if (oldName !== null) writer.raw(' ("OLDNAME" (').mailbox(oldName).raw('))');
  });
}

function* superiors(name: string, delimiter: string): Generator<string, void, undefined> {
  for (let end = name.lastIndexOf(delimiter); end > 0; end = name.lastIndexOf(delimiter, end - 1))
    yield name.slice(0, end);
}

function readPatterns(reader: CommandContext['reader'], extended: boolean): readonly string[] {
  if (!extended || !reader.open()) return [readPattern(reader)];
  const patterns: string[] = [];
  while (!reader.close()) {
    reader.sp();
    if (patterns.length >= limits.fetchItems) throw syntaxError('Too many patterns');
    patterns.push(readPattern(reader));
  }
  return patterns;
}

/** list-mailbox = 1*list-char / string; wildcards are no atom characters, so the pieces are put together here. */
function readPattern(reader: CommandContext['reader']): string {
  const from = reader.pos;
  let pattern = reader.string();
  if (pattern === undefined) {
    while (reader.astring() !== undefined || reader.byte(0x25) || reader.byte(0x2a)) continue;
    if (reader.pos === from) throw syntaxError('Expected a pattern');
    pattern = new TextDecoder().decode(reader.buf.subarray(from, reader.pos));
  }
  if (pattern.length > limits.mailboxNameChars * 2) throw syntaxError('Pattern too long');
  const name = /^inbox$/i.test(pattern) ? 'INBOX' : pattern;
  return reader.options.utf8Names ? name : (decodeMailboxUtf7(name) ?? name);
}
