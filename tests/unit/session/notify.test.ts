/** NOTIFY (RFC 5465), QUOTA (RFC 9208) and what stands in where a server has them not, or takes them back. */
import { describe, expect, it } from 'vitest';
import { toMailboxName } from '../../../lib/imap/types';
import { COUNTERS_VISIBLE } from '../../../lib/session/limits';
import { GREETING, login, OddServer, OK, plain, type Answer } from '../../support/odd-server';

const INBOX = toMailboxName('INBOX');
const AFTER = (more: string) => `@ OK [CAPABILITY IMAP4rev1 ID IDLE UIDPLUS ESEARCH UNSELECT${more}] in`;
const SET =
  'NOTIFY SET (SELECTED-DELAYED (MessageNew MessageExpunge FlagChange)) (PERSONAL (MessageNew MessageExpunge FlagChange MailboxName SubscriptionChange))';

async function signedIn(
  capabilities: string,
  special: (command: string) => Answer | undefined = () => undefined,
) {
  const server = new OddServer(
    GREETING,
    plain(2, (command) => special(command) ?? login(AFTER(capabilities))(command) ?? idle(command)),
  );
  server.session.watch('t1', INBOX);
  await server.signIn();
  await server.clock.advance(2_000);
  return server;
}

const idle = (command: string): Answer | undefined => (command === 'IDLE' ? '+ idling' : undefined);
const names = (server: OddServer) => server.lines.map((line) => line.split(' ').slice(1).join(' '));

describe('counters by NOTIFY', () => {
  it('switched on before the first count; then the server tells, and nobody polls', async () => {
    const server = await signedIn(' NOTIFY');
    const sent = names(server);
    expect(sent).toContain(SET);
    expect(sent.indexOf(SET)).toBeLessThan(sent.findIndex((line) => line.startsWith('STATUS')));
    const before = server.lines.length;
    server.say('* STATUS Old (MESSAGES 7 UIDNEXT 9 UNSEEN 3 HIGHESTMODSEQ 5)');
    await server.clock.advance(5 * COUNTERS_VISIBLE);
    expect(server.log).toContain('status Old 7/3');
    expect(
      names(server)
        .slice(before)
        .filter((line) => /^(?:STATUS|LIST|NOOP)/.test(line)),
    ).toEqual([]);
  });

  it('a STATUS without the unread is completed by one question', async () => {
    const server = await signedIn(' NOTIFY');
    const before = server.lines.length;
    server.say('* STATUS Old (MESSAGES 8 UIDNEXT 9)');
    server.say('* STATUS Old (MESSAGES 9 UIDNEXT 10)');
    await server.clock.advance(1_000);
    expect(
      names(server)
        .slice(before)
        .filter((line) => line.startsWith('STATUS')),
    ).toEqual(['STATUS Old (MESSAGES UNSEEN UIDNEXT UIDVALIDITY)']);
  });

  it('refused with NOTIFICATIONOVERFLOW: polled as before', async () => {
    const server = await signedIn(' NOTIFY', (command) =>
      command.startsWith('NOTIFY') ? '@ NO [NOTIFICATIONOVERFLOW] too many mailboxes' : undefined,
    );
    const before = server.lines.length;
    await server.clock.advance(COUNTERS_VISIBLE + 2_000);
    expect(server.sent('NOTIFY SET')).toHaveLength(1);
    expect(
      names(server)
        .slice(before)
        .filter((line) => line.startsWith('STATUS Old')),
    ).toHaveLength(1);
  });

  it('given up later: the open mailbox is asked for again, the others are polled', async () => {
    const server = await signedIn(' NOTIFY');
    server.say('* OK [NOTIFICATIONOVERFLOW] I gave up');
    await server.clock.advance(COUNTERS_VISIBLE + 2_000);
    expect(names(server).filter((line) => line.startsWith('NOTIFY'))).toEqual([
      SET,
      'NOTIFY SET (SELECTED-DELAYED (MessageNew MessageExpunge FlagChange))',
    ]);
    expect(server.sent('STATUS Old').length).toBeGreaterThan(1);
    expect(server.dials).toBe(1);
  });

  it('begins anew with the next connection', async () => {
    const server = await signedIn(' NOTIFY');
    server.cut();
    await server.clock.advance(5_000);
    expect(server.dials).toBe(2);
    expect(names(server).filter((line) => line === SET)).toHaveLength(2);
    expect(server.sent('STATUS Old')).toHaveLength(2);
  });

  it('folders of other people are polled: NOTIFY PERSONAL does not speak of them', async () => {
    const server = await signedIn(' NOTIFY NAMESPACE', (command) => {
      if (command === 'NAMESPACE') return `* NAMESPACE (("" "/")) NIL (("Old" "/"))\r\n${OK}`;
      return undefined;
    });
    const before = server.lines.length;
    await server.clock.advance(COUNTERS_VISIBLE + 2_000);
    expect(
      names(server)
        .slice(before)
        .filter((line) => line.startsWith('STATUS')),
    ).toHaveLength(1);
  });
});

