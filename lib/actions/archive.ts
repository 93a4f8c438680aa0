import { Archive } from 'lucide-react';
import { dispatch, isWritable } from './dispatch';
import { folderOfRole } from './folder-of-role';
import type { MailAction } from './types';

/** Moves to the folder with the \Archive special use. In that folder itself there is nothing to do. */
export const archive: MailAction = {
  id: 'archive',
  label: 'archive',
  icon: Archive,
  keys: ['e'],
  shortcut: 'E',
  removes: true,
  enabled: (context) => isWritable(context) && folderOfRole(context, 'archive')?.name !== context.mailbox,
  perform: (context) => {
    const folder = folderOfRole(context, 'archive');
    if (folder === undefined) return { ok: false, error: { code: 'no-archive-folder' } };
    return dispatch(
      context,
      { kind: 'move', to: folder.name, purpose: 'archive' },
      { key: 'archived', undo: true, toast: true },
    );
  },
};
