'use client';

import { useState } from 'react';
import type { OverlayKind } from '@/components/shell/mail-overlays';
import { INBOX, useGoing } from '@/components/shell/use-going';
import type { FolderShape } from '@/components/shell/use-layout';
import type { Triage } from '@/components/shell/use-triage';
import type { MailboxName } from '@/lib/imap/types';
import type { AccountId } from '@/lib/mail/types';
import type { AccountSnapshot } from '@/lib/query';

const FOLDER_ITEM = '[role="tree"] [role="treeitem"][tabindex="0"]';

interface WaysParts {
  readonly accounts: readonly AccountSnapshot[];
  readonly account: AccountId;
  readonly mailbox: MailboxName;
  readonly shape: FolderShape;
  readonly say: Triage['say'];
  readonly show: (overlay: OverlayKind) => void;
}

/** The ways from one folder to another, of this account or of another one; each closes the drawer it was found in. */
export function useWays({ accounts, account, mailbox, shape, say, show }: WaysParts) {
  const [drawer, setDrawer] = useState(false);
  const going = useGoing(accounts, say);
  const openFolderOf = (of: AccountId, name: MailboxName) => {
    setDrawer(false);
    going.toFolder(of, name);
  };
  const openFolder = (name: MailboxName) => openFolderOf(account, name);
  return {
    /** The folders are shown in the drawer. */
    drawer,
    setDrawer,
    openFolderOf,
    openFolder,
    openInboxOf: (of: AccountId) => openFolderOf(of, INBOX),
    /** Out of a folder that could not be opened: the inbox, or whichever the person chooses. */
    openOther: () => {
      if (mailbox !== INBOX) openFolder(INBOX);
      else if (shape === 'drawer') setDrawer(true);
      else document.querySelector<HTMLElement>(FOLDER_ITEM)?.focus();
    },
    addAccount: () => {
      setDrawer(false);
      show({ kind: 'add-account' });
    },
    toMessage: going.toMessage,
    toAdded: going.toAdded,
  };
}
