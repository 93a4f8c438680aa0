/** A deploy: the bridge ends with 1012 and another one takes its place; the session is back at once and nothing is lost. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startBridge, type Bridge } from '../bridge/harness';
import { startDovecot, type Dovecot } from '../support/dovecot';
import { freePorts } from '../support/temp';
import { INBOX, LiveSession } from '../support/live-session';
import { message, messages } from '../support/mail-factory';

let dovecot: Dovecot;

beforeAll(async () => {
  dovecot = await startDovecot();
});

afterAll(async () => {
  await dovecot.dispose();
});

function bridgeOn(port: number): Promise<Bridge> {
  return startBridge({
    config: { port },
    target: {
      host: 'localhost',
      port: dovecot.ports.imaps,
      tls: 'implicit',
      security: 'tls',
      ca: readFileSync(dovecot.caFile, 'utf8'),
    },
  });
}

test('drained and replaced: resumed, mail of the gap is there, ops asked in the gap are done', async () => {
  const user = dovecot.user('ana');
  await dovecot.save(user.name, 'INBOX', messages(5, { kind: 'plain' }));
  const [port = 0] = await freePorts(1);
  const first = await bridgeOn(port);
  const live = new LiveSession({ origin: first.origin });
  live.session.watch('t1', INBOX);
  const target = {
    id: 'main',
    name: 'Main',
    target: 'default-imap',
    tls: 'implicit',
    security: 'tls',
  } as const;
  const signedIn = await live.session.signIn({ target, user: user.address, password: user.password });
  expect(signedIn.ok).toBe(true);
  await live.until('five rows', () => live.model().list.rowAt(4) !== undefined);

  const closed = live.statuses.length;
  await first.server.close(30_000);
  await live.until('told that the bridge restarts', () => live.statuses.length > closed);
  live.session.enqueue(live.op('star', INBOX, [0], { kind: 'flag', flag: '\\Flagged', add: true }));
  await dovecot.deliver(user.name, message(90, { kind: 'plain', subject: 'While away' }));
  const second = await bridgeOn(port);
  await live.until('the new mail', () => live.model().list.rowAt(5) !== undefined);
  await live.until('the star', () => live.ops.get('star')?.kind === 'done');
  live.session.wantRows('t1', INBOX, 1, 6);
  await live.until('its row', () => live.model().list.rowAt(0)?.subject === 'While away');

  const codes = first.entries.filter(({ kind }) => kind === 'tunnel').map(({ code }) => code);
  expect(codes.length).toBeGreaterThan(0);
  expect(new Set(codes)).toEqual(new Set([1012]));
  const client = await dovecot.connect(user.name);
  await client.select('INBOX');
  expect((await client.flags('5')).get(5)).toContain('\\Flagged');
  await client.logout();
  await live.session.signOut();
  await second.server.close(0);
});
