import type { Folder } from '../mail/types';
import { dispatch } from './dispatch';
import type { ActionContext, ActionResult } from './types';

/** Folders that messages of the open one can be moved to. */
export function destinationsOf(context: {
  readonly folders: readonly Folder[];
  readonly mailbox: string;
}): readonly Folder[] {
  return context.folders.filter((folder) => folder.selectable && folder.name !== context.mailbox);
}

/** Moves all targets to a folder; `title` is the folder's name for people. */
export function moveTo(context: ActionContext, folder: Folder, title: string): ActionResult {
  return dispatch(
    context,
    { kind: 'move', to: folder.name, purpose: 'move' },
    { key: 'moved', undo: true, toast: true, folder: title },
  );
}
