/** How many messages each folder has and how many are unread: never on the way to the first row, never in one long answer. */
import { list, status, type StatusItem } from '../../imap';
import type { ListEntry, MailboxName, MailboxStatus } from '../../imap/types';
import { LIST_STATUS_MAX, MAX_COUNTED, STATUS_GROUP } from '../limits';
import type { Link } from '../link';

/**
 * Asks the counters of `folders`, except those left out; ends early when the connection goes. Gives what the server listed on
 * the way, null when it listed nothing.
 */
export async function readCounters(
  link: Link,
  folders: readonly ListEntry[],
  isLeftOut: (name: MailboxName) => boolean,
  tell: (mailbox: MailboxName, counters: MailboxStatus) => void,
): Promise<readonly ListEntry[] | null> {
  const names = folders
    .filter(({ attributes }) => !attributes.some((attribute) => UNSELECTABLE.has(attribute)))
    .map(({ name }) => name)
    .filter((name) => !isLeftOut(name))
    .sort((a, b) => Number(b === 'INBOX') - Number(a === 'INBOX'))
    .slice(0, MAX_COUNTED);
  if (names.length > 1 && folders.length <= LIST_STATUS_MAX && link.driver.has('LIST-STATUS')) {
    const outcome = await link.run(list({ status: COUNTED }));
    // Refused, it was asked again without counters.
    if (outcome.ok && link.driver.has('LIST-STATUS')) {
      for (const [name, counters] of outcome.value.statusByMailbox)
        if (!isLeftOut(name)) tell(name, counters);
      return outcome.value.entries;
    }
  }
  for (let at = 0; at < names.length && !link.driver.isLost; at += STATUS_GROUP) {
    const group = names.slice(at, at + STATUS_GROUP);
    const outcomes = await Promise.all(group.map((name) => link.run(status(name, COUNTED))));
    outcomes.forEach((outcome, i) => {
      const name = group[i];
      // A folder that refuses keeps its counters unknown; it may be gone, or not ours to read.
      if (outcome.ok && name !== undefined) tell(name, outcome.value);
    });
  }
  return null;
}

/** What is asked of a folder nobody has open. */
export const COUNTED: readonly StatusItem[] = ['messages', 'unseen', 'uidnext', 'uidvalidity'];
const UNSELECTABLE: ReadonlySet<string> = new Set(['\\noselect', '\\nonexistent']);
