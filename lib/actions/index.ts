export { folderOfRole } from './folder-of-role';
export { ACTIONS, actionOfKey } from './registry';
export type { ActionContext, ActionId, ActionResult, ActionSaying, MailAction } from './types';
