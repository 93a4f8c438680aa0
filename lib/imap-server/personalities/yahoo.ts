/**
 * Yahoo: only the newest 10,000 messages of a folder are shown unless UIDONLY is enabled, rows come newest first, short sections as
 * quoted strings, and SEARCH ends in a space.
 *
 * Left out, since this server cannot do them: OBJECTID, and PARTIAL in SEARCH.
 */
import type { Personality } from './types';

const OFFERED = [
  ...['IMAP4rev1', 'SASL-IR', 'AUTH=PLAIN', 'AUTH=XOAUTH2', 'AUTH=OAUTHBEARER', 'ID', 'MOVE', 'NAMESPACE'],
  ...['XYMHIGHESTMODSEQ', 'UIDPLUS', 'LITERAL+', 'CHILDREN', 'UNSELECT', 'X-MSG-EXT', 'IDLE', 'ENABLE'],
  ...['X-ALL-MAIL', 'LIST-EXTENDED', 'LIST-STATUS', 'SPECIAL-USE', 'UIDONLY', 'PARTIAL'],
  'APPENDLIMIT=41697280',
];

export const yahoo: Personality = {
  name: 'yahoo',
  greeting: 'IMAP4rev1 Hello',
  greetsWithCapabilities: true,
  capabilities: { before: OFFERED, after: OFFERED },
  tellsCapabilities: 'asked',
  signedIn: () => 'AUTHENTICATE completed - Mailbox size in bytes is 3033746',
  id: [
    ['vendor', 'Yahoo! Inc.'],
    ['support-url', 'https://help.yahoo.com/'],
    ['host', 'imap.demo.example.org'],
  ],
  names: { delimiter: '/', prefix: '' },
  namespace: '(("" "/")) NIL NIL',
  folders: {
    Archive: { name: 'Archive', use: '\\Archive' },
    Drafts: { name: 'Draft', use: '\\Drafts' },
    Junk: { name: 'Bulk', use: '\\Junk' },
    Sent: { name: 'Sent', use: '\\Sent' },
    Trash: { name: 'Trash', use: '\\Trash' },
  },
  limits: {
    line: { octets: 8_192, answer: { kind: 'bad', code: 'CLIENTBUG', text: 'Command line too long' } },
    view: 10_000,
    silence: { ms: 29 * 60_000, bye: 'IMAP4rev1 Server logging out' },
  },
  fetch: { order: 'descending', quotedOctets: 100 },
  line: (text) => (text.startsWith('* SEARCH') ? `${text} ` : text),
  completion: (command, completion) =>
    completion.kind === 'bad'
      ? { code: 'CLIENTBUG', ...completion, text: `${command} Command arguments invalid` }
      : completion,
};
