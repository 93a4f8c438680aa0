import type { ListEntry, MailboxName } from '../types';
import type { Reader } from '../wire/reader';
import { parseFlagList } from './flags';

/**
 * mailbox-list = "(" [mbx-list-flags] ")" SP (DQUOTE QUOTED-CHAR DQUOTE / nil) SP mailbox [SP mbox-list-extended]
 *                                                                              ; RFC 9051 7.3.1
 * The same for LSUB (RFC 3501 7.2.3) and XLIST. Extended data is skipped: what we ask (STATUS) comes as lines of its own.
 */
export function parseListEntry(r: Reader): ListEntry {
  const attributes = parseFlagList(r).map((flag) => flag.toLowerCase());
  r.expectSp();
  const delimiter = r.nstring();
  if (delimiter === undefined) r.fail('expected a delimiter');
  r.expectSp();
  const name = parseListName(r);
  return { name, delimiter: delimiter === '' ? null : delimiter, attributes };
}

/** Exchange sends names with spaces, tabs or controls as bare atoms (MailKit 945): then the name is all of the line. */
function parseListName(r: Reader): MailboxName {
  const from = r.pos;
  const name = r.mailbox();
  const quoted = r.buf[from] === 0x22 || r.buf[from] === 0x7b;
  if (name !== undefined && (quoted || r.eol() || r.peek() === 40)) {
    if (r.sp() || r.peek() === 40) r.skipValue();
    r.expectEol();
    return name;
  }
  r.pos = from;
  return r.mailboxToEol();
}
