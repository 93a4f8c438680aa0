/** The whole engine at Dovecot: what is read before anybody asks, by the octets on the wire; and a second start that reads nothing. */
import { readFileSync } from 'node:fs';
import { WebSocket } from 'ws';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deriveKey } from '../../lib/engine/derive';
import { createEngineHost } from '../../lib/engine/host';
import type { EngineMessage, PageMessage } from '../../lib/engine/port';
import { toMailboxName } from '../../lib/imap/types';
import { Transcript } from '../../lib/net/transcript';
import { dialWebSocket, type WebSocketLike } from '../../lib/net/ws';
import { createSession, type SessionTarget } from '../../lib/session';
import { createMemoryStore } from '../../lib/store';
import { startBridge } from '../bridge/harness';
import { startDovecot, type Dovecot } from '../support/dovecot';
import { messages } from '../support/mail-factory';

const TARGET: SessionTarget = {
  id: 'main',
  name: 'Main',
  target: 'default-imap',
  tls: 'implicit',
  security: 'tls',
};
const INBOX = toMailboxName('INBOX');
const WAIT_MS = 30_000;

let server: Dovecot;
let origin = '';
const store = createMemoryStore();

beforeAll(async () => {
  server = await startDovecot({});
});

afterAll(async () => {
  await server.dispose();
});

/** A page and its engine, which read the same store each time. */
function start(account: { readonly address: string; readonly password: string }) {
  const transcript = new Transcript(20_000);
  const post: ((message: PageMessage) => void)[] = [];
  const waiting = new Map<number, (reply: EngineMessage) => void>();
  const host = createEngineHost({
    build: 'b1',
    store,
    forgetStrings: () => undefined,
    hasRoom: () => Promise.resolve(true),
    setTimer: (ms, fn) => {
      const timer = setTimeout(fn, ms);
      return () => clearTimeout(timer);
    },
    now: () => Date.now(),
    schedule: (fn) => queueMicrotask(fn),
    awaitTabEnd: null,
    createSession: ({ listener, view, keeper, visible, online, log }) =>
      createSession(
        {
          dial: (to, handlers) =>
            dialWebSocket(
              {
                url: `${origin.replace(/^http/, 'ws')}/bridge`,
                target: to.target,
                plainSecurity: 'loopback',
                makeSocket: (url, protocol) =>
                  new WebSocket(url, protocol, { origin }) as unknown as WebSocketLike,
              },
              handlers,
            ),
          derive: (need) => deriveKey(need),
          random: (bytes) => new Uint8Array(bytes).fill(7),
          now: () => Date.now(),
          setTimer: (ms, fn) => {
            const timer = setTimeout(fn, ms);
            return () => clearTimeout(timer);
          },
          transcript,
          visible,
          online,
          log,
        },
        listener,
        view,
        keeper,
      ),
  });
  host.connect({
    post: (message) => void (message.kind === 'reply' && waiting.get(message.id)?.(message)),
    onMessage: (handler) => void post.push(handler),
  });
  const say = (message: PageMessage): void => post[0]?.(message);
  const hello = { visible: true, online: true, bridge: 'ws://localhost/bridge' };
  say({ kind: 'hello', build: 'b1', tab: 'tab1', session: 'tab1', ...hello });
  const ask = (id: number, request: Extract<PageMessage, { kind: 'request' }>['request']) =>
    new Promise<EngineMessage>((resolve) => {
      waiting.set(id, resolve);
      say({ kind: 'request', id, request });
    });
  const sent = (): string =>
    transcript
      .lines()
      .filter(({ direction }) => direction === 'C')
      .map(({ text }) => text)
      .join('\n');
  return {
    say,
    sent,
    notes: () => transcript.lines().filter(({ direction, text }) => direction === '*' && text === 'ahead'),
    open: (mailbox = INBOX) =>
      ask(1, {
        kind: 'sign-in',
        signIn: { server: TARGET, user: account.address, password: account.password },
        resume: true,
        mailbox,
      }),
    read: (id: number, mailbox: typeof INBOX, uid: number) =>
      ask(id, { kind: 'open-message', account: `main:${account.address}`, mailbox, uid: uid as never }),
    leave: () => say({ kind: 'page-state', visible: false, online: true, woke: false }),
    quit: () => ask(99, { kind: 'sign-out', account: `main:${account.address}` }),
  };
}

const texts = (sent: string): number => sent.match(/BODY\.PEEK\[(?!HEADER)/g)?.length ?? 0;
const rows = (sent: string): number => sent.match(/BODYSTRUCTURE/g)?.length ?? 0;

async function until(what: string, isTrue: () => boolean): Promise<void> {
  for (const end = Date.now() + WAIT_MS; !isTrue(); await new Promise((done) => setTimeout(done, 20)))
    if (Date.now() > end) throw new Error(`not in time: ${what}`);
}

test('unread texts are read ahead at Dovecot, nothing is marked as read, and a second start reads nothing of it', async () => {
  const bridge = await startBridge({
    target: {
      host: 'localhost',
      port: server.ports.imaps,
      tls: 'implicit',
      security: 'tls',
      ca: readFileSync(server.caFile, 'utf8'),
    },
  });
  ({ origin } = bridge);
  await server.save('ahead', 'INBOX', messages(8, { kind: 'small' }));
  const account = server.user('ahead');
  const first = start(account);
  await first.open();
  await until('all texts', () => texts(first.sent()) === 8);
  expect(first.notes().length).toBeGreaterThan(0);
  expect(first.sent()).not.toMatch(/BODY\[| STORE /);
  const unseen = await server.doveadm('mailbox', 'status', '-u', account.address, 'unseen', 'INBOX');
  expect(unseen).toContain('unseen=8');
  const before = texts(first.sent());
  expect(await first.read(2, INBOX, 3)).toMatchObject({ ok: true });
  expect(texts(first.sent())).toBe(before);
  // Saved when the page is hidden.
  first.leave();
  const second = start(account);
  await second.open();
  expect(await second.read(3, INBOX, 5)).toMatchObject({ ok: true });
  await until('settled', () => / IDLE$/m.test(second.sent()));
  expect([texts(second.sent()), rows(second.sent())]).toEqual([0, 0]);
  await Promise.all([first.quit(), second.quit()]);
}, 60_000);
