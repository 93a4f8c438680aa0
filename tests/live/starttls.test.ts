/** The session through STARTTLS against Dovecot; servers that attack stand in tests/bridge/hostile-before-tls.test.ts. */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { SessionTarget } from '../../lib/session';
import type { Target } from '../../server/target';
import { startBridge } from '../bridge/harness';
import { startDovecot, type Dovecot } from '../support/dovecot';
import { INBOX, LiveSession } from '../support/live-session';
import { messages } from '../support/mail-factory';
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
    expect(result).toMatchObject({ ok: false, error: { code: 'tls-pin' } });
  });
});
