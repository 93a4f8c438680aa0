import type { FetchRequest } from '../../imap';
import type { Link } from '../link';

/** What a row of a list needs; the structure comes along so that opening a message is one flight. */
export function windowItems(link: Link): readonly FetchRequest[] {
  const items: FetchRequest[] = ['uid', 'flags', 'internaldate', 'size', 'envelope', 'bodystructure'];
  if (link.driver.has('CONDSTORE') || link.driver.has('QRESYNC')) items.push('modseq');
  if (link.driver.has('OBJECTID')) items.push('emailid');
  else if (link.driver.has('X-GM-EXT-1')) items.push('x-gm-msgid');
  return items;
}
