/** Which changes a page draws at once, and which with the next frame. */
import { expect, it } from 'vitest';
import {
  createEngineClient,
  type ClientPlatform,
  type EngineMessage,
  type PageMessage,
} from '../../../lib/engine';
import { toMailboxName, toUid, type UidValidity } from '../../../lib/imap/types';
import type { MessageRow } from '../../../lib/mail/types';

const INBOX = toMailboxName('INBOX');
const rowOf = (uid: number): MessageRow =>
  ({
    uid: toUid(uid),
    seen: true,
    keywords: [],
    from: [],
    to: [],
    subject: `${uid}`,
  }) as unknown as MessageRow;

const watches = (posted: readonly PageMessage[]): readonly (string | null)[] =>
  posted.flatMap((message) => (message.kind === 'watch' ? [message.mailbox] : []));

/** A page whose frames come when they are let. */
async function pageWithFrames(shown?: ClientPlatform['shown']) {
  const frames: (() => void)[] = [];
  const posted: PageMessage[] = [];
  let say: (message: EngineMessage) => void = () => undefined;
  const client = createEngineClient();
  client.start({
    build: 'b',
    bridge: '',
    openTab: () => Promise.resolve('t'),
    session: 's',
    connect: (handlers) => {
      say = handlers.onMessage;
      return { carriesPorts: false, post: (message) => void posted.push(message), close: () => undefined };
    },
    ...(shown === undefined ? {} : { shown }),
    reopened: false,
    vault: null,
    loadConfig: () => Promise.reject(new Error('not here')),
    pageState: () => ({ visible: true, online: true }),
    listen: () => () => undefined,
    schedule: (fn) => void frames.push(fn),
    setTimer: () => () => undefined,
    newId: () => 'x',
    log: () => undefined,
  });
  await Promise.resolve();
  const account = {
    account: 'a',
    user: 'a',
    serverName: 's',
    connection: { kind: 'connecting' },
    folders: [],
    quota: null,
    sealed: null,
    kept: false,
    storage: [],
    work: null,
  } as const;
  await Promise.resolve();
  say({ kind: 'welcome', build: 'b', accounts: [account] });
  const ahead = watches(posted);
  client.watch('a', INBOX);
  await Promise.resolve();
  for (const frame of frames.splice(0)) frame();
  const rows = (start: number, uids: readonly number[]): void =>
    say({
      kind: 'changes',
      account: 'a',
      changes: [{ kind: 'list', mailbox: INBOX, change: { kind: 'rows', start, rows: uids.map(rowOf) } }],
    });
  const reset = (): void =>
    say({
      kind: 'changes',
      account: 'a',
      changes: [
        {
          kind: 'list',
          mailbox: INBOX,
          change: { kind: 'reset', uidValidity: 1 as UidValidity, exists: 100, readOnly: false },
        },
      ],
    });
  return { client, rows, reset, frames, ahead, all: () => watches(posted) };
}

it('draws the first rows of a folder without waiting for a frame, and all others once a frame', async () => {
  const { client, rows, reset, frames } = await pageWithFrames();
  const told: string[] = [];
  client.subscribe((touched) => told.push(...touched.map(({ kind }) => kind)));
  reset();
  expect(told).toEqual([]);
  rows(0, [100, 99]);
  expect(client.list('a', INBOX).rowAt(1)?.uid).toBe(99);
  expect(told).toContain('list');
  told.length = 0;
  rows(2, [98, 97]);
  rows(4, [96]);
  expect(told).toEqual([]);
  expect(frames.length).toBeGreaterThan(0);
  for (const frame of frames.splice(0)) frame();
  expect(told.filter((kind) => kind === 'list')).toEqual(['list']);
  expect(client.list('a', INBOX).rowAt(4)?.uid).toBe(96);
});

it('asks for the folder that comes with the next draw before that, once, and for nothing where nobody knows', async () => {
  const knowing = await pageWithFrames(() => null);
  expect(knowing.ahead).toEqual(['INBOX']);
  expect(knowing.all()).toEqual(['INBOX']);
  const named = await pageWithFrames(() => toMailboxName('Work'));
  expect(named.ahead).toEqual(['Work']);
  expect(named.all()).toEqual(['Work', 'INBOX']);
  const unknowing = await pageWithFrames();
  expect(unknowing.ahead).toEqual([]);
  expect(unknowing.all()).toEqual(['INBOX']);
});
