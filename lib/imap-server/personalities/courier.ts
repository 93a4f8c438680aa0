/**
 * Courier: everything below `INBOX.`, dots between levels, access control lists, no MOVE and no literals without waiting, NO
 * where others say BAD, and new messages of one's own told only when asked for news.
 *
 * Left out, since this server cannot do them: SORT, THREAD.
 */
import { aclCommands, RIGHTS_OF_OWNER } from './courier-acl';
import type { Personality } from './types';

const COMMON = ['IMAP4rev1', 'UIDPLUS', 'CHILDREN', 'NAMESPACE', 'QUOTA', 'IDLE', 'ACL', 'ACL2=UNION'];

export const courier: Personality = {
  name: 'courier',
  greeting:
    'Courier-IMAP ready. Copyright 1998-2018 Double Precision, Inc.  See COPYING for distribution information.',
  greetsWithCapabilities: true,
  capabilities: {
    before: [...COMMON, 'AUTH=PLAIN', 'ENABLE', 'UTF8=ACCEPT'],
    after: [...COMMON, 'ENABLE', 'UTF8=ACCEPT'],
  },
  tellsCapabilities: 'asked',
  signedIn: () => 'LOGIN Ok.',
  id: [
    ['name', 'Courier-IMAP'],
    ['version', '5.0.13'],
  ],
  names: { delimiter: '.', prefix: 'INBOX.' },
  namespace: '(("INBOX." ".")) NIL (("#shared." ".")("shared." "."))',
  folders: {
    Archive: { name: 'INBOX.Archive', use: null },
    Drafts: { name: 'INBOX.Drafts', use: null },
    Junk: { name: 'INBOX.Junk', use: null },
    Sent: { name: 'INBOX.Sent', use: null },
    Trash: { name: 'INBOX.Trash', use: null },
  },
  limits: {
    line: { octets: 16_384, answer: { kind: 'no', text: 'Error in IMAP command received by server.' } },
    silence: { ms: 30 * 60_000, bye: 'Disconnected for inactivity.' },
  },
  silentAfter: ['APPEND'],
  selectCodes: [`MYRIGHTS "${RIGHTS_OF_OWNER}"`],
  commands: aclCommands,
  completion: (command, completion) => {
    if (completion.kind === 'bad') return { kind: 'no', text: 'Error in IMAP command received by server.' };
    if (completion.kind === 'no' && (command === 'SELECT' || command === 'EXAMINE'))
      return { kind: 'no', text: 'Unable to open this mailbox.' };
    if (completion.kind === 'ok' && completion.text === undefined)
      return { ...completion, text: `${command} completed` };
    return completion;
  },
};
