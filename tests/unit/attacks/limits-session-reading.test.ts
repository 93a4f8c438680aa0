/** The limits of lib/session that bound how much is asked for, believed when it is read again, and waited for. */
import * as v from 'valibot';
import { expect, it } from 'vitest';
import type { Command } from '../../../lib/imap';
import {
  toUid,
  type NumberSet,
  type SinglePartBody,
  type Uid,
  type UidValidity,
} from '../../../lib/imap/types';
import { retrySeconds } from '../../../lib/session/hints';
import { uids } from '../../../lib/session/kept-parts';
import { readKeptJob } from '../../../lib/session/kept-job';
import * as limits from '../../../lib/session/limits';
import type { Link } from '../../../lib/session/link';
import { findMessages } from '../../../lib/session/tasks/find-messages';
import { findRelated, readClues } from '../../../lib/session/tasks/find-related';
import { octetsOf, openMessage } from '../../../lib/session/tasks/open-message';
import { readNews } from '../../../lib/session/tasks/read-news';
import { testBounds, type Bound } from '../../support/bounds';
import { selected } from '../../support/imap-peer';

type Row =
  | 'MAX_FORMATTED_FETCH'
  | 'MAX_FOUND'
  | 'MAX_HINT'
  | 'MAX_HTML_FETCH'
  | 'MAX_KEPT_RANGES'
  | 'MAX_KEPT_UIDS'
  | 'MAX_MEMBERS'
  | 'MAX_NEWS'
  | 'MAX_RELATED'
  | 'MAX_RELATED_CLUES'
  | 'MAX_TEXT_FETCH';

/** A link to a server that answers so; `sent` are the lines it was sent, without their tags. */
function linkTo(answer: (command: Command<unknown>) => unknown, sent: string[] = []): Link {
  const run = (command: Command<unknown>) => {
    const peer = selected();
    peer.connection.enqueue(command);
    sent.push(peer.client().replace(/^\S+ /, '').trimEnd());
    return Promise.resolve({ ok: true, value: answer(command), code: null, text: '' });
  };
  const selectedInfo = { uidValidity: 7 as UidValidity, exists: 10 };
  const hear = () => Promise.resolve({ kind: 'closed', sent: false, reason: '' });
  return { run, hear, selectedInfo, driver: { has: () => false, isLost: false } } as unknown as Link;
}

const part = (type: string, size: number): SinglePartBody => ({
  kind: 'part',
  section: '1',
  type: type.split('/')[0]!,
  subtype: type.split('/')[1]!,
  params: [],
  id: null,
  description: null,
  encoding: '7bit',
  size,
  lines: null,
  disposition: null,
  envelope: null,
  body: null,
});

/** How the body of so much HTML is asked for, by whoever wants it as formatted. */
async function formatted(size: number): Promise<string | undefined> {
  const sent: string[] = [];
  await openMessage(
    linkTo(() => [], sent),
    toUid(1),
    part('text/html', size),
    { formatted: true },
  );
  return /BODY\.PEEK\[1\]\S*?(?=[ )])/.exec(sent[0]!)?.[0];
}

/** The set of messages read to tell of so many new ones. */
async function news(count: number): Promise<string | undefined> {
  const sent: string[] = [];
  await readNews(
    linkTo(() => [], sent),
    toUid(1),
    (count + 1) as Uid,
  );
  return /UID FETCH (\S+)/.exec(sent[0]!)?.[1];
}

/** The rows read of so many messages that belong to a conversation; null: the answer is not believed. */
async function related(count: number, most?: number): Promise<string | null> {
  const sent: string[] = [];
  const found: NumberSet = [[1, count]];
  const link = linkTo(({ name }) => (name.includes('SEARCH') ? { all: found } : []), sent);
  const result = await findRelated(
    link,
    {
      gmailThread: null,
      thread: null,
      here: ['a@example.org'],
      named: [],
    },
    most,
  );
  return result.ok ? (/UID FETCH (\S+)/.exec(sent[1]!)?.[1] ?? '') : null;
}

/** How many of so many ids that a message names are asked for. */
async function clues(count: number): Promise<number> {
  const ids = Array.from({ length: count }, (_, at) => `<${at}@a.example>`).join('\r\n ');
  const bytes = new TextEncoder().encode(`References: ${ids}\r\n\r\n`);
  const section = { section: 'HEADER.FIELDS', origin: null, binary: false, bytes, streamed: false };
  const link = linkTo(() => [{ seq: 1, items: { uid: toUid(1), sections: [section] } }]);
  const result = await readClues(link, [toUid(1)]);
  return result.ok ? result.value.named.length : -1;
}

