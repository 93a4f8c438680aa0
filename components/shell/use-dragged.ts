'use client';

import { useRef, type DragEvent } from 'react';
import { folderTitle } from '@/components/folders/folder-title';
import { startMessageDrag } from '@/components/shell/message-drag';
import { only, type MessageDesk } from '@/components/shell/use-message-desk';
import type { Triage } from '@/components/shell/use-triage';
import type { Transfers } from '@/components/transfer/use-transfers';
import { countTargets, destinationsOf, type Targets } from '@/lib/actions';
import { useTranslations } from '@/lib/i18n';
import type { MailboxName } from '@/lib/imap/types';
import type { AccountId, Folder } from '@/lib/mail/types';
import type { AccountSnapshot } from '@/lib/query';

interface DraggedParts {
  readonly accounts: readonly AccountSnapshot[];
  readonly account: AccountSnapshot;
  readonly folders: readonly Folder[];
  readonly mailbox: MailboxName;
  readonly messages: MessageDesk;
  readonly say: Triage['say'];
  readonly moveAcross: Transfers['moveAcross'];
}

/** Messages on their way to a folder by the pointer. */
export function useDragged({
  accounts,
  account,
  folders,
  mailbox,
  messages,
  say,
  moveAcross,
}: DraggedParts): {
  readonly start: (targets: Targets, event: DragEvent) => void;
  readonly canDrop: (of: AccountId, to: Folder) => boolean;
  readonly drop: (of: AccountId, to: Folder) => void;
} {
  const t = useTranslations();
  const dragged = useRef<Targets>(only());
  return {
    start: (targets, event) => {
      dragged.current = targets;
      startMessageDrag(event, t('triage.messages', { count: countTargets(messages.contextOf(targets)) }));
    },
    canDrop: (of, to) =>
      dragged.current.rows.length > 0 &&
      (of === account.account ? destinationsOf({ folders, mailbox }).includes(to) : to.selectable),
    drop: (of, to) => {
      const targets = dragged.current;
      dragged.current = only();
      if (of === account.account) {
        messages.moveTargets(
          targets,
          to,
          folderTitle(to, (key) => t(`folders.${key}`)),
        );
        return;
      }
      const other = accounts.find((one) => one.account === of);
      // Signed out while the messages were on their way: they stay.
      if (other === undefined) return;
      if (targets.chosen !== null) say({ kind: 'told', text: t('across.wholeFolder') });
      else {
        messages.clear();
        moveAcross(messages.contextOf(targets), other, to);
      }
    },
  };
}
