import type { Scenario } from '../scenario';

const PLAIN = ['CONDSTORE', 'QRESYNC', 'NOTIFY', 'ESEARCH', 'LIST-STATUS', 'IMAP4rev2'];

/** Others act too. */
export const meanwhile: readonly Scenario[] = [
  {
    name: 'mail arrives while one acts',
    mail: ['INBOX 1', 'INBOX 2'],
    act: async (me, { others }) => {
      await others.deliver('INBOX', 3);
      me.star('INBOX', [1]);
      await others.deliver('INBOX', 4);
      me.move('INBOX', [2], 'Archive', 'archive');
      await me.settled();
      await me.until('the new mail', () => me.shows('INBOX')?.length === 3);
    },
    ends: ['Archive 2', 'INBOX 1 \\Flagged', 'INBOX 3', 'INBOX 4'],
  },
  {
    name: 'a folder comes back after others changed it',
    mail: ['INBOX 1', 'INBOX 2', 'INBOX 3', 'INBOX 4'],
    act: async (me, { others, line }) => {
      line.down();
      await others.remove('INBOX', 2);
      await others.flag('INBOX', 3, '\\Seen', true);
      await others.deliver('INBOX', 5);
      line.up();
      await me.until('what is new', () => me.shows('INBOX')?.includes('INBOX 5') === true);
    },
    ends: ['INBOX 1', 'INBOX 3 \\Seen', 'INBOX 4', 'INBOX 5'],
  },
  {
    name: 'a folder comes back where there are no sequence numbers',
    manners: { without: PLAIN, also: ['ENABLE', 'UIDONLY', 'PARTIAL'] },
    mail: ['INBOX 1', 'INBOX 2', 'INBOX 3', 'INBOX 4'],
    act: async (me, { others, line }) => {
      line.down();
      await others.remove('INBOX', 1);
      await others.remove('INBOX', 4);
      await others.flag('INBOX', 2, '\\Flagged', true);
      await others.deliver('INBOX', 5);
      line.up();
      await me.until('what is new', () => me.shows('INBOX')?.includes('INBOX 5') === true);
    },
    ends: ['INBOX 2 \\Flagged', 'INBOX 3', 'INBOX 5'],
  },
  {
    name: 'a folder comes back on a server of RFC 3501',
    manners: { without: PLAIN },
    mail: ['INBOX 1', 'INBOX 2', 'INBOX 3', 'INBOX 4'],
    act: async (me, { others, line }) => {
      line.down();
      await others.remove('INBOX', 1);
      await others.remove('INBOX', 4);
      await others.flag('INBOX', 2, '\\Flagged', true);
      await others.deliver('INBOX', 5);
      line.up();
      await me.until('what is new', () => me.shows('INBOX')?.includes('INBOX 5') === true);
    },
    ends: ['INBOX 2 \\Flagged', 'INBOX 3', 'INBOX 5'],
  },
  {
    name: 'two folders are looked at over one connection',
    manners: { connections: 1 },
    mail: ['INBOX 1', 'Archive 2'],
    act: async (me, { tab, others }) => {
      const other = await tab();
      await other.look('Archive');
      other.star('Archive', [2]);
      me.star('INBOX', [1]);
      await other.settled();
      await me.settled();
      await others.deliver('Archive', 3);
      await other.until('the new mail', () => other.shows('Archive')?.length === 2);
    },
    ends: ['Archive 2 \\Flagged', 'Archive 3', 'INBOX 1 \\Flagged'],
  },
  {
    name: 'flags change elsewhere while ours wait',
    mail: ['INBOX 1', 'INBOX 2 \\Flagged', 'INBOX 3'],
    act: async (me, { others, line }) => {
      line.down();
      me.star('INBOX', [1]);
      me.star('INBOX', [2], false);
      await others.flag('INBOX', 1, '\\Seen', true);
      await others.flag('INBOX', 2, '\\Answered', true);
      await others.remove('INBOX', 3);
      line.up();
    },
    ends: ['INBOX 1 \\Flagged \\Seen', 'INBOX 2 \\Answered'],
  },
  {
    name: 'a message that waits to be moved is moved by somebody else',
    mail: ['INBOX 1', 'INBOX 2'],
    act: async (me, { others, line }) => {
      line.down();
      me.move('INBOX', [1, 2], 'Archive', 'archive');
      await others.remove('INBOX', 1);
      line.up();
    },
    ends: ['Archive 2'],
  },
  {
    name: 'a folder is made anew while actions wait',
    mail: ['Archive 1', 'Archive 2'],
    at: 'Archive',
    act: async (me, { others, line }) => {
      line.down();
      me.star('Archive', [1]);
      me.move('Archive', [2], 'Trash', 'trash');
      await others.renumber('Archive');
      line.up();
    },
    ends: ['Archive 1', 'Archive 2'],
    ops: ['failed mailbox-changed', 'failed mailbox-changed'],
  },
];
