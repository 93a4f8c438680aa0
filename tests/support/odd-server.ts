/** A session that speaks with a server of one function, for servers that refuse, lie, tell unasked or fall silent. */
import type { ListEntry, SaslNeed } from '../../lib/imap/types';
import type { AppError, ConnectionStatus } from '../../lib/mail/types';
import { silentTranscript } from '../../lib/net/transcript';
import type { TransportHandlers } from '../../lib/net/transport';
import { createSession, type FetchedRow, type Session } from '../../lib/session';
import { settle, TARGET, VirtualClock } from './session-world';

export type Answer = string | null;

/** A server of one function: a command line without its tag to the lines to say; `@` stands for the tag. */
export class OddServer {
  readonly clock = new VirtualClock();
  readonly lines: string[] = [];
  readonly log: string[] = [];
  readonly statuses: ConnectionStatus[] = [];
  readonly rows: FetchedRow[] = [];
  readonly failures: AppError[] = [];
  entries: readonly ListEntry[] = [];
  /** Octets are characters, both ways; else text is UTF-8. */
  latin1 = false;
  readonly session: Session;
  say: (line: string) => void = () => undefined;
  /** Octets as they are, without an end of line. */
  drip: (text: string) => void = () => undefined;
  cut: () => void = () => undefined;
  /** The same of each connection there ever was, the oldest first. */
  readonly deaths: (() => void)[] = [];
  /** The server's own process ends: FIN, and no BYE. */
  die: () => void = () => undefined;
  dials = 0;
  signedOut: AppError | null | undefined;

  constructor(greeting: string, answer: (command: string, line: string) => Answer) {
    const dial = (_: unknown, handlers: TransportHandlers) => {
      this.dials += 1;
      let open = true;
      const close = (error: AppError | null): void => {
        if (!open) return;
        open = false;
        handlers.onClose(error);
      };
      const tell = (text: string): void => {
        if (open)
          handlers.onBytes(
            this.latin1
              ? Uint8Array.from(text, (char) => char.charCodeAt(0))
              : new TextEncoder().encode(text),
          );
      };
      this.say = (line) => tell(`${line}\r\n`);
      this.drip = tell;
      this.cut = () => close({ code: 'bridge-closed' });
      this.die = () => close({ code: 'server-bye' });
      this.deaths.push(this.die);
      queueMicrotask(() => {
        handlers.onOpen({ security: 'tls', host: 'odd.example.org', port: 993, tls: null });
        if (greeting !== '') tell(`${greeting}\r\n`);
      });
      return {
        buffered: 0,
        close: () => queueMicrotask(() => close(null)),
        send: (bytes: Uint8Array) => {
          const lines = new TextDecoder(this.latin1 ? 'latin1' : 'utf-8')
            .decode(bytes)
            .split('\r\n')
            .slice(0, -1);
          queueMicrotask(() => {
            for (const line of lines) {
              this.lines.push(line);
              const [tag = '', ...rest] = line.split(' ');
              const reply = answer(rest.join(' '), line);
              if (reply !== null) tell(`${reply.replaceAll('@', tag)}\r\n`);
            }
          });
        },
      };
    };
    const note = (text: string) => void this.log.push(text);
    this.session = createSession(
      {
        dial,
        derive: (_need: SaslNeed) => Promise.reject(new Error('not asked')),
        random: (count) => new Uint8Array(count).fill(128),
        now: () => this.clock.now,
        setTimer: this.clock.setTimer,
        transcript: silentTranscript,
        visible: () => true,
        online: () => true,
        log: (level, text) => note(`${level} ${text}`),
      },
      {
        services: () => undefined,
        connection: (status) => void this.statuses.push(status),
        folders: (entries) => {
          this.entries = entries;
          note(
            `folders ${entries.map(({ name, attributes }) => `${name}${attributes.includes('\\subscribed') ? '+' : ''}`).join(' ')}`,
          );
        },
        folderRenamed: (from, to) => note(`renamed ${from} > ${to}`),
        quota: (quota) =>
          note(`quota ${quota === null ? 'none' : `${quota.used}/${quota.limit} ${quota.unit}`}`),
        status: (mailbox, { messages, unseen }) => note(`status ${mailbox} ${messages}/${unseen}`),
        mailboxOpened: (mailbox, info) => note(`opened ${mailbox} ${info.exists}`),
        exists: (_mailbox, count) => note(`exists ${count}`),
        expunged: (_mailbox, seq) => note(`expunged ${seq}`),
        vanished: () => note('vanished'),
        fetched: (_mailbox, rows) => void this.rows.push(...rows),
        mailboxFailed: (_mailbox, error) => void this.failures.push(error),
        opState: (op, state) => note(`op ${op.id} ${state.kind}`),
        jobState: ({ id }, state) => note(`job ${id} ${state.kind}`),
        signedOut: (error) => {
          this.signedOut = error;
        },
      },
      {
        isKnown: (_mailbox, seq) => this.rows.some((row) => row.seq === seq),
        knownRuns: () => [],
        seqOf: () => null,
      },
    );
  }

  async signIn(user = 'ana') {
    const done = this.session.signIn({ target: TARGET, user, password: 'secret' });
    await settle();
    await this.clock.advance(500);
    return done;
  }

  sent(word: string): string[] {
    return this.lines.filter((line) => line.includes(word));
  }
}

export const OK = '@ OK done';
const ENVELOPE = '(NIL "s" NIL NIL NIL NIL NIL NIL NIL NIL)';
const row = (seq: number) => `* ${seq} FETCH (UID ${seq * 10} FLAGS () ENVELOPE ${ENVELOPE})`;
export const open = (exists: number) =>
  `* ${exists} EXISTS\r\n* OK [UIDVALIDITY 1] x\r\n* OK [UIDNEXT ${exists * 10 + 1}] x\r\n@ OK [READ-WRITE] x`;
const LIST = '* LIST (\\HasNoChildren) "/" INBOX\r\n* LIST () "/" Old';

/** What a plain server answers; `special` goes first. */
export function plain(exists: number, special: (command: string) => Answer | undefined = () => undefined) {
  return (command: string): Answer => {
    const own = special(command);
    if (own !== undefined) return own;
    if (command.startsWith('LIST')) return `${LIST}\r\n${OK}`;
    if (command.startsWith('LSUB')) return `* LSUB () "/" INBOX\r\n${OK}`;
    if (command.startsWith('SELECT')) return open(exists);
    if (command.startsWith('STATUS'))
      return `* STATUS ${command.split(' ')[1]} (MESSAGES 1 UNSEEN 0)\r\n${OK}`;
    const range = /^FETCH (\d+)(?::(\d+))?/.exec(command);
    if (range !== null) {
      const low = Number(range[1]);
      const high = Number(range[2] ?? range[1]);
      return [...Array.from({ length: high - low + 1 }, (_, i) => row(low + i)), OK].join('\r\n');
    }
    return OK;
  };
}

export const GREETING = '* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN ID] hi';
export const AFTER = '@ OK [CAPABILITY IMAP4rev1 ID UIDPLUS] in';
export const login = (after: string) => (command: string) =>
  command.startsWith('AUTHENTICATE') ? after : undefined;
