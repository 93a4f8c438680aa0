/** The first words on a signed-in connection: capabilities that changed by signing in, extensions, and who we are. */
import { capability, enable, id } from '../../imap';
import type { Link } from '../link';

/** Sends without waiting: some servers refuse SELECT before ID, all take these in one flight with it. */
export function introduce(link: Link): void {
  const ignore = (): void => undefined;
  if (!link.driver.knowsCapabilities) link.send(capability(), ignore);
  if (link.driver.has('ENABLE') && link.driver.has('CONDSTORE')) link.send(enable(['CONDSTORE']), ignore);
  if (link.driver.has('ID')) link.send(id(IDENTITY), ignore);
}

const IDENTITY: ReadonlyMap<string, string> = new Map([
  ['name', 'Tagline'],
  ['version', '0.1.0'],
  ['vendor', 'Tagline'],
]);
