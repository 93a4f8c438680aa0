import { archive } from './archive';
import { COMMANDS } from './commands';
import { deleteMessages } from './delete';
import { markRead, markUnread } from './mark-read';
import { star } from './star';
import type { Command, MailAction } from './types';
import { undelete } from './undelete';

/** Every user action on messages, in the order toolbars show them. */
export const ACTIONS: readonly MailAction[] = [archive, deleteMessages, undelete, markUnread, markRead, star];

/** What a key stands for. */
export type Bound =
  | { readonly kind: 'action'; readonly action: MailAction }
  | { readonly kind: 'command'; readonly command: Command };

/** By key name (keys.ts). No two share a key and no key begins another's sequence (tested). */
export const BINDINGS: ReadonlyMap<string, Bound> = new Map<string, Bound>([
  ...ACTIONS.flatMap((action) => action.keys.map((key) => [key, { kind: 'action', action }] as const)),
  ...COMMANDS.flatMap((command) => command.keys.map((key) => [key, { kind: 'command', command }] as const)),
]);

/** The action a typed character stands for. */
export function actionOfKey(key: string): MailAction | undefined {
  const bound = BINDINGS.get(key);
  return bound?.kind === 'action' ? bound.action : undefined;
}
