import { Mail, MailOpen } from 'lucide-react';
import { dispatch, isWritable } from './dispatch';
import type { MailAction } from './types';

export const markUnread: MailAction = {
  id: 'mark-unread',
  label: 'markUnread',
  icon: Mail,
  keys: ['U', '_'],
  shortcut: '⇧U',
  removes: false,
  enabled: (context) => isWritable(context) && context.targets.some((row) => row.seen),
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
  enabled: (context) => isWritable(context) && context.targets.some((row) => !row.seen),
  perform: (context) =>
    dispatch(context, { kind: 'flag', flag: '\\Seen', add: true }, { key: 'read', undo: true, toast: false }),
};
