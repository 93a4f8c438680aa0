/** Every mechanism of ours that Dovecot knows, against Dovecot: it takes the right secret, refuses a wrong one, and no secret is recorded. */
import { createHmac } from 'node:crypto';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { deriveKey } from '../../lib/engine/derive';
import { authenticate, ImapConnection, login, type Command } from '../../lib/imap';
import type { CommandOutcome } from '../../lib/imap/types';
import { Transcript } from '../../lib/net/transcript';
import { makeMechanism, type MechanismChoice } from '../../lib/sasl';
import type { SessionTarget } from '../../lib/session';
import { plainTarget, startBridge } from '../bridge/harness';
import { startDovecot, type Dovecot } from '../support/dovecot';
import { LiveSession } from '../support/live-session';
import { temporaryFolder } from '../support/temp';

type Way = Exclude<MechanismChoice, { readonly kind: 'none' }>;
const PASSWORD_WAYS: readonly Way[] = [
  { kind: 'scram', name: 'SCRAM-SHA-256', hash: 'SHA-256' },
  { kind: 'scram', name: 'SCRAM-SHA-1', hash: 'SHA-1' },
  { kind: 'plain', name: 'PLAIN' },
  { kind: 'login', name: 'LOGIN' },
  { kind: 'cram', name: 'CRAM-MD5' },
  { kind: 'command', name: 'LOGIN command' },
];
/** Beyond ASCII; SASLprep leaves it as it is. */
const PASSWORD = 'Käse-日本-7';
const KEY = 'a-key-of-thirty-two-octets-for-hs';
const USER = 'ana@example.org';

let dovecot: Dovecot;

beforeAll(async () => {
  const dir = temporaryFolder('oa');
  // Dovecot's own user reads the keys.
  chmodSync(dir, 0o755);
  const keys = join(dir, 'keys', 'default', 'HS256');
  mkdirSync(keys, { recursive: true, mode: 0o755 });
  writeFileSync(join(keys, 'default'), Buffer.from(KEY).toString('base64'), { mode: 0o644 });
  const config = join(dir, 'oauth2.conf');
  writeFileSync(
    config,
    `introspection_mode = local\nlocal_validation_key_dict = fs:posix:prefix=${join(dir, 'keys')}/\nusername_attribute = sub\n`,
    { mode: 0o644 },
  );
  dovecot = await startDovecot({
    password: PASSWORD,
    mechanisms: ['SCRAM-SHA-256', 'SCRAM-SHA-1', 'PLAIN', 'LOGIN', 'CRAM-MD5', 'XOAUTH2', 'OAUTHBEARER'],
    extra: `passdb {\n  driver = oauth2\n  mechanisms = xoauth2 oauthbearer\n  args = ${config}\n}`,
  });
});

afterAll(async () => {
  await dovecot.dispose();
});

/** One sign-in over a socket of its own: how it ended, and everything that was recorded of it. */
async function attempt(way: Way, user: string, secret: string) {
  const socket = connect({ host: '127.0.0.1', port: dovecot.ports.imap });
  onTestFinished(() => void socket.destroy());
  const connection = new ImapConnection({ security: 'loopback' });
  const transcript = new Transcript(1_000);
  const server = { host: '127.0.0.1', port: dovecot.ports.imap };
  const random = crypto.getRandomValues(new Uint8Array(24));
  const command: Command<void> =
    way.kind === 'command'
      ? login(user, secret)
      : authenticate(makeMechanism(way, user, secret, random, server));
  const outcome = await new Promise<CommandOutcome<unknown>>((resolve, reject) => {
    const flush = (): void => {
      for (let out = connection.output(); out !== undefined; out = connection.output()) {
        transcript.sent('1', out.bytes, out.secrets);
        socket.write(out.bytes);
      }
    };
    const pump = (): void => {
      for (let event = connection.next(); event !== undefined; event = connection.next()) {
        if (event.kind === 'greeting') connection.enqueue(command);
        else if (event.kind === 'done') resolve(event.outcome);
        else if (event.kind === 'need') {
          const { id, need } = event;
          deriveKey(need).then((key) => {
            connection.resume(id, key);
            flush();
          }, reject);
        }
      }
      flush();
    };
    socket.on('error', reject);
    socket.on('data', (chunk: Buffer) => {
      transcript.received('1', chunk);
      connection.receive(Uint8Array.from(chunk));
      pump();
    });
  });
  return { outcome, record: transcript.lines().map(({ text }) => text) };
}

function expectNoSecret(record: readonly string[], secret: string): void {
  const all = record.join('\n');
  for (const form of [
    secret,
    Buffer.from(secret).toString('base64'),
    Buffer.from(`\0${USER}\0${secret}`).toString('base64'),
  ])
    expect(all).not.toContain(form);
  expect(all).toContain('***');
}

describe.each(PASSWORD_WAYS)('$name', (way) => {
  test('signs in by the right password, and by no other', async () => {
    const right = await attempt(way, USER, PASSWORD);
    expect(right.outcome).toMatchObject({ ok: true });
    expectNoSecret(right.record, PASSWORD);
    const wrong = await attempt(way, USER, `${PASSWORD}x`);
    expect(wrong.outcome).toMatchObject({
      ok: false,
      failure: { kind: 'no', code: { kind: 'authenticationfailed' } },
    });
    expectNoSecret(wrong.record, `${PASSWORD}x`);
  });
});

/** A token as an identity provider signs it (RFC 7519), good for a minute. */
function tokenOf(user: string, key: string, lifeSeconds = 60): string {
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const head = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ sub: user, iat: now - 5, exp: now + lifeSeconds })}`;
  return `${head}.${createHmac('sha256', key).update(head).digest('base64url')}`;
}

describe.each([
  { kind: 'bearer', name: 'XOAUTH2' },
  { kind: 'bearer', name: 'OAUTHBEARER' },
] as const)('$name', (way) => {
  test('signs in by a token, and by none that is expired or signed by somebody else', async () => {
    const token = tokenOf('ana', KEY);
    const right = await attempt(way, USER, token);
    expect(right.outcome).toMatchObject({ ok: true });
    expectNoSecret(right.record, token);
    for (const bad of [tokenOf('ana', KEY, -30), tokenOf('ana', `${KEY}x`), 'nonsense']) {
      const wrong = await attempt(way, USER, bad);
      expect(wrong.outcome).toMatchObject({ ok: false });
      expectNoSecret(wrong.record, bad);
    }
  });
});

test('of all these the session takes the safest, and a token for what it is', async () => {
  const bridge = await startBridge({ target: plainTarget(dovecot.ports.imap) });
  const target: SessionTarget = {
    id: 'main',
    name: 'Main',
    target: 'default-imap',
    tls: 'none',
    security: 'loopback',
  };
  const signIn = async (password: string, proof: 'password' | 'token') => {
    const live = new LiveSession({ origin: bridge.origin });
    const result = await live.session.signIn({ target, user: USER, password, proof });
    await live.session.signOut();
    return result;
  };
  expect(await signIn(PASSWORD, 'password')).toMatchObject({
    ok: true,
    value: { mechanism: 'SCRAM-SHA-256', passwordSent: false },
  });
  expect(await signIn(tokenOf('ana', KEY), 'token')).toMatchObject({
    ok: true,
    value: { mechanism: 'OAUTHBEARER' },
  });
  expect(await signIn('nonsense', 'token')).toMatchObject({ ok: false, error: { code: 'server-refused' } });
});