/** Messages of a view when the server names so many; null: the answer is not believed. */
async function view(count: number): Promise<number | null> {
  const link = linkTo(() => ({ all: [[1, count]] satisfies NumberSet }));
  const result = await findMessages(link, { view: { search: null, order: 'newest' }, from: 0 }, 0);
  return result.ok ? (result.value?.count ?? 0) : null;
}

/** Whether so many UIDs, or ranges, are believed that were kept. */
const keepsUids = (count: number): boolean =>
  v.is(
    uids,
    Array.from({ length: count }, (_, at) => at + 1),
  );
function keepsRanges(count: number): boolean {
  const range = [1, 2];
  return (
    readKeptJob({
      kind: 'job',
      version: 1,
      order: {
        id: 'a',
        says: 'starred',
        job: { mailbox: 'INBOX', within: null, action: { kind: 'flag', flag: '\\Seen', add: true } },
      },
      journal: {
        found: null,
        left: Array.from({ length: count }, () => range),
        batch: null,
        done: 0,
        back: null,
      },
    }) !== null
  );
}

const waits = (seconds: string): number | null => retrySeconds(null, `try again in ${seconds}`, false);

const equals = (value: () => unknown, expected: unknown) => async (): Promise<void> =>
  expect(await value()).toEqual(expected);

const { MAX_HINT, MAX_TEXT_FETCH, MAX_HTML_FETCH, MAX_FORMATTED_FETCH, MAX_NEWS } = limits;
const { MAX_MEMBERS, MAX_RELATED, MAX_RELATED_CLUES, MAX_FOUND, MAX_KEPT_UIDS, MAX_KEPT_RANGES } = limits;
const LONGEST = MAX_HINT / 1_000;

const rows: Readonly<Record<Row, Bound>> = {
  MAX_HINT: {
    at: equals(() => waits(`${LONGEST} seconds`), LONGEST),
    above: equals(() => waits(`${LONGEST + 1} seconds`), LONGEST),
    hostile: equals(() => waits('999999999 hours'), LONGEST),
  },
  MAX_TEXT_FETCH: {
    at: equals(() => octetsOf(part('text/plain', MAX_TEXT_FETCH)), MAX_TEXT_FETCH),
    above: equals(() => octetsOf(part('text/plain', MAX_TEXT_FETCH + 1)), MAX_TEXT_FETCH),
    hostile: equals(() => octetsOf(part('text/plain', 2 ** 52)), MAX_TEXT_FETCH),
  },
  MAX_HTML_FETCH: {
    at: equals(() => octetsOf(part('text/html', MAX_HTML_FETCH)), MAX_HTML_FETCH),
    above: equals(() => octetsOf(part('text/html', MAX_HTML_FETCH + 1)), MAX_HTML_FETCH),
    hostile: equals(() => octetsOf(part('text/html', 2 ** 52)), MAX_HTML_FETCH),
  },
  MAX_FORMATTED_FETCH: {
    at: equals(() => formatted(MAX_FORMATTED_FETCH), 'BODY.PEEK[1]'),
    above: equals(() => formatted(MAX_FORMATTED_FETCH + 1), `BODY.PEEK[1]<0.${MAX_FORMATTED_FETCH}>`),
    hostile: equals(() => formatted(2 ** 52), `BODY.PEEK[1]<0.${MAX_FORMATTED_FETCH}>`),
  },
  MAX_NEWS: {
    at: equals(() => news(MAX_NEWS), `1:${MAX_NEWS}`),
    above: equals(() => news(MAX_NEWS + 1), `2:${MAX_NEWS + 1}`),
    hostile: equals(() => news(4_000_000_000), `${4_000_000_001 - MAX_NEWS}:4000000000`),
  },
  MAX_MEMBERS: {
    at: equals(() => related(MAX_MEMBERS, MAX_MEMBERS), `1:${MAX_MEMBERS}`),
    above: equals(() => related(MAX_MEMBERS + 1, MAX_MEMBERS), `2:${MAX_MEMBERS + 1}`),
    hostile: equals(() => related(4_294_967_295, MAX_MEMBERS), null),
  },
  MAX_RELATED: {
    at: equals(() => related(MAX_RELATED), `1:${MAX_RELATED}`),
    above: equals(() => related(MAX_RELATED + 1), `2:${MAX_RELATED + 1}`),
    hostile: equals(() => related(4_294_967_295), null),
  },
  MAX_RELATED_CLUES: {
    at: equals(() => clues(MAX_RELATED_CLUES), MAX_RELATED_CLUES),
    above: equals(() => clues(MAX_RELATED_CLUES + 1), MAX_RELATED_CLUES),
    hostile: equals(() => clues(200_000), MAX_RELATED_CLUES),
  },
  MAX_FOUND: {
    at: equals(() => view(MAX_FOUND), MAX_FOUND),
    above: equals(() => view(MAX_FOUND + 1), null),
    hostile: equals(() => view(4_294_967_295), null),
  },
  MAX_KEPT_UIDS: {
    at: equals(() => keepsUids(MAX_KEPT_UIDS), true),
    above: equals(() => keepsUids(MAX_KEPT_UIDS + 1), false),
    hostile: equals(() => keepsUids(4 * MAX_KEPT_UIDS), false),
  },
  MAX_KEPT_RANGES: {
    at: equals(() => keepsRanges(MAX_KEPT_RANGES), true),
    above: equals(() => keepsRanges(MAX_KEPT_RANGES + 1), false),
    hostile: equals(() => keepsRanges(4 * MAX_KEPT_RANGES), false),
  },
};

