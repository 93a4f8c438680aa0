export { archive } from './archive';
export { COMMANDS } from './commands';
export {
  canUndo,
  describeOp,
  numberIn,
  numbersIn,
  setHolds,
  uidsIn,
  withoutUid,
  withUids,
  type OpLabel,
} from '../mail';
export { countTargets } from './dispatch';
export { deleteMessages } from './delete';
export { folderOfRole } from './folder-of-role';
export {
  firstKeyFor,
  isSingleKey,
  keyCaps,
  keyName,
  nextKey,
  SEQUENCE_MS,
  type FirstKey,
  type KeyPress,
} from './keys';
export { markRead, markUnread } from './mark-read';
export { destinationsOf, moveTo } from './move';
export { ACTIONS, actionOfKey, BINDINGS, type Bound } from './registry';
export { star } from './star';
export type {
  ActionContext,
  ActionId,
  ActionResult,
  ActionSaying,
  Command,
  CommandGroup,
  CommandId,
  Desk,
  MailAction,
  Targets,
} from './types';
