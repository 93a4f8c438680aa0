/**
 * What a mail server, or somebody in front of it, may say to get at a password or into the mailbox: the session through the
 * real bridge to a real socket. Titles begin with the row of the attack list that tests/unit/house/attacks.test.ts keeps.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { toMailboxName } from '../../lib/imap/types';
import type { AppError } from '../../lib/mail/types';
import type { SessionTarget } from '../../lib/session';
import { startAnsweringServer, type AnsweringServer, type Answers } from '../support/answering-server';
import { INBOX, LiveSession } from '../support/live-session';
import {
  end,
  expectLine,
  hold,
  send,
  startScriptedServer,
  startTls,
  type ServerStep,
} from '../support/scripted-server';
import { certificate, type CertificateKind } from '../support/tls';
import { startBridge, startPeer } from './harness';

const target = (tls: 'implicit' | 'starttls'): SessionTarget => ({
  id: 'main',
  name: 'Main',
  target: 'default-imap',
  tls,
  security: 'tls',
});
const user = { user: 'ana@example.org', password: 'correct-horse-7' };
/** The session's clock for servers that let it wait: 15 s take two, and a dial that is slow here still has its time. */
const HURRIED = 8;
const markup = '<img src=x onerror=alert(1)>';

async function sessionTo(port: number, tls: 'implicit' | 'starttls', clockRate = 1): Promise<LiveSession> {
  const { caFile } = await certificate();
  const ca = readFileSync(caFile, 'utf8');
  const bridge = await startBridge({ target: { host: 'localhost', port, tls, security: 'tls', ca } });
  const live = new LiveSession({ origin: bridge.origin, clockRate });
  onTestFinished(() => live.session.signOut());
  return live;
}

interface Attacked {
  readonly error: AppError | null;
  readonly live: LiveSession;
  readonly server: AnsweringServer;
}

/** Signs in to a server with TLS from the first byte; `error` is null where that worked. */
async function attacked(greeting: string, answers: Answers = {}, clockRate = 1): Promise<Attacked> {
  const server = await startAnsweringServer(greeting, answers);
  const live = await sessionTo(server.port, 'implicit', clockRate);
  live.session.watch('t1', INBOX);
  const result = await live.session.signIn({ target: target('implicit'), ...user });
  return { error: result.ok ? null : result.error, live, server };
}

/** Signs in by STARTTLS; not one octet of a sign-in may have left. */
async function attackedBeforeTls(...script: readonly ServerStep[]): Promise<AppError | null> {
  const server = await startScriptedServer([script]);
  onTestFinished(() => server.close());
  const live = await sessionTo(server.port, 'starttls', HURRIED);
  const result = await live.session.signIn({ target: target('starttls'), ...user });
  expect(server.received.join('')).toMatch(/^(?:S1 STARTTLS\r\n)?$/);
  expect([live.opened, live.folders]).toEqual([[], []]);
  return result.ok ? null : result.error;
}

const hello = send('* OK hello\r\n');
const asked = expectLine(/^S1 STARTTLS$/);
const noise: readonly (readonly [string, string])[] = [
  ['LIST', `* LIST () "/" "${markup}"\r\n`],
  ['LSUB', '* LSUB () "/" Secret\r\n'],
  ['STATUS', '* STATUS INBOX (MESSAGES 3 UNSEEN 2)\r\n'],
  ['SEARCH', '* SEARCH 1 2 3\r\n'],
  ['FLAGS', '* FLAGS (\\Seen \\Evil)\r\n'],
  ['EXISTS', '* 3 EXISTS\r\n'],
  ['RECENT', '* 2 RECENT\r\n'],
  ['EXPUNGE', '* 1 EXPUNGE\r\n'],
  ['FETCH', '* 1 FETCH (UID 9 FLAGS (\\Seen) ENVELOPE (NIL "x" NIL NIL NIL NIL NIL NIL NIL NIL))\r\n'],
  ['VANISHED', '* VANISHED 1:9\r\n'],
];

