'use client';

import { folderTitle } from '@/components/folders/folder-title';
import { usePlaceIn } from '@/components/shell/place';
import { INBOX } from '@/components/shell/use-going';
import { useTranslations } from '@/lib/i18n';
import type { MailboxName } from '@/lib/imap/types';
import type { AccountId, Folder } from '@/lib/mail/types';

const NO_FOLDERS: readonly Folder[] = [];

/** The folder the address names, or the inbox, among those of its account. */
export function useOpenFolder(
  account: AccountId,
  allFolders: ReadonlyMap<AccountId, readonly Folder[]>,
): {
  readonly folders: readonly Folder[];
  readonly mailbox: MailboxName;
  /** Undefined while it is not listed. */
  readonly folder: Folder | undefined;
  /** Its name for people. */
  readonly title: string;
  /** What any folder of the account is called for people. */
  readonly titleOf: (name: string) => string;
} {
  const t = useTranslations();
  const folders = allFolders.get(account) ?? NO_FOLDERS;
  const mailbox = usePlaceIn(account).mailbox ?? INBOX;
  const named = (name: string): Folder | undefined => folders.find((entry) => entry.name === name);
  const folder = named(mailbox);
  // Every account has an inbox, known or not: its name does not change when the folders come.
  const unknown = mailbox === INBOX ? t('folders.roles.inbox') : mailbox;
  const titled = (one: Folder | undefined, otherwise: string): string =>
    one === undefined ? otherwise : folderTitle(one, (key) => t(`folders.${key}`));
  const titleOf = (name: string): string => titled(named(name), name);
  return { folders, mailbox, folder, title: titled(folder, unknown), titleOf };
}
