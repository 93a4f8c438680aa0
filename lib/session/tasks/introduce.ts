/** The first words on a signed-in connection: extensions, and who we are. */
import { enable, id } from '../../imap';
import type { Link } from '../link';

/** Sends without waiting: some servers refuse SELECT before ID, all take these in one flight with it. */
export function introduce(link: Link): void {
  const ignore = (): void => undefined;
  // QRESYNC holds CONDSTORE in it (RFC 7162 3.2.3); Apache James says only the former.
  const counts = link.driver.has('CONDSTORE') || link.driver.has('QRESYNC');
  if (link.driver.has('ENABLE') && counts) link.send(enable(['CONDSTORE']), ignore);
  if (link.driver.has('ID')) link.send(id(IDENTITY), ignore);
}

const IDENTITY: ReadonlyMap<string, string> = new Map([
  ['name', 'Tagline'],
  ['version', '0.1.0'],
  ['vendor', 'Tagline'],
]);
