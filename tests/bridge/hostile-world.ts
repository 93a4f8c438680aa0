/** What the tests against hostile servers share: a session through the real bridge to a real socket, and who signs in. */
import { readFileSync } from 'node:fs';
import { expect, onTestFinished } from 'vitest';
import type { AppError } from '../../lib/mail/types';
import type { SessionTarget } from '../../lib/session';
import { startAnsweringServer, type AnsweringServer, type Answers } from '../support/answering-server';
import { INBOX, LiveSession } from '../support/live-session';
import { startScriptedServer, type ServerStep } from '../support/scripted-server';
import { certificate } from '../support/tls';
import { startBridge } from './harness';

export const target = (tls: 'implicit' | 'starttls'): SessionTarget => ({
  id: 'main',
  name: 'Main',
  target: 'default-imap',
  tls,
  security: 'tls',
});
export const user = { user: 'ana@example.org', password: 'correct-horse-7' };
/** The session's clock for servers that let it wait: 15 s take two, and a dial that is slow here still has its time. */
export const HURRIED = 8;
export const markup = '<img src=x onerror=alert(1)>';

export async function sessionTo(
  port: number,
  tls: 'implicit' | 'starttls',
  clockRate = 1,
): Promise<LiveSession> {
  const { caFile } = await certificate();
  const ca = readFileSync(caFile, 'utf8');
  const bridge = await startBridge({ target: { host: 'localhost', port, tls, security: 'tls', ca } });
  const live = new LiveSession({ origin: bridge.origin, clockRate });
  onTestFinished(() => live.session.signOut());
  return live;
}

export interface Attacked {
  readonly error: AppError | null;
  readonly live: LiveSession;
  readonly server: AnsweringServer;
}

/** Signs in to a server with TLS from the first byte; `error` is null where that worked. */
export async function attacked(greeting: string, answers: Answers = {}, clockRate = 1): Promise<Attacked> {
  const server = await startAnsweringServer(greeting, answers);
  const live = await sessionTo(server.port, 'implicit', clockRate);
  live.session.watch('t1', INBOX);
  const result = await live.session.signIn({ target: target('implicit'), ...user });
  return { error: result.ok ? null : result.error, live, server };
}

/** Signs in by STARTTLS; not one octet of a sign-in may have left. */
export async function attackedBeforeTls(...script: readonly ServerStep[]): Promise<AppError | null> {
  const server = await startScriptedServer([script]);
  onTestFinished(() => server.close());
  const live = await sessionTo(server.port, 'starttls', HURRIED);
  const result = await live.session.signIn({ target: target('starttls'), ...user });
  expect(server.received.join('')).toMatch(/^(?:S1 STARTTLS\r\n)?$/);
  expect([live.opened, live.folders]).toEqual([[], []]);
  return result.ok ? null : result.error;
}

/** Nothing of what such a server says becomes folders, mail or counters. */
export function expectNothingBelieved(live: LiveSession): void {
  expect(live.folders).toEqual([]);
  expect(live.opened).toEqual([]);
  expect([...live.models.keys()]).toEqual([]);
  expect([...live.counters.keys()]).toEqual([]);
}

/** Data nobody asked for, each by its name. */
export const noise: readonly (readonly [string, string])[] = [
  ['LIST', `* LIST () "/" "${markup}"\r\n`],
  ['LSUB', '* LSUB () "/" Secret\r\n'],
  ['STATUS', '* STATUS INBOX (MESSAGES 3 UNSEEN 2)\r\n'],
  ['SEARCH', '* SEARCH 1 2 3\r\n'],
  ['FLAGS', '* FLAGS (\\Seen \\Evil)\r\n'],
  ['EXISTS', '* 3 EXISTS\r\n'],
  ['RECENT', '* 2 RECENT\r\n'],
  ['EXPUNGE', '* 1 EXPUNGE\r\n'],
  ['FETCH', '* 1 FETCH (UID 9 FLAGS (\\Seen) ENVELOPE (NIL "x" NIL NIL NIL NIL NIL NIL NIL NIL))\r\n'],
  ['VANISHED', '* VANISHED 1:9\r\n'],
];
