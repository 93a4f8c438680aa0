/** Servers that refuse, lie or fall silent; each says its own lines. */
import { describe, expect, it } from 'vitest';
import type { SaslNeed } from '../../../lib/imap/types';
import { toMailboxName, toUid, type UidValidity } from '../../../lib/imap/types';
import type { AppError, ConnectionStatus } from '../../../lib/mail/types';
import { silentTranscript } from '../../../lib/net/transcript';
import type { TransportHandlers } from '../../../lib/net/transport';
import { createSession, type FetchedRow, type Session } from '../../../lib/session';
import { settle, TARGET, VirtualClock } from '../../support/session-world';

type Answer = string | null;

/** A server of one function: a command line without its tag to the lines to say; `@` stands for the tag. */
class OddServer {
  readonly clock = new VirtualClock();
  readonly lines: string[] = [];
  readonly log: string[] = [];
  readonly statuses: ConnectionStatus[] = [];
  readonly rows: FetchedRow[] = [];
  readonly failures: AppError[] = [];
  readonly session: Session;
  say: (line: string) => void = () => undefined;
  /** Octets as they are, without an end of line. */
  drip: (text: string) => void = () => undefined;
  cut: () => void = () => undefined;
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
        if (open) handlers.onBytes(new TextEncoder().encode(text));
      };
      this.say = (line) => tell(`${line}\r\n`);
      this.drip = tell;
      this.cut = () => close({ code: 'bridge-closed' });
      queueMicrotask(() => {
        handlers.onOpen({ security: 'tls', host: 'odd.example.org', port: 993, tls: null });
        if (greeting !== '') tell(`${greeting}\r\n`);
      });
      return {
        buffered: 0,
        close: () => queueMicrotask(() => close(null)),
        send: (bytes: Uint8Array) => {
          const lines = new TextDecoder().decode(bytes).split('\r\n').slice(0, -1);
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
        connection: (status) => void this.statuses.push(status),
        folders: (entries) =>
          note(
            `folders ${entries.map(({ name, attributes }) => `${name}${attributes.includes('\\subscribed') ? '+' : ''}`).join(' ')}`,
          ),
        status: (mailbox) => note(`status ${mailbox}`),
        mailboxOpened: (mailbox, info) => note(`opened ${mailbox} ${info.exists}`),
        exists: (_mailbox, count) => note(`exists ${count}`),
        expunged: (_mailbox, seq) => note(`expunged ${seq}`),
        vanished: () => note('vanished'),
        fetched: (_mailbox, rows) => void this.rows.push(...rows),
        mailboxFailed: (_mailbox, error) => void this.failures.push(error),
        opState: (op, state) => note(`op ${op.id} ${state.kind}`),
        signedOut: (error) => {
          this.signedOut = error;
        },
      },
      { isKnown: (_mailbox, seq) => this.rows.some((row) => row.seq === seq), knownRows: () => [] },
    );
  }

  async signIn() {
    const done = this.session.signIn({ target: TARGET, user: 'ana', password: 'secret' });
    await settle();
    await this.clock.advance(500);
    return done;
  }

  sent(word: string): string[] {
    return this.lines.filter((line) => line.includes(word));
  }
}

const OK = '@ OK done';
const ENVELOPE = '(NIL "s" NIL NIL NIL NIL NIL NIL NIL NIL)';
const row = (seq: number) => `* ${seq} FETCH (UID ${seq * 10} FLAGS () ENVELOPE ${ENVELOPE})`;
const open = (exists: number) =>
  `* ${exists} EXISTS\r\n* OK [UIDVALIDITY 1] x\r\n* OK [UIDNEXT ${exists * 10 + 1}] x\r\n@ OK [READ-WRITE] x`;
const LIST = '* LIST (\\HasNoChildren) "/" INBOX\r\n* LIST () "/" Old';

