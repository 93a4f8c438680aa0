import { Undo2 } from 'lucide-react';
import { dispatch, isWritable } from './dispatch';
import type { MailAction } from './types';

/** Takes away \Deleted that another mail program set and did not carry out. */
export const undelete: MailAction = {
  id: 'undelete',
  label: 'undelete',
  icon: Undo2,
  keys: ['D'],
  shortcut: '⇧D',
  removes: false,
  enabled: (context) => isWritable(context) && context.targets.some((row) => row.deleted),
  perform: (context) =>
    dispatch(
      context,
      { kind: 'flag', flag: '\\Deleted', add: false },
      { key: 'undeleted', undo: true, toast: true },
    ),
};
