/** What is done to messages that were found in many folders. */
import { folderOfRole, type ActionContext, type MailAction } from '@/lib/actions';

/**
 * One deed means the same in every folder. What lies in Trash already is not deleted for good beside what only goes there; a star is taken
 * away only where all have one.
 */
export function alike(action: MailAction, parts: readonly ActionContext[]): readonly ActionContext[] {
  if (action.id === 'delete') {
    const outside = parts.filter((one) => one.mailbox !== folderOfRole(one, 'trash')?.name);
    return outside.length === 0 ? parts : outside;
  }
  const isOn = (one: ActionContext): boolean => action.pressed?.(one) === true;
  if (parts.every(isOn)) return parts;
  return parts.flatMap((one) => {
    if (!isOn(one)) return [one];
    // Those that are known have it, of the others nobody knows.
    return one.chosen === null ? [] : [{ ...one, targets: [] }];
  });
}
