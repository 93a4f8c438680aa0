'use client';

import { useMemo, useRef } from 'react';
import { folderTitle } from '@/components/folders/folder-title';
import { usePlaceIn, type Place } from '@/components/shell/place';
import type { OpenMessage } from '@/components/shell/use-open-message';
import type { Triage } from '@/components/shell/use-triage';
import { INBOX } from '@/components/shell/use-going';
import { only } from '@/components/shell/use-message-desk';
import type { Transfers } from '@/components/transfer/use-transfers';
import { moveTo, type ActionContext } from '@/lib/actions';
import { useTranslations } from '@/lib/i18n';
import { toMailboxName, toUid, type Uid, type UidValidity } from '@/lib/imap/types';
import type { AccountId, Folder, MessageRow } from '@/lib/mail/types';
import {
  useAccounts,
  useEngine,
  useEverywhere,
  type EverywhereState,
  type ViewState,
  type Hit,
  type MessageListSnapshot,
} from '@/lib/query';
import type { FolderView } from './use-folder-view';

/** Stands where a folder's name is asked for and there are many: no folder has it. */
export const MANY_FOLDERS = toMailboxName('');

/**
 * What a search in all folders found, as a list like a folder's. UIDs mean something in one folder only, so rows carry numbers of
 * this list's own in their place; whatever is done to them is done in the folders they lie in, by their UIDs there.
 */
export interface Found {
  readonly list: MessageListSnapshot;
  readonly state: EverywhereState | null;
  /** Of all folders; the list shows the newest of each. */
  readonly count: number;
  readonly folderOf: (own: Uid) => string | null;
  /** The row as its folder has it. */
  readonly rowOf: (own: Uid) => MessageRow | undefined;
  /** The open message under the list's own number; null: none is open. */
  readonly openUid: Uid | null;
  /** Where a row's message is opened, with the search still beside it. */
  readonly placeOf: (own: Uid) => Place | null;
  /** For messages of one folder, as it has them. */
  readonly contextOf: (rows: readonly MessageRow[]) => ActionContext;
}

interface Numbers {
  readonly own: Map<string, Uid>;
  readonly hits: Map<Uid, Hit>;
  /** Rows under their own numbers: the same object for the same row, so that it is not drawn again. */
  readonly rows: WeakMap<MessageRow, MessageRow>;
  version: number;
}

/** Null while all folders are not what is searched. */
export function useFound(account: AccountId, folders: readonly Folder[], view: FolderView): Found | null {
  const t = useTranslations();
  const engine = useEngine();
  const { everywhere } = view;
  const found = useEverywhere(account, everywhere?.key ?? '', everywhere?.search ?? null);
  const { mailbox: shownIn, uid: openUid } = usePlaceIn(account);
  const several = useAccounts().length > 1;
  const numbers = useRef<Numbers>({ own: new Map(), hits: new Map(), rows: new WeakMap(), version: 0 });
  const rows = useMemo(() => numbered(found.hits, numbers.current), [found.hits]);
  const kind = found.state?.kind;
  const list = useMemo(() => listOf(rows, kind, (numbers.current.version += 1)), [rows, kind]);
  if (everywhere === null) return null;
  const inFolder = shownIn ?? INBOX;
  const openHit = found.hits.find(({ mailbox, row }) => mailbox === inFolder && row.uid === openUid);
  const openOwn = openHit === undefined ? NOT_FOUND : numberOf(openHit, numbers.current);
  const hitOf = (own: Uid): Hit | undefined => numbers.current.hits.get(own);
  return {
    list,
    state: found.state,
    count: found.count,
    folderOf: (own) => {
      const mailbox = hitOf(own)?.mailbox;
      const folder = folders.find(({ name }) => name === mailbox);
      return folder === undefined ? (mailbox ?? null) : folderTitle(folder, (key) => t(`folders.${key}`));
    },
    rowOf: (own) => hitOf(own)?.row,
    openUid: openUid === null ? null : openOwn,
    placeOf: (own) => {
      const hit = hitOf(own);
      if (hit === undefined) return null;
      const { mailbox, row } = hit;
      return { account: several ? account : null, mailbox, uid: row.uid, view: view.place };
    },
    contextOf: (targets) => {
      const hit = found.hits.find(({ row }) => row === targets[0]);
      const at = {
        mailbox: hit?.mailbox ?? MANY_FOLDERS,
        uidValidity: hit?.uidValidity ?? (0 as UidValidity),
      };
      return { engine, account, folders, ...at, readOnly: hit === undefined, targets, chosen: null };
    },
  };
}

