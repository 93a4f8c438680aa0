/** MOVE and COPY that are answered OK without a word of what was done: nothing is believed, nothing is lost, nothing goes on for ever. */
import { describe, expect, it } from 'vitest';
import { toMailboxName, toUid, type UidValidity } from '../../../lib/imap/types';
import type { Op } from '../../../lib/mail/types';
import { GREETING, login, OddServer, plain, type Answer } from '../../support/odd-server';

const OLD = toMailboxName('Old');
const op: Op = {
  id: 'a',
  account: '',
  mailbox: toMailboxName('INBOX'),
  uidValidity: 1 as UidValidity,
  uids: [10, 20].map(toUid),
  action: { kind: 'move', to: OLD, purpose: 'move' },
};

/** Answers with UIDPLUS; `special` speaks first. */
const serverOf = (capabilities: string, special: (command: string) => Answer | undefined) =>
  new OddServer(
    GREETING,
    plain(
      3,
      (command) => special(command) ?? login(`@ OK [CAPABILITY IMAP4rev1 ${capabilities}] in`)(command),
    ),
  );
const commands = (server: OddServer): string[] =>
  server.lines
    .map((line) => line.slice(line.indexOf(' ') + 1))
    .filter((line) => /^UID (?:MOVE|COPY|STORE|EXPUNGE)/.test(line));

async function moved(server: OddServer, what: Op = op): Promise<void> {
  await server.signIn();
  server.session.enqueue(what);
  await server.clock.advance(30_000);
}

const IDENTITY =
  'RFC822.SIZE 9 INTERNALDATE " 1-Jan-2026 00:00:00 +0000" ENVELOPE (NIL "s" NIL NIL NIL NIL NIL NIL NIL NIL)';
/** The messages among `uids` that a UID FETCH names. */
const here = (command: string, uids: readonly number[]): Answer | undefined => {
  const set = /^UID FETCH ([\d,]+) /.exec(command)?.[1]?.split(',').map(Number);
  if (set === undefined) return undefined;
  const items = command.includes('ENVELOPE') ? ` ${IDENTITY}` : ' FLAGS ()';
  const rows = uids
    .filter((uid) => set.includes(uid))
    .map((uid) => `* ${uid / 10} FETCH (UID ${uid}${items})`);
  return [...rows, '@ OK that is all'].join('\r\n');
};

describe('OK without COPYUID', () => {
  it('of a MOVE that left a message where it was: that one is moved, and told done only then', async () => {
    let moves = 0;
    const server = serverOf('MOVE UIDPLUS', (command) => {
      if (!command.startsWith('UID MOVE')) return here(command, [20]);
      moves += 1;
      return moves === 1 ? '@ OK done' : '* OK [COPYUID 9 20 7] moved\r\n@ OK done';
    });
    await moved(server);
    expect(commands(server)).toEqual(['UID MOVE 10,20 Old', 'UID MOVE 20 Old']);
    expect(server.log).toContain('op a done');
  });

  it('of a MOVE that left nothing is what it says', async () => {
    const server = serverOf('MOVE UIDPLUS', (command) =>
      command.startsWith('UID MOVE') || command.startsWith('UID FETCH 10,20') ? '@ OK done' : undefined,
    );
    await moved(server);
    expect(commands(server)).toEqual(['UID MOVE 10,20 Old']);
    expect(server.log).toContain('op a done');
  });

  it('of a COPY that copied nothing: the originals stay', async () => {
    const server = serverOf('UIDPLUS', (command) => {
      if (command.startsWith('UID COPY')) return '@ OK done';
      return here(command, [10, 20]);
    });
    await moved(server);
    expect(commands(server).filter((line) => !line.startsWith('UID COPY'))).toEqual([]);
    expect(server.log.filter((line) => line.startsWith('op a failed'))).toHaveLength(1);
  });

  it('for ever, from a server that never moves: a person is told that nobody knows', async () => {
    const server = serverOf('MOVE UIDPLUS', (command) => {
      if (command.startsWith('UID MOVE')) return '@ OK done';
      return here(command, [10, 20]);
    });
    await moved(server);
    expect(commands(server).length).toBeLessThan(6);
    expect(server.log.filter((line) => line.startsWith('op a failed'))).toHaveLength(1);
  });
});

