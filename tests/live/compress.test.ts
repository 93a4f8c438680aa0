/** COMPRESS=DEFLATE against Dovecot: the session over the real bridge, and how much less there is to carry. */
import { connect } from 'node:net';
import { createInflateRaw } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compress, fetch, ImapConnection, login, select, type Command } from '../../lib/imap';
import { storedBlocks } from '../../lib/net/deflate';
import type { SessionTarget } from '../../lib/session';
import { startBridge } from '../bridge/harness';
import { startDovecot, type Dovecot, type DovecotUser } from '../support/dovecot';
import { INBOX, LiveSession } from '../support/live-session';
import { message, messages, subjectOf } from '../support/mail-factory';

const TARGET: SessionTarget = {
  id: 'main',
  name: 'Main',
  target: 'default-imap',
  tls: 'implicit',
  security: 'tls',
};
const COUNT = 300;
const HEADERS = ['uid', 'flags', 'internaldate', 'size', 'envelope', 'bodystructure'] as const;

let dovecot: Dovecot;

beforeAll(async () => {
  dovecot = await startDovecot({
    extra: 'protocol imap {\n  mail_plugins = $mail_plugins imap_zlib\n}',
  });
});

afterAll(async () => {
  await dovecot.dispose();
});

/** Octets on the wire, from the server, for one window of headers. */
async function windowOctets(user: DovecotUser, compressed: boolean): Promise<number> {
  const socket = connect({ host: '127.0.0.1', port: dovecot.ports.imap });
  const connection = new ImapConnection({ security: 'loopback' });
  const inflate = createInflateRaw();
  let deflating = false;
  let received = 0;
  let before = 0;
  let wake: () => void = () => undefined;
  const flush = (): void => {
    const bytes = connection.output()?.bytes;
    if (bytes !== undefined) socket.write(deflating ? storedBlocks(bytes) : bytes);
  };
  const read = (bytes: Uint8Array): void => {
    connection.receive(Uint8Array.from(bytes));
    for (let event = connection.next(); event !== undefined; event = connection.next()) {
      if (event.kind === 'compressed') {
        deflating = true;
        if (event.rest.length > 0) inflate.write(event.rest);
      } else if (event.kind === 'greeting' || event.kind === 'done') wake();
      if (event.kind === 'done') expect(event.outcome).toMatchObject({ ok: true });
    }
    flush();
  };
  inflate.on('data', read);
  socket.on('data', (chunk: Buffer) => {
    received += chunk.length;
    if (deflating) inflate.write(chunk);
    else read(chunk);
  });
  await new Promise<void>((resolve) => (wake = resolve));
  const commands: Command<unknown>[] = [
    login(user.address, user.password),
    ...(compressed ? [compress()] : []),
    select(INBOX),
    fetch({ uid: false, set: [[1, COUNT]], items: HEADERS }),
  ];
  for (const command of commands) {
    before = received;
    const done = new Promise<void>((resolve) => (wake = resolve));
    connection.enqueue(command);
    flush();
    await done;
  }
  socket.destroy();
  return received - before;
}

describe('COMPRESS=DEFLATE', () => {
  test('a session goes on over it as before: rows, bodies, changes of others, and a record that can be read', async () => {
    const user = dovecot.user('squeezed');
    await dovecot.save('squeezed', 'INBOX', messages(COUNT));
    const bridge = await startBridge({
      target: {
        host: 'localhost',
        port: dovecot.ports.imaps,
        tls: 'implicit',
        security: 'tls',
        ca: readFileSync(dovecot.caFile, 'utf8'),
      },
    });
    const live = new LiveSession({ origin: bridge.origin });
    live.session.watch('t1', INBOX);
    const signedIn = await live.session.signIn({
      target: TARGET,
      user: user.address,
      password: user.password,
    });
    expect(signedIn.ok).toBe(true);
    const said = (pattern: RegExp): boolean => live.transcript.lines().some(({ text }) => pattern.test(text));
    await live.until('compressed', () => said(/^compressed/));
    live.session.wantRows('t1', INBOX, 1, 100);
    await live.until('the oldest rows', () => live.model().isKnown(1));
    expect(live.model().list.rowAt(COUNT - 1)?.subject).toBe(subjectOf(0));
    // IDLE tells of what comes, deflated.
    await live.until('IDLE', () => said(/ IDLE$/) && said(/^\+ /));
    await dovecot.deliver('squeezed', message(COUNT));
    await live.until('one more', () => live.model().list.rowAt(0)?.subject === subjectOf(COUNT));
    live.session.enqueue(live.op('star', INBOX, [0], { kind: 'flag', flag: '\\Flagged', add: true }));
    await live.until('starred', () => live.ops.get('star')?.kind === 'done');
    const lines = live.transcript.lines().map(({ text }) => text);
    expect(lines.filter((text) => text.startsWith('compressed'))).toHaveLength(1);
    expect(lines.some((text) => /UID STORE \d+ \+FLAGS/.test(text))).toBe(true);
    expect(live.problems).toEqual([]);
    await live.session.signOut();
    expect(live.signedOut).toBeNull();
  });

  test('a window of headers takes less than a third of the octets', async () => {
    const user = dovecot.user('measured');
    await dovecot.save('measured', 'INBOX', messages(COUNT));
    const plain = await windowOctets(user, false);
    const packed = await windowOctets(user, true);
    expect(plain).toBeGreaterThan(100_000);
    expect(packed * 3).toBeLessThan(plain);
    console.info(
      `${COUNT} rows: ${plain} octets plain, ${packed} compressed, 1 : ${(plain / packed).toFixed(1)}`,
    );
  });
});
