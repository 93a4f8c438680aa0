/**
 * An engine in which nothing moves: the page's own client with a link that answers from invented data. No worker, no
 * request, no storage.
 */
import type { AccountSnapshot, EngineMessage, PageMessage } from '@/lib/engine/port';
import type { AppError, ConnectionStatus } from '@/lib/mail/types';
import type { DeviceFacts, EngineProviderProps, Quota, SiteConfig } from '@/lib/query';
import { FOLDERS, MESSAGES } from './invented-mail';
import { CONNECTIONS, LINES } from './invented-wire';

type Platform = ReturnType<NonNullable<EngineProviderProps['platform']>>;
type Handlers = Parameters<Platform['connect']>[0];

const BUILD = 'gallery';
const RECONNECTS_IN_MS = 4_000;
const refusal: AppError = { code: 'connect-failed' };

/** States of the connection line, each an account of its own. */
export const CONNECTION_STATES = (): Readonly<Record<string, ConnectionStatus>> => ({
  live: { kind: 'live', roundTripMs: 23, queued: 0 },
  checked: { kind: 'checked', everyMs: 60_000, because: null, roundTripMs: 23, queued: 0 },
  connecting: { kind: 'connecting' },
  reconnecting: { kind: 'reconnecting', at: Date.now() + RECONNECTS_IN_MS, queued: 2, error: refusal },
  offline: { kind: 'offline', queued: 1 },
  'signed-out': { kind: 'signed-out', error: null },
});

/** States of the quota bar. */
export const QUOTAS: Readonly<Record<string, Quota>> = {
  little: { unit: 'bytes', used: 210_000_000, limit: 1_000_000_000 },
  much: { unit: 'messages', used: 8_600, limit: 10_000 },
  full: { unit: 'bytes', used: 987_000_000, limit: 1_000_000_000 },
};

export const ACCOUNT = 'live';

function accounts(): readonly AccountSnapshot[] {
  const account = (name: string, facts: Partial<AccountSnapshot>): AccountSnapshot => ({
    account: name,
    user: 'ana.ruiz@example.org',
    serverName: 'mail.example.org',
    connection: { kind: 'live', roundTripMs: 23, queued: 0 },
    folders: FOLDERS,
    quota: null,
    sealed: null,
    work: { ops: [], jobs: [] },
    kept: false,
    storage: [],
    ...facts,
  });
  return [
    ...Object.entries(CONNECTION_STATES()).map(([name, connection]) =>
      account(name, { connection, quota: QUOTAS['little'] ?? null }),
    ),
    ...Object.entries(QUOTAS).map(([name, quota]) => account(name, { quota })),
    account('new', { folders: [] }),
  ];
}

const server = (id: string, name: string, security: 'tls' | 'loopback' | 'insecure') => ({
  id,
  name,
  domains: [],
  login: 'address' as const,
  imap: { target: id, tls: 'implicit' as const, port: 993, security },
});

export const CONFIG: SiteConfig = {
  build: BUILD,
  basePath: '',
  offline: true,
  demo: false,
  branding: { name: 'Tagline' },
  servers: [server('main', 'mail.example.org', 'tls'), server('office', 'office.example.com', 'tls')],
};

const KEPT: DeviceFacts = {
  onDisk: true,
  mailboxes: 5,
  bodies: 212,
  octets: 8_400_000,
  outbox: 2,
  drafts: 1,
  sealed: 0,
};

function answerTo(message: PageMessage): readonly EngineMessage[] {
  if (message.kind === 'hello') return [{ kind: 'welcome', build: BUILD, accounts: accounts() }];
  if (message.kind === 'wire' && message.act === 'subscribe')
    return [{ kind: 'wire', update: { reset: true, lines: LINES, connections: CONNECTIONS } }];
  if (message.kind !== 'request') return [];
  const { id, request } = message;
  if (request.kind === 'open-message') {
    const value = Object.values(MESSAGES).find(({ uid }) => uid === request.uid);
    if (value !== undefined) return [{ kind: 'reply', id, ok: true, value }];
  }
  if (request.kind === 'device-facts') return [{ kind: 'reply', id, ok: true, value: KEPT }];
  return [{ kind: 'reply', id, ok: false, error: { code: 'offline' } }];
}

const link = (handlers: Handlers) => ({
  carriesPorts: false,
  post: (message: PageMessage) =>
    queueMicrotask(() => {
      for (const answer of answerTo(message)) handlers.onMessage(answer);
    }),
  close: () => undefined,
});

const stillPlatform: Platform = {
  build: BUILD,
  bridge: '',
  openTab: () => Promise.resolve('gallery'),
  session: 'gallery',
  connect: link,
  reopened: false,
  vault: null,
  storage: {
    durable: () => Promise.resolve(false),
    persist: () => Promise.resolve(true),
    room: () => Promise.resolve({ used: 31_000_000, quota: 12_000_000_000 }),
    noteAsked: () => true,
  },
  loadConfig: () => Promise.resolve(CONFIG),
  pageState: () => ({ visible: true, online: true }),
  listen: () => () => undefined,
  schedule: (fn) => queueMicrotask(fn),
  setTimer: () => () => undefined,
  newId: () => crypto.getRandomValues(new Uint32Array(2)).join('-'),
  log: () => undefined,
};

export const openStillPlatform = (): Platform => stillPlatform;
