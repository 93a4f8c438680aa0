import type { Scenario } from '../scenario';

/** Signing in, reading, and what one does to single messages. */
export const first: readonly Scenario[] = [
  {
    name: 'sign in and first rows',
    fromStart: true,
    mail: ['INBOX 1', 'INBOX 2 \\Seen', 'INBOX 3'],
    act: async (me) => {
      await me.signIn();
      await me.look('INBOX');
    },
    ends: ['INBOX 1', 'INBOX 2 \\Seen', 'INBOX 3'],
  },
  {
    name: 'star a message',
    mail: ['INBOX 1', 'INBOX 2 \\Seen', 'INBOX 3'],
    act: async (me) => void me.star('INBOX', [2]),
    ends: ['INBOX 1', 'INBOX 2 \\Flagged \\Seen', 'INBOX 3'],
  },
  {
    name: 'archive a message',
    mail: ['INBOX 1', 'INBOX 2', 'INBOX 3 \\Flagged'],
    act: async (me) => void me.move('INBOX', [3], 'Archive', 'archive'),
    ends: ['Archive 3 \\Flagged', 'INBOX 1', 'INBOX 2'],
  },
  {
    name: 'move where MOVE is missing',
    manners: { without: ['MOVE', 'IMAP4rev2'] },
    mail: ['INBOX 1 \\Seen', 'INBOX 2', 'INBOX 3'],
    act: async (me) => void me.move('INBOX', [1, 3], 'Archive', 'archive'),
    ends: ['Archive 1 \\Seen', 'Archive 3', 'INBOX 2'],
  },
  {
    name: 'open a message',
    mail: ['INBOX 1', 'INBOX 2'],
    act: async (me) => {
      const { text } = await me.open('INBOX', 2);
      if (text?.trim() !== 'Text of 2') throw new Error(`it says ${text}`);
    },
    ends: ['INBOX 1', 'INBOX 2'],
  },
];
