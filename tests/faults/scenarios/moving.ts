import type { Scenario } from '../scenario';

/** RFC 9051 has MOVE in it. */
const NO_MOVE = ['MOVE', 'IMAP4rev2'];

/** From folder to folder: never lost, never doubled. */
export const moving: readonly Scenario[] = [
  {
    name: 'archive a message',
    mail: ['INBOX 1', 'INBOX 2', 'INBOX 3 \\Flagged'],
    act: async (me) => void me.move('INBOX', [3], 'Archive', 'archive'),
    ends: ['Archive 3 \\Flagged', 'INBOX 1', 'INBOX 2'],
  },
  {
    name: 'archive a message of a conversation that is looked for',
    mail: ['INBOX 1', 'INBOX 2', 'INBOX 3 \\Flagged'],
    act: async (me) => {
      me.lookFor('INBOX', [3]);
      me.move('INBOX', [3], 'Archive', 'archive');
    },
    ends: ['Archive 3 \\Flagged', 'INBOX 1', 'INBOX 2'],
  },
  {
    name: 'move where MOVE is missing',
    manners: { without: NO_MOVE },
    mail: ['INBOX 1 \\Seen', 'INBOX 2', 'INBOX 3'],
    act: async (me) => void me.move('INBOX', [1, 3], 'Archive', 'archive'),
    ends: ['Archive 1 \\Seen', 'Archive 3', 'INBOX 2'],
  },
  {
    name: 'move where UIDPLUS is missing too',
    manners: { without: [...NO_MOVE, 'UIDPLUS'] },
    mail: ['INBOX 1', 'INBOX 2', 'INBOX 3 \\Deleted'],
    act: async (me) => void me.move('INBOX', [1], 'Archive'),
    // EXPUNGE would take what others marked.
    ends: ['Archive 1', 'INBOX 1 \\Deleted', 'INBOX 2', 'INBOX 3 \\Deleted'],
  },
  {
    name: 'move where the copy is refused',
    manners: { without: NO_MOVE, refuse: 'COPY' },
    mail: ['INBOX 1', 'INBOX 2'],
    act: async (me) => void me.move('INBOX', [1], 'Archive'),
    ends: ['INBOX 1', 'INBOX 2'],
    ops: ['failed action-refused'],
  },
  {
    name: 'move where the account is full',
    manners: { without: NO_MOVE, quota: 300 },
    mail: ['INBOX 1', 'INBOX 2'],
    act: async (me) => void me.move('INBOX', [2], 'Archive'),
    ends: ['INBOX 1', 'INBOX 2'],
    ops: ['failed action-over-quota'],
  },
  {
    name: 'throw away where there is no trash yet',
    manners: { missing: ['Trash'] },
    mail: ['INBOX 1', 'INBOX 2'],
    act: async (me) => void me.move('INBOX', [2], 'Trash', 'trash'),
    ends: ['INBOX 1', 'Trash 2'],
  },
  {
    name: 'take a move back',
    mail: ['INBOX 1', 'INBOX 2 \\Flagged'],
    act: async (me) => {
      const id = me.move('INBOX', [2], 'Archive', 'archive');
      await me.settled();
      me.undo(id);
    },
    ends: ['INBOX 1', 'INBOX 2 \\Flagged'],
    orElse: [
      {
        ends: ['Archive 2 \\Flagged', 'INBOX 1'],
        ops: ['done', 'failed action-no-way-back'],
        because: 'where it went was said in the answer that was lost, and the person is told so',
      },
    ],
  },
  {
    name: 'archive several, one by one, without waiting',
    mail: ['INBOX 1', 'INBOX 2', 'INBOX 3'],
    act: async (me) => {
      for (const number of [3, 1, 2]) me.move('INBOX', [number], 'Archive', 'archive');
    },
    ends: ['Archive 1', 'Archive 2', 'Archive 3'],
  },
];
