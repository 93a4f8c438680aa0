/** Servers that list what they do not do: each way around ends where a person wanted to be, and is taken at once the next time. */
import { describe, expect, it } from 'vitest';
import { toMailboxName, toUid, type UidValidity } from '../../../lib/imap/types';
import type { Op, OpAction } from '../../../lib/mail/types';
import { GREETING, login, OddServer, OK, open, plain, type Answer } from '../../support/odd-server';
import { settle } from '../../support/session-world';

const INBOX = toMailboxName('INBOX');
const offering = (capabilities: string) => `@ OK [CAPABILITY IMAP4rev1 ${capabilities}] in`;

/** A server that offers `capabilities` and says BAD to every command that `unknown` matches. */
function lying(
  capabilities: string,
  unknown: RegExp,
  special: (command: string) => Answer | undefined = () => undefined,
) {
  return new OddServer(
    GREETING,
    plain(3, (command) => {
      if (unknown.test(command)) return '@ BAD what is that';
      return special(command) ?? login(offering(capabilities))(command);
    }),
  );
}

const op = (id: string, action: OpAction, uids = [10, 20]): Op => ({
  id,
  account: '',
  mailbox: INBOX,
  uidValidity: 1 as UidValidity,
  uids: uids.map(toUid),
  action,
});
/** COPY as a server with UIDPLUS answers it. */
const copied = (command: string): Answer | undefined => {
  const set = /^UID COPY (\S+) /.exec(command)?.[1];
  if (set === undefined) return undefined;
  const count = set.split(',').reduce((sum, range) => {
    const [low, high = low] = range.split(':').map(Number);
    return sum + (high ?? 0) - (low ?? 0) + 1;
  }, 0);
  return `@ OK [COPYUID 9 ${set} 1:${count}] done`;
};
const commands = (server: OddServer, pattern: RegExp): string[] =>
  server.lines.map((line) => line.slice(line.indexOf(' ') + 1)).filter((line) => pattern.test(line));