describe('folders by NOTIFY', () => {
  it('new, renamed and gone: told by LIST, read again once; a new name is followed (L36)', async () => {
    let listed = '* LIST () "/" INBOX\r\n* LIST () "/" Old';
    const server = await signedIn(' NOTIFY', (command) =>
      command.startsWith('LIST') ? `${listed}\r\n${OK}` : undefined,
    );
    const lists = server.sent('LIST').length;
    listed = '* LIST () "/" INBOX\r\n* LIST () "/" New\r\n* LIST (\\NonExistent) "/" Gone';
    server.say('* LIST (\\HasNoChildren) "/" New ("OLDNAME" (Old))');
    server.say('* LIST (\\NonExistent) "/" Gone');
    await server.clock.advance(2_000);
    expect(server.sent('LIST')).toHaveLength(lists + 1);
    expect(server.log).toContain('renamed Old > New');
    expect(server.log.filter((line) => line.startsWith('folders')).at(-1)).toBe('folders INBOX+ New');
  });

  it('the open folder goes along with its new name', async () => {
    let listed = '* LIST () "/" INBOX\r\n* LIST () "/" Old';
    const server = await signedIn(' NOTIFY', (command) =>
      command.startsWith('LIST') ? `${listed}\r\n${OK}` : undefined,
    );
    server.session.watch('t1', toMailboxName('Old'));
    await server.clock.advance(2_000);
    listed = '* LIST () "/" INBOX\r\n* LIST () "/" New';
    server.say('* LIST () "/" New ("OLDNAME" (Old))');
    server.say('* BYE IMAP session state is inconsistent, please relogin.');
    server.cut();
    await server.clock.advance(5_000);
    expect(server.log).toContain('opened New 2');
    expect(server.failures).toEqual([]);
  });
});

describe('the unread of the open folder', () => {
  it('are counted again when flags change of messages nobody has seen', async () => {
    const server = await signedIn('', (command) =>
      command === 'UID SEARCH RETURN (COUNT) UNSEEN'
        ? `* ESEARCH (TAG "@") UID COUNT 41\r\n${OK}`
        : undefined,
    );
    server.rows.splice(0);
    const before = server.lines.length;
    server.say('* 1 FETCH (FLAGS (\\Seen))');
    server.say('* 2 FETCH (FLAGS (\\Seen))');
    await server.clock.advance(1_000);
    expect(server.lines.slice(before).filter((line) => line.includes('SEARCH'))).toHaveLength(1);
    expect(server.log).toContain('status INBOX undefined/41');
  });
});

describe('quota', () => {
  it('the nearest bound of all roots, asked once the folders are counted', async () => {
    const server = await signedIn(' QUOTA', (command) =>
      command.startsWith('GETQUOTAROOT')
        ? `* QUOTAROOT INBOX "" other\r\n* QUOTA "" (STORAGE 10 100 MESSAGE 9 10)\r\n* QUOTA other (STORAGE 1 2)\r\n${OK}`
        : undefined,
    );
    expect(server.log).toContain('quota 9/10 messages');
    await server.clock.advance(2 * COUNTERS_VISIBLE);
    expect(server.sent('GETQUOTAROOT')).toHaveLength(1);
  });

  it('none where the server bounds nothing, refuses, or does not know of it', async () => {
    for (const [capability, reply] of [
      [' QUOTA', `* QUOTAROOT INBOX\r\n${OK}`],
      [' QUOTA', '@ NO not for you'],
      ['', OK],
    ] as const) {
      const server = await signedIn(capability, (command) =>
        command.startsWith('GETQUOTAROOT') ? reply : undefined,
      );
      expect(server.log).toContain('quota none');
      expect(server.sent('GETQUOTAROOT')).toHaveLength(capability === '' ? 0 : 1);
    }
  });
});
