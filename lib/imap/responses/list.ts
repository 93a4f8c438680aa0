import type { ListEntry, MailboxName } from '../types';
import type { Reader } from '../wire/reader';
import { parseFlagList } from './flags';

/**
 * mailbox-list = "(" [mbx-list-flags] ")" SP (DQUOTE QUOTED-CHAR DQUOTE / nil) SP mailbox [SP mbox-list-extended]
 *                                                                              ; RFC 9051 7.3.1
 * The same for LSUB (RFC 3501 7.2.3) and XLIST. Of the extended data OLDNAME and CHILDINFO are read; what we ask (STATUS,
 * MYRIGHTS, METADATA) comes as lines of its own.
 */
export function parseListEntry(r: Reader): ListEntry {
  const attributes = parseFlagList(r).map(attributeOf);
  r.expectSp();
  const delimiter = r.nstring();
  if (delimiter === undefined) r.fail('expected a delimiter');
  r.expectSp();
  const entry = parseListName(r);
  return {
    name: entry.name,
    delimiter: delimiter === '' ? null : delimiter,
    attributes,
    ...entry.more,
  };
}

/** The name, and what mbox-list-extended says of it. */
interface NameAndMore {
  readonly name: MailboxName;
  readonly more: Extended;
}
type Extended = Pick<ListEntry, 'oldName' | 'childInfo'>;

/** Coremail writes special uses without their backslash. */
function attributeOf(flag: string): string {
  const lower = flag.toLowerCase();
  return SPECIAL_USES.has(lower) ? `\\${lower}` : lower;
}

const SPECIAL_USES: ReadonlySet<string> = new Set([
  'all',
  'archive',
  'drafts',
  'flagged',
  'important',
  'junk',
  'sent',
  'trash',
]);

/** Exchange sends names with spaces, tabs or controls as bare atoms (MailKit 945): then the name is all of the line. */
function parseListName(r: Reader): NameAndMore {
  const from = r.pos;
  const name = r.mailbox();
  const quoted = r.buf[from] === 0x22 || r.buf[from] === 0x7b;
  if (name !== undefined && (quoted || r.eol() || r.peek() === 40)) {
    const more = r.sp() || r.peek() === 40 ? parseExtended(r) : {};
    r.expectEol();
    return { name, more };
  }
  r.pos = from;
  return { name: r.mailboxToEol(), more: {} };
}

/**
 * mbox-list-extended = "(" [mbox-list-extended-item *(SP mbox-list-extended-item)] ")" ; item = tag SP value
 *                                                                              ; RFC 9051 9, RFC 5258 6
 */
function parseExtended(r: Reader): Extended {
  const more: { -readonly [K in keyof Extended]: Extended[K] } = {};
  if (!r.open()) {
    r.skipValue();
    return more;
  }
  while (!r.close()) {
    r.sp();
    const tag = r.expectAstring().toUpperCase();
    r.expectSp();
    if (tag === 'OLDNAME' && r.open()) {
      r.sp();
      more.oldName = r.expectMailbox();
      while (!r.close()) r.skipValue();
    } else if (tag === 'CHILDINFO' && r.open()) {
      const why: string[] = [];
      while (!r.close()) why.push((r.sp(), r.expectAstring().toLowerCase()));
      more.childInfo = why;
    } else {
      r.skipValue();
    }
  }
  return more;
}