/** Messages are opened by the list's own numbers, each in its folder. */
export const openedIn = (found: Found, opened: OpenMessage): OpenMessage => ({
  ...opened,
  uid: found.openUid,
  open: (own, how) => {
    const place = found.placeOf(own);
    if (place !== null) opened.openAt(place, how);
  },
});

/** Does in each folder what is asked of messages of many, and tells of it once. */
export function useFoundTriage(triage: Triage, found: Found | null): Triage {
  const t = useTranslations('done');
  const engine = useEngine();
  if (found === null) return triage;
  const byFolder = (context: ActionContext): readonly ActionContext[] => {
    const rows = context.targets.flatMap((row) => found.rowOf(row.uid) ?? []);
    const groups = new Map<string, MessageRow[]>();
    for (const row of rows) {
      const { mailbox } = found.contextOf([row]);
      groups.set(mailbox, [...(groups.get(mailbox) ?? []), row]);
    }
    return [...groups.values()].map(found.contextOf);
  };
  const inEach = (
    contexts: readonly ActionContext[],
    one: (context: ActionContext) => boolean,
    each: (context: ActionContext) => ReturnType<Parameters<Triage['perform']>[0]['perform']>,
  ): boolean => {
    const [first] = contexts;
    if (first === undefined) return false;
    if (contexts.length === 1) return one(first);
    const done = contexts.map(each).flatMap((result) => (result.ok && result.kind === 'op' ? [result] : []));
    const [said] = done;
    if (said === undefined) return one(first);
    const count = done.reduce((sum, { op }) => sum + op.uids.length, 0);
    triage.say({
      kind: 'told',
      text: t(said.saying.key, { count, folder: said.saying.folder ?? '' }),
      ...(said.saying.undo ? { undo: () => done.forEach(({ op }) => engine.undo(op.id)) } : {}),
    });
    return true;
  };
  return {
    ...triage,
    perform: (action, context) =>
      inEach(
        byFolder(context).filter((one) => action.enabled(one)),
        (one) => triage.perform(action, one),
        (one) => action.perform(one),
      ),
    move: (context, folder, title) =>
      inEach(
        byFolder(context).filter(({ mailbox }) => mailbox !== folder.name),
        (one) => triage.move(one, folder, title),
        (one) => moveTo(one, folder, title),
      ),
  };
}

/** Files are made of messages folder by folder. */
export function foundTransfers(transfers: Transfers, found: Found | null): Transfers {
  if (found === null) return transfers;
  return {
    ...transfers,
    save: (account, _place, { rows }, title) => {
      for (const own of rows) {
        const row = found.rowOf(own.uid);
        if (row === undefined) continue;
        const { mailbox, uidValidity } = found.contextOf([row]);
        transfers.save(account, { mailbox, uidValidity }, only(row), title);
      }
    },
  };
}

function numberOf({ mailbox, uidValidity, row }: Hit, numbers: Numbers): Uid {
  const key = `${uidValidity} ${row.uid} ${mailbox}`;
  const own = numbers.own.get(key) ?? toUid(numbers.own.size + 1);
  numbers.own.set(key, own);
  return own;
}

function numbered(hits: readonly Hit[], numbers: Numbers): readonly MessageRow[] {
  numbers.hits.clear();
  return hits.map((hit) => {
    const own = numberOf(hit, numbers);
    numbers.hits.set(own, hit);
    const known = numbers.rows.get(hit.row);
    if (known !== undefined) return known;
    const row = { ...hit.row, uid: own };
    numbers.rows.set(hit.row, row);
    return row;
  });
}

function listOf(
  rows: readonly MessageRow[],
  state: EverywhereState['kind'] | undefined,
  version: number,
): MessageListSnapshot {
  const places = new Map(rows.map((row, place) => [row.uid, place]));
  return {
    status: rows.length === 0 && (state === undefined || state === 'asking') ? 'loading' : 'ready',
    rowCount: rows.length,
    rowAt: (place) => rows[place],
    positionOf: (uid) => places.get(uid),
    isGone: (uid) => !places.has(uid),
    version,
    readOnly: false,
    uidValidity: OWN_NUMBERS,
    marked: 0,
    view: viewOf(state),
  };
}

/** What a folder's own search would call it: while it is not whole, nothing found is not the last word. */
function viewOf(state: EverywhereState['kind'] | undefined): ViewState {
  if (state === 'asking') return { kind: 'asking', here: 0, of: 0, share: null };
  if (state === 'partly' || state === 'failed') return { kind: 'partly', here: 0, of: 0, why: 'offline' };
  return { kind: 'whole' };
}

const OWN_NUMBERS = 1 as UidValidity;
/** The open message is none of those that were found. */
const NOT_FOUND = toUid(0xffff_ffff);
