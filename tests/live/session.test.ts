/** The session against Dovecot, over the real bridge and TLS. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toMailboxName } from '../../lib/imap/types';
import type { OpAction } from '../../lib/mail/types';
import type { SessionTarget } from '../../lib/session';
import { startBridge } from '../bridge/harness';
import { startDovecot, type Dovecot, type DovecotUser } from '../support/dovecot';
import { INBOX, LiveSession } from '../support/live-session';
import {
  ATTACHMENT_BYTES,
  ATTACHMENT_NAME,
  IMAGE_BYTES,
  message,
  messages,
  subjectOf,
} from '../support/mail-factory';

const TARGET: SessionTarget = {
  id: 'main',
  name: 'Main',
  target: 'default-imap',
  tls: 'implicit',
  security: 'tls',
};
const star: OpAction = { kind: 'flag', flag: '\\Flagged', add: true };

let dovecot: Dovecot;

beforeAll(async () => {
  dovecot = await startDovecot();
});

afterAll(async () => {
  await dovecot.dispose();
});

async function startSession(server: Dovecot = dovecot): Promise<LiveSession> {
  const bridge = await startBridge({
    target: {
      host: 'localhost',
      port: server.ports.imaps,
      tls: 'implicit',
      security: 'tls',
      ca: readFileSync(server.caFile, 'utf8'),
    },
  });
  return new LiveSession({ origin: bridge.origin });
}

async function signIn(user: DovecotUser, server: Dovecot = dovecot): Promise<LiveSession> {
  const live = await startSession(server);
  live.session.watch('t1', INBOX);
  const result = await live.session.signIn({ target: TARGET, user: user.address, password: user.password });
  if (!result.ok) throw new Error(`sign-in: ${JSON.stringify(result.error)}`);
  await live.until('INBOX opened', () => live.opened.length > 0);
  return live;
}

describe('signing in', () => {
  test.each([
    ['SCRAM-SHA-256', ['SCRAM-SHA-256', 'PLAIN'], 5, false],
    ['SCRAM-SHA-1', ['SCRAM-SHA-1', 'PLAIN'], 5, false],
    ['PLAIN', ['PLAIN', 'LOGIN'], 3, true],
  ] as const)(
    'by %s, at most five flights to the first row',
    async (name, mechanisms, flights, passwordSent) => {
      const server = await startDovecot({ mechanisms });
      try {
        await server.save('ana', 'INBOX', messages(120));
        const user = server.user('ana');
        const live = await startSession(server);
        live.session.prepare(TARGET);
        const done = live.session.signIn({ target: TARGET, user: user.address, password: user.password });
        await live.until('first row', () => live.model().isKnown(120));
        expect(live.flights).toBeLessThanOrEqual(flights);
        const result = await done;
        expect(result.ok && result.value.mechanism).toBe(name);
        expect(result.ok && result.value.passwordSent).toBe(passwordSent);
        expect(live.model().list.rowAt(0)?.subject).toBe(subjectOf(119));
        const wire = live.transcript
          .lines()
          .map((line) => line.text)
          .join('\n');
        expect(wire).not.toContain(user.password);
        expect(wire).not.toContain(Buffer.from(`\0${user.address}\0${user.password}`).toString('base64'));
        await live.session.signOut();
        expect(live.problems).toEqual([]);
      } finally {
        await server.dispose();
      }
    },
  );

  test('tells folders with their uses, and counts them after the first rows', async () => {
    await dovecot.save('folders', 'INBOX', messages(3));
    const live = await signIn(dovecot.user('folders'));
    const sent = live.folders.find(({ attributes }) => attributes.includes('\\sent'));
    expect(sent?.attributes).toContain('\\subscribed');
    await live.until('counters', () => live.counters.get(INBOX) === 3);
    await live.session.signOut();
  });

  test('a wrong password is one refusal', async () => {
    const live = await startSession();
    const user = dovecot.user('wrong');
    const result = await live.session.signIn({ target: TARGET, user: user.address, password: 'not it' });
    expect(result.ok ? null : result.error.code).toBe('wrong-password');
    expect(result.ok ? null : result.error.serverText).toMatch(/failed/i);
  });

  test.each([
    ['self-signed', 'tls-self-signed'],
    ['wrong-name', 'tls-name'],
    ['expired', 'tls-expired'],
    ['untrusted', 'tls-untrusted'],
  ] as const)('a %s certificate is told as such', async (certificate, code) => {
    const server = await startDovecot({ certificate });
    try {
      const live = await startSession(server);
      const user = server.user('ana');
      const result = await live.session.signIn({
        target: TARGET,
        user: user.address,
        password: user.password,
      });
      expect(result.ok ? null : result.error.code).toBe(code);
    } finally {
      await server.dispose();
    }
  });
});

describe('a mailbox', () => {
  test('is loaded by windows down to the oldest message', async () => {
    await dovecot.save('windows', 'INBOX', messages(2_000, { kind: 'small' }));
    const live = await signIn(dovecot.user('windows'));
    await live.until('newest rows', () => live.model().isKnown(2_000));
    expect(live.model().list.loaded).toBeLessThanOrEqual(100);
    live.session.wantRows('t1', INBOX, 1, 60);
    await live.until('oldest rows', () => live.model().isKnown(1));
    expect(live.model().list.rowAt(1_999)?.subject).toBe(subjectOf(0, { kind: 'small' }));
    expect(live.model().list.loaded).toBeLessThanOrEqual(200);
    expect(live.problems).toEqual([]);
    await live.session.signOut();
  });

  test('follows a second client: delivery, flags, expunge', async () => {
    await dovecot.save('follow', 'INBOX', messages(30));
    const live = await signIn(dovecot.user('follow'));
    await live.until('rows', () => live.model().isKnown(30));
    const other = await dovecot.connect('follow');
    await other.select('INBOX');
    const [uid = 0] = (await other.search('ALL')).slice(-1);
    await other.store(String(uid), '+FLAGS (\\Flagged)');
    await live.until('star', () => live.model().list.rowAt(0)?.starred === true);
    await dovecot.deliver('follow', message(31, { kind: 'plain' }));
    await live.until('delivery', () => live.model().list.rowAt(0)?.subject === subjectOf(31));
    expect(live.model().list.exists).toBe(31);
    await other.store('1:5', '+FLAGS (\\Deleted)');
    await other.expunge('1:5');
    await live.until('expunge', () => live.model().list.exists === 26);
    expect(live.model().list.rowAt(1)?.starred).toBe(true);
    expect(live.problems).toEqual([]);
    await other.logout();
    await live.session.signOut();
  });

  test('two folders have a connection each, two tabs on one folder share it', async () => {
    await dovecot.save('pool', 'INBOX', messages(2));
    const live = await signIn(dovecot.user('pool'));
    live.session.watch('t2', INBOX);
    await live.until('rows', () => live.model().isKnown(2));
    expect(await dovecot.connections('pool')).toBe(1);
    const sent = toMailboxName('Sent');
    live.session.watch('t2', sent);
    await live.until('Sent opened', () => live.opened.includes('Sent'));
    expect(await dovecot.connections('pool')).toBe(2);
    await dovecot.save('pool', 'Sent', [message(7)]);
    await dovecot.deliver('pool', message(8));
    await live.until('both live', () => live.model(sent).list.exists === 1 && live.model().list.exists === 3);
    await live.session.signOut();
  });
});

describe('a message', () => {
  test('opens in one flight, with its text, HTML, pictures and attachments', async () => {
    await dovecot.save('reader', 'INBOX', [message(1, { kind: 'attachments' })]);
    const live = await signIn(dovecot.user('reader'));
    await live.until('row', () => live.model().isKnown(1));
    const { uid } = live.model().list.rowAt(0) ?? {};
    if (uid === undefined) throw new Error('no row');
    const fetches = () => live.transcript.lines().filter(({ text }) => text.includes('UID FETCH')).length;
    expect(fetches()).toBe(0);
    const first = await live.session.openMessage(INBOX, uid, live.structures.get(uid), { formatted: false });
    expect(fetches()).toBe(1);
    if (!first.ok) throw new Error(first.error.code);
    const detail = first.value;
    expect(detail.subject).toBe(subjectOf(1));
    expect(detail.text ?? detail.html).not.toBeNull();
    const file = detail.attachments.find(({ name }) => name === ATTACHMENT_NAME);
    if (file === undefined) throw new Error(`no attachment among ${JSON.stringify(detail.attachments)}`);
    const progress: number[] = [];
    const part = { section: file.section, encoding: file.encoding, size: 0 };
    const pieces: Uint8Array[] = [];
    const read = await live.session.fetchPart(INBOX, uid, part, (piece, loaded) => {
      pieces.push(piece);
      progress.push(loaded);
    });
    expect(read).toEqual({ ok: true, value: ATTACHMENT_BYTES.length });
    expect(Buffer.concat(pieces).equals(ATTACHMENT_BYTES)).toBe(true);
    expect(progress.length).toBeGreaterThan(0);
    for (const inline of detail.inlineParts) expect(Buffer.from(inline.bytes).equals(IMAGE_BYTES)).toBe(true);
    expect(live.model().list.rowAt(0)?.seen).toBe(false);
    await live.session.signOut();
  });
});

describe('ops', () => {
  test('star, archive and undo arrive at the server', async () => {
    await dovecot.save('ops', 'INBOX', messages(4));
    const live = await signIn(dovecot.user('ops'));
    await live.until('rows', () => live.model().isKnown(4));
    live.session.enqueue(live.op('s', INBOX, [0, 1], star));
    await live.until('star done', () => live.ops.get('s')?.kind === 'done');
    expect(live.model().list.rowAt(0)?.starred).toBe(true);
    const to = toMailboxName('Archive');
    live.session.enqueue(live.op('m', INBOX, [0], { kind: 'move', to, purpose: 'archive' }));
    await live.until('move done', () => live.ops.get('m')?.kind === 'done');
    const state = live.ops.get('m');
    expect(state?.kind === 'done' ? state.moved.length : 0).toBe(1);
    await live.until('row gone', () => live.model().list.exists === 3);
    live.session.undo('m');
    await live.until('undo done', () => live.ops.get('m:undo')?.kind === 'done');
    await live.until('row back', () => live.model().list.exists === 4);
    const other = await dovecot.connect('ops');
    await other.select('INBOX');
    expect(await other.search('FLAGGED')).toHaveLength(2);
    await other.logout();
    await live.session.signOut();
    expect(live.problems).toEqual([]);
  });

  test('the server stopped and started: it returns by itself, rows stay, queued ops arrive', async () => {
    const server = await startDovecot();
    try {
      await server.save('away', 'INBOX', messages(20));
      const live = await signIn(server.user('away'), server);
      await live.until('rows', () => live.model().isKnown(20));
      await server.kill();
      await live.until('reconnecting', () => live.statuses.at(-1)?.kind === 'reconnecting');
      live.session.enqueue(live.op('s', INBOX, [0], star));
      await server.start();
      await server.deliver('away', message(40, { kind: 'plain' }));
      live.session.reconnectNow();
      await live.until('live again', () => live.statuses.at(-1)?.kind === 'live');
      await live.until('op arrived', () => live.ops.get('s')?.kind === 'done');
      await live.until('new mail', () => live.model().list.rowAt(0)?.subject === subjectOf(40));
      expect(live.model().list.exists).toBe(21);
      expect(live.opened).toEqual(['INBOX', 'INBOX resumed']);
      expect(live.model().list.rowAt(1)?.starred).toBe(true);
      expect(live.problems).toEqual([]);
      await live.session.signOut();
    } finally {
      await server.dispose();
    }
  });
});
