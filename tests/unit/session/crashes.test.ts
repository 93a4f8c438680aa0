/** Folders that take their connection with them, and servers that give no connection. */
import { describe, expect, it } from 'vitest';
import { toMailboxName, toUid, type UidValidity } from '../../../lib/imap/types';
import type { AppError } from '../../../lib/mail/types';
import { Crashes, type Reading } from '../../../lib/session/crashes';
import { saysTooMany } from '../../../lib/session/errors';
import { AFTER, GREETING, login, OddServer, open, plain } from '../../support/odd-server';

const OLD = toMailboxName('Old');
const opened = (server: OddServer) => server.log.findLast((line) => line.startsWith('opened'));
const codes = (server: OddServer) => server.failures.map(({ code }) => code);

/** The server's process ends whenever one of these commands comes. */
function dyingAt(...commands: readonly RegExp[]): OddServer {
  const server: OddServer = new OddServer(
    GREETING,
    plain(2, (command) => {
      if (!commands.some((one) => one.test(command))) return login(AFTER)(command);
      server.die();
      return null;
    }),
  );
  return server;
}

describe('a folder that ends the connection', () => {
  it('is tried three times, then left alone and told; the others go on', async () => {
    const server = dyingAt(/^SELECT Old/);
    await server.signIn();
    server.session.watch('t', OLD);
    await server.clock.advance(120_000);
    expect(server.sent('SELECT Old')).toHaveLength(3);
    expect(codes(server)).toEqual(['mailbox-crashes']);
    expect(server.statuses.at(-1)?.kind).toBe('live');
    const { dials } = server;
    await server.clock.advance(20 * 60_000);
    expect(server.dials).toBe(dials);
    server.session.watch('t', toMailboxName('INBOX'));
    await server.clock.advance(1_000);
    expect(opened(server)).toBe('opened INBOX 2');
  });

  it('while its rows are read, too; whoever looks again is told again, without another try', async () => {
    let poisoned = true;
    const server: OddServer = new OddServer(
      GREETING,
      plain(2, (command) => {
        if (command.startsWith('SELECT Old')) return open(5);
        const inOld = server.lines.findLast((line) => line.includes('SELECT'))?.includes('SELECT Old');
        if (!poisoned || inOld !== true || !command.startsWith('FETCH')) return login(AFTER)(command);
        server.die();
        return null;
      }),
    );
    await server.signIn();
    server.session.watch('t', OLD);
    await server.clock.advance(120_000);
    expect(server.sent('SELECT Old')).toHaveLength(3);
    expect(codes(server)).toEqual(['mailbox-crashes']);
    server.session.watch('t', toMailboxName('INBOX'));
    server.session.watch('t', OLD);
    expect(codes(server)).toEqual(['mailbox-crashes', 'mailbox-crashes']);

    poisoned = false;
    server.session.reopen(OLD);
    await server.clock.advance(1_000);
    expect(server.sent('SELECT Old')).toHaveLength(4);
    expect(opened(server)).toBe('opened Old 5');
  });

  it('asked for once more and still deadly, it costs one connection and is left alone again', async () => {
    const server = dyingAt(/^SELECT Old/);
    await server.signIn();
    server.session.watch('t', OLD);
    await server.clock.advance(120_000);
    server.session.reopen(OLD);
    await server.clock.advance(120_000);
    expect(server.sent('SELECT Old')).toHaveLength(4);
    expect(codes(server)).toEqual(['mailbox-crashes', 'mailbox-crashes']);
    expect(server.statuses.at(-1)?.kind).toBe('live');
  });

  it('the inbox itself: signing in succeeds without it', async () => {
    const server = dyingAt(/^SELECT INBOX/, /^LIST.*$/);
    const dead = await server.signIn();
    expect(dead).toMatchObject({ ok: false, error: { code: 'server-bye' } });

    const other = dyingAt(/^SELECT INBOX/);
    expect((await other.signIn()).ok).toBe(true);
    other.session.watch('t', toMailboxName('INBOX'));
    await other.clock.advance(120_000);
    expect(other.sent('SELECT INBOX')).toHaveLength(3);
    expect(codes(other)).toContain('mailbox-crashes');
    expect(other.statuses.at(-1)?.kind).toBe('live');
    other.session.watch('t', OLD);
    await other.clock.advance(1_000);
    expect(opened(other)).toBe('opened Old 2');
  });

  it('a line that breaks is not held against the folder', async () => {
    let breaks = 6;
    const server: OddServer = new OddServer(
      GREETING,
      plain(2, (command) => {
        if (breaks === 0 || !command.startsWith('SELECT Old')) return login(AFTER)(command);
        breaks -= 1;
        server.cut();
        return null;
      }),
    );
    await server.signIn();
    server.session.watch('t', OLD);
    await server.clock.advance(5 * 60_000);
    expect(codes(server)).toEqual([]);
    expect(opened(server)).toBe('opened Old 2');
  });

  it('what is done in such a folder waits, and is done once it can be opened; the others go on', async () => {
    let isDeadly = true;
    const server: OddServer = new OddServer(
      GREETING,
      plain(2, (command) => {
        if (!isDeadly || !command.startsWith('SELECT Old')) return login(AFTER)(command);
        server.die();
        return null;
      }),
    );
    await server.signIn();
    server.session.watch('t', OLD);
    await server.clock.advance(120_000);
    const star = (id: string, mailbox: typeof OLD, seq: number): void =>
      server.session.enqueue({
        id,
        account: 'a',
        mailbox,
        uidValidity: 1 as UidValidity,
        uids: [toUid(seq * 10)],
        action: { kind: 'flag', flag: '\\Flagged', add: true },
      });
    star('x', OLD, 1);
    star('y', OLD, 2);
    star('z', toMailboxName('INBOX'), 1);
    await server.clock.advance(60_000);
    expect(server.log.filter((line) => line.startsWith('op '))).toEqual([
      'op x queued',
      'op x running',
      'op y queued',
      'op z queued',
      'op x queued',
      'op z running',
      'op z done',
    ]);
    expect(server.statuses.at(-1)).toMatchObject({ kind: 'live', queued: 2 });
    expect(server.sent('SELECT Old')).toHaveLength(3);
    const read = await server.session.openMessage(OLD, toUid(10), undefined, { formatted: false });
    expect(read).toEqual({ ok: false, error: { code: 'mailbox-crashes' } });

    // Tried again in vain, and then not in vain.
    server.session.reopen(OLD);
    await server.clock.advance(60_000);
    expect(server.sent('SELECT Old')).toHaveLength(4);
    expect(server.statuses.at(-1)).toMatchObject({ kind: 'live', queued: 2 });
    isDeadly = false;
    server.session.reopen(OLD);
    await server.clock.advance(5_000);
    expect(server.log.filter((line) => line.endsWith('done'))).toEqual([
      'op z done',
      'op x done',
      'op y done',
    ]);
    expect(server.statuses.at(-1)).toMatchObject({ kind: 'live', queued: 0 });
    expect(codes(server)).toEqual(['mailbox-crashes', 'mailbox-crashes']);
  });

  it('that can be opened in between is not what ends them', async () => {
    let opening = 0;
    const server: OddServer = new OddServer(
      GREETING,
      plain(2, (command) => {
        if (!command.startsWith('SELECT Old')) return login(AFTER)(command);
        opening += 1;
        if (opening % 3 === 0) return undefined;
        server.die();
        return null;
      }),
    );
    await server.signIn();
    for (let time = 0; time < 4; time += 1) {
      server.session.watch('t', OLD);
      await server.clock.advance(60_000);
      expect(opened(server)).toBe('opened Old 2');
      server.session.watch('t', toMailboxName('INBOX'));
      await server.clock.advance(1_000);
    }
    expect(codes(server)).toEqual([]);
    expect(opening).toBe(12);
  });

  it('is not what ends the other connections with it: a server that restarts has its folders opened again', async () => {
    let isSlow = true;
    const server: OddServer = new OddServer(
      GREETING,
      plain(2, (command) => (isSlow && command.startsWith('SELECT Old') ? null : login(AFTER)(command))),
    );
    await server.signIn();
    server.session.watch('i', toMailboxName('INBOX'));
    server.session.watch('t', OLD);
    for (let restart = 1; restart <= 4; restart += 1) {
      await server.clock.advance(20_000);
      expect(server.sent('SELECT Old')).toHaveLength(restart);
      expect(server.dials).toBe(2 * restart);
      // Those that ended before do not hear it.
      for (const end of restart % 2 === 0 ? server.deaths : server.deaths.toReversed()) end();
    }
    isSlow = false;
    await server.clock.advance(60_000);
    expect(server.log).toContain('opened Old 2');
    expect(codes(server)).toEqual([]);
    expect(server.statuses.at(-1)?.kind).toBe('live');
  });
});

