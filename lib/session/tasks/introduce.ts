/** The first words on a signed-in connection: extensions, and who we are. */
import { enable, id } from '../../imap';
import type { Link } from '../link';

/** SELECT may ask what has changed since (RFC 7162 3.2): listed, and not refused so far. */
export const tellsChanges = (link: Link): boolean => link.driver.has('ENABLE') && link.driver.has('QRESYNC');

/** Sends without waiting: some servers refuse SELECT before ID, all take these in one flight with it. */
export function introduce(link: Link): void {
  const ignore = (): void => undefined;
  // Some servers show all of a large mailbox only then. Places are told by PARTIAL (RFC 9394).
  const uidOnly = UID_ONLY.every((name) => link.driver.has(name)) ? ['UIDONLY'] : [];
  // QRESYNC holds CONDSTORE in it (RFC 7162 3.2.3); Apache James says only the former.
  if (tellsChanges(link)) link.send(enable(['QRESYNC', ...uidOnly]), ignore);
  else if (link.driver.has('ENABLE') && link.driver.has('CONDSTORE'))
    link.send(enable(['CONDSTORE', ...uidOnly]), ignore);
  else if (uidOnly.length > 0) link.send(enable(uidOnly), ignore);
  if (link.driver.has('ID')) link.send(id(IDENTITY), ignore);
}

const UID_ONLY = ['ENABLE', 'UIDONLY', 'PARTIAL'] as const;
const IDENTITY: ReadonlyMap<string, string> = new Map([
  ['name', 'Tagline'],
  ['version', '0.1.0'],
  ['vendor', 'Tagline'],
]);
