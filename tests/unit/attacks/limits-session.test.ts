/** The limits of lib/session that bound what a server can make it read, keep or open. Times and turns have their tests where they are used. */
import { expect } from 'vitest';
import type { Command } from '../../../lib/imap';
import { toMailboxName, toUid, type ListEntry, type SinglePartBody } from '../../../lib/imap/types';
import { Crashes } from '../../../lib/session/crashes';
import * as limits from '../../../lib/session/limits';
import type { Link } from '../../../lib/session/link';
import { readCounters } from '../../../lib/session/tasks/counters';
import { PartReading } from '../../../lib/session/tasks/fetch-part';
import { chooseParts } from '../../../lib/session/tasks/message-parts';
import { openMessage } from '../../../lib/session/tasks/open-message';
import { testBounds, type Bound } from '../../support/bounds';
import { INBOX, SessionWorld } from '../../support/session-world';

type Row =
  | 'CRASHES_BEFORE_GIVING_UP'
  | 'LIST_STATUS_MAX'
  | 'MAX_CONNECTIONS'
  | 'MAX_COUNTED'
  | 'MAX_HTML_CHARS'
  | 'MAX_HTML_TAGS'
  | 'MAX_INLINE_PART'
  | 'MAX_INLINE_PARTS'
  | 'MAX_PART';

/** A link to a server that answers so; `sent` are the names of what it was sent. */
function linkTo(answer: (command: Command<unknown>) => unknown, sent: string[] = []): Link {
  const run = (command: Command<unknown>) => {
    sent.push(command.name);
    return Promise.resolve({ ok: true, value: answer(command), code: null, text: '' });
  };
  return { run, driver: { has: () => true, isLost: false } } as unknown as Link;
}

const PIECE = new Uint8Array(limits.PART_PIECE);
/** The outcome of reading a part that is said to have so many octets, of a server that sends pieces for ever, or one short piece. */
async function reading(size: number, isEndless: boolean): Promise<readonly [string, number]> {
  const bytes = isEndless ? PIECE : PIECE.subarray(0, 10);
  let octets = 0;
  const link = linkTo(() => {
    const last = !isEndless && octets > 0;
    return [
      { seq: 1, items: { uid: toUid(1), sections: [section('1', last ? PIECE.subarray(0, 0) : bytes)] } },
    ];
  });
  const part = { section: '1', encoding: 'binary', size };
  const result = await new PartReading(toUid(1), part, (piece) => void (octets += piece.length)).run(link);
  return [result.ok ? 'read' : result.error.code, octets];
}
const section = (name: string, bytes: Uint8Array) => ({
  section: name,
  origin: null,
  binary: false,
  bytes,
  streamed: false,
});

const part = (name: string, type: string, change: Partial<SinglePartBody> = {}): SinglePartBody => ({
  kind: 'part',
  section: name,
  type: type.split('/')[0]!,
  subtype: type.split('/')[1]!,
  params: [],
  id: null,
  description: null,
  encoding: '7bit',
  size: 100,
  lines: null,
  disposition: null,
  envelope: null,
  body: null,
  ...change,
});
/** Whether HTML is shown at once. */
async function shows(html: string): Promise<boolean> {
  const items = {
    uid: toUid(1),
    envelope: { date: null, subject: '', from: [], sender: [], replyTo: [], to: [], cc: [], bcc: [] },
    sections: [section('1', new TextEncoder().encode(html))],
  };
  const link = linkTo(() => [{ seq: 1, items }]);
  const result = await openMessage(link, toUid(1), part('1', 'text/html'), { formatted: false });
  if (!result.ok) throw new Error(result.error.code);
  return result.value.html !== null;
}
/** Pictures that come along with HTML, of so many of so many octets each. */
const pictures = (count: number, size = 100): number =>
  chooseParts({
    kind: 'multipart',
    section: '',
    subtype: 'related',
    params: [],
    disposition: null,
    parts: [
      part('1', 'text/html'),
      ...Array.from({ length: count }, (_, at) => part(`${at + 2}`, 'image/png', { id: `<${at}>`, size })),
    ],
  }).inline.length;

/** What is sent to count so many folders. */
async function counting(count: number): Promise<readonly string[]> {
  const sent: string[] = [];
  const folders = Array.from({ length: count }, (_, at): ListEntry => ({
    name: toMailboxName(`f${at}`),
    delimiter: '/',
    attributes: [],
  }));
  const link = linkTo(
    ({ name }) => (name === 'LIST' ? { entries: [], statusByMailbox: new Map() } : {}),
    sent,
  );
  await readCounters(
    link,
    folders,
    () => false,
    () => undefined,
  );
  return sent;
}

