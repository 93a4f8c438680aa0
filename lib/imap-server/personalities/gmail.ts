/**
 * Gmail. Mailboxes are labels on one store (gmail-labels.ts); capabilities come in a line of their own before the OK of signing
 * in; codes may stand without text; searching goes by words.
 *
 * Left out, since this server cannot do them: COMPRESS=DEFLATE, XOAUTH2 and OAUTHBEARER beyond their names.
 */
import { type CommandContext, type Completion, ok, selectedOnly, signedIn } from '../command';
import { listAttributes, writeListLine } from '../commands/list';
import { accountOf } from '../commands/mailboxes';
import type { SearchKey } from '../commands/search-keys';
import { store } from '../commands/store';
import { foldText } from '../search-text';
import {
  ALL_MAIL,
  DRAFTS,
  GmailLabels,
  JUNK,
  labelsOf,
  SENT,
  STARRED,
  storeLabels,
  TRASH,
} from './gmail-labels';
import type { Personality } from './types';

/** Before and after a sign-in. */
const ALWAYS = [
  'IMAP4rev1',
  'UNSELECT',
  'IDLE',
  'NAMESPACE',
  'QUOTA',
  'ID',
  'XLIST',
  'CHILDREN',
  'X-GM-EXT-1',
];

const BEFORE = [
  ...[...ALWAYS, 'XYZZY'],
  ...['SASL-IR', 'AUTH=XOAUTH2', 'AUTH=PLAIN', 'AUTH=PLAIN-CLIENTTOKEN', 'AUTH=OAUTHBEARER'],
];

const AFTER = [
  ...[...ALWAYS, 'UIDPLUS'],
  ...['ENABLE', 'MOVE', 'CONDSTORE', 'ESEARCH', 'UTF8=ACCEPT', 'LIST-EXTENDED', 'LIST-STATUS', 'LITERAL-'],
  ...['SPECIAL-USE', 'APPENDLIMIT=35651584'],
];

/** LIST as it was before special uses had a standard: \Inbox, \AllMail, \Spam instead of \All, \Junk. */
function xlist({ session, reader }: CommandContext): Completion {
  reader.expectSp();
  reader.expectMailbox();
  reader.text();
  const account = accountOf(session);
  for (const { name } of account.mailboxes) {
    const attributes = listAttributes(account, name).map((one) => XLIST_NAMES.get(one) ?? one);
    writeListLine(session, 'XLIST', name, name === 'INBOX' ? [...attributes, '\\Inbox'] : attributes);
  }
  return ok(null, 'Success');
}

const XLIST_NAMES: ReadonlyMap<string, string> = new Map([
  ['\\All', '\\AllMail'],
  ['\\Junk', '\\Spam'],
  ['\\Flagged', '\\Starred'],
]);

/** One word of Gmail's own search: `from:bo`, `is:unread`, or any word of the message. Texts come folded. */
function rawKey(word: string): SearchKey {
  const [, operator = '', value = ''] = /^([a-z]+):(.+)$/.exec(word) ?? [];
  const flag = RAW_FLAGS.get(`${operator}:${value}`);
  if (flag !== undefined) return flag;
  return RAW_FIELDS.has(operator)
    ? { kind: 'header', field: operator, text: foldText(value) }
    : { kind: 'text', text: foldText(word) };
}

const RAW_FIELDS: ReadonlySet<string> = new Set(['from', 'to', 'cc', 'subject']);
const RAW_FLAGS: ReadonlyMap<string, SearchKey> = new Map([
  ['is:unread', { kind: 'flag', flag: '\\Seen', set: false }],
  ['is:read', { kind: 'flag', flag: '\\Seen', set: true }],
  ['is:starred', { kind: 'flag', flag: '\\Flagged', set: true }],
]);

/** `X-GM-LABELS` takes labels where STORE takes flags. */
function storeFlagsOrLabels(context: CommandContext): Completion {
  const { reader } = context;
  const line = new TextDecoder().decode(reader.buf.subarray(reader.pos, reader.end));
  return / [+-]?X-GM-LABELS/i.test(line) ? storeLabels(context) : store(context);
}

export const gmail: Personality = {
  name: 'gmail',
  greeting: 'Gimap ready for requests from 192.0.2.1 demo',
  greetsWithCapabilities: false,
  capabilities: { before: BEFORE, after: AFTER },
  tellsCapabilities: 'line',
  signedIn: (_command, user) => `${user} authenticated (Success)`,
  id: [
    ['name', 'GImap'],
    ['vendor', 'Google, Inc.'],
    ['support-url', 'https://support.google.com/mail'],
    ['remote-host', '192.0.2.1'],
  ],
  names: { delimiter: '/', prefix: '' },
  namespace: '(("" "/")) NIL NIL',
  folders: {
    Archive: { name: ALL_MAIL, use: '\\All' },
    Drafts: { name: DRAFTS, use: '\\Drafts' },
    Junk: { name: JUNK, use: '\\Junk' },
    Sent: { name: SENT, use: '\\Sent' },
    Trash: { name: TRASH, use: '\\Trash' },
  },
  others: [
    { name: '[Gmail]', use: null, hollow: true },
    { name: STARRED, use: '\\Flagged' },
    { name: '[Gmail]/Important', use: '\\Important' },
  ],
  limits: {
    line: { octets: 16_384, answer: { kind: 'bad', text: 'Command line too long' } },
    connections: {
      count: 15,
      answer: { kind: 'no', code: 'ALERT', text: 'Too many simultaneous connections. (Failure)' },
    },
    silence: { ms: 24 * 60_000, bye: 'Session expired, please login again.' },
  },
  fetch: {
    items: new Map([
      ['X-GM-MSGID', (session, message) => GmailLabels.of(accountOf(session)).messageId(message.content)],
      ['X-GM-THRID', (session, message) => GmailLabels.of(accountOf(session)).threadId(message.content)],
      ['X-GM-LABELS', labelsOf],
    ]),
  },
  search: {
    words: true,
    keys: new Map<string, (text: string) => SearchKey>([
      ['X-GM-RAW', (text) => ({ kind: 'and', keys: text.split(/\s+/).map(rawKey) })],
      ['X-GM-MSGID', (value) => ({ kind: 'item', name: 'X-GM-MSGID', value })],
      ['X-GM-THRID', (value) => ({ kind: 'item', name: 'X-GM-THRID', value })],
    ]),
  },
  commands: new Map([
    ['XLIST', { states: signedIn, run: xlist }],
    ['STORE', { states: selectedOnly, run: storeFlagsOrLabels, uid: true, usesNumbers: true }],
  ]),
  // `* OK [HIGHESTMODSEQ 123]` and nothing after it.
  line: (text) => text.replace(/^(\* OK \[HIGHESTMODSEQ \d+\]).*$/, '$1'),
  completion: (command, completion) => {
    if (completion.kind === 'no')
      return { ...completion, text: `${completion.text ?? 'Invalid Arguments'} (Failure)` };
    return completion.kind === 'bad' || completion.text !== undefined
      ? completion
      : { ...completion, text: command === 'SELECT' ? 'Selected. (Success)' : 'Success' };
  },
  observe: (account) => GmailLabels.of(account),
};
