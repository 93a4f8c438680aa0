'use client';

import { useCallback, useMemo, useRef, useState } from 'react';
import {
  asOpsLeave,
  membersOf,
  namedByServer,
  type ConversationSnapshot,
  type MessageListSnapshot,
  type OlderMembers,
  type RelatedRequest,
  type ServerThreads,
} from '../engine';
import { MAX_GATHERED } from '../engine/limits';
import { MAX_OP_UIDS } from '../mail/limits';
import type { AccountId, AppError, MailboxName, MessageRow, RelatedMessages, Uid } from '../mail';
import { useStandingOps } from './hooks';
import { useEngine } from './provider';

/** What was found of conversations further down than they are put together. */
export interface OlderKnown {
  /** As what was done to them leaves them. */
  readonly members: OlderMembers;
  readonly has: (uid: Uid) => boolean;
  /** The answer for these messages of a conversation. */
  readonly put: (uids: readonly Uid[], found: RelatedMessages) => void;
  readonly isLookedFor: (uid: Uid) => boolean;
}

/** What else there is of conversations something is done to. */
export interface Gathered {
  readonly rows: readonly MessageRow[];
  /** That is all of it. */
  readonly isWhole: boolean;
  readonly error: AppError | null;
}

export interface OlderMessages {
  readonly known: OlderKnown;
  /** What has to be asked so that all of the conversation is known; undefined: it is. */
  readonly ownOf: (row: MessageRow) => RelatedRequest['own'];
  /**
   * To be called before something is done to these conversations, which are then asked for what else belongs to them; null: all of it is
   * known.
   */
  readonly gather: (rows: readonly MessageRow[]) => Promise<Gathered> | null;
}

interface Kept {
  readonly place: string;
  /** The answer for each message it was asked for. */
  readonly found: ReadonlyMap<Uid, RelatedMessages>;
  readonly whole: ReadonlySet<Uid>;
}

export function useOlderKnown(
  account: AccountId,
  mailbox: MailboxName,
  list: Pick<MessageListSnapshot, 'uidValidity' | 'isGone' | 'version'>,
): OlderKnown {
  const { ops, returned } = useStandingOps(account);
  // What came back has other UIDs: it stands on top of the folder now.
  const place = JSON.stringify([account, mailbox, list.uidValidity, returned]);
  const [kept, setKept] = useState<Kept>({ place, found: new Map(), whole: new Set() });
  const { found, whole } = kept.place === place ? kept : NOTHING;
  const put = useCallback(
    (uids: readonly Uid[], answer: RelatedMessages) =>
      setKept((before) => {
        const then = before.place === place ? before : NOTHING;
        if (uids.every((uid) => then.found.get(uid) === answer)) return before;
        const now = { place, found: new Map(then.found), whole: new Set(then.whole) };
        for (const uid of uids) {
          now.found.set(uid, answer);
          if (answer.own !== 'unknown') now.whole.add(uid);
        }
        return now;
      }),
    [place],
  );
  const painted = useMemo(() => {
    const members = new Map<Uid, readonly MessageRow[]>();
    for (const [uid, { messages }] of found)
      members.set(
        uid,
        messages.flatMap((one) =>
          one.mailbox === mailbox && one.uidValidity === list.uidValidity
            ? (asOpsLeave(one, one.row, ops) ?? [])
            : [],
        ),
      );
    return members;
  }, [found, ops, mailbox, list.uidValidity]);
  const { isGone } = list;
  return useMemo(() => {
    const all = new Set<Uid>();
    const members = new Map<Uid, readonly MessageRow[]>();
    for (const [uid, rows] of painted) {
      const there = rows.filter((row) => !isGone(row.uid));
      members.set(uid, there);
      for (const row of there) all.add(row.uid);
    }
    return { members, has: (uid) => all.has(uid), put, isLookedFor: (uid) => whole.has(uid) };
  }, [painted, put, whole, isGone]);
}

/** Over what is shown: which conversations may have more further down, and how that is found. */
export function useOlderMessages(
  account: AccountId,
  mailbox: MailboxName,
  shown: ConversationSnapshot | null,
  server: ServerThreads | null,
  known: OlderKnown,
): OlderMessages {
  const engine = useEngine();
  const latest = useRef({ shown, server, known });
  latest.current = { shown, server, known };
  return useMemo(() => {
    const ownOf = (row: MessageRow): RelatedRequest['own'] => {
      const now = latest.current;
      if (now.shown === null || now.shown.covered >= now.shown.messages) return undefined;
      const listed = listedOf(row, now.known);
      if (now.server?.uidValidity === now.shown.uidValidity) {
        const here = new Set(listed.map(({ uid }) => uid));
        const uids = namedByServer(now.server, [...here], (uid) => here.has(uid));
        return uids.length === 0 ? undefined : { kind: 'known', uids };
      }
      // What names nobody and is named by nobody here is most of the mail there is: nobody is asked for each of it.
      const [only] = listed;
      const stands = listed.length === 1 && only?.thread?.group === 0 && only.thread.refs.length === 0;
      return stands ? undefined : { kind: 'search' };
    };
    const gather = (rows: readonly MessageRow[]): Promise<Gathered> | null => {
      const now = latest.current;
      const asks = rows.flatMap((row) => {
        const listed = listedOf(row, now.known);
        const own = ownOf(row);
        const isKnown = listed.some(({ uid }) => now.known.isLookedFor(uid));
        return own === undefined || isKnown ? [] : [{ own, uids: listed.map(({ uid }) => uid).toReversed() }];
      });
      if (asks.length === 0) return null;
      const asked = asks.slice(0, MAX_GATHERED);
      const answers = asked.map(async ({ own, uids }) => {
        const answer = await engine.related(account, { mailbox, uids, folders: [], own, holds: true });
        if (answer.ok) now.known.put(uids, answer.value);
        return answer;
      });
      return Promise.all(answers).then((all) => gathered(mailbox, all, asked.length === asks.length));
    };
    return { known, ownOf, gather };
  }, [engine, account, mailbox, known]);
}

function gathered(
  mailbox: MailboxName,
  answers: readonly Awaited<ReturnType<ReturnType<typeof useEngine>['related']>>[],
  isAll: boolean,
): Gathered {
  const rows = new Map<Uid, MessageRow>();
  let isWhole = isAll;
  let error: AppError | null = null;
  for (const answer of answers) {
    if (!answer.ok) {
      error ??= answer.error;
      isWhole = false;
      continue;
    }
    error ??= answer.value.error;
    isWhole &&= answer.value.own === 'whole';
    for (const one of answer.value.messages) if (one.mailbox === mailbox) rows.set(one.row.uid, one.row);
  }
  const all = [...rows.values()];
  return { rows: all.slice(0, MAX_OP_UIDS), isWhole: isWhole && all.length <= MAX_OP_UIDS, error };
}

/** Those the list has. */
const listedOf = (row: MessageRow, known: OlderKnown): readonly MessageRow[] =>
  membersOf(row).filter(({ uid }) => !known.has(uid));

const NOTHING: Omit<Kept, 'place'> = { found: new Map(), whole: new Set() };
