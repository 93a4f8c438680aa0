/**
 * What a line means, from what it is (lib/net/wire-head.ts): a sentence of lib/i18n and the section of the RFC that defines it.
 * A code in brackets has a sentence of its own. What is in no table says so.
 */
import type { WireLine } from '@/lib/engine/port';

export interface Reference {
  readonly rfc: number;
  readonly section: string;
}

/** `key` under `wire.explain`; `values` fill the sentence. */
export interface Explanation {
  readonly key: ExplainKey;
  readonly values: Readonly<Record<string, string>>;
  readonly reference: Reference | null;
}

const rev2 = (section: string): Reference => ({ rfc: 9051, section });
const rev1 = (section: string): Reference => ({ rfc: 3501, section });

export const COMMANDS = {
  CAPABILITY: rev2('6.1.1'),
  NOOP: rev2('6.1.2'),
  LOGOUT: rev2('6.1.3'),
  STARTTLS: rev2('6.2.1'),
  AUTHENTICATE: rev2('6.2.2'),
  LOGIN: rev2('6.2.3'),
  ENABLE: rev2('6.3.1'),
  SELECT: rev2('6.3.2'),
  EXAMINE: rev2('6.3.3'),
  CREATE: rev2('6.3.4'),
  DELETE: rev2('6.3.5'),
  RENAME: rev2('6.3.6'),
  SUBSCRIBE: rev2('6.3.7'),
  UNSUBSCRIBE: rev2('6.3.8'),
  LIST: rev2('6.3.9'),
  LSUB: rev1('6.3.9'),
  // No RFC defines it; the answer is that of LIST.
  XLIST: rev1('6.3.8'),
  NAMESPACE: rev2('6.3.10'),
  STATUS: rev2('6.3.11'),
  APPEND: rev2('6.3.12'),
  IDLE: rev2('6.3.13'),
  DONE: rev2('6.3.13'),
  CLOSE: rev2('6.4.1'),
  UNSELECT: rev2('6.4.2'),
  EXPUNGE: rev2('6.4.3'),
  SEARCH: rev2('6.4.4'),
  FETCH: rev2('6.4.5'),
  STORE: rev2('6.4.6'),
  COPY: rev2('6.4.7'),
  MOVE: rev2('6.4.8'),
  'UID FETCH': rev2('6.4.9'),
  'UID STORE': rev2('6.4.9'),
  'UID COPY': rev2('6.4.9'),
  'UID MOVE': rev2('6.4.9'),
  'UID SEARCH': rev2('6.4.9'),
  'UID EXPUNGE': { rfc: 4315, section: '2.1' },
  ID: { rfc: 2971, section: '3.1' },
  NOTIFY: { rfc: 5465, section: '3.1' },
  COMPRESS: { rfc: 4978, section: '3' },
  GETQUOTAROOT: { rfc: 9208, section: '4.1.3' },
  GETQUOTA: { rfc: 9208, section: '4.1.2' },
  SETQUOTA: { rfc: 9208, section: '4.1.1' },
  CHECK: rev1('6.4.1'),
  SETACL: { rfc: 4314, section: '3.1' },
  DELETEACL: { rfc: 4314, section: '3.2' },
  GETACL: { rfc: 4314, section: '3.3' },
  LISTRIGHTS: { rfc: 4314, section: '3.4' },
  MYRIGHTS: { rfc: 4314, section: '3.5' },
  GETMETADATA: { rfc: 5464, section: '4.2' },
  SETMETADATA: { rfc: 5464, section: '4.3' },
  SORT: { rfc: 5256, section: '3' },
  'UID SORT': { rfc: 5256, section: '3' },
  THREAD: { rfc: 5256, section: '3' },
  'UID THREAD': { rfc: 5256, section: '3' },
  ESEARCH: { rfc: 7377, section: '2.1' },
  REPLACE: { rfc: 8508, section: '3' },
  'UID REPLACE': { rfc: 8508, section: '3' },
} as const satisfies Readonly<Record<string, Reference>>;

