/** Access control lists (RFC 4314) as Courier has them: the owner may do everything, others what they were given. */
import { type CommandContext, type CommandSpec, type Completion, ok, signedIn } from '../command';
import { accountOf } from '../commands/mailboxes';
import type { Mailbox } from '../mailbox';
import { Refusal } from '../refusal';

/** Rights of RFC 2086: Courier tells these, and `e`, `t`, `x` with them since. */
export const RIGHTS_OF_OWNER = 'acdilrsw';

const MAX_IDENTIFIERS = 100;
const rightsByMailbox = new WeakMap<Mailbox, Map<string, string>>();

function rightsOf(mailbox: Mailbox): Map<string, string> {
  const known = rightsByMailbox.get(mailbox) ?? new Map([['owner', RIGHTS_OF_OWNER]]);
  rightsByMailbox.set(mailbox, known);
  return known;
}

function mailboxNamed({ session, reader }: CommandContext): Mailbox {
  reader.expectSp();
  const mailbox = accountOf(session).mailbox(reader.expectMailbox());
  if (mailbox === undefined) throw new Refusal('no', 'Mailbox does not exist');
  return mailbox;
}

function writeRights(
  { session }: CommandContext,
  kind: string,
  mailbox: Mailbox,
  rest: readonly string[],
): void {
  session.send((writer) => {
    writer.raw(`* ${kind} `).mailbox(mailbox.name);
    for (const word of rest) writer.sp().astring(word);
  });
}

function getAcl(context: CommandContext): Completion {
  const mailbox = mailboxNamed(context);
  context.reader.expectEol();
  writeRights(context, 'ACL', mailbox, [...rightsOf(mailbox)].flat());
  return ok();
}

function myRights(context: CommandContext): Completion {
  const mailbox = mailboxNamed(context);
  context.reader.expectEol();
  writeRights(context, 'MYRIGHTS', mailbox, [rightsOf(mailbox).get('owner') ?? '']);
  return ok();
}

function listRights(context: CommandContext): Completion {
  const { reader } = context;
  const mailbox = mailboxNamed(context);
  reader.expectSp();
  const identifier = reader.expectAstring();
  reader.expectEol();
  writeRights(context, 'LISTRIGHTS', mailbox, [identifier, '', ...RIGHTS_OF_OWNER]);
  return ok();
}

/** mod-rights = "+" / "-" / "" and then letters */
function setAcl(context: CommandContext): Completion {
  const { reader } = context;
  const mailbox = mailboxNamed(context);
  reader.expectSp();
  const identifier = reader.expectAstring();
  reader.expectSp();
  const [, mode, letters = ''] = /^([+-]?)([a-z]*)$/.exec(reader.expectAstring()) ?? [];
  reader.expectEol();
  if (mode === undefined) throw new Refusal('no', 'Invalid rights');
  const rights = rightsOf(mailbox);
  const before = rights.get(identifier) ?? '';
  if (!rights.has(identifier) && rights.size >= MAX_IDENTIFIERS)
    throw new Refusal('no', 'Too many identifiers');
  const kept =
    mode === '' ? '' : [...before].filter((right) => mode === '+' || !letters.includes(right)).join('');
  rights.set(identifier, [...new Set([...kept, ...(mode === '-' ? '' : letters)])].sort().join(''));
  return ok();
}

function deleteAcl(context: CommandContext): Completion {
  const { reader } = context;
  const mailbox = mailboxNamed(context);
  reader.expectSp();
  rightsOf(mailbox).delete(reader.expectAstring());
  reader.expectEol();
  return ok();
}

export const aclCommands: ReadonlyMap<string, CommandSpec> = new Map([
  ['GETACL', { states: signedIn, run: getAcl }],
  ['MYRIGHTS', { states: signedIn, run: myRights }],
  ['LISTRIGHTS', { states: signedIn, run: listRights }],
  ['SETACL', { states: signedIn, run: setAcl }],
  ['DELETEACL', { states: signedIn, run: deleteAcl }],
]);
