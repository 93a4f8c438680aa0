'use client';

import type { RefObject } from 'react';
import type { ColumnHandle } from '@/components/conversation/conversation-column';
import { targetsOf } from '@/components/conversation/column-items';
import { OpenMail } from '@/components/conversation/open-mail';
import type { OverlayKind } from '@/components/shell/mail-overlays';
import type { Layout } from '@/components/shell/use-layout';
import { only, type MessageDesk } from '@/components/shell/use-message-desk';
import type { OpenMessage } from '@/components/shell/use-open-message';
import type { ShownMail } from '@/components/shell/use-shown-mail';
import { star } from '@/lib/actions';
import type { MailboxName, Uid } from '@/lib/imap/types';
import type { AccountId, Folder } from '@/lib/mail/types';

interface MessageSideProps {
  readonly account: AccountId;
  readonly folders: readonly Folder[];
  readonly mailbox: MailboxName;
  /** The open message's UID in its own folder. */
  readonly uid: Uid | null;
  readonly shown: ShownMail;
  readonly layout: Layout;
  /** As the list counts it. */
  readonly opened: OpenMessage;
  readonly messages: MessageDesk;
  readonly column: RefObject<ColumnHandle | null>;
  readonly onShow: (overlay: OverlayKind) => void;
  readonly onGoTo: (account: AccountId, mailbox: MailboxName, uid: Uid) => void;
}

/** What is open beside the list, with everything that can be done to it. */
export function MessageSide({ account, shown, layout, opened, messages, ...props }: MessageSideProps) {
  const { found, list } = shown;
  const { desk, openRow, contextOf, run } = messages;
  const targets = openRow === undefined ? only() : only(openRow);
  return (
    <OpenMail
      ref={props.column}
      together={shown.together}
      folders={props.folders}
      older={shown.conversed.older}
      onStar={(item) => run(star, targetsOf(item))}
      onMenu={(item, at) => props.onShow({ kind: 'menu', targets: targetsOf(item), at })}
      onGoTo={(item) => props.onGoTo(account, item.mailbox, item.row.uid)}
      account={account}
      mailbox={props.mailbox}
      uid={props.uid}
      row={found === null ? openRow : openRow && found.rowOf(openRow.uid)}
      canChoose={list.status === 'ready' && list.rowCount > 0}
      focusHeading={opened.focusHeading}
      contextOf={(rows) => found?.contextOf(rows) ?? contextOf(only(...rows))}
      onAction={(action) => run(action, targets)}
      onMove={() => messages.askMove(targets)}
      onBack={layout === 'one' ? opened.close : null}
      onClose={opened.close}
      onStep={(by) => desk.step(by)}
      onPrint={() => desk.print()}
      onSave={() => messages.save(targets)}
    />
  );
}
