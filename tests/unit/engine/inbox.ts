/** A tab that looks at INBOX. */
import type { BodyStructure } from '../../../lib/imap';
import { items } from '../mail/support';
import { ana, anaId, createWorld, INBOX, settle, type TestTab, type World } from './support';

export const textPart: BodyStructure = {
  kind: 'part',
  section: '1',
  type: 'text',
  subtype: 'plain',
  params: [],
  id: null,
  description: null,
  encoding: 'quoted-printable',
  size: 100,
  lines: 3,
  disposition: null,
  envelope: null,
  body: null,
};

/** Signed in, INBOX open with `exists` messages, all known, and watched. */
export async function inbox(exists: number): Promise<{ readonly world: World; readonly tab: TestTab }> {
  const world = createWorld();
  const tab = await world.openTab();
  await tab.client.signIn(ana);
  tab.client.watch(anaId, INBOX);
  await settle();
  world.session.open(exists);
  world.session.listener.fetched(
    INBOX,
    Array.from({ length: exists }, (_, i) => ({
      seq: i + 1,
      items: { ...items(i + 1), bodyStructure: textPart },
    })),
  );
  await settle();
  return { world, tab };
}

export const uidsOf = (tab: TestTab): (number | undefined)[] => {
  const list = tab.client.list(anaId, INBOX);
  return Array.from({ length: list.rowCount }, (_, i) => list.rowAt(i)?.uid);
};
