import type { FetchRequest } from '../../imap';
import type { Link } from '../link';

/** What a row of a list needs; the structure comes along so that opening a message is one flight. */
export function windowItems(link: Link): readonly FetchRequest[] {
  const items: FetchRequest[] = ['uid', 'flags', 'internaldate', 'size', 'envelope', 'bodystructure'];
  if (link.driver.has('CONDSTORE') || link.driver.has('QRESYNC')) items.push('modseq');
  return items;
}
