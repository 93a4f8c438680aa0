'use client';

import { useCallback, useRef, type Ref } from 'react';
import { MessagePane, type MessagePaneProps } from '@/components/reader/message-pane';
import type { Folder } from '@/lib/mail/types';
import type { ColumnHandle } from './conversation-column';
import { ConversationPane, type ConversationPaneProps } from './conversation-pane';

type OpenMailProps = MessagePaneProps &
  Pick<ConversationPaneProps, 'onStar' | 'onMenu' | 'onGoTo' | 'older'> & {
    readonly ref: Ref<ColumnHandle>;
    readonly folders: readonly Folder[];
    /** The list shows conversations. */
    readonly together: boolean;
  };

/** What is open: a message, or with all that belongs to it where the list shows conversations. */
export function OpenMail(props: OpenMailProps) {
  const { uid, row } = props;
  /** The count a heading took the focus for: conversations come and go meanwhile. */
  const taken = useRef(props.focusHeading);
  const takeFocus = useCallback((asked: number) => {
    const isNew = taken.current !== asked;
    taken.current = asked;
    return isNew;
  }, []);
  if (uid === null || row === undefined || !props.together) return <MessagePane {...props} />;
  return <ConversationPane {...props} row={row} takeFocus={takeFocus} />;
}