type UntaggedKind = Extract<WireLine['head'], { kind: 'untagged' }>['event'];

export const RESPONSES: Readonly<Record<UntaggedKind, Reference | null>> = {
  capability: rev2('7.2.2'),
  enabled: rev2('7.2.1'),
  exists: rev2('7.4.1'),
  recent: rev1('7.3.2'),
  expunge: rev2('7.5.1'),
  vanished: { rfc: 7162, section: '3.2.10' },
  flags: rev2('7.3.5'),
  fetch: rev2('7.5.2'),
  uidfetch: { rfc: 9586, section: '3.3' },
  list: rev2('7.3.1'),
  status: rev2('7.3.3'),
  search: rev1('7.2.5'),
  esearch: rev2('7.3.4'),
  namespace: rev2('7.3.2'),
  quota: { rfc: 9208, section: '4.2.1' },
  quotaroot: { rfc: 9208, section: '4.2.2' },
  id: { rfc: 2971, section: '3.2' },
  acl: { rfc: 4314, section: '3.6' },
  listrights: { rfc: 4314, section: '3.7' },
  myrights: { rfc: 4314, section: '3.8' },
  metadata: { rfc: 5464, section: '4.4.1' },
  sort: { rfc: 5256, section: '4' },
  thread: { rfc: 5256, section: '4' },
  unknown: rev2('7'),
  malformed: rev2('9'),
};

const STATUSES = {
  ok: rev2('7.1.1'),
  no: rev2('7.1.2'),
  bad: rev2('7.1.3'),
  preauth: rev2('7.1.4'),
  bye: rev2('7.1.5'),
} as const;

const CODE = rev2('7.1');
const CONDSTORE: Reference = { rfc: 7162, section: '3.1.2.1' };

export const CODES = {
  ALERT: CODE,
  ALREADYEXISTS: CODE,
  ANNOTATE: { rfc: 5257, section: '4' },
  ANNOTATIONS: { rfc: 5257, section: '4' },
  APPENDUID: CODE,
  AUTHENTICATIONFAILED: CODE,
  AUTHORIZATIONFAILED: CODE,
  BADCHARSET: CODE,
  BADCOMPARATOR: { rfc: 5255, section: '4.9' },
  BADEVENT: { rfc: 5465, section: '5' },
  BADURL: { rfc: 4469, section: '4.1' },
  CANNOT: CODE,
  CAPABILITY: CODE,
  CLIENTBUG: CODE,
  CLOSED: CODE,
  COMPRESSIONACTIVE: { rfc: 4978, section: '3' },
  CONTACTADMIN: CODE,
  COPYUID: CODE,
  CORRUPTION: CODE,
  EXPIRED: CODE,
  EXPUNGEISSUED: CODE,
  HASCHILDREN: CODE,
  HIGHESTMODSEQ: CONDSTORE,
  INPROGRESS: { rfc: 9585, section: '4' },
  INUSE: CODE,
  LIMIT: CODE,
  MAILBOXID: { rfc: 8474, section: '4.1' },
  MAXCONVERTMESSAGES: { rfc: 5259, section: '9' },
  MAXCONVERTPARTS: { rfc: 5259, section: '9' },
  MESSAGELIMIT: { rfc: 9738, section: '3' },
  METADATA: { rfc: 5464, section: '4.3' },
  MODIFIED: { rfc: 7162, section: '3.1.3' },
  NOMODSEQ: { rfc: 7162, section: '3.1.2.2' },
  NONEXISTENT: CODE,
  NOPERM: CODE,
  NOTIFICATIONOVERFLOW: { rfc: 5465, section: '5.8' },
  NOTSAVED: { rfc: 5182, section: '2.1' },
  NOUPDATE: { rfc: 5267, section: '4.3' },
  OVERQUOTA: CODE,
  PARSE: CODE,
  PERMANENTFLAGS: CODE,
  PRIVACYREQUIRED: CODE,
  'READ-ONLY': CODE,
  'READ-WRITE': CODE,
  REFERRAL: { rfc: 2221, section: '4' },
  SERVERBUG: CODE,
  TEMPFAIL: { rfc: 5259, section: '9' },
  TOOBIG: { rfc: 4469, section: '4.2' },
  TRYCREATE: CODE,
  UIDNEXT: CODE,
  UIDNOTSTICKY: CODE,
  UIDREQUIRED: { rfc: 9586, section: '3.2' },
  UIDVALIDITY: CODE,
  UNAVAILABLE: CODE,
  'UNDEFINED-FILTER': { rfc: 5466, section: '3.1' },
  'UNKNOWN-CTE': CODE,
  UNSEEN: rev1('7.1'),
  URLMECH: { rfc: 4467, section: '7' },
  USEATTR: { rfc: 6154, section: '3' },
} as const satisfies Readonly<Record<string, Reference>>;

