/**
 * What a mail server may say inside TLS to get at a password or into the mailbox: the session through the real bridge to a real
 * socket. Titles begin with the row of the attack list that tests/unit/house/attacks.test.ts keeps.
 */
import { describe, expect, it } from 'vitest';
import { toMailboxName } from '../../lib/imap/types';
import type { AppError } from '../../lib/mail/types';
import { startAnsweringServer } from '../support/answering-server';
import { certificate } from '../support/tls';
import { startPeer } from './harness';
import {
  HURRIED,
  attacked,
  expectNothingBelieved,
  markup,
  noise,
  sessionTo,
  target,
  user,
} from './hostile-world';

const greeting = '* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] hi\r\n';
const refusing = { AUTHENTICATE: '$TAG NO [AUTHENTICATIONFAILED] no\r\n' };

describe('inside TLS', () => {
  it('A06: PREAUTH is not what the target is for: nobody is signed in without a password', async () => {
    const { error, live, server } = await attacked('* PREAUTH [CAPABILITY IMAP4rev1] welcome mallory\r\n');
    expect(error).toMatchObject({ code: 'server-protocol', values: { detail: 'PREAUTH' } });
    expect(server.lines.join()).not.toMatch(/AUTHENTICATE|LIST|SELECT/);
    expectNothingBelieved(live);
  });

  it('A07: a login referral is shown, never followed', async () => {
    const elsewhere = await startAnsweringServer(greeting);
    const url = `imap://ana@localhost:${elsewhere.port}/`;
    const { error, server } = await attacked(greeting, {
      AUTHENTICATE: `$TAG NO [REFERRAL ${url}] please go there\r\n`,
    });
    expect(error).toMatchObject({ code: 'server-refused', serverText: `${url} please go there` });
    expect([server.sockets.length, elsewhere.sockets.length]).toEqual([1, 0]);
  });

  it('A08: a mailbox referral is never followed, and remote mailboxes are never asked for', async () => {
    const elsewhere = await startAnsweringServer(greeting);
    const { error, live, server } = await attacked(greeting, {
      SELECT: `$TAG NO [REFERRAL imap://ana@localhost:${elsewhere.port}/INBOX] moved\r\n`,
    });
    expect(error).toBeNull();
    await live.until('the mailbox has failed', () =>
      live.problems.some((text) => text.startsWith('INBOX: ')),
    );
    expect(elsewhere.sockets).toEqual([]);
    expect(server.lines.join('\n')).not.toMatch(/RLIST|RLSUB|REMOTE/i);
  });

  it('A09: an untagged referral before the sign-in changes nothing', async () => {
    const { error, server } = await attacked(`${greeting}* OK [REFERRAL imap://mallory.example.net/] go\r\n`);
    expect(error).toBeNull();
    expect(server.sockets).toHaveLength(1);
  });

  it.each(noise)('A14: %s before the sign-in is not believed', async (_, line) => {
    const { error, live } = await attacked(greeting + line, refusing);
    expect(error?.code).toMatch(/^(?:wrong-password|server-protocol)$/);
    expectNothingBelieved(live);
  });

  it('A16: a folder named like markup is a name, and only after the sign-in', async () => {
    const { error, live } = await attacked(`${greeting}* LIST () "/" "early"\r\n`, {
      LIST: `* LIST () "/" INBOX\r\n* LIST () "/" "${markup}"\r\n$TAG OK\r\n`,
    });
    expect(error).toBeNull();
    await live.until('folders', () => live.folders.length > 0);
    expect(live.folders.map(({ name }) => name)).toEqual(
      expect.arrayContaining([toMailboxName('INBOX'), toMailboxName(markup)]),
    );
    expect(live.folders.map(({ name }) => name)).not.toContain('early');
  });

  it.each([
    ['ALERT', 'AUTHENTICATE', `$TAG NO [ALERT] \u001b[31m${markup}${'x'.repeat(2000)}\r\n`],
    ['BADCHARSET', 'AUTHENTICATE', `$TAG NO [BADCHARSET (X)] ${markup}${'x'.repeat(2000)}\r\n`],
    ['PARSE', 'AUTHENTICATE', `$TAG BAD [PARSE] ${markup}${'x'.repeat(2000)}\r\n`],
  ])('A17: %s text inside TLS is the server’s word: plain, short, no controls', async (_, command, text) => {
    const { error } = await attacked(greeting, { [command]: text });
    expect(error?.serverText?.length).toBeLessThanOrEqual(300);
    expect(error?.serverText).toContain(markup);
    expect([...(error?.serverText ?? '')].every((one) => one >= ' ')).toBe(true);
  });

  it.each([
    ['a tagged line', 'T1 OK hello\r\n', 'server-protocol'],
    ['junk', 'hello\r\n', 'server-protocol'],
    ['junk, then OK', `hello\r\n${greeting}`, 'server-protocol'],
    ['HTTP', 'HTTP/1.1 400 Bad Request\r\n\r\n', 'server-protocol'],
    ['BYE', '* BYE full\r\n', 'server-bye'],
  ])('A18: %s for a greeting is one error and one connection', async (_, text, code) => {
    const { error, live, server } = await attacked(text);
    expect(error?.code).toBe(code);
    expectNothingBelieved(live);
    expect(server.sockets).toHaveLength(1);
    expect(server.lines.join()).not.toMatch(/AUTHENTICATE|LOGIN/);
  });

  it('A19: an OK for a command that was never sent ends it', async () => {
    const { error, live } = await attacked(`${greeting}T7 OK done\r\n`);
    expect(error?.code).toBe('server-protocol');
    expectNothingBelieved(live);
  });

  const odd = Array.from({ length: 40 }, (_, at) => `AUTH=X-ODD-${at}`).join(' ');
  it.each<readonly [string, string, string, RegExp | null]>([
    [
      'the safest of many is taken',
      'AUTH=LOGIN AUTH=PLAIN AUTH=SCRAM-SHA-1 AUTH=SCRAM-SHA-256',
      'wrong-password',
      /SCRAM-SHA-256/,
    ],
    ['PLAIN before LOGIN', 'AUTH=LOGIN AUTH=PLAIN', 'wrong-password', /AUTHENTICATE PLAIN/],
    [
      'weak ones are not spoken',
      'AUTH=DIGEST-MD5 AUTH=ANONYMOUS AUTH=NTLM LOGINDISABLED',
      'mechanism-unknown',
      null,
    ],
  ])('A20: among forty odd mechanisms: %s', async (_, offered, code, used) => {
    const { error, server } = await attacked(
      `* OK [CAPABILITY IMAP4rev1 ${odd} ${offered}] hi\r\n`,
      refusing,
    );
    expect(error?.code).toBe(code);
    const said = server.lines.filter((line) => /AUTHENTICATE|LOGIN/.test(line));
    if (used === null) expect(said).toEqual([]);
    else expect(said.join()).toMatch(used);
  });

  it('A21: LOGINDISABLED forbids LOGIN', async () => {
    const { error, server } = await attacked('* OK [CAPABILITY IMAP4rev1 LOGINDISABLED] hi\r\n');
    expect(error?.code).toBe('login-disabled');
    expect(server.lines.join()).not.toContain('LOGIN');
  });

  const scramGreeting = '* OK [CAPABILITY IMAP4rev1 AUTH=SCRAM-SHA-256 SASL-IR] hi\r\n';
  const salt = Buffer.from('salt-salt-salt-1').toString('base64');
  const challenge = (text: string): string => `+ ${Buffer.from(text).toString('base64')}\r\n`;
  it.each([
    ['a nonce that is not an extension of ours', `r=stranger,s=${salt},i=4096`],
    ['one iteration', `r=$NONCEx,s=${salt},i=1`],
    ['two thousand million iterations', `r=$NONCEx,s=${salt},i=2147483648`],
    ['no salt', 'r=$NONCEx,i=4096'],
    ['a mandatory extension', `m=x,r=$NONCEx,s=${salt},i=4096`],
  ])('A22: SCRAM with %s is not answered by a proof', async (_, first) => {
    const { error, said } = await scram(first);
    expect(error?.code).toBe('server-signature');
    expect(said).not.toContain('p=');
  });

  it('A22: SCRAM with a wrong signature of the server is not a sign-in', async () => {
    const { error, said } = await scram(
      `r=$NONCEx,s=${salt},i=4096`,
      `v=${Buffer.alloc(32).toString('base64')}`,
    );
    expect(said).toContain('p=');
    expect(error?.code).toBe('server-signature');
  });

  async function scram(first: string, last?: string): Promise<{ error: AppError | null; said: string }> {
    const { key, cert } = await certificate();
    const said: string[] = [];
    const peer = await startPeer(
      (socket) => {
        socket.write(scramGreeting);
        let tag = '';
        socket.on('data', (chunk: Buffer) => {
          for (const line of chunk.toString('latin1').split('\r\n').filter(Boolean)) {
            const start = /^(T\d+) AUTHENTICATE SCRAM-SHA-256 (\S+)$/.exec(line);
            if (start !== null) {
              tag = start[1] ?? '';
              const nonce = /r=(.+)$/.exec(Buffer.from(start[2] ?? '', 'base64').toString())?.[1] ?? '';
              socket.write(challenge(first.replace('$NONCE', nonce)));
              continue;
            }
            said.push(Buffer.from(line, 'base64').toString());
            if (line === '*') socket.write(`${tag} BAD cancelled\r\n`);
            else if (last === undefined) socket.write(`${tag} OK in\r\n`);
            else socket.write(`${challenge(last)}${tag} OK in\r\n`);
          }
        });
      },
      { key, cert },
    );
    const live = await sessionTo(peer.port, 'implicit');
    const result = await live.session.signIn({ target: target('implicit'), ...user });
    expectNothingBelieved(live);
    return { error: result.ok ? null : result.error, said: said.join('\n') };
  }

  it.each([
    ['UTF8=ONLY', 'ENABLE UTF8=ONLY'],
    ['a Sieve address', 'ENABLE IMAPSIEVE=sieve://mallory.example.net/'],
    ['addresses elsewhere', 'ENABLE URLAUTH URL-PARTIAL METADATA-SERVER X=http://mallory.example.net/'],
  ])('A24: %s among the capabilities: ENABLE comes first, and no address is asked', async (_, extra) => {
    const { error, live, server } = await attacked(greeting, {
      AUTHENTICATE: `$TAG OK [CAPABILITY IMAP4rev1 ${extra}] in\r\n`,
      ENABLE: '* ENABLED UTF8=ACCEPT\r\n$TAG OK\r\n',
    });
    expect(error).toBeNull();
    await live.until('the mailbox is open', () => live.opened.length > 0);
    const verbs = server.lines.map((line) => line.split(' ')[1]);
    if (verbs.includes('ENABLE')) expect(verbs.indexOf('ENABLE')).toBeLessThan(verbs.indexOf('SELECT'));
    expect(server.lines.join('\n')).not.toMatch(/mallory|SIEVE/i);
    expect(server.sockets).toHaveLength(1);
  });

  it('A25: a greeting that never comes, or drips, is given up after its time', async () => {
    for (const drip of [false, true]) {
      const { key, cert } = await certificate();
      const peer = await startPeer(
        (socket) => {
          if (!drip) return;
          const timer = setInterval(() => socket.write('*'), 20);
          socket.once('close', () => clearInterval(timer));
        },
        { key, cert },
      );
      const live = await sessionTo(peer.port, 'implicit', HURRIED);
      const result = await live.session.signIn({ target: target('implicit'), ...user });
      expect(result, drip ? 'drips' : 'silent').toMatchObject({
        ok: false,
        error: { code: 'connect-timeout' },
      });
    }
  });

  it('A25: a server that greets and then says nothing more is given up too', async () => {
    const { error } = await attacked('* OK hi\r\n', { CAPABILITY: null, NOOP: null }, 2 * HURRIED);
    expect(error?.code).toBe('too-slow');
  });
});
