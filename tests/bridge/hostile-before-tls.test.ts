/**
 * What a mail server, or somebody in front of it, may say before TLS to get at a password: the session through the real bridge to a
 * real socket. Titles begin with the row of the attack list that tests/unit/house/attacks.test.ts keeps.
 */
import { describe, expect, it, onTestFinished } from 'vitest';
import { startAnsweringServer } from '../support/answering-server';
import { INBOX } from '../support/live-session';
import {
  end,
  expectLine,
  hold,
  send,
  startScriptedServer,
  startTls,
  type ServerStep,
} from '../support/scripted-server';
import type { CertificateKind } from '../support/tls';
import { attackedBeforeTls, expectNothingBelieved, sessionTo, target, noise, user } from './hostile-world';

const hello = send('* OK hello\r\n');
const asked = expectLine(/^S1 STARTTLS$/);

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
