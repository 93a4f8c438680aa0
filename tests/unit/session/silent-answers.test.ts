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

async function moved(server: OddServer): Promise<void> {
  await server.signIn();
  server.session.enqueue(op);
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