testBounds('lib/session, of what is read', Object.keys(rows), rows);

it('every other limit of the session is known to bound something else', () => {
  const others = Object.keys(limits).filter((name) => !Object.hasOwn(rows, name));
  expect(others.toSorted()).toEqual(
    [
      // ./limits-session.test.ts
      'CRASHES_BEFORE_GIVING_UP',
      'LIST_STATUS_MAX',
      'MAX_CONNECTIONS',
      'MAX_COUNTED',
      'MAX_HTML_CHARS',
      'MAX_HTML_TAGS',
      'MAX_INLINE_PART',
      'MAX_INLINE_PARTS',
      'MAX_PART',
      // ./limits-session-sync.test.ts
      'MAX_DATES',
      'MAX_FOLDERS',
      'MAX_RAW_BODIES',
      'MAX_RAW_HEADS',
      'MAX_RELISTS',
      'MAX_SHORT_IDLES',
      'MAX_SHRINKS',
      'MAX_WAITING_OCTETS',
      'RESYNC_ANCHOR_EVERY',
      'RESYNC_BATCH',
      'RESYNC_FLAGS_FIRST',
      'RESYNC_MAX_GONE',
      'RESYNC_MAX_KNOWN',
      'RESYNC_MAX_NEW',
      'RESYNC_SPANS',
      'RESYNC_TRIES',
      'UNDO_DEPTH',
      'WINDOW_ROWS',
      // Sizes of our own steps.
      'ANSWER_OCTETS',
      'FIND_PIECE',
      'SEARCH_NAMES',
      'SEARCH_NAME_OCTETS',
      'FIRST_WINDOW_ROWS',
      'JOB_BATCH',
      'JOB_TRIES',
      'OPENINGS_AT_ONCE',
      'PART_PIECE',
      'RAW_PIECE',
      'SET_OCTETS',
      'SLICE_OCTETS',
      'STATUS_GROUP',
      'TURN_STEP',
      'WHOLE_ORDER',
      // Times.
      'DIAL_TIMEOUT',
      'GREETING_TIMEOUT',
      'COMMAND_STALL',
      'ANSWER_TIME',
      'TURN_MS',
      'PROBE_TIMEOUT',
      'PROBE_AFTER_SILENCE',
      'HEARTBEAT',
      'WOKE_LATE',
      'IDLE_DELAY',
      'IDLE_RENEW',
      'IDLE_RENEW_LOOPBACK',
      'IDLE_SHORT',
      'POLL_EVERY',
      'CHECK_VISIBLE',
      'CHECK_HIDDEN',
      'CHECK_GAP',
      'LOGOUT_TIMEOUT',
      'PREPARED_LIFE',
      'SPARE_LIFE',
      'SHRUNK_FOR',
      'TOO_MANY_AGAIN',
      'SOON_AGAIN',
      'REST_AFTER',
      'STEADY_AFTER',
      'READ_PATIENCE',
      'COUNTERS_DELAY',
      'COUNTERS_VISIBLE',
      'COUNTERS_HIDDEN',
      'RELIST_DELAY',
      'RELISTS_WITHIN',
      'FOLDERS_FRESH',
      'QUOTA_FRESH',
      'RECOUNT_DELAY',
      'CRASHES_TOGETHER',
      'CRASHES_WITHIN',
      'SHRINKS_WITHIN',
      'KEEP_PATIENCE',
      'STALL_PAUSE',
    ].toSorted(),
  );
});
