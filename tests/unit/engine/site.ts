/** A page, an engine with its real session and parser, and a server in memory; time is virtual. */
import { expect } from 'vitest';
import { createEngineClient, type EngineClient } from '../../../lib/engine';
import { createEngineHost } from '../../../lib/engine/host';
import { ImapServer, type ImapServerOptions } from '../../../lib/imap-server';
import { dialMemory } from '../../../lib/net/memory';
import { Transcript } from '../../../lib/net/transcript';
import { createSession } from '../../../lib/session';
import { createMemoryStore } from '../../../lib/store';
import { settle, TARGET, USER, VirtualClock } from '../../support/session-world';
import type { MadeIndex } from '../../../lib/engine/client-platform';
import { fakeIndex, type FakeIndex } from './text-index/fake-index';
import { INBOX, portPair } from './support';

export const account = `${TARGET.id}:${USER.user}`;
export class Site {
  readonly clock = new VirtualClock();
  readonly logged: string[] = [];
  /** Tabs can begin an index of words; each one they begin, with what ends it. */
  hasIndex = false;
  readonly indexes: FakeIndex[] = [];
  /** No connection can be made. */
  refuse = false;
  readonly server: ImapServer;
  readonly transcript = new Transcript();
  readonly #cuts = new Set<() => void>();
  readonly #host = createEngineHost({
    build: 'b1',
    store: createMemoryStore(),
    forgetStrings: () => undefined,
    setTimer: this.clock.setTimer,
    now: () => this.clock.now,
    schedule: (fn) => queueMicrotask(fn),
    awaitTabEnd: null,
    createSession: ({ listener, view, visible, online, log }) =>
      createSession(
        {
          dial: (_target, handlers) => {
            if (this.refuse) {
              queueMicrotask(() => handlers.onClose({ code: 'bridge-unreachable' }));
              return { send: () => undefined, close: () => undefined, buffered: 0 };
            }
            const peer = this.server.connect();
            const cut = (): void => {
              if (!this.#cuts.delete(cut)) return;
              peer.end();
              handlers.onClose({ code: 'bridge-closed' });
            };
            this.#cuts.add(cut);
            return dialMemory(peer, {
              onOpen: (facts) => handlers.onOpen(facts),
              onBytes: (bytes) => (this.#cuts.has(cut) ? handlers.onBytes(bytes) : undefined),
              onClose: (error) => (this.#cuts.delete(cut) ? handlers.onClose(error) : undefined),
            });
          },
          derive: () => Promise.reject(new Error('not needed')),
          random: (bytes) => new Uint8Array(bytes).fill(128),
          now: () => this.clock.now,
          setTimer: this.clock.setTimer,
          transcript: this.transcript,
          visible,
          online,
          log,
        },
        listener,
        view,
      ),
  });

  constructor(messages: number, options: Partial<ImapServerOptions> = {}) {
    this.server = new ImapServer({ now: () => this.clock.now, users: [USER], ...options });
    this.server.account(USER.user)?.create('Trash', '\\Trash');
    this.deliver(messages);
  }

  deliver(count: number): void {
    for (let i = 0; i < count; i++) {
      const raw = `From: Bo <bo@example.com>\r\nTo: ana@example.org\r\nSubject: Message\r\n\r\nBody\r\n`;
      this.server.deliver(USER.user, 'INBOX', new TextEncoder().encode(raw));
    }
  }

  get connections(): number {
    return this.#cuts.size;
  }

  cutAll(): void {
    for (const cut of [...this.#cuts]) cut();
  }

  async openTab(name: string, session = name): Promise<EngineClient> {
    const pair = portPair();
    this.#host.connect(pair.engine);
    const client = createEngineClient();
    let ids = 0;
    client.start({
      build: 'b1',
      bridge: 'ws://localhost/bridge',
      openTab: () => Promise.resolve(name),
      session,
      connect: (handlers) => pair.link(handlers),
      reopened: false,
      ...(this.hasIndex ? { makeIndex: () => this.#makeIndex() } : {}),
      vault: null,
      loadConfig: () => Promise.reject(new Error('not here')),
      pageState: () => ({ visible: true, online: true }),
      listen: () => () => undefined,
      schedule: (fn) => queueMicrotask(fn),
      setTimer: this.clock.setTimer,
      newId: () => `${name}-${ids++}`,
      log: (level, text) => void (level === 'info' ? null : this.logged.push(text)),
    });
    await settle();
    return client;
  }

  #makeIndex(): MadeIndex {
    const index = fakeIndex();
    this.indexes.push(index);
    return { port: index.port, end: index.end };
  }

  async signedIn(): Promise<EngineClient> {
    const client = await this.openTab('a');
    // What nobody asked for stays unknown.
    client.ahead.allow(false);
    client.prepare(TARGET);
    const result = await client.signIn({ server: TARGET, ...USER });
    expect(result.ok).toBe(true);
    client.watch(account, INBOX);
    client.wantRows(account, INBOX, 0, 49);
    await this.clock.advance(2_000);
    return client;
  }
}
