/** Servers that refuse, lie or fall silent; each says its own lines. */
import { describe, expect, it } from 'vitest';
import { toMailboxName, toUid, type UidValidity } from '../../../lib/imap/types';
import { PART_PIECE } from '../../../lib/session/limits';
import { AFTER, GREETING, login, OddServer, OK, plain } from '../../support/odd-server';
import { settle, TARGET } from '../../support/session-world';

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

  it('a part given whole whatever piece was asked for is there once', async () => {
    const content = 'A'.repeat(PART_PIECE + 10);
    const server = new OddServer(
      GREETING,
      plain(1, (command) =>
        command.startsWith('UID FETCH')
          ? `* 1 FETCH (UID 10 BODY[2]<0> {${content.length}}\r\n${content})\r\n${OK}`
          : login(AFTER)(command),
      ),
    );
    await server.signIn();
    for (const size of [content.length, 0, content.length + 100]) {
      let octets = 0;
      const part = { section: '2', encoding: '7bit', size };
      const reading = server.session.fetchPart(toMailboxName('INBOX'), toUid(10), part, (bytes) => {
        octets += bytes.length;
      });
      await server.clock.advance(1_000);
      expect(await reading).toEqual({ ok: true, value: content.length });
      expect(octets).toBe(content.length);
    }
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
    ['no password', '* OK [CAPABILITY IMAP4rev1 LOGINDISABLED] hi', 'login-disabled'],
    ['no mechanism we know', '* OK [CAPABILITY IMAP4rev1 LOGINDISABLED AUTH=NTLM] hi', 'mechanism-unknown'],
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
