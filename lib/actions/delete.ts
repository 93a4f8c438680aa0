import { Trash2 } from 'lucide-react';
import { dispatch, isWritable } from './dispatch';
import { folderOfRole } from './folder-of-role';
import type { MailAction } from './types';

/** Moves to Trash; inside Trash deletes for good, which nothing can undo. Where there is no Trash nothing is destroyed. */
export const deleteMessages: MailAction = {
  id: 'delete',
  label: 'delete',
  icon: Trash2,
  keys: ['#', 'Delete'],
  shortcut: '#',
  removes: true,
  enabled: isWritable,
  perform: (context) => {
    const trash = folderOfRole(context, 'trash');
    if (trash === undefined) return { ok: false, error: { code: 'no-trash-folder' } };
    if (trash.name === context.mailbox) {
      return dispatch(context, { kind: 'expunge' }, { key: 'expunged', undo: false, toast: true });
    }
    return dispatch(
      context,
      { kind: 'move', to: trash.name, purpose: 'trash' },
      { key: 'trashed', undo: true, toast: true },
    );
  },
};
