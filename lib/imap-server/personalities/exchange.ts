/**
 * Exchange Online: few extensions, lists that end in a space, dispositions without parentheses, sizes that are guessed, literals
 * counted two octets short, COPYUID without OK, and refusals of what is long or written in UTF-8.
 */
import type { Personality } from './types';

const OFFERED = [
  ...['IMAP4', 'IMAP4rev1', 'AUTH=PLAIN', 'AUTH=XOAUTH2', 'SASL-IR', 'UIDPLUS', 'MOVE', 'ID', 'UNSELECT'],
  ...['CHILDREN', 'IDLE', 'NAMESPACE', 'LITERAL+'],
];

/** Added by the converter that makes a message of what is stored. */
const GUESS_OFF_BY = 437;

export const exchange: Personality = {
  name: 'exchange',
  greeting: 'The Microsoft Exchange IMAP4 service is ready. [ZQB4AGEAbQBwAGwAZQAuAG8AcgBnAA==]',
  greetsWithCapabilities: false,
  capabilities: {
    before: OFFERED,
    after: [...OFFERED, 'CLIENTACCESSRULES', 'CLIENTNETWORKPRESENCELOCATION', 'BACKENDAUTHENTICATE'],
  },
  tellsCapabilities: 'asked',
  // What stands in the brackets is no response code.
  signedIn: (command) =>
    command === 'AUTHENTICATE'
      ? '[Error="Microsoft.Exchange.Demo" Proxy=demo.example.org:1993:SSL] AUTHENTICATE completed.'
      : 'LOGIN completed.',
  id: [
    ['name', 'Microsoft.Exchange.Imap4.Imap4Server'],
    ['version', '15.20'],
  ],
  names: { delimiter: '/', prefix: '' },
  namespace: '(("" "/")) NIL NIL',
  folders: {
    Archive: { name: 'Archive', use: null },
    Drafts: { name: 'Drafts', use: null },
    Junk: { name: 'Junk Email', use: null },
    Sent: { name: 'Sent Items', use: null },
    Trash: { name: 'Deleted Items', use: null },
  },
  others: [
    { name: 'Calendar', use: null },
    { name: 'Outbox', use: null },
  ],
  limits: {
    line: { octets: 8_000, answer: { kind: 'bad', text: 'Command Error. 10' } },
    silence: { ms: 29 * 60_000, bye: 'Connection is closed. 13' },
  },
  fetch: {
    size: (octets) => octets + GUESS_OFF_BY,
    miscounts: true,
    structure: (written) =>
      written.replaceAll(/\("(INLINE|ATTACHMENT)" NIL\)/g, (_, kind: string) => `"${kind.toLowerCase()}"`),
  },
  search: { charsets: ['US-ASCII'] },
  keywords: ['$MDNSent'],
  line: (text) => {
    if (text.startsWith('* OK [COPYUID ')) return text.slice('* OK '.length, text.indexOf(']') + 1);
    if (text.startsWith('* ID (')) return text.replace(/\)$/, ' )');
    return /^\* (?:STATUS|SEARCH|CAPABILITY)\b/.test(text) ? `${text} ` : text;
  },
  completion: (command, completion) => {
    if (completion.kind === 'bad' && completion.text !== 'Command Error. 10')
      return { ...completion, text: 'Command Argument Error. 12' };
    if (completion.kind === 'no' && completion.code === 'NONEXISTENT')
      return { kind: 'no', text: "The folder doesn't exist." };
    return completion.kind === 'ok' && completion.text === undefined
      ? { ...completion, text: `${command} completed.` }
      : completion;
  },
};