/** What a plain server answers; `special` goes first. */
function plain(exists: number, special: (command: string) => Answer | undefined = () => undefined) {
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

const GREETING = '* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN ID] hi';
const AFTER = '@ OK [CAPABILITY IMAP4rev1 ID UIDPLUS] in';
const login = (after: string) => (command: string) =>
  command.startsWith('AUTHENTICATE') ? after : undefined;

describe('odd servers', () => {
  it('a plain RFC 3501 server: LIST and LSUB, subscriptions joined', async () => {
    const server = new OddServer(GREETING, plain(2, login(AFTER)));
    expect((await server.signIn()).ok).toBe(true);
    expect(server.log.slice(0, 2)).toEqual(['folders INBOX+ Old', 'opened INBOX 2']);
    expect(server.rows.map(({ seq }) => seq)).toEqual([1, 2]);
  });

  it('LIST RETURN refused, or answered without INBOX, is asked again plainly', async () => {
    for (const reply of ['@ BAD what', '@ OK nothing to see']) {
      const server = new OddServer(
        GREETING,
        plain(1, (command) => {
          if (command.includes('RETURN')) return reply;
          return login('@ OK [CAPABILITY IMAP4rev1 LIST-EXTENDED SPECIAL-USE] in')(command);
        }),
      );
      await server.signIn();
      expect(server.log).toContain('folders INBOX+ Old');
    }
  });

  it('one broken message refused does not hide its neighbours', async () => {
    const server = new OddServer(
      GREETING,
      plain(8, (command) => {
        const range = /^FETCH (\d+)(?::(\d+))?/.exec(command);
        const holds = range !== null && Number(range[1]) <= 5 && Number(range[2] ?? range[1]) >= 5;
        return holds ? '@ NO [UNAVAILABLE] FETCH Server error' : login(AFTER)(command);
      }),
    );
    await server.signIn();
    await server.clock.advance(1_000);
    expect(server.rows.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 6, 7, 8]);
    expect(server.failures).toHaveLength(1);
    expect(server.sent(' FETCH ').length).toBeLessThan(12);
  });

  it('IDLE advertised and refused: polls instead', async () => {
    const server = new OddServer(
      GREETING,
      plain(1, (command) =>
        command === 'IDLE' ? '@ NO not here' : login('@ OK [CAPABILITY IMAP4rev1 IDLE] in')(command),
      ),
    );
    await server.signIn();
    await server.clock.advance(70_000);
    expect(server.sent(' IDLE')).toHaveLength(1);
    expect(server.sent('NOOP').length).toBeGreaterThanOrEqual(2);
  });

  it('fewer EXISTS without EXPUNGE: the mailbox is opened anew', async () => {
    const server = new OddServer(GREETING, plain(3, login(AFTER)));
    await server.signIn();
    server.say('* 1 EXISTS');
    await server.clock.advance(1_000);
    expect(server.log.filter((line) => line.startsWith('opened'))).toHaveLength(2);
  });

  it('numbers that cannot be: FETCH 0, EXPUNGE beyond the end', async () => {
    const server = new OddServer(GREETING, plain(2, login(AFTER)));
    await server.signIn();
    const rows = server.rows.length;
    for (const line of ['* 0 FETCH (FLAGS (\\Seen))', '* 9 EXPUNGE', '* 0 EXPUNGE', '* 77 FETCH (FLAGS ())'])
      server.say(line);
    await settle();
    expect(server.rows).toHaveLength(rows);
    expect(server.log.some((line) => line.startsWith('expunged'))).toBe(false);
    expect(server.log.filter((line) => line.startsWith('error'))).toEqual([]);
  });

  it.each([
    ['a junk greeting', '220 mail ready', 'server-protocol'],
    ['BYE', '* BYE [UNAVAILABLE] too busy', 'server-bye'],
    ['PREAUTH', '* PREAUTH welcome', 'server-protocol'],
    ['no mechanism we know', '* OK [CAPABILITY IMAP4rev1 LOGINDISABLED AUTH=GSSAPI] hi', 'login-disabled'],
  ])('%s is one clear error and no second dial', async (_name, greeting, code) => {
    const server = new OddServer(greeting, plain(1));
    const result = await server.signIn();
    expect(result.ok ? null : result.error.code).toBe(code);
    await server.clock.advance(300_000);
    expect(server.dials).toBe(1);
    expect(server.sent('LOGIN')).toEqual([]);
    expect(server.sent('AUTHENTICATE')).toEqual([]);
  });

  it('a greeting that drips is given fifteen seconds', async () => {
    const server = new OddServer('', plain(1));
    const done = server.session.signIn({ target: TARGET, user: 'ana', password: 'secret' });
    await settle();
    for (let second = 0; second < 16; second += 1) {
      server.drip('* OK slowly, slowly'.charAt(second));
      await server.clock.advance(1_000);
    }
    const result = await done;
    expect(result.ok ? null : result.error.code).toBe('connect-timeout');
    expect(server.clock.pending).toBe(0);
  });

  it.each([
    ['@ NO [AUTHENTICATIONFAILED] no', 'wrong-password'],
    ['@ NO no', 'wrong-password'],
    ['@ NO [UNAVAILABLE] try again later', 'server-refused'],
    ['@ NO [CONTACTADMIN] locked', 'server-refused'],
    ['@ BAD what', 'server-refused'],
    ['@ NO [PRIVACYREQUIRED] TLS please', 'login-disabled'],
    ['* BYE going down', 'server-bye'],
  ])('AUTHENTICATE answered %s is %s', async (answer, code) => {
    const server = new OddServer(GREETING, plain(1, login(answer)));
    const result = await server.signIn();
    expect(result.ok ? null : result.error.code).toBe(code);
  });

  it('says ID before SELECT, and its failure changes nothing', async () => {
    const server = new OddServer(
      GREETING,
      plain(1, (command) => (command.startsWith('ID') ? '@ BAD no ID' : login(AFTER)(command))),
    );
    expect((await server.signIn()).ok).toBe(true);
    const words = server.lines.map((line) => line.split(' ')[1]);
    expect(words.indexOf('ID')).toBeGreaterThan(words.indexOf('AUTHENTICATE'));
    expect(words.indexOf('ID')).toBeLessThan(words.indexOf('SELECT'));
  });

  it('a temporary refusal when coming back is not taken for a wrong password', async () => {
    let busy = false;
    const refusing = new OddServer(
      GREETING,
      plain(1, (command) =>
        command.startsWith('AUTHENTICATE') ? (busy ? '@ NO [UNAVAILABLE] busy' : AFTER) : undefined,
      ),
    );
    await refusing.signIn();
    busy = true;
    refusing.cut();
    await refusing.clock.advance(30_000);
    expect(refusing.signedOut).toBeUndefined();
    const status = refusing.statuses.at(-1);
    expect(status?.kind === 'reconnecting' ? status.error?.serverText : null).toBe('busy');
    busy = false;
    await refusing.clock.advance(60_000);
    expect(refusing.statuses.at(-1)?.kind).toBe('live');
  });

  it.each(['1:4294967295 1:4294967295', '10 1:*', '10:11 5:6', '99 5'])(
    'a COPYUID that cannot be true (%s) is not believed',
    async (pairs) => {
      const server = new OddServer(
        GREETING,
        plain(2, (command) => {
          if (command.startsWith('UID MOVE')) return `* OK [COPYUID 7 ${pairs}] x\r\n* 1 EXPUNGE\r\n${OK}`;
          return login('@ OK [CAPABILITY IMAP4rev1 UIDPLUS MOVE] in')(command);
        }),
      );
      await server.signIn();
      const to = toMailboxName('Old');
      server.session.enqueue({
        id: 'm',
        account: 'a',
        mailbox: toMailboxName('INBOX'),
        uidValidity: 1 as UidValidity,
        uids: [toUid(10)],
        action: { kind: 'move', to, purpose: 'move' },
      });
      await server.clock.advance(1_000);
      expect(server.log).toContain('op m done');
      server.session.undo('m');
      await server.clock.advance(1_000);
      expect(server.log.at(-1)).toBe('op m:undo failed');
    },
  );

  it('a folder that is gone is told as missing', async () => {
    const server = new OddServer(
      GREETING,
      plain(1, (command) =>
        command.startsWith('SELECT Gone') ? '@ NO [NONEXISTENT] no' : login(AFTER)(command),
      ),
    );
    await server.signIn();
    server.session.watch('t', toMailboxName('Gone'));
    await server.clock.advance(500);
    expect(server.failures.map(({ code }) => code)).toEqual(['mailbox-missing']);
  });
});