describe('ends of connections', () => {
  const world = () => {
    let now = 0;
    const crashes = new Crashes(() => now);
    const reading = { mailbox: OLD, what: 'select' };
    const ends = (since: number, of: Reading | null = reading, code: AppError['code'] = 'server-bye') =>
      crashes.ended({ reading: of, since }, { code });
    return { crashes, reading, ends, wait: (ms: number) => void (now += ms) };
  };

  it('a second one a moment later takes the suspicion back, also after the folder was given up', () => {
    const { crashes, ends, wait } = world();
    for (const dialled of [0, 5_000]) {
      wait(5_000);
      expect(ends(dialled)).toEqual({ leftAlone: null, pardoned: [] });
    }
    wait(5_000);
    expect(ends(10_000)).toEqual({ leftAlone: OLD, pardoned: [] });
    expect(crashes.has(OLD)).toBe(true);
    wait(300);
    expect(ends(0, null, 'bridge-closed')).toEqual({ leftAlone: null, pardoned: [OLD] });
    expect(crashes.has(OLD)).toBe(false);
    // Those before stand: one more of its own, and it is left alone.
    wait(5_000);
    expect(ends(16_000).leftAlone).toBe(OLD);
  });

  it('one that was dialled after it, or that ended long after it, says nothing', () => {
    for (const [waited, dialled] of [
      [300, 15_100],
      [3_000, 0],
    ] as const) {
      const { crashes, ends, wait } = world();
      for (const since of [0, 5_000, 10_000]) {
        wait(5_000);
        ends(since);
      }
      wait(waited);
      expect(ends(dialled, null).pardoned).toEqual([]);
      expect(crashes.has(OLD)).toBe(true);
    }
  });

  it('two connections in the same folder end as one', () => {
    const { crashes, ends, wait } = world();
    for (const since of [0, 5_000]) {
      wait(5_000);
      ends(since);
      ends(since);
    }
    expect(crashes.has(OLD)).toBe(false);
    wait(5_000);
    expect(ends(10_000).leftAlone).toBe(OLD);
  });

  it('only the answer to the same question clears them', () => {
    const { crashes, reading, ends, wait } = world();
    const rows = { mailbox: OLD, what: 'rows 1:100' };
    for (let time = 0; time < 2; time += 1) {
      wait(5_000);
      crashes.answered(reading);
      ends(0, rows);
    }
    expect(crashes.has(OLD)).toBe(false);
    wait(5_000);
    crashes.answered({ mailbox: OLD, what: 'rows 101:200' });
    expect(ends(10_000, rows).leftAlone).toBe(OLD);
    expect(crashes.renamed((name) => name)).toBe(false);
    expect(crashes.renamed(() => null)).toBe(true);
    expect(crashes.has(OLD)).toBe(false);
  });
});

