/**
 * When a literal may travel with its command (LITERAL+, RFC 7888) and when it waits for `+`.
 *
 * A server that gives a line up before it has read the literal takes the octets behind it for commands: Dovecot does so with commands
 * and arguments it does not know, and with lines that are too long for it. A text of somebody else's would then act in the
 * person's name. So a command that the server did not announce, and a long line, wait: then it says BAD, and nothing follows.
 */
import type { CapabilitySet } from './capabilities';
import type { LiteralMode } from './wire/writer';

export function literalModeFor(command: string, capabilities: CapabilitySet): LiteralMode {
  const announcedBy = EXTENSIONS.get(command.replace(/^UID /, ''));
  if (announcedBy !== undefined && !announcedBy.some((name) => isAnnounced(name, capabilities)))
    return 'sync';
  if (capabilities.has('LITERAL+')) return 'plus';
  return capabilities.has('LITERAL-') ? 'minus' : 'sync';
}

/** The capability by which literals are not waited for; null: they are. */
export function literalCapability(mode: LiteralMode): string | null {
  return mode === 'plus' ? 'LITERAL+' : mode === 'minus' ? 'LITERAL-' : null;
}

function isAnnounced(name: string, capabilities: CapabilitySet): boolean {
  return name.endsWith('=') ? capabilities.values(name.slice(0, -1)).length > 0 : capabilities.has(name);
}

/** Commands beyond RFC 3501, without UID before them; a capability that ends in `=` stands for all that begin so. */
const EXTENSIONS: ReadonlyMap<string, readonly string[]> = new Map([
  ['DELETEACL', ['ACL']],
  ['ENABLE', ['ENABLE', 'IMAP4rev2']],
  ['ESEARCH', ['MULTISEARCH']],
  ['GETACL', ['ACL']],
  ['GETMETADATA', ['METADATA', 'METADATA-SERVER']],
  ['GETQUOTA', ['QUOTA']],
  ['GETQUOTAROOT', ['QUOTA']],
  ['ID', ['ID']],
  ['LISTRIGHTS', ['ACL']],
  ['MOVE', ['MOVE', 'IMAP4rev2']],
  ['MYRIGHTS', ['ACL']],
  ['NOTIFY', ['NOTIFY']],
  ['REPLACE', ['REPLACE']],
  ['SETACL', ['ACL']],
  ['SETMETADATA', ['METADATA', 'METADATA-SERVER']],
  ['SETQUOTA', ['QUOTA', 'QUOTASET']],
  ['SORT', ['SORT']],
  ['THREAD', ['THREAD=']],
  ['XLIST', ['XLIST']],
]);
