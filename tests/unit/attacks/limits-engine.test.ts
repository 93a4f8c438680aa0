/** The limits of lib/engine that bound what a server can make it do. The others bound what people, tabs and the engine itself do. */
import { expect, it } from 'vitest';
import { deriveKey } from '../../../lib/engine/derive';
import * as limits from '../../../lib/engine/limits';
import { Notices, type Notice } from '../../../lib/engine/notices';
import type { Tab } from '../../../lib/engine/tabs';
import { WireFeed } from '../../../lib/engine/wire-feed';
import type { MessageRow } from '../../../lib/mail';
import { Transcript } from '../../../lib/net/transcript';
import { testBounds, type Bound } from '../../support/bounds';
import { inbox } from '../engine/inbox';
import { INBOX, settle } from '../engine/support';

type ServerBound =
  | 'MAX_ITERATIONS'
  | 'MAX_NOTICES'
  | 'MAX_NOTICE_TEXT'
  | 'MAX_NOTICES_KNOWN'
  | 'MAX_RESYNCS'
  | 'MAX_WIRE_BATCH';

/** Whether a key of so many iterations is derived, without deriving it. */
async function derives(iterations: number): Promise<boolean> {
  const subtle = {
    importKey: () => Promise.resolve({}),
    deriveBits: () => Promise.resolve(new ArrayBuffer(20)),
  } as unknown as SubtleCrypto;
  const need = { kind: 'derive', hash: 'SHA-1', iterations, length: 20 } as const;
  const octets = new Uint8Array(1);
  return deriveKey({ ...need, password: octets, salt: octets }, subtle).then(
    () => true,
    () => false,
  );
}

/** Everything one tab was told of messages that came, `each` at a time. */
function told(subjects: readonly string[], each = subjects.length, uids = (at: number) => at + 1) {
  const notices: Notice[] = [];
  let count = 0;
  const tab = {
    visible: false,
    notifies: true,
    seenAt: 1,
    post: (message: { readonly count: number; readonly notices: readonly Notice[] }) => {
      count += message.count;
      notices.push(...message.notices);
    },
  } as unknown as Tab;
  const desk = new Notices(() => [tab]);
  const rows = subjects.map((subject, at) => ({
    uid: uids(at),
    subject,
    from: [],
    seen: false,
    deleted: false,
  }));
  for (let at = 0; at < rows.length; at += each) {
    const some = rows.slice(at, at + each) as unknown as readonly MessageRow[];
    desk.arrived({ account: 'a', mailbox: INBOX, uidValidity: null, rows: some });
  }
  return { notices, count };
}
const many = (count: number): readonly string[] => Array.from({ length: count }, () => 's');
/** The first message again, after so many others. */
const againAfter = (others: number): number =>
  told(many(others + 2), 1, (at) => (at === others + 1 ? 1 : at + 1)).count - (others + 1);

/** How often a mailbox is opened anew when each opening is followed by something impossible. */
async function reopened(times: number): Promise<number> {
  const { world } = await inbox(3);
  const before = world.session.calls.filter((call) => call.startsWith('refresh')).length;
  for (let at = 0; at < times; at += 1) {
    world.session.listener.expunged(INBOX, 99);
    await settle();
    world.session.open(3);
    await settle();
  }
  return world.session.calls.filter((call) => call.startsWith('refresh')).length - before;
}

/** Lines of the wire that reach a tab after one turn of so many. */
function linesOf(count: number): number {
  const transcript = new Transcript();
  let lines = 0;
  const feed = new WireFeed(transcript, () => undefined);
  const tab = {
    post: (message: { readonly update: { readonly lines: readonly unknown[] } }) => {
      lines = message.update.lines.length;
    },
  } as unknown as Tab;
  feed.subscribe(tab);
  feed.flush();
  for (let at = 0; at < count; at += 1) transcript.received('1', new TextEncoder().encode('* OK x\r\n'));
  feed.flush();
  return lines;
}

const equals = (value: () => unknown, expected: unknown) => async (): Promise<void> =>
  expect(await value()).toEqual(expected);

