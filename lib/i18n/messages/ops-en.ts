/** Work that is done to messages: what came of it, and what taking it back says. */
export const opsErrors = {
  'action-partly': 'The server refused a part of this action.',
  'action-over-quota':
    'There is no space left in the mailbox, so this was taken back. Delete something, then try again.',
  'action-no-way-back':
    'This cannot be taken back: the server did not say where the messages are now. They can be moved back by hand.',
  'moved-not-removed':
    'The messages are in the other folder now, but the server would not remove them here, so they are in both.',
};

export const ops = {
  undoneWhat: 'Undone: {what}',
  partly: '{what}. {rest, plural, one {# message was refused} other {# messages were refused}}',
  goOn: 'Go on',
  goOnTask: 'Go on: {task}',
  dismiss: 'Dismiss',
  dismissTask: 'Dismiss: {task}',
  stoppedAt: 'Stopped at {numbers}',
  waits: 'Waits for the connection',
  waitsAt: '{numbers}, waits for the connection',
};
