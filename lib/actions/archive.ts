import { Archive } from 'lucide-react';
import { dispatch, isWritable } from './dispatch';
import { folderOfRole } from './folder-of-role';
import type { Folder } from '../mail/types';
import type { ActionContext, MailAction } from './types';

/** Gmail's box, in whichever language what is inside it is called. */
const GMAIL_BOX = /^\[(?:Gmail|Google Mail)\]\//;

function archiveOf(context: ActionContext): Folder | undefined {
  const all = folderOfRole(context, 'all');
  const isStore = all !== undefined && GMAIL_BOX.test(all.name);
  return folderOfRole(context, 'archive') ?? (isStore ? all : undefined);
}

/**
 * Moves to the folder with the \Archive special use, or on Gmail to where all mail is kept: archiving means that the message only leaves
 * this label. In that folder itself there is nothing to do.
 */
export const archive: MailAction = {
  id: 'archive',
  label: 'archive',
  icon: Archive,
  keys: ['e'],
  shortcut: 'E',
  removes: true,
  enabled: (context) => isWritable(context) && archiveOf(context)?.name !== context.mailbox,
  perform: (context) => {
    const folder = archiveOf(context);
    if (folder === undefined) return { ok: false, error: { code: 'no-archive-folder' } };
    return dispatch(
      context,
      { kind: 'move', to: folder.name, purpose: 'archive' },
      { key: 'archived', undo: true, toast: true },
    );
  },
};
