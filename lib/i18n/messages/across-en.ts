/** Moving messages from one account to another. */
export const acrossEn = {
  task: 'To {name} of {account}',
  reading: 'Reading the messages',
  progress: '{done} of {total}',
  moved:
    '{count, plural, one {# message is in {name} of {account} now. The original is in Trash.} other {# messages are in {name} of {account} now. The originals are in Trash.}}',
  copied:
    '{count, plural, one {# message was copied to {name} of {account}. The original stays where it is.} other {# messages were copied to {name} of {account}. The originals stay where they are.}}',
  stopped:
    '{done, plural, =0 {Nothing was moved to {name} of {account}.} other {# of {total} messages were copied to {name} of {account}, then it stopped.}} All originals stay where they are.',
  wholeFolder:
    'What is not loaded cannot be moved to another account at once. Select fewer messages, or export the folder and import it there.',
};