type CommandName = keyof typeof COMMANDS;
type CodeName = keyof typeof CODES;
type Status = keyof typeof STATUSES;
type NoteKind = Extract<WireLine['head'], { kind: 'note' }>['what'];

export type ExplainKey =
  | `commands.${CommandName}`
  | `responses.${UntaggedKind}`
  | `greetings.${Status}`
  | `statuses.${Status}`
  | `completions.${'ok' | 'no' | 'bad'}`
  | `orphan.${'ok' | 'no' | 'bad'}`
  | `codes.${CodeName | 'other'}`
  | `notes.${NoteKind}`
  | 'continuation'
  | 'continuationAny'
  | 'challenge'
  | 'idling'
  | 'literal'
  | 'answer'
  | 'unknownCommand';

/** What the line is, then what its code says. At least one, at most two. */
export function explain(line: WireLine): readonly Explanation[] {
  const { head } = line;
  const first = explainHead(head);
  const code = 'code' in head ? head.code : null;
  if (code === null) return [first];
  const known = Object.hasOwn(CODES, code);
  // The general sentence of an untagged OK says nothing beside that of its code.
  const said = explanation(
    known ? `codes.${code as CodeName}` : 'codes.other',
    known ? CODES[code as CodeName] : null,
    { code },
  );
  return head.kind === 'status' && head.status === 'ok' ? [said] : [first, said];
}

function explainHead(head: WireLine['head']): Explanation {
  switch (head.kind) {
    case 'command':
      return isCommand(head.name)
        ? explanation(`commands.${head.name}`, COMMANDS[head.name])
        : explanation('unknownCommand', null, { command: head.name });
    case 'data':
      return head.name === 'AUTHENTICATE'
        ? explanation('answer', COMMANDS.AUTHENTICATE)
        : explanation('literal', rev2('4.3'), { command: head.name });
    case 'continuation':
      if (head.name === null) return explanation('continuationAny', rev2('7.6'));
      if (head.name === 'AUTHENTICATE') return explanation('challenge', COMMANDS.AUTHENTICATE);
      if (head.name === 'IDLE') return explanation('idling', COMMANDS.IDLE);
      return explanation('continuation', rev2('7.6'), { command: head.name });
    case 'greeting':
      return explanation(`greetings.${head.status}`, STATUSES[head.status]);
    case 'status':
      return explanation(`statuses.${head.status}`, STATUSES[head.status]);
    case 'tagged': {
      const status = head.status === 'ok' || head.status === 'no' ? head.status : 'bad';
      return head.name === null
        ? explanation(`orphan.${status}`, STATUSES[status])
        : explanation(`completions.${status}`, STATUSES[status], { command: head.name });
    }
    case 'untagged':
      return explanation(`responses.${head.event}`, RESPONSES[head.event]);
    case 'note':
      return explanation(`notes.${head.what}`, null);
    default:
      return head satisfies never;
  }
}

function explanation(
  key: ExplainKey,
  reference: Reference | null,
  values: Readonly<Record<string, string>> = {},
): Explanation {
  return { key, values, reference };
}

const isCommand = (name: string): name is CommandName => Object.hasOwn(COMMANDS, name);