describe('refusals by name', () => {
  it.each([
    ['@ NO [NONEXISTENT] gone', 'mailbox-missing'],
    ['@ NO Mailbox does not exist, or must be subscribed to.', 'mailbox-missing'],
    ['@ NO [NOPERM] not yours', 'mailbox-refused'],
    ['@ NO [SERVERBUG] Internal error occurred', 'mailbox-refused'],
    ['@ NO Permission denied', 'mailbox-refused'],
  ])('SELECT answered %s is %s', async (answer, code) => {
    const server = new OddServer(
      GREETING,
      plain(1, (command) => (command.startsWith('SELECT Old') ? answer : login(AFTER)(command))),
    );
    await server.signIn();
    server.session.watch('t', OLD);
    await server.clock.advance(500);
    expect(codes(server)).toEqual([code]);
  });

  it.each([
    '@ NO [LIMIT] no more',
    '@ NO [UNAVAILABLE] Maximum number of connections from user+IP exceeded (mail_max_userip_connections=10)',
    '@ NO [ALERT] Too many simultaneous connections. (Failure)',
    '* BYE Too many connections',
  ])('signing in answered %s is too many connections', async (answer) => {
    const server: OddServer = new OddServer(GREETING, plain(1, login(answer)));
    const result = await server.signIn();
    expect(result).toMatchObject({ ok: false, error: { code: 'too-many-connections' } });
  });

  it('other limits are not taken for it', () => {
    expect(saysTooMany('Too many login failures')).toBe(false);
    expect(saysTooMany('Autologout; idle for too long')).toBe(false);
    expect(saysTooMany('Server shutting down, closing connection')).toBe(false);
  });

  it('a read that ends the connection twice says what the server did', async () => {
    const server: OddServer = new OddServer(
      GREETING,
      plain(1, (command) => {
        if (!command.startsWith('UID FETCH')) return login(AFTER)(command);
        server.die();
        return null;
      }),
    );
    await server.signIn();
    const opening = server.session.openMessage(toMailboxName('INBOX'), toUid(10), undefined, {
      formatted: false,
    });
    await server.clock.advance(60_000);
    expect(await opening).toEqual({ ok: false, error: { code: 'server-bye' } });
    expect(codes(server)).toEqual([]);
  });
});