/** Whether a folder is opened again after it has ended so many connections. */
function opens(ends: number): boolean {
  const crashes = new Crashes(() => 0);
  const reading = { mailbox: INBOX, what: 'select' };
  for (let at = 0; at < ends; at += 1) crashes.ended({ reading, since: 0 }, { code: 'server-bye' });
  return !crashes.has(INBOX);
}

/** Connections of an account with so many folders in tabs that are looked at. */
async function connections(tabs: number): Promise<number> {
  const world = new SessionWorld({ messages: 1 });
  world.session.watch('t0', INBOX);
  await world.signIn();
  for (let at = 1; at < tabs; at += 1)
    world.session.watch(`t${at}`, toMailboxName(['Sent', 'Trash', 'Drafts', 'Archive'][(at - 1) % 4]!));
  await world.clock.advance(5_000);
  return world.openWires.length;
}

const equals = (value: () => unknown, expected: unknown) => async (): Promise<void> =>
  expect(await value()).toEqual(expected);

const tagged = (tags: number): string => '<b>'.repeat(tags);
const { MAX_PART, MAX_HTML_CHARS, MAX_HTML_TAGS, MAX_INLINE_PART, MAX_INLINE_PARTS } = limits;
const { MAX_COUNTED, LIST_STATUS_MAX, MAX_CONNECTIONS, CRASHES_BEFORE_GIVING_UP } = limits;

const rows: Readonly<Record<Row, Bound>> = {
  MAX_PART: {
    at: equals(() => reading(MAX_PART, false), ['read', 10]),
    above: equals(() => reading(MAX_PART + 1, false), ['message-too-large', 0]),
    hostile: async () => {
      expect(await reading(2 ** 53, false)).toEqual(['message-too-large', 0]);
      // A part that was said to be small, and has no end.
      const [end, octets] = await reading(0, true);
      expect(end).toBe('message-too-large');
      expect(octets).toBeLessThanOrEqual(MAX_PART);
    },
  },
  MAX_HTML_CHARS: {
    at: equals(() => shows('x'.repeat(MAX_HTML_CHARS)), true),
    above: equals(() => shows('x'.repeat(MAX_HTML_CHARS + 1)), false),
    hostile: equals(() => shows('x'.repeat(20_000_000)), false),
  },
  MAX_HTML_TAGS: {
    at: equals(() => shows(tagged(MAX_HTML_TAGS)), true),
    above: equals(() => shows(tagged(MAX_HTML_TAGS + 1)), false),
    hostile: equals(() => shows('<'.repeat(5_000_000)), false),
  },
  MAX_INLINE_PART: {
    at: equals(() => pictures(1, MAX_INLINE_PART), 1),
    above: equals(() => pictures(1, MAX_INLINE_PART + 1), 0),
    hostile: equals(() => pictures(20, 2 ** 40), 0),
  },
  MAX_INLINE_PARTS: {
    at: equals(() => pictures(MAX_INLINE_PARTS), MAX_INLINE_PARTS),
    above: equals(() => pictures(MAX_INLINE_PARTS + 1), MAX_INLINE_PARTS),
    hostile: equals(() => pictures(500_000), MAX_INLINE_PARTS),
  },
  LIST_STATUS_MAX: {
    at: equals(() => counting(LIST_STATUS_MAX), ['LIST']),
    above: equals(async () => new Set(await counting(LIST_STATUS_MAX + 1)), new Set(['STATUS'])),
    hostile: equals(async () => new Set(await counting(100_000)), new Set(['STATUS'])),
  },
  MAX_COUNTED: {
    at: equals(async () => (await counting(MAX_COUNTED)).length, MAX_COUNTED),
    above: equals(async () => (await counting(MAX_COUNTED + 1)).length, MAX_COUNTED),
    hostile: equals(async () => (await counting(100_000)).length, MAX_COUNTED),
  },
  CRASHES_BEFORE_GIVING_UP: {
    at: equals(() => opens(CRASHES_BEFORE_GIVING_UP - 1), true),
    above: equals(() => opens(CRASHES_BEFORE_GIVING_UP), false),
    hostile: equals(() => opens(10_000), false),
  },
  MAX_CONNECTIONS: {
    at: equals(() => connections(MAX_CONNECTIONS), MAX_CONNECTIONS),
    above: equals(() => connections(MAX_CONNECTIONS + 1), MAX_CONNECTIONS),
    hostile: equals(() => connections(200), MAX_CONNECTIONS),
  },
};

testBounds('lib/session', Object.keys(rows), rows);
