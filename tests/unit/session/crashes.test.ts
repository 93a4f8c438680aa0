/** Folders that take their connection with them, and servers that give no connection. */
import { describe, expect, it } from 'vitest';
import { toMailboxName, toUid, type UidValidity } from '../../../lib/imap/types';
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

  it('what waits for such a folder fails with its name instead of trying for ever', async () => {
    const server = dyingAt(/^SELECT Old/);
    await server.signIn();
    server.session.watch('t', OLD);
    await server.clock.advance(120_000);
    server.session.enqueue({
      id: 'x',
      account: 'a',
      mailbox: OLD,
      uidValidity: 1 as UidValidity,
      uids: [toUid(10)],
      action: { kind: 'flag', flag: '\\Flagged', add: true },
    });
    await server.clock.advance(1_000);
    expect(server.log.at(-1)).toBe('op x failed');
    expect(server.sent('SELECT Old')).toHaveLength(3);
    const opened = await server.session.openMessage(OLD, toUid(10), undefined, { formatted: false });
    expect(opened).toEqual({ ok: false, error: { code: 'mailbox-crashes' } });
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