describe('listed and not there', () => {
  it('MOVE: the messages are copied, marked and removed; the next move does not ask again', async () => {
    const server = lying('MOVE UIDPLUS', /^UID MOVE/, (command) =>
      command.startsWith('UID COPY') ? '@ OK [COPYUID 9 10,20 1:2] done' : undefined,
    );
    await server.signIn();
    const action = { kind: 'move', to: toMailboxName('Old'), purpose: 'move' } as const;
    server.session.enqueue(op('a', action));
    await server.clock.advance(1_000);
    server.session.enqueue(op('b', action, [30]));
    await server.clock.advance(1_000);
    expect(server.log).toContain('op a done');
    expect(server.log).toContain('op b done');
    expect(commands(server, /^UID (?:MOVE|COPY|STORE|EXPUNGE)/)).toEqual([
      // Refused once may have been an accident.
      'UID MOVE 10,20 Old',
      'UID MOVE 10,20 Old',
      'UID COPY 10,20 Old',
      'UID STORE 10,20 +FLAGS.SILENT (\\Deleted)',
      'UID EXPUNGE 10,20',
      'UID COPY 30 Old',
      'UID STORE 30 +FLAGS.SILENT (\\Deleted)',
      'UID EXPUNGE 30',
    ]);
  });

  it('UIDPLUS: what is marked stays, and nobody else’s mail goes with it', async () => {
    const server = lying('UIDPLUS', /^UID EXPUNGE/, copied);
    await server.signIn();
    server.session.enqueue(op('a', { kind: 'move', to: toMailboxName('Old'), purpose: 'move' }));
    await server.clock.advance(1_000);
    expect(server.log).toContain('op a done');
    expect(commands(server, /EXPUNGE/)).toEqual(['UID EXPUNGE 10,20', 'UID EXPUNGE 10,20']);
  });

  it('MOVE in several lines, and the copy of a later one is refused: what was copied before does not stay in both folders', async () => {
    const scattered = Array.from({ length: 2_000 }, (_, i) => 100_000 + 2 * i);
    let copies = 0;
    const server = lying('UIDPLUS', /^UID MOVE/, (command) => {
      if (!command.startsWith('UID COPY')) return undefined;
      copies += 1;
      return copies === 1 ? copied(command) : '@ NO [OVERQUOTA] full';
    });
    await server.signIn();
    server.session.enqueue(op('a', { kind: 'move', to: toMailboxName('Old'), purpose: 'move' }, scattered));
    await server.clock.advance(1_000);
    expect(server.log).toContain('op a failed');
    const [first, second] = commands(server, /^UID COPY/).map((line) => line.split(' ')[2]);
    expect(second).toBeDefined();
    const removed = commands(server, /^UID (?:STORE|EXPUNGE)/).map((line) => line.split(' '));
    expect(removed.map(([, command, set]) => [command, set === first])).toEqual([
      ['STORE', true],
      ['EXPUNGE', true],
    ]);
  });

  it('COPY in shorter lines after a refusal, and one of them is refused: what the others copied is found and goes here', async () => {
    const scattered = Array.from({ length: 300 }, (_, i) => 100_000 + 2 * i);
    const row = (seq: number, uid: number, id: number) =>
      `* ${seq} FETCH (UID ${uid} RFC822.SIZE 9 INTERNALDATE "01-Jan-2026 00:00:00 +0000" ENVELOPE (NIL "s" NIL NIL NIL NIL NIL NIL NIL "<${id}.example.org>"))`;
    const listed = (set: string): number[] => set.split(',').map(Number);
    let copied: readonly number[] = [];
    let isThere = false;
    const server = lying('UIDPLUS', /^never/, (command) => {
      const [, name = '', set = ''] = /^((?:UID )?[A-Z]+) (\S+)/.exec(command) ?? [];
      switch (name) {
        case 'SELECT':
          isThere = set === 'Old';
          return isThere ? open(copied.length) : undefined;
        case 'UID COPY':
          if (command.length > 1_000) return '@ BAD too long';
          if (copied.length > 0) return '@ NO [OVERQUOTA] full';
          copied = listed(set);
          return OK;
        case 'UID FETCH':
          if (set === '*') return `* ${copied.length} FETCH (UID ${copied.length})\r\n${OK}`;
          return [...listed(set).map((uid, i) => row(i + 1, uid, uid)), OK].join('\r\n');
        case 'FETCH':
          return isThere ? [...copied.map((uid, i) => row(i + 1, i + 1, uid)), OK].join('\r\n') : undefined;
        default:
          return undefined;
      }
    });
    await server.signIn();
    server.session.enqueue(op('a', { kind: 'move', to: toMailboxName('Old'), purpose: 'move' }, scattered));
    await server.clock.advance(60_000);
    expect(server.log).toContain('op a failed');
    expect(copied.length).toBeGreaterThan(50);
    const removed = commands(server, /^UID EXPUNGE/).flatMap((line) => listed(line.split(' ')[2] ?? ''));
    expect(removed).toEqual(copied);
  });

  it('CONDSTORE: the mailbox opens, its rows come, and nothing asks for mod-sequences any more', async () => {
    const server = lying('CONDSTORE', /CONDSTORE|MODSEQ/);
    await server.signIn();
    await settle();
    expect(server.log).toContain('opened INBOX 3');
    expect(server.rows.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(commands(server, /^SELECT/)).toEqual(['SELECT INBOX (CONDSTORE)', 'SELECT INBOX']);
    expect(commands(server, /MODSEQ/)).toEqual([]);
  });

  it('LIST-STATUS: folders are asked one by one, the list is there', async () => {
    const server = lying('LIST-EXTENDED LIST-STATUS', /STATUS \(MESSAGES.*\)\)$/, (command) =>
      command.startsWith('LIST')
        ? `* LIST (\\Subscribed) "/" INBOX\r\n* LIST () "/" Old\r\n${OK}`
        : undefined,
    );
    await server.signIn();
    await server.clock.advance(20_000);
    expect(server.log).toContain('status Old 1/0');
    expect(commands(server, /RETURN .*STATUS/)).toHaveLength(1);
  });

  it('SPECIAL-USE in LIST: subscriptions are still told by the same command', async () => {
    const server = lying('LIST-EXTENDED SPECIAL-USE', /RETURN .*SPECIAL-USE/, (command) =>
      command.startsWith('LIST')
        ? `* LIST (\\Subscribed) "/" INBOX\r\n* LIST () "/" Old\r\n${OK}`
        : undefined,
    );
    await server.signIn();
    expect(server.log).toContain('folders INBOX+ Old');
    expect(commands(server, /^(?:LIST|LSUB)/)).toEqual([
      'LIST "" "*" RETURN (SUBSCRIBED CHILDREN SPECIAL-USE)',
      'LIST "" "*" RETURN (SUBSCRIBED CHILDREN)',
    ]);
  });

  it('NOTIFY and ENABLE: the account is there without them', async () => {
    const server = lying('NOTIFY ENABLE CONDSTORE IDLE', /^(?:NOTIFY|ENABLE)/);
    await server.signIn();
    await server.clock.advance(20_000);
    expect(server.statuses.at(-1)).toMatchObject({ kind: 'live' });
    expect(commands(server, /^NOTIFY/)).toHaveLength(1);
    expect(commands(server, /^ENABLE/)).toHaveLength(1);
  });

  it('SASL-IR: the response is sent when asked for, once, and at once so on the next connection', async () => {
    const server: OddServer = new OddServer(
      GREETING,
      plain(1, (command) => {
        if (command.startsWith('AUTHENTICATE PLAIN ')) return '@ BAD too many arguments';
        if (command === 'AUTHENTICATE PLAIN') return '+ ';
        // The answer to a challenge stands alone.
        if (command !== '') return undefined;
        const asked = server.lines.findLast((line) => line.endsWith('AUTHENTICATE PLAIN')) ?? '';
        return `${asked.split(' ')[0]} ${offering('ID').slice(2)}`;
      }),
    );
    expect((await server.signIn()).ok).toBe(true);
    expect(commands(server, /^AUTHENTICATE/)).toHaveLength(2);
    server.cut();
    await settle();
    await server.clock.advance(3_000);
    expect(server.dials).toBe(2);
    expect(commands(server, /^AUTHENTICATE/).at(-1)).toBe('AUTHENTICATE PLAIN');
    expect(commands(server, /^AUTHENTICATE/)).toHaveLength(3);
  });

  it('is remembered by the next connection', async () => {
    const server = lying('LIST-EXTENDED CONDSTORE', /RETURN|CONDSTORE/);
    await server.signIn();
    const before = commands(server, /RETURN|CONDSTORE/).length;
    expect(before).toBe(2);
    server.cut();
    await server.clock.advance(5_000);
    expect(server.dials).toBe(2);
    expect(commands(server, /^SELECT/).at(-1)).toBe('SELECT INBOX');
    expect(commands(server, /RETURN|CONDSTORE/)).toHaveLength(before);
  });

  it('answers a mailbox that cannot be opened with the server’s own words, not with ours', async () => {
    const server = lying('CONDSTORE', /^$/, (command) =>
      command.startsWith('SELECT') ? '@ NO [NONEXISTENT] no such mailbox' : undefined,
    );
    await server.signIn();
    await server.clock.advance(1_000);
    expect(server.failures[0]).toMatchObject({ code: 'mailbox-missing', serverText: 'no such mailbox' });
    expect(commands(server, /^SELECT/).every((line) => line.endsWith('(CONDSTORE)'))).toBe(true);
  });
});
