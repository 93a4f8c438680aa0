/**
 * iCloud: a host's name among the capabilities and a space behind them, ENABLE that says nothing, no MOVE, no special uses,
 * RFC822 without a body, and quotes nobody escapes in a Message-ID.
 *
 * Left out, since this server cannot do them: SORT, THREAD, SEARCHRES, WITHIN.
 */
import type { Personality } from './types';

const BEFORE = [
  ...['st11p00im-demo001', 'XAPPLEPUSHSERVICE', 'IMAP4', 'IMAP4rev1', 'SASL-IR', 'AUTH=ATOKEN', 'AUTH=PLAIN'],
  ...['AUTH=ATOKEN2', 'AUTH=XOAUTH2'],
];

const AFTER = [
  ...['XAPPLEPUSHSERVICE', 'IMAP4', 'IMAP4rev1', 'CONDSTORE', 'ENABLE', 'QRESYNC', 'IDLE', 'UIDPLUS'],
  ...['NAMESPACE'],
  ...['CHILDREN', 'ESEARCH', 'QUOTA', 'BINARY', 'UNSELECT', 'LIST-STATUS', 'ID', 'XAPPLELITERAL'],
];

export const icloud: Personality = {
  name: 'icloud',
  greeting: '(demo) iCloud IMAP demo.example.org',
  greetsWithCapabilities: true,
  capabilities: { before: BEFORE, after: AFTER },
  tellsCapabilities: 'code',
  signedIn: (_command, user) => `user ${user} logged in`,
  id: [
    ['name', 'iCloud IMAP'],
    ['vendor', 'Apple'],
    ['support-url', 'https://www.apple.com/support/icloud/'],
  ],
  names: { delimiter: '/', prefix: '' },
  namespace: '(("" "/")) NIL NIL',
  folders: {
    Archive: { name: 'Archive', use: null },
    Drafts: { name: 'Drafts', use: null },
    Junk: { name: 'Junk', use: null },
    Sent: { name: 'Sent Messages', use: null },
    Trash: { name: 'Deleted Messages', use: null },
  },
  others: [{ name: 'Notes', use: null }],
  limits: { silence: { ms: 30 * 60_000, bye: 'Session timed out' } },
  fetch: {
    emptyItems: ['RFC822', 'RFC822.TEXT'],
    // The last value of an ENVELOPE is the Message-ID.
    envelope: (written) =>
      written.replace(/ "((?:[^"\\]|\\.)*)"\)$/, (_, id: string) => ` "${id.replaceAll('\\"', '"')}")`),
  },
  line: (text) => {
    if (text.startsWith('* ENABLED')) return null;
    return text.startsWith('* CAPABILITY')
      ? `${text} `
      : text.replace(/^(\S+ OK \[CAPABILITY [^\]]*)\]/, '$1 ]');
  },
};
