/** The session through STARTTLS: against Dovecot, and against servers that say what a man in the middle would. */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { AppError } from '../../lib/mail/types';
import type { SessionTarget } from '../../lib/session';
import type { Target } from '../../server/target';
import { startBridge } from '../bridge/harness';
import { startDovecot, type Dovecot } from '../support/dovecot';
import { INBOX, LiveSession } from '../support/live-session';
import { messages } from '../support/mail-factory';
import {
  end,
  expectLine,
  hold,
  send,
  startScriptedServer,
  startTls,
  type ScriptedServer,
  type ServerStep,
} from '../support/scripted-server';
import { certificate } from '../support/tls';

const TARGET: SessionTarget = {
  id: 'main',
  name: 'Main',
  target: 'default-imap',
  tls: 'starttls',
  security: 'tls',
};
const USER = { user: 'ana@example.org', password: 'correct-horse-7' };

async function sessionTo(target: Partial<Target>): Promise<LiveSession> {
  const { caFile } = await certificate();
  const bridge = await startBridge({
    target: {
      host: 'localhost',
      tls: 'starttls',
      security: 'tls',
      ca: readFileSync(caFile, 'utf8'),
      ...target,
    },
  });
  const live = new LiveSession({ origin: bridge.origin });
  onTestFinished(() => live.session.signOut());
  return live;
}

describe('Dovecot on port 143', () => {
  let dovecot: Dovecot;

  beforeAll(async () => {
    // Loopback counts as safe for Dovecot only where both ends have the same address.
    dovecot = await startDovecot({ extra: 'listen = 127.0.0.1, 127.0.0.2\ndisable_plaintext_auth = yes' });
    await dovecot.save('ana', 'INBOX', messages(5, { kind: 'plain' }));
  });

  afterAll(async () => {
    await dovecot.dispose();
  });

  test('forbids LOGIN before TLS, so the sign-in must have upgraded; the mails arrive', async () => {
    const { cert } = await certificate();
    const pin = new X509Certificate(cert).fingerprint256.replaceAll(':', '').toLowerCase();
    const live = await sessionTo({ host: '127.0.0.2', port: dovecot.ports.imap, pin });
    live.session.watch('t1', INBOX);
    const result = await live.session.signIn({ target: TARGET, ...USER });
    expect(result).toMatchObject({ ok: true, value: { mechanism: 'SCRAM-SHA-256' } });
    await live.until('five rows', () => live.model().list.rowAt(4) !== undefined);
    const lines = live.transcript.lines().map(({ text }) => text);
    expect(lines.join('\n')).toMatch(/LOGINDISABLED/);
    expect(lines.findIndex((text) => text.includes('STARTTLS'))).toBeLessThan(
      lines.findIndex((text) => text.startsWith('secured TLSv1.3')),
    );
    expect(dovecot.log()).toMatch(
      /Login: user=<ana>, method=SCRAM-SHA-256, rip=127\.0\.0\.1, lip=127\.0\.0\.2.*TLS/,
    );
  });

  test('another certificate than the pinned one ends it before a password', async () => {
    const live = await sessionTo({ host: '127.0.0.2', port: dovecot.ports.imap, pin: '0'.repeat(64) });
    const result = await live.session.signIn({ target: TARGET, ...USER });
    expect(result).toMatchObject({ ok: false, error: { code: 'tls-untrusted' } });
  });
});

describe('servers that attack', () => {
  let server: ScriptedServer;

  afterEach(async () => {
    await server.close();
  });

  async function attack(...script: readonly ServerStep[]): Promise<AppError | null> {
    server = await startScriptedServer([script]);
    const live = await sessionTo({ port: server.port });
    const result = await live.session.signIn({ target: TARGET, ...USER });
    // Whatever was said: not one octet of a sign-in left.
    expect(server.received.join('')).toMatch(/^(?:S1 STARTTLS\r\n)?$/);
    expect(live.opened).toEqual([]);
    expect(live.folders).toEqual([]);
    return result.ok ? null : result.error;
  }

  const hello = send('* OK hello\r\n');
  const asked = expectLine(/^S1 STARTTLS$/);

  test.each<readonly [string, readonly ServerStep[], string]>([
    [
      'A01 STARTTLS is missing from the capabilities',
      [send('* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi\r\n'), asked, send('$TAG BAD what\r\n'), hold],
      'starttls-refused',
    ],
    ['A02 NO', [hello, asked, send('$TAG NO not today\r\n'), hold], 'starttls-refused'],
    ['A03 a continuation', [hello, asked, send('+ go on\r\n'), hold], 'server-protocol'],
    ['A04 BAD to everything', [hello, asked, send('$TAG BAD unknown\r\n'), end], 'starttls-refused'],
    ['A05 PREAUTH', [send('* PREAUTH welcome ana\r\n'), hold], 'server-protocol'],
    [
      'A10 capabilities glued to the OK',
      [hello, asked, send('$TAG OK\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n'), hold],
      'server-protocol',
    ],
    ['A10 one octet glued', [hello, asked, send('$TAG OK\r\n*'), hold], 'server-protocol'],
    ['A18 BYE', [send('* BYE go away\r\n'), end], 'server-bye'],
  ])('%s', async (_, script, code) => {
    expect((await attack(...script))?.code).toBe(code);
  });

  test('A17 what was said before TLS is shown to nobody', async () => {
    const error = await attack(hello, asked, send('$TAG NO call +1 555 0100\r\n'), hold);
    expect(JSON.stringify(error)).not.toContain('555');
  });

  test('A12 A13 capabilities from before TLS are forgotten: only SCRAM is used where TLS offers it', async () => {
    server = await startScriptedServer([
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
    const live = await sessionTo({ port: server.port });
    const result = await live.session.signIn({ target: TARGET, ...USER });
    expect(result).toMatchObject({ ok: false, error: { code: 'wrong-password' } });
    expect(server.failures).toEqual([]);
  });

  test.each([
    ['self-signed', 'tls-self-signed'],
    ['wrong-name', 'tls-name'],
    ['expired', 'tls-expired'],
    ['untrusted', 'tls-untrusted'],
  ] as const)('A23 a certificate that is %s', async (kind, code) => {
    server = await startScriptedServer([[hello, asked, send('$TAG OK\r\n'), startTls(kind), hold]]);
    const live = await sessionTo({ port: server.port });
    const result = await live.session.signIn({ target: TARGET, ...USER });
    expect(result).toMatchObject({ ok: false, error: { code } });
    expect(server.received.join('')).not.toMatch(/LOGIN|AUTHENTICATE/);
  });
});
