import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { runCheck } from '../../server/check/check';
import { createDialler } from '../../server/dial';
import { onlyServer, type Target } from '../../server/target';
import { createTlsSessions } from '../../server/tls-sessions';
import { freePort } from '../support/temp';
import { certificate, type CertificateKind } from '../support/tls';
import { expectLine, hold, send, startScriptedServer, startTls } from '../support/scripted-server';
import { limitsWith, plainTarget, startPeer } from './harness';

interface Outcome {
  readonly failures: number;
  readonly text: string;
}

async function check(
  target: Target,
  credentials: Parameters<typeof runCheck>[0]['credentials'] = null,
  submission: Target | null = null,
): Promise<Outcome> {
  const limits = limitsWith({ connectMs: 2000, tlsMs: 2000 });
  const lines: string[] = [];
  const failures = await runCheck({
    servers: [onlyServer(target, 'Main')],
    dial: createDialler({ limits, sessions: createTlsSessions(Date.now) }),
    limits,
    say: (line) => void lines.push(line),
    credentials,
    submission,
  });
  return { failures, text: lines.join('\n') };
}

const capabilities = 'IMAP4rev1 IDLE UIDPLUS MOVE CONDSTORE AUTH=PLAIN AUTH=SCRAM-SHA-256';

/** A server that answers every command of the check. */
function answer(socket: Socket, password = 'right'): void {
  socket.write('* OK ready\r\n');
  socket.on('data', (bytes: Buffer) => {
    const [tag = '', command = ''] = bytes.toString().trim().split(' ');
    if (command === 'CAPABILITY') socket.write(`* CAPABILITY ${capabilities}\r\n${tag} OK\r\n`);
    else if (command === 'AUTHENTICATE') {
      socket.removeAllListeners('data');
      socket.write('+ \r\n');
      socket.once('data', (secret: Buffer) => {
        socket.once('data', () => socket.end());
        const right = Buffer.from(secret.toString(), 'base64').toString() === `\0ana\0${password}`;
        socket.write(right ? `${tag} OK in\r\n` : `${tag} NO [AUTHENTICATIONFAILED] no\r\n`);
      });
    } else socket.write(`* BYE\r\n${tag} OK\r\n`);
  });
}

async function tlsTarget(port: number, tls: Target['tls'] = 'implicit'): Promise<Target> {
  const ca = readFileSync((await certificate()).caFile, 'utf8');
  return { ...plainTarget(port), host: 'localhost', tls, security: 'tls', ca };
}

async function tlsPeer(kind: CertificateKind): Promise<Target> {
  const { key, cert } = await certificate(kind);
  return tlsTarget((await startPeer((socket) => answer(socket), { key, cert })).port);
}

