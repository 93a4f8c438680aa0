import { Mail, MailOpen } from 'lucide-react';
import type { MessageRow } from '../mail/types';
import { dispatch, isWritable } from './dispatch';
import type { ActionContext, MailAction } from './types';

export const markUnread: MailAction = {
  id: 'mark-unread',
  label: 'markUnread',
  icon: Mail,
  keys: ['U', '_'],
  shortcut: '⇧U',
  removes: false,
  enabled: (context) => isWritable(context) && mayHold(context, (row) => row.seen),
  perform: (context) =>
    dispatch(
      context,
      { kind: 'flag', flag: '\\Seen', add: false },
      { key: 'unread', undo: true, toast: true },
    ),
};

export const markRead: MailAction = {
  id: 'mark-read',
  label: 'markRead',
  icon: MailOpen,
  keys: ['I'],
  shortcut: '⇧I',
  removes: false,
  enabled: (context) => isWritable(context) && mayHold(context, (row) => !row.seen),
  perform: (context) =>
    dispatch(context, { kind: 'flag', flag: '\\Seen', add: true }, { key: 'read', undo: true, toast: false }),
};

/** Of a chosen set, most messages are not known. */
const mayHold = (context: ActionContext, test: (row: MessageRow) => boolean): boolean =>
  context.chosen !== null || context.targets.some(test);
