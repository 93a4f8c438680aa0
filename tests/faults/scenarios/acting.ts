import type { Scenario } from '../scenario';

/** Flags, and what is removed for good. */
export const acting: readonly Scenario[] = [
  {
    name: 'star a message',
    mail: ['INBOX 1', 'INBOX 2 \\Seen', 'INBOX 3'],
    act: async (me) => void me.star('INBOX', [2]),
    ends: ['INBOX 1', 'INBOX 2 \\Flagged \\Seen', 'INBOX 3'],
  },
  {
    name: 'unstar several messages',
    mail: ['INBOX 1 \\Flagged', 'INBOX 2', 'INBOX 3 \\Flagged', 'INBOX 4 \\Flagged \\Seen'],
    act: async (me) => void me.star('INBOX', [1, 3, 4], false),
    ends: ['INBOX 1', 'INBOX 2', 'INBOX 3', 'INBOX 4 \\Seen'],
  },
  {
    name: 'mark as read and star, one after the other',
    mail: ['INBOX 1', 'INBOX 2'],
    act: async (me) => {
      me.act('INBOX', [1, 2], { kind: 'flag', flag: '\\Seen', add: true });
      me.star('INBOX', [1]);
    },
    ends: ['INBOX 1 \\Flagged \\Seen', 'INBOX 2 \\Seen'],
  },
  {
    name: 'take a star back while it is on its way',
    mail: ['INBOX 1', 'INBOX 2'],
    act: async (me) => me.undo(me.star('INBOX', [1])),
    ends: ['INBOX 1', 'INBOX 2'],
    orElse: [
      { ends: ['INBOX 1', 'INBOX 2'], ops: ['cancelled', '-'], because: 'nothing had been sent of it' },
    ],
  },
  {
    name: 'remove for good in the trash',
    mail: ['Trash 1', 'Trash 2', 'Trash 3'],
    at: 'Trash',
    act: async (me) => void me.act('Trash', [1, 3], { kind: 'expunge' }),
    ends: ['Trash 2'],
  },
  {
    name: 'remove what another client marked',
    mail: ['INBOX 1 \\Deleted', 'INBOX 2', 'INBOX 3 \\Deleted'],
    act: async (me) => void me.act('INBOX', [1], { kind: 'expunge', marked: true }),
    ends: ['INBOX 2', 'INBOX 3 \\Deleted'],
  },
  {
    name: 'mark a whole folder as read',
    mail: ['INBOX 1', 'INBOX 2 \\Seen', 'INBOX 3'],
    act: async (me) => void (await me.job('INBOX', { kind: 'flag', flag: '\\Seen', add: true })),
    ends: ['INBOX 1 \\Seen', 'INBOX 2 \\Seen', 'INBOX 3 \\Seen'],
  },
  {
    name: 'empty the trash',
    mail: ['INBOX 1', 'Trash 2', 'Trash 3 \\Seen'],
    at: 'Trash',
    act: async (me) => void (await me.job('Trash', { kind: 'expunge' })),
    ends: ['INBOX 1'],
  },
];
