/** NOTIFY and QUOTA of the demo's server where a transcript cannot show it: who is woken, what is given up, what fits. */
import { describe, expect, it } from 'vitest';
import { limits } from '../../../lib/imap-server/limits';
import { message, read, signedIn, smallWorld, talk } from './world';

const SET = 'n NOTIFY SET (PERSONAL (MessageNew MessageExpunge FlagChange MailboxName))\r\n';

describe('NOTIFY', () => {
  it('wakes a client that neither idles nor asks, once a change', () => {
    const server = smallWorld();
    const session = signedIn(server);
    let wakes = 0;
    session.onWake(() => wakes++);
    talk(session, SET);
    wakes = 0;
    server.deliver('mrc', 'Archive', message('four'));
    expect(wakes).toBe(1);
    expect(read(session)).toMatch(
      /^\* STATUS Archive \(MESSAGES 1 UIDNEXT 2 UIDVALIDITY \d+ UNSEEN 1\)\r\n$/,
    );
    // The same world again: nothing is told twice.
    server.settle();
    expect([wakes, read(session)]).toEqual([1, '']);
  });

  it('adds HIGHESTMODSEQ for a client that has CONDSTORE', () => {
    const server = smallWorld();
    const session = signedIn(server);
    talk(session, `e ENABLE CONDSTORE\r\n${SET}`);
    server.deliver('mrc', 'Sent', message('four'));
    expect(read(session)).toMatch(/UNSEEN 1 HIGHESTMODSEQ 2\)\r\n$/);
  });

  it('of the mailbox that is open nothing is told but what SELECTED asked for', () => {
    const server = smallWorld();
    const silent = signedIn(server, 'INBOX');
    const eager = signedIn(server, 'INBOX');
    talk(silent, SET);
    talk(eager, 'n NOTIFY SET (SELECTED (MessageNew MessageExpunge))\r\n');
    server.deliver('mrc', 'INBOX', message('four'));
    const other = signedIn(server, 'INBOX');
    talk(other, 'x STORE 1 +FLAGS (\\Deleted)\r\nx EXPUNGE\r\n');
    expect(read(silent)).toBe('');
    expect(read(eager)).toMatch(/^\* 4 EXISTS\r\n(?:.*\r\n)*\* 1 EXPUNGE\r\n/);
    // Its numbers are put right at its next command.
    expect(talk(silent, 'y NOOP\r\n')).toMatch(/^\* 1 EXPUNGE\r\n\* 3 EXISTS\r\n/);
  });

  it('gives up on a client that does not read, and says so', { tags: ['deep'] }, () => {
    const server = smallWorld();
    const session = signedIn(server);
    talk(session, SET);
    const told = Math.ceil(limits.outputBacklog / 40);
    for (let nth = 0; nth < told; nth++) server.deliver('mrc', 'Archive', message('many'));
    const text = read(session);
    expect(text.length).toBeLessThan(limits.outputBacklog + 1_000);
    expect(text.endsWith('* OK [NOTIFICATIONOVERFLOW] Too much to tell\r\n')).toBe(true);
    server.deliver('mrc', 'Archive', message('after'));
    expect(read(session)).toBe('');
  });

  it('bounds groups and names', () => {
    const session = signedIn(smallWorld());
    const groups = '(INBOXES (MailboxName))';
    expect(talk(session, `a NOTIFY SET${` ${groups}`.repeat(limits.notifyGroups + 1)}\r\n`)).toMatch(
      /^a NO \[NOTIFICATIONOVERFLOW\]/,
    );
    const names = 'x '.repeat(limits.notifyNames + 1).trim();
    expect(talk(session, `a NOTIFY SET (MAILBOXES (${names}) (MailboxName))\r\n`)).toMatch(
      /^a NO \[NOTIFICATIONOVERFLOW\]/,
    );
  });
});

describe('QUOTA', () => {
  const tight = () => smallWorld({ users: [{ user: 'mrc', password: 'secret', quota: 1_700 }] });

  it('a message that does not fit is refused, and so is a copy; a move is not', () => {
    const session = signedIn(tight(), 'INBOX');
    const large = 'x'.repeat(2_000);
    expect(talk(session, `a APPEND Archive {${large.length}+}\r\n${large}\r\n`)).toMatch(
      /^a NO \[OVERQUOTA\]/,
    );
    expect(talk(session, 'b COPY 1:3 Archive\r\n')).toMatch(/b OK/);
    expect(talk(session, 'c COPY 1:3 Archive\r\n')).toMatch(/^c NO \[OVERQUOTA\]/);
    expect(talk(session, 'd MOVE 1:3 Archive\r\n')).toMatch(/d OK/);
    expect(talk(session, 'e GETQUOTAROOT INBOX\r\n')).toContain('* QUOTA Space (STORAGE 2 2)\r\n');
  });

  it('without a quota there is no root, and everything fits', () => {
    const server = smallWorld({ users: [{ user: 'mrc', password: 'secret' }] });
    const session = signedIn(server);
    expect(talk(session, 'a GETQUOTAROOT INBOX\r\n')).toBe(
      '* QUOTAROOT INBOX\r\na OK GETQUOTAROOT completed\r\n',
    );
    expect(talk(session, 'b GETQUOTA Space\r\n')).toMatch(/^b NO \[NONEXISTENT\]/);
  });
});
