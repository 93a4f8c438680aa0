import { describe, expect, it } from 'vitest';

import { limits } from '../../../lib/imap-server/limits';
import { matchesPattern } from '../../../lib/imap-server/commands/list-pattern';
import { message, read, signedIn, smallWorld, talk } from './world';

describe('limits of a connection', () => {
  it('a line without end ends the connection, sooner before sign-in', () => {
    const before = smallWorld().connect();
    talk(before, `a NOOP${' '.repeat(limits.lineBytesBeforeLogin)}`);
    expect(before.closed).toBe(true);
    const after = signedIn(smallWorld());
    talk(after, `a NOOP${' '.repeat(limits.lineBytesBeforeLogin)}`);
    expect(after.closed).toBe(false);
    expect(talk(after, ' '.repeat(limits.lineBytes))).toContain('* BYE Too much: line-too-long');
  });

  it('too many bad commands in a row end the connection', () => {
    const session = signedIn(smallWorld());
    for (let n = 0; n < limits.badCommands - 1; n++) talk(session, 'x FOO\r\n');
    talk(session, 'x NOOP\r\n');
    for (let n = 0; n < limits.badCommands - 1; n++) talk(session, 'x FOO\r\n');
    expect(session.closed).toBe(false);
    expect(talk(session, 'x FOO\r\n')).toContain('* BYE Too many bad commands');
    expect(session.closed).toBe(true);
  });

  it('literals before sign-in are small', () => {
    const session = smallWorld().connect();
    read(session);
    expect(talk(session, `a LOGIN mrc {${limits.literalBytesBeforeLogin + 1}}\r\n`)).toBe(
      'a NO [TOOBIG] Literal too large\r\n',
    );
    expect(talk(session, 'b LOGIN mrc {6}\r\n')).toBe('+ OK\r\n');
    expect(talk(session, 'secret\r\n')).toContain('b OK');
  });

  it('a refused non-synchronising literal is swallowed, not run', () => {
    const session = signedIn(smallWorld());
    const size = limits.literalBytes + 1;
    const hidden = 'z LOGOUT\r\n'.padEnd(size, 'x');
    expect(talk(session, `a CREATE {${size}+}\r\n${hidden}\r\nb NOOP\r\n`)).toBe(
      'a NO [TOOBIG] Literal too large\r\nb OK NOOP completed\r\n',
    );
  });

  it('a literal nobody would wait for ends the connection', () => {
    const session = signedIn(smallWorld());
    expect(talk(session, `a APPEND Sent {${limits.skippedLiteralBytes + 1}+}\r\n`)).toContain('* BYE');
    expect(session.closed).toBe(true);
  });

  it('without LITERAL+ such literals are refused', () => {
    const session = signedIn(smallWorld({ capabilities: ['IMAP4rev1'] }));
    expect(talk(session, 'a STATUS {5+}\r\nINBOX (MESSAGES)\r\n')).toBe(
      'a NO [TOOBIG] Literal too large\r\n',
    );
    expect(talk(session, 'b MOVE 1 Sent\r\n')).toBe('b BAD Unknown command\r\n');
    expect(talk(session, 'c ENABLE CONDSTORE\r\n')).toBe('c BAD Unknown command\r\n');
  });

  it('a client that reads nothing gets no further commands run', () => {
    const server = smallWorld();
    server.deliver('mrc', 'INBOX', message('big', '', 'x'.repeat(300_000)));
    const session = signedIn(server, 'INBOX');
    session.receive(
      new TextEncoder().encode(
        Array.from({ length: 50 }, (_, n) => `t${n} FETCH 4 BODY.PEEK[]\r\n`).join(''),
      ),
    );
    const first = session.output()?.length ?? 0;
    expect(first).toBeLessThan(limits.outputBacklog + 400_000);
    expect(first).toBeGreaterThan(limits.outputBacklog);
    expect(read(session)).toContain('t49 OK');
  });

  it('messages with NUL and empty ones are refused', () => {
    const session = signedIn(smallWorld());
    expect(talk(session, 'a APPEND Sent {3+}\r\na\0b\r\n')).toBe('a NO NUL in a message\r\n');
    expect(talk(session, 'b APPEND Sent {0+}\r\n\r\n')).toMatch(/^b (NO|BAD) /);
  });

  it('flags that are none are refused', () => {
    const session = signedIn(smallWorld(), 'INBOX');
    expect(talk(session, 'a STORE 1 +FLAGS (\\Recent)\r\n')).toMatch(/^a BAD/);
    expect(talk(session, `b STORE 1 +FLAGS (${'k'.repeat(limits.keywordBytes + 1)})\r\n`)).toMatch(
      /^b NO \[LIMIT\]/,
    );
  });

  it('an examined mailbox cannot be changed', () => {
    const session = signedIn(smallWorld());
    talk(session, 'e EXAMINE INBOX\r\n');
    for (const command of ['STORE 1 +FLAGS (\\Seen)', 'EXPUNGE', 'MOVE 1 Sent'])
      expect(talk(session, `x ${command}\r\n`)).toMatch(/^x NO \[READ-ONLY\]/);
    expect(talk(session, 'f FETCH 2 BODY[TEXT]\r\n')).not.toContain('\\Seen');
  });

  it.each([
    '',
    '/',
    'a//b',
    '/a',
    'a%b',
    'a*b',
    'a\u0007',
    `${'x/'.repeat(limits.mailboxDepth)}y`,
    'x'.repeat(limits.mailboxNameChars + 1),
  ])('refuses the mailbox name %j', (name) => {
    expect(talk(signedIn(smallWorld()), `a CREATE "${name}"\r\n`)).toMatch(/^a NO \[(CANNOT|TOOBIG)\]/);
  });
});

describe('list patterns', () => {
  it.each([
    ['INBOX', '*', true],
    ['a/b', '%', false],
    ['a/b', 'a/%', true],
    ['a/b', '%/%', true],
    ['a/b/c', 'a/%', false],
    ['a/b/c', 'a*c', true],
    ['abc', 'a%c', true],
    ['abc', 'abc', true],
    ['abc', 'abcd', false],
    ['', '*', true],
  ])('%s against %s: %s', (name, pattern, expected) => {
    expect(matchesPattern(name, pattern, '/')).toBe(expected);
  });

  it('take no exponential time', () => {
    expect(matchesPattern('a'.repeat(255), `${'*a'.repeat(250)}b`, '/')).toBe(false);
  });
});

describe('lines of nc', () => {
  it('LF alone ends a command', () => {
    const session = smallWorld().connect();
    read(session);
    expect(talk(session, 'a LOGIN mrc secret\nb SELECT INBOX\nc IDLE\nDONE\n')).toContain(
      'c OK IDLE completed',
    );
  });
});