describe('before TLS', () => {
  it.each<readonly [string, readonly ServerStep[], string]>([
    [
      'A01: STARTTLS is missing from the capabilities',
      [send('* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi\r\n'), asked, send('$TAG BAD what\r\n'), hold],
      'starttls-refused',
    ],
    ['A02: NO to STARTTLS', [hello, asked, send('$TAG NO not today\r\n'), hold], 'starttls-refused'],
    ['A02: BAD to STARTTLS', [hello, asked, send('$TAG BAD never\r\n'), hold], 'starttls-refused'],
    ['A03: a continuation', [hello, asked, send('+ go on\r\n'), hold], 'server-protocol'],
    ['A03: silence', [hello, asked, hold], 'connect-timeout'],
    ['A04: BAD to everything', [hello, asked, send('$TAG BAD unknown\r\n'), end], 'starttls-refused'],
    [
      'A04: capabilities of another age',
      [send('* OK [CAPABILITY IMAP4] hi\r\n'), asked, send('$TAG BAD unknown\r\n'), hold],
      'starttls-refused',
    ],
    ['A05: PREAUTH', [send('* PREAUTH welcome ana\r\n'), hold], 'server-protocol'],
    [
      'A05: PREAUTH with STARTTLS listed',
      [send('* PREAUTH [CAPABILITY IMAP4rev1 STARTTLS] hi\r\n'), hold],
      'server-protocol',
    ],
    [
      'A05: PREAUTH with LOGINDISABLED',
      [send('* PREAUTH [CAPABILITY IMAP4rev1 LOGINDISABLED] hi\r\n'), hold],
      'server-protocol',
    ],
    ['A05: PREAUTH, then mail', [send('* PREAUTH hi\r\n* 3 EXISTS\r\n'), hold], 'server-protocol'],
    ['A05: PREAUTH, then BYE', [send('* PREAUTH hi\r\n* BYE\r\n'), end], 'server-protocol'],
    ['A05: preauth in small letters', [send('* preauth hi\r\n'), hold], 'server-protocol'],
    [
      'A10: capabilities glued to the OK',
      [hello, asked, send('$TAG OK\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n'), hold],
      'server-protocol',
    ],
    ['A10: one octet glued', [hello, asked, send('$TAG OK\r\n*'), hold], 'server-protocol'],
    [
      'A10: a tagged answer to a command of the time after TLS, glued',
      [hello, asked, send('$TAG OK\r\nT1 OK [CAPABILITY IMAP4rev1]\r\n'), startTls(), hold],
      'server-protocol',
    ],
    ['A18: BYE for a greeting', [send('* BYE go away\r\n'), end], 'server-bye'],
    ['A19: an answer to nobody', [hello, asked, send('S2 OK go ahead\r\n'), hold], 'server-protocol'],
    ['A25: no greeting', [hold], 'connect-timeout'],
  ])('%s', async (_, script, code) => {
    expect((await attackedBeforeTls(...script))?.code).toBe(code);
  });

  it('A11: octets injected after the OK, cut at every place, never reach the time after TLS', async () => {
    const injected = 'S1 OK go ahead\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n';
    const places = Array.from({ length: injected.length - 1 }, (_, at) => at + 1);
    const scripts = places.map((at): ServerStep[] => [
      hello,
      asked,
      send(injected.slice(0, at)),
      send(injected.slice(at)),
      startTls(),
      send('* OK\r\n'),
      hold,
    ]);
    const server = await startScriptedServer(scripts);
    onTestFinished(() => server.close());
    for (const at of places) {
      const live = await sessionTo(server.port, 'starttls');
      const result = await live.session.signIn({ target: target('starttls'), ...user });
      expect(result.ok ? 'signed in' : result.error.code, `cut at ${at}`).toMatch(
        /^(?:server-protocol|tls-failed)$/,
      );
      await live.session.signOut();
    }
    // What a failed handshake leaves behind is TLS; a command in the clear would be readable.
    expect(server.received.join('')).not.toMatch(/CAPABILITY|LOGIN|AUTHENTICATE/);
  }, 60_000);

  it('A12: A13: capabilities from before TLS are forgotten: only SCRAM is used where TLS offers it', async () => {
    const server = await startScriptedServer([
      [
        send('* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR\r\n'),
        asked,
        send('* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n$TAG OK now\r\n'),
        startTls(),
        expectLine(/^T1 CAPABILITY$/),
        send('* CAPABILITY IMAP4rev1 AUTH=PLAIN AUTH=SCRAM-SHA-256\r\n$TAG OK\r\n'),
        expectLine(/^T2 AUTHENTICATE SCRAM-SHA-256$/),
        send('$TAG NO [AUTHENTICATIONFAILED] no\r\n'),
        hold,
      ],
    ]);
    onTestFinished(() => server.close());
    const live = await sessionTo(server.port, 'starttls');
    const result = await live.session.signIn({ target: target('starttls'), ...user });
    expect(result).toMatchObject({ ok: false, error: { code: 'wrong-password' } });
    expect(server.failures).toEqual([]);
  });

  it.each(noise)('A15: %s inside the answer to STARTTLS is nobody’s', async (_, line) => {
    const server = await startScriptedServer([
      [
        hello,
        asked,
        send(`${line}$TAG OK now\r\n`),
        startTls(),
        expectLine(/^T1 CAPABILITY$/),
        send('* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n$TAG OK\r\n'),
        expectLine(/^T2 AUTHENTICATE PLAIN$/),
        send('$TAG NO [AUTHENTICATIONFAILED] no\r\n'),
        hold,
      ],
    ]);
    onTestFinished(() => server.close());
    const live = await sessionTo(server.port, 'starttls');
    live.session.watch('t1', INBOX);
    const result = await live.session.signIn({ target: target('starttls'), ...user });
    expect(result).toMatchObject({ ok: false, error: { code: 'wrong-password' } });
    expectNothingBelieved(live);
    expect(server.failures).toEqual([]);
  });

  it('A17: what was said before TLS is shown to nobody', async () => {
    for (const script of [
      [hello, asked, send('$TAG NO [ALERT] call +1 555 0100\r\n'), hold],
      [send('* OK [ALERT] call +1 555 0100\r\n'), asked, send('$TAG NO 555\r\n'), hold],
      [send('* BYE [ALERT] call +1 555 0100\r\n'), end],
      [send('* BAD [PARSE] call +1 555 0100\r\n'), end],
    ]) {
      expect(JSON.stringify(await attackedBeforeTls(...script))).not.toContain('555');
    }
  });

  it.each<readonly [CertificateKind, string]>([
    ['self-signed', 'tls-self-signed'],
    ['wrong-name', 'tls-name'],
    ['expired', 'tls-expired'],
    ['untrusted', 'tls-untrusted'],
  ])('A23: a %s certificate, by STARTTLS and from the first byte', async (kind, code) => {
    const upgraded = await startScriptedServer([[hello, asked, send('$TAG OK\r\n'), startTls(kind), hold]]);
    onTestFinished(() => upgraded.close());
    const direct = await startAnsweringServer('* OK hello\r\n', {}, kind);
    for (const [port, tls] of [
      [upgraded.port, 'starttls'],
      [direct.port, 'implicit'],
    ] as const) {
      const live = await sessionTo(port, tls);
      const result = await live.session.signIn({ target: target(tls), ...user });
      expect(result, tls).toMatchObject({ ok: false, error: { code } });
    }
    expect(direct.lines).toEqual([]);
    expect(upgraded.received.join('')).not.toMatch(/LOGIN|AUTHENTICATE/);
  });
});

function expectNothingBelieved(live: LiveSession): void {
  expect(live.folders).toEqual([]);
  expect(live.opened).toEqual([]);
  expect([...live.models.keys()]).toEqual([]);
  expect([...live.counters.keys()]).toEqual([]);
}

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
