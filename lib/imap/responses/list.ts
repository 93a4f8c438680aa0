import type { ListEntry, MailboxName } from '../types';
import type { Reader } from '../wire/reader';
import { parseFlagList } from './flags';

/**
 * mailbox-list = "(" [mbx-list-flags] ")" SP (DQUOTE QUOTED-CHAR DQUOTE / nil) SP mailbox [SP mbox-list-extended]
 *                                                                              ; RFC 9051 7.3.1
 * The same for LSUB (RFC 3501 7.2.3) and XLIST. Of the extended data OLDNAME is read; what we ask (STATUS) comes as lines of
 * its own.
 */
export function parseListEntry(r: Reader): ListEntry {
  const attributes = parseFlagList(r).map((flag) => flag.toLowerCase());
  r.expectSp();
  const delimiter = r.nstring();
  if (delimiter === undefined) r.fail('expected a delimiter');
  r.expectSp();
  const entry = parseListName(r);
  return {
    name: entry.name,
    delimiter: delimiter === '' ? null : delimiter,
    attributes,
    ...oldNameOf(entry),
  };
}

interface NameAndOld {
  readonly name: MailboxName;
  readonly oldName: MailboxName | undefined;
}

const oldNameOf = ({ oldName }: NameAndOld): { readonly oldName?: MailboxName } =>
  oldName === undefined ? {} : { oldName };

/** Exchange sends names with spaces, tabs or controls as bare atoms (MailKit 945): then the name is all of the line. */
function parseListName(r: Reader): NameAndOld {
  const from = r.pos;
  const name = r.mailbox();
  const quoted = r.buf[from] === 0x22 || r.buf[from] === 0x7b;
  if (name !== undefined && (quoted || r.eol() || r.peek() === 40)) {
    const oldName = r.sp() || r.peek() === 40 ? parseExtended(r) : undefined;
    r.expectEol();
    return { name, oldName };
  }
  r.pos = from;
  return { name: r.mailboxToEol(), oldName: undefined };
}

/** mbox-list-extended = "(" [mbox-list-extended-item *(SP mbox-list-extended-item)] ")" ; item = tag SP value */
function parseExtended(r: Reader): MailboxName | undefined {
  let oldName: MailboxName | undefined;
  if (!r.open()) {
    r.skipValue();
    return undefined;
  }
  while (!r.close()) {
    r.sp();
    const tag = r.expectAstring().toUpperCase();
    r.expectSp();
    if (tag === 'OLDNAME' && r.open()) {
      r.sp();
      oldName = r.expectMailbox();
      while (!r.close()) r.skipValue();
    } else {
      r.skipValue();
    }
  }
  return oldName;
}
