'use client';

import type { Ref } from 'react';
import { MessagePane, type MessagePaneProps } from '@/components/reader/message-pane';
import type { Folder } from '@/lib/mail/types';
import type { ColumnHandle } from './conversation-column';
import { ConversationPane, type ConversationPaneProps } from './conversation-pane';

type OpenMailProps = MessagePaneProps &
  Pick<ConversationPaneProps, 'onStar' | 'onMenu' | 'onGoTo'> & {
    readonly ref: Ref<ColumnHandle>;
    readonly folders: readonly Folder[];
    /** The list shows conversations. */
    readonly together: boolean;
  };

/** What is open: a message, or with all that belongs to it where the list shows conversations. */
export function OpenMail(props: OpenMailProps) {
  const { uid, row } = props;
  if (uid === null || row === undefined || !props.together) return <MessagePane {...props} />;
  return <ConversationPane {...props} row={row} />;
}