const rows: Readonly<Record<ServerBound, Bound>> = {
  MAX_ITERATIONS: {
    at: equals(() => derives(limits.MAX_ITERATIONS), true),
    above: equals(() => derives(limits.MAX_ITERATIONS + 1), false),
    hostile: equals(
      () => Promise.all([2 ** 31, 2 ** 53, Infinity, NaN, 0, -1, 0.5].map(derives)),
      Array(7).fill(false),
    ),
  },
  MAX_NOTICES: {
    at: equals(() => told(many(limits.MAX_NOTICES)).notices.length, limits.MAX_NOTICES),
    above: equals(() => told(many(limits.MAX_NOTICES + 1)).notices.length, limits.MAX_NOTICES),
    hostile: () => {
      const { notices, count } = told(many(10_000));
      expect([notices.length, count]).toEqual([limits.MAX_NOTICES, 10_000]);
    },
  },
  MAX_NOTICE_TEXT: {
    at: equals(
      () => told(['x'.repeat(limits.MAX_NOTICE_TEXT)]).notices[0]?.subject.length,
      limits.MAX_NOTICE_TEXT,
    ),
    above: equals(
      () => told(['x'.repeat(limits.MAX_NOTICE_TEXT + 1)]).notices[0]?.subject,
      `${'x'.repeat(limits.MAX_NOTICE_TEXT)}…`,
    ),
    hostile: () => {
      const [notice] = told(['😀'.repeat(500_000)]).notices;
      expect(notice?.subject.length).toBeLessThanOrEqual(limits.MAX_NOTICE_TEXT + 1);
      expect(notice?.subject.isWellFormed()).toBe(true);
    },
  },
  MAX_NOTICES_KNOWN: {
    at: equals(() => againAfter(limits.MAX_NOTICES_KNOWN - 1), 0),
    above: equals(() => againAfter(limits.MAX_NOTICES_KNOWN), 1),
    hostile: equals(() => againAfter(20 * limits.MAX_NOTICES_KNOWN), 1),
  },
  MAX_RESYNCS: {
    at: equals(() => reopened(limits.MAX_RESYNCS), limits.MAX_RESYNCS),
    above: equals(() => reopened(limits.MAX_RESYNCS + 1), limits.MAX_RESYNCS),
    hostile: equals(() => reopened(50), limits.MAX_RESYNCS),
  },
  MAX_WIRE_BATCH: {
    at: equals(() => linesOf(limits.MAX_WIRE_BATCH), limits.MAX_WIRE_BATCH),
    above: equals(() => linesOf(limits.MAX_WIRE_BATCH + 1), limits.MAX_WIRE_BATCH),
    hostile: equals(() => linesOf(50 * limits.MAX_WIRE_BATCH), limits.MAX_WIRE_BATCH),
  },
};

testBounds('lib/engine against a server', Object.keys(rows), rows);

it('every other limit of the engine is known to bound something else', () => {
  const others = Object.keys(limits).filter((name) => !Object.hasOwn(rows, name));
  expect(others.toSorted()).toEqual(
    [
      // Paces of our own, of reading ahead and of where dates stand.
      'AHEAD_MESSAGE_OCTETS',
      'AHEAD_NEXT',
      'AHEAD_NEXT_MS',
      'AHEAD_OCTETS',
      'AHEAD_PACE_MS',
      'AHEAD_PERIOD_MS',
      'AHEAD_QUIET_MS',
      'AHEAD_REFUSED_MS',
      'AHEAD_ROWS',
      'AHEAD_STORAGE_SHARE',
      'DATE_FANOUT',
      'DATE_ROUNDS',
      'DATE_SAMPLES',
      'PREFETCH_WINDOW',
      'PREFETCH_WINDOWS',
      // Times.
      'RELOAD_GRACE_MS',
      'SILENT_ENGINE_MS',
      'REOPENED_AFTER_MS',
      'RESUME_FIRST_MS',
      'RESUME_LONGEST_MS',
      'RESYNCS_WITHIN_MS',
      'SAVE_EVERY_MS',
      'DEVICE_MS',
      'DEVICE_RENEW_MS',
      'ITEM_KEY_MS',
      'VIEW_STALE_MS',
      'THREADS_QUIET_MS',
      'THREADS_EVERY_MS',
      'NEW_MAIL_QUIET_MS',
      'OVERLAY_GRACE_MS',
      'WELCOME_TIMEOUT_MS',
      // What people and their tabs ask for.
      'CONVERSED_MORE',
      'MAX_COMING',
      'MAX_CONVERSED',
      'MAX_CONVERSATION_PEOPLE',
      'MAX_GATHERED',
      'MAX_THREADED_AGAIN',
      'MAX_RELATED_FOLDERS',
      'MAX_RELATED_KNOWN',
      'MAX_ACCOUNTS',
      'MAX_MAILBOX_MODELS',
      'MAX_PAGE_ROWS',
      'VIEW_ROWS',
      // tests/unit/engine/everywhere.test.ts.
      'FOLDER_HITS',
      'MAX_FOUND_ROWS',
      'MAX_VIEW_ROWS',
      'MAX_SORTED_HERE',
      'FIRST_ROWS',
      'MAX_WANTED_ROWS',
      'MAX_RECENT_OPS',
      'MAX_PAGE_WIRE_LINES',
      'MAX_IMPORT_FILES',
      'MAX_IMPORT_FAILURES',
      'MAX_RENAMES',
      // Of rows that lib/session has bounded before (MAX_NEWS).
      'MAX_NEWS_ROWS',
    ].toSorted(),
  );
});
