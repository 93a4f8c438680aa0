import { fileOf } from '../letters';
import type { Scenario } from '../scenario';

const TWO = ['INBOX 1', 'INBOX 2 \\Seen'];
/** More than the first flight of rows brings. */
const MANY = Array.from({ length: 52 }, (_, at) => `INBOX ${at + 1}`);

/** Signing in and reading: nothing changes on the server. */
export const reading: readonly Scenario[] = [
  {
    name: 'sign in and first rows',
    manners: { talkative: true },
    fromStart: true,
    mail: TWO,
    act: async (me) => {
      await me.signIn();
      await me.look('INBOX');
    },
    ends: TWO,
  },
  {
    name: 'scroll to the end of a folder',
    mail: MANY,
    rows: 50,
    onlyAsked: true,
    act: async (me) => me.look('INBOX'),
    ends: MANY,
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
  {
    name: 'open a message and its file',
    mail: ['INBOX 1', 'INBOX 101'],
    act: async (me) => {
      const { attachments } = await me.open('INBOX', 101);
      const size = await me.fileSize('INBOX', 101, attachments[0]?.section ?? '');
      if (size !== fileOf(101).length) throw new Error(`the file has ${size} octets`);
    },
    ends: ['INBOX 1', 'INBOX 101'],
  },
  {
    name: 'export a folder',
    mail: ['INBOX 1', 'INBOX 2'],
    act: async (me) => {
      const file = await me.export('INBOX');
      for (const text of ['Text of 1', 'Text of 2'])
        if (file.split(text).length !== 2) throw new Error(`${text} is not there once`);
    },
    ends: ['INBOX 1', 'INBOX 2'],
  },
];
