import type { FetchRequest } from '../../imap';
import type { Link } from '../link';

/** What a row of a list needs; the structure comes along so that opening a message is one flight. */
export function windowItems(link: Link): readonly FetchRequest[] {
  const items: FetchRequest[] = ['uid', 'flags', 'internaldate', 'size', 'envelope', 'bodystructure'];
  // What ties messages into conversations: one number where the server has it, else what the message itself names.
  if (link.driver.has('X-GM-EXT-1')) items.push('x-gm-thrid');
  else if (link.driver.has('OBJECTID')) items.push('threadid');
  else items.push({ section: 'HEADER.FIELDS (REFERENCES)', peek: true });
  if (link.driver.has('CONDSTORE') || link.driver.has('QRESYNC')) items.push('modseq');
  if (link.driver.has('OBJECTID')) items.push('emailid');
  else if (link.driver.has('X-GM-EXT-1')) items.push('x-gm-msgid');
  return items;
}