describe('a picture that is older than the message', () => {
  /** Looks for what is new once all it got at once is answered, as Dovecot does; and does nothing, and says OK, for what it has not seen. */
  const shortsighted = (cuts = 0) => {
    const state = { seen: false, at: 'INBOX', starred: false, cuts, late: [] as string[] };
    const server: OddServer = serverOf('MOVE UIDPLUS', (command) => {
      if (command === 'NOOP') queueMicrotask(() => (state.seen = true));
      const isSeen = state.seen && state.at === 'INBOX';
      if (/^UID (?:MOVE|STORE|FETCH) 40 /.test(command) && !state.seen) state.late.push(command);
      if (command.startsWith('UID MOVE 40')) {
        if (state.cuts > 0) {
          state.cuts -= 1;
          state.seen = false;
          server.cut();
          return null;
        }
        if (!isSeen) return '@ OK No messages found';
        state.at = 'Old';
        return '* OK [COPYUID 9 40 7] moved\r\n@ OK done';
      }
      if (command.startsWith('UID STORE 40')) {
        state.starred ||= isSeen;
        return isSeen ? '* 4 FETCH (UID 40 FLAGS (\\Flagged))\r\n@ OK done' : '@ OK done';
      }
      if (command.startsWith('UID FETCH 40')) return here(command, isSeen ? [40] : []);
      return undefined;
    });
    return { server, state };
  };
  const late = (action: Op['action']): Op => ({ ...op, uids: [toUid(40)], action });

  it.each([
    ['starred', { kind: 'flag', flag: '\\Flagged', add: true }],
    ['moved', { kind: 'move', to: OLD, purpose: 'move' }],
  ] as const)(
    'a message that came after the folder was opened is %s once the server has looked',
    async (what, action) => {
      const { server, state } = shortsighted();
      await server.signIn();
      server.session.enqueue(late(action));
      await server.clock.advance(5_000);
      expect(server.log).toContain('op a done');
      expect({ starred: state.starred, moved: state.at === OLD }[what]).toBe(true);
      expect(state.late).toEqual([]);
      // From then on it is known that it has.
      const noops = server.lines.filter((line) => line.endsWith(' NOOP')).length;
      server.session.enqueue({ ...late({ kind: 'flag', flag: '\\Seen', add: true }), id: 'b' });
      await server.clock.advance(200);
      expect(server.log).toContain('op b done');
      expect(server.lines.filter((line) => line.endsWith(' NOOP'))).toHaveLength(noops);
    },
  );

  it('of a MOVE that was cut, it is not taken for gone by a connection that has not seen it', async () => {
    const { server, state } = shortsighted(1);
    await moved(server, late({ kind: 'move', to: OLD, purpose: 'move' }));
    expect(server.log).toContain('op a done');
    expect(state.at).toBe(OLD);
    expect(state.late).toEqual([]);
  });

  it('whose row was read on the same connection is acted upon without looking again', async () => {
    const server = serverOf('MOVE UIDPLUS', () => undefined);
    await server.signIn();
    server.session.watch('t', op.mailbox);
    await server.clock.advance(5_000);
    server.say('* 4 EXISTS');
    await server.clock.advance(5_000);
    expect(server.rows).toHaveLength(4);
    const before = server.lines.length;
    server.session.enqueue(late({ kind: 'flag', flag: '\\Flagged', add: true }));
    await server.clock.advance(100);
    const sent = server.lines.slice(before).map((line) => line.slice(line.indexOf(' ') + 1));
    expect(sent).toEqual(['UID STORE 40 +FLAGS (\\Flagged)']);
  });

  it('is opened all the same', async () => {
    let isSeen = false;
    const server = serverOf('MOVE UIDPLUS', (command) => {
      if (command === 'NOOP') queueMicrotask(() => (isSeen = true));
      if (!command.startsWith('UID FETCH 40')) return undefined;
      if (!isSeen) return '@ OK done';
      const rest = command.includes('BODYSTRUCTURE')
        ? 'BODYSTRUCTURE ("TEXT" "PLAIN" NIL NIL NIL "7BIT" 2 1)'
        : `FLAGS () ${IDENTITY} BODY[1] "hi"`;
      return `* 4 FETCH (UID 40 ${rest})\r\n@ OK done`;
    });
    await server.signIn();
    const opening = server.session.openMessage(op.mailbox, toUid(40), undefined, { formatted: false });
    await server.clock.advance(5_000);
    expect(await opening).toMatchObject({ ok: true, value: { subject: 's' } });
  });
});
