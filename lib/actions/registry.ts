import { archive } from './archive';
import { deleteMessages } from './delete';
import { markRead, markUnread } from './mark-read';
import { star } from './star';
import type { MailAction } from './types';

/** Every user action, in the order toolbars show them. */
export const ACTIONS: readonly MailAction[] = [archive, deleteMessages, markUnread, markRead, star];

/** The action a typed character stands for. Two actions may share no key (tested). */
export function actionOfKey(key: string): MailAction | undefined {
  return ACTIONS.find((action) => action.keys.includes(key));
}