describe('check', () => {
  it('goes through DNS, TCP, TLS, greeting and capabilities', async () => {
    const { failures, text } = await check(await tlsPeer('good'));
    expect(failures).toBe(0);
    expect(text).toMatch(
      /^ok {3}default: DNS: localhost is .+\nok {3}default: TCP: .+\nok {3}default: TLS: TLSv1\.3, certificate of Tagline test good.+\nok {3}default: greeting: \* OK ready\nok {3}default: capabilities: IMAP4REV1 .+$/,
    );
  });

  it('signs in where asked, and never prints the password', async () => {
    const target = await tlsPeer('good');
    const right = await check(target, { user: 'ana', password: 'right' });
    expect(right).toMatchObject({ failures: 0, text: expect.stringContaining('sign-in: ana is in') });
    const wrong = await check(target, { user: 'ana', password: 'wrong-one' });
    expect(wrong.failures).toBe(1);
    expect(wrong.text).toContain('FAIL default: sign-in: refused: NO [AUTHENTICATIONFAILED] no');
    expect(wrong.text).not.toContain('wrong-one');
  });

  it('goes through STARTTLS', async () => {
    const server = await startScriptedServer([
      [
        send('* OK hello\r\n'),
        expectLine(/ STARTTLS$/),
        send('$TAG OK\r\n'),
        startTls(),
        expectLine(/ CAPABILITY$/),
        send('* CAPABILITY IMAP4rev1\r\n$TAG OK\r\n'),
        expectLine(/ LOGOUT$/),
        send('$TAG OK\r\n'),
        hold,
      ],
    ]);
    const { failures, text } = await check(await tlsTarget(server.port, 'starttls'));
    expect([failures, server.failures]).toEqual([0, []]);
    expect(text).toContain('TLS: TLSv1.3');
    expect(text).toContain('warn default: IDLE is not listed before sign-in; without it new mail appears');
    await server.close();
  });

  it.each<readonly [CertificateKind, RegExp]>([
    ['self-signed', /self-signed.*\n.*SHA-256 is [0-9a-f]{64}; compare/],
    ['untrusted', /unknown authority.*\n.*SHA-256 is [0-9a-f]{64}/],
    ['wrong-name', /another name/],
    ['expired', /expired/],
  ])('a certificate that is %s', async (kind, sentence) => {
    const { failures, text } = await check(await tlsPeer(kind));
    expect(failures).toBe(1);
    expect(text).toMatch(sentence);
  });

  it.each<readonly [string, string, RegExp]>([
    ['no IMAP', '220 smtp.example.org ESMTP\r\n', /greeting: not IMAP: 220 smtp/],
    ['PREAUTH', '* PREAUTH hi\r\n', /PREAUTH/],
    ['escapes for the terminal', '\u001b[31mred\r\n', /not IMAP: \?\[31mred/],
    ['no line end', 'x'.repeat(10_000), /a line without end/],
  ])('a server with %s', async (_, greeting, sentence) => {
    const peer = await startPeer((socket) => void socket.write(greeting));
    const { failures, text } = await check(plainTarget(peer.port));
    expect(failures).toBe(1);
    expect(text).toMatch(sentence);
  });

  it('a name without address and a port without server', async () => {
    const nowhere = await check({ ...plainTarget(993), host: 'nowhere.invalid' });
    expect(nowhere.text).toMatch(/^FAIL default: DNS: nowhere\.invalid has no address/);
    const closed = await check(plainTarget(await freePort()));
    expect(closed.text).toMatch(/^FAIL default: 127\.0\.0\.1:\d+: the connection was refused/);
  });
});

describe('the relay check', () => {
  /** A submission server that answers by the first word of a line; STARTTLS is its own affair. */
  async function submission(
    answers: Readonly<Record<string, string>>,
    tls: 'implicit' | 'starttls',
  ): Promise<{ readonly target: Target; readonly lines: readonly string[] }> {
    const { key, cert } = await certificate();
    const lines: string[] = [];
    const serve = (socket: Socket): void => {
      socket.on('data', (bytes: Buffer) => {
        for (const line of bytes.toString().split('\r\n').filter(Boolean)) {
          lines.push(line);
          const verb = line.split(' ')[0] ?? '';
          socket.write(answers[verb] ?? '250 fine\r\n');
          if (verb !== 'STARTTLS' || !answers[verb]?.startsWith('220')) continue;
          socket.removeAllListeners('data');
          const secured = new TLSSocket(socket, { isServer: true, key, cert });
          secured.on('error', () => undefined);
          serve(secured);
        }
      });
    };
    const peer = await startPeer(
      (socket) => {
        socket.write('220-mail.example.org\r\n220 ready\r\n');
        serve(socket);
      },
      tls === 'implicit' ? { key, cert } : undefined,
    );
    return { target: await tlsTarget(peer.port, tls), lines };
  }

  const relayCheck = async (answers: Readonly<Record<string, string>>, tls: 'implicit' | 'starttls') => {
    const { target, lines } = await submission({ STARTTLS: '220 go\r\n', ...answers }, tls);
    return { ...(await check(await tlsPeer('good'), null, target)), lines };
  };

  it.each<readonly [string, Readonly<Record<string, string>>, 'implicit' | 'starttls', number, RegExp]>([
    [
      'refused at MAIL',
      { MAIL: '530 5.7.0 sign in first\r\n' },
      'implicit',
      0,
      /^ok {3}relay: .*signed in \(inside TLS\)$/m,
    ],
    [
      'refused at RCPT',
      { RCPT: '554-5.7.1\r\n554 relay access denied\r\n' },
      'starttls',
      0,
      /before TLS\)\n.*inside TLS\)$/,
    ],
    ['taken', {}, 'implicit', 1, /^FAIL relay: .*OPEN RELAY inside TLS.*smtpd_relay_restrictions/m],
    ['taken before TLS and inside', {}, 'starttls', 2, /OPEN RELAY before TLS[^]*OPEN RELAY inside TLS/],
    [
      'put off',
      { RCPT: '451 greylisted\r\n' },
      'implicit',
      0,
      /^warn relay: .*nothing is proved.*greylisted$/m,
    ],
    [
      'no STARTTLS',
      { MAIL: '530 no\r\n', STARTTLS: '502 what\r\n' },
      'starttls',
      1,
      /STARTTLS refused, so passwords/,
    ],
  ])('B19: a stranger’s mail %s', async (_, answers, tls, failures, sentence) => {
    const outcome = await relayCheck(answers, tls);
    expect(outcome.text).toMatch(sentence);
    expect(outcome.failures).toBe(failures);
    // Never further than RCPT: nothing is ever sent.
    expect(outcome.lines.join('\n')).not.toMatch(/DATA|BDAT|AUTH/);
  });

  it('B19: what is no SMTP, or is not there, is said', async () => {
    const imap = await tlsPeer('good');
    expect((await check(imap, null, imap)).text).toMatch(
      /^FAIL relay: submission localhost:\d+: not SMTP: \* OK ready$/m,
    );
    const closed = await check(imap, null, plainTarget(await freePort()));
    expect(closed.text).toMatch(/^FAIL relay: submission 127\.0\.0\.1:\d+: the connection was refused/m);
  });
});
