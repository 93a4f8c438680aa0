'use client';

import { useRef, type DragEvent } from 'react';
import { folderTitle } from '@/components/folders/folder-title';
import { startMessageDrag } from '@/components/shell/message-drag';
import { only, type MessageDesk } from '@/components/shell/use-message-desk';
import type { Triage } from '@/components/shell/use-triage';
import { countTargets, destinationsOf, type Targets } from '@/lib/actions';
import { useTranslations } from '@/lib/i18n';
import type { MailboxName } from '@/lib/imap/types';
import type { AccountId, Folder } from '@/lib/mail/types';
import type { AccountSnapshot } from '@/lib/query';

interface DraggedParts {
  readonly account: AccountSnapshot;
  readonly folders: readonly Folder[];
  readonly mailbox: MailboxName;
  readonly messages: MessageDesk;
  readonly say: Triage['say'];
}

/** Messages on their way to a folder by the pointer. */
export function useDragged({ account, folders, mailbox, messages, say }: DraggedParts): {
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
      if (of !== account.account) {
        say({ kind: 'told', text: t('accounts.moveElsewhere', { account: account.user }) });
        return;
      }
      messages.moveTargets(
        dragged.current,
        to,
        folderTitle(to, (key) => t(`folders.${key}`)),
      );
      dragged.current = only();
    },
  };
}
