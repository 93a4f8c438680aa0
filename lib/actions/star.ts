import { Star } from 'lucide-react';
import { dispatch, isWritable } from './dispatch';
import type { ActionContext, MailAction } from './types';

const allStarred = (context: ActionContext) =>
  context.targets.length > 0 && context.targets.every((row) => row.starred);

/** \Flagged on all targets, or off when all have it. */
export const star: MailAction = {
  id: 'star',
  label: 'star',
  icon: Star,
  keys: ['s'],
  shortcut: 'S',
  removes: false,
  pressed: allStarred,
  enabled: isWritable,
  perform: (context) => {
    const add = !allStarred(context);
    return dispatch(
      context,
      { kind: 'flag', flag: '\\Flagged', add },
      { key: add ? 'starred' : 'unstarred', undo: true, toast: false },
    );
  },
};
